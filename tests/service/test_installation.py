import sys
from pathlib import Path

import pytest

from service.installation import ForeignPackage, check_installation


def test_our_packages_are_our_own() -> None:
    check_installation()


def test_a_package_of_another_distribution_is_named_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "foreign_models").mkdir()
    (tmp_path / "foreign_models" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(ForeignPackage, match=f"foreign_models comes from {tmp_path}"):
        check_installation(("service", "foreign_models"))


@pytest.mark.parametrize("kind", ["absent", "folder without code"])
def test_a_package_that_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    if kind != "absent":
        (tmp_path / "missing_models").mkdir()
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(ForeignPackage, match="missing_models is not installed beside"):
        check_installation(("missing_models",))


def test_nothing_is_imported_to_find_out() -> None:
    before = set(sys.modules)

    check_installation(("service", "seeds"))

    assert set(sys.modules) - before == set()
