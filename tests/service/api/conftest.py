"""Applications to send requests to, and an article to send."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.app import create_app
from service.settings import Settings

TITLE = "Harbour board votes to deepen channel"
BODY = """\
The harbour board voted on Tuesday to deepen the shipping channel by 2.5 metres, a project that
will cost an estimated $48 million over three years, according to minutes published by the port
authority.

"We looked at the figures for two years before we decided," said Ingrid Solberg, who chairs the
board. "The channel has not been dredged since 1998, and four ships ran aground last winter."

The board approved the plan by seven votes to two. Martin Okafor, one of the two members who
opposed it, said the environmental study had covered only 11 of the 26 kilometres of coast that
may be affected. "Nobody knows what happens to the eelgrass," he told reporters after the
meeting.

A spokeswoman for the fishing cooperative, which has 140 members, said it would ask a court to
review the decision. The port handled 3.1 million tonnes of cargo in 2024, 6 percent more than
in the year before, data from the statistics office show.

Work could begin in April. The authority expects to close the western basin for nine weeks, and
it has asked ferry operators to use the old pier until the end of June. The ministry of
transport, which pays for a third of the project, did not respond to questions on Wednesday.
"""


@pytest.fixture(scope="session")
def article() -> dict[str, Any]:
    """An article long enough to be scored."""
    return {"title": TITLE, "body": BODY, "outlet": "example.org", "published": "2025-03-05"}


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application as it is without any settings."""
    return create_app(Settings(data=tmp_path_factory.mktemp("data")))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def make_client(tmp_path: Path) -> Callable[..., FlaskClient]:
    """A client of an application of one's own, with other settings or another log."""

    def make(log: BinaryIO | None = None, **settings: Any) -> FlaskClient:
        return create_app(Settings(data=tmp_path, **settings), log=log).test_client()

    return make
