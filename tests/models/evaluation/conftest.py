"""What tests keep goes elsewhere than what people keep."""

import pytest

from models import kept


@pytest.fixture(autouse=True)
def kept_elsewhere(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "FOLDER", tmp_path / "kept")
