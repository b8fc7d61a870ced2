import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from features.article import Article
from models.scorer import load_default
from service import live_model, registry, store
from service.live_model import LiveModel
from service.settings import Settings
from service.tables import ModelVersion

Promote = Callable[[Settings, str], str]


@pytest.fixture
def settings(installation: Settings) -> Settings:
    store.upgrade(installation)
    installation.data.mkdir(exist_ok=True)
    return installation


def served(live: LiveModel) -> str:
    return live.scorer.model.version


def test_it_serves_what_is_promoted(settings: Settings, promote: Promote) -> None:
    live = LiveModel(settings)
    live.start()
    assert served(live) == load_default().version
    version = promote(settings, "1")
    assert live.refresh()
    assert served(live) == version
    with store.writing(settings) as session:
        registry.rollback(session, "ann", "back")
    live.refresh()
    assert served(live) == load_default().version


def test_a_request_keeps_the_scorer_that_it_began_with(
    settings: Settings, promote: Promote
) -> None:
    live = LiveModel(settings)
    scorer = live.scorer
    before = scorer.assess(Article("A text."))
    promote(settings, "1")
    live.refresh()
    assert scorer.assess(Article("A text.")).model == before.model
    assert live.scorer.assess(Article("A text.")).model != before.model


def test_it_follows_within_two_seconds(settings: Settings, promote: Promote) -> None:
    live = LiveModel(settings)
    live.start()
    live.follow()
    try:
        for edition in "12":
            version = promote(settings, edition)
            end = time.monotonic() + 2.0
            while served(live) != version:
                assert time.monotonic() < end
                time.sleep(0.01)
    finally:
        live.close()


def test_who_starts_while_the_database_is_away_serves_the_last_version(
    settings: Settings, promote: Promote, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = promote(settings, "1")
    LiveModel(settings).start()
    away = replace(settings, database_url="postgresql+psycopg://nobody@127.0.0.1:9/nothing")
    live = LiveModel(away)
    live.start()
    assert served(live) == version
    assert not live.refresh()
    # Of other signals, it would be wrong.
    monkeypatch.setattr(live_model, "signals_digest", lambda: "0" * 16)
    other = LiveModel(away)
    other.start()
    assert served(other) == load_default().version


def test_a_file_that_is_no_model_is_not_served(settings: Settings) -> None:
    (settings.data / "live-model.json").write_text("{}")
    away = replace(settings, database_url="postgresql+psycopg://nobody@127.0.0.1:9/nothing")
    live = LiveModel(away)
    live.start()
    assert served(live) == load_default().version


def test_a_folder_that_cannot_be_written_takes_no_version_with_it(
    settings: Settings, promote: Promote, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    version = promote(settings, "1")
    live = LiveModel(replace(settings, data=tmp_path / "file"))
    live.start()
    assert served(live) == version
    assert "cannot be kept: File exists" in caplog.text


def test_a_version_of_other_signals_is_not_served(
    settings: Settings, promote: Promote, caplog: pytest.LogCaptureFixture
) -> None:
    version = promote(settings, "1")
    other = replace(load_default(), signals_digest="0" * 16)
    with store.writing(settings) as session:
        session.execute(update(ModelVersion).values(artefact=other.to_json()))
    live = LiveModel(settings)
    live.start()
    assert served(live) == load_default().version
    assert f"version {version} cannot serve here" in caplog.text


def test_without_a_database_none_is_made(tmp_path: Path) -> None:
    live = LiveModel(Settings(data=tmp_path / "data"))
    live.start()
    assert served(live) == load_default().version
    assert not (tmp_path / "data").exists()


def test_an_answer_that_comes_too_late_changes_nothing(
    settings: Settings, promote: Promote, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = LiveModel(settings)
    live.start()
    held = threading.Event()
    look: Callable[[], Any] = live._look

    def late() -> Any:
        found = look()
        held.wait(10)
        return found

    promote(settings, "1")
    monkeypatch.setattr(live_model, "_PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr(live, "_look", late)
    assert not live.refresh()
    monkeypatch.setattr(live, "_look", look)
    monkeypatch.setattr(live_model, "_PATIENCE_SECONDS", 5.0)
    newest = promote(settings, "2")
    assert live.refresh()
    held.set()
    assert served(live) == newest
