import datetime
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from flask.testing import FlaskClient

from features.article import Article
from features.catalogue import SignalFailed
from models.scorer import Scorer
from service import store
from service.app import create_app
from service.settings import Settings


def test_a_living_process_says_so(client: FlaskClient) -> None:
    response = client.get("/healthz")

    assert (response.status_code, response.get_json()) == (200, {"status": "ok"})


def test_without_database_and_worker_the_service_is_ready_and_says_what_is_missing(
    make_client: Callable[..., FlaskClient], tmp_path: Path
) -> None:
    nowhere = f"sqlite:///{tmp_path}/nowhere/at.db"

    response = make_client(database_url=nowhere).get("/readyz")

    assert response.status_code == 200
    state = response.get_json()
    assert state["model"].pop("version")
    assert state == {
        "model": {"ready": True, "required": True},
        "database": {"ready": False, "required": False},
        "worker": {"ready": False, "required": False, "seen": None},
    }


@pytest.fixture
def installed(tmp_path: Path) -> Settings:
    """An installation with its database."""
    settings = Settings(data=tmp_path)
    store.upgrade(settings)
    return settings


def test_database_and_worker_are_reported(installed: Settings) -> None:
    client = create_app(installed).test_client()
    before = datetime.datetime.now(datetime.UTC)
    store.beat(installed, "worker")

    state = client.get("/readyz").get_json()

    assert state["database"]["ready"]
    assert state["worker"]["ready"]
    assert datetime.datetime.fromisoformat(state["worker"]["seen"]) >= before


def test_a_service_that_cannot_score_is_not_ready(installed: Settings) -> None:
    class Broken(Scorer):
        def assess(self, article: Article) -> NoReturn:
            raise SignalFailed(article.title)

    app = create_app(installed)
    live = app.extensions["credibility"].live
    live.scorer = Broken(live.scorer.model)

    response = app.test_client().get("/readyz")

    assert response.status_code == 503
    assert not response.get_json()["model"]["ready"]
