"""No test reads or writes what the checkout's own service has stored (`make serve`: `.data`)."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def data_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Where no test says otherwise, an installation's folder is a new one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CREDIBILITY_DATA", str(tmp_path_factory.mktemp("data")))
        yield
