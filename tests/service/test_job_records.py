"""Jobs whose worker dies, whose message is lost, or whose clock goes back."""

import datetime
from typing import Any

import pytest
from sqlalchemy import event, update
from sqlalchemy.exc import OperationalError

from service import job_records, store
from service.job_records import STALE_SECONDS, Superseded, Watch, ask, claim
from service.settings import Settings
from service.tables import Job


@pytest.fixture
def settings(installation: Settings) -> Settings:
    store.upgrade(installation)
    return installation


@pytest.fixture
def job(settings: Settings) -> str:
    with store.writing(settings) as session:
        return ask(session, "retrain", "ann", {"promote": True}, slot="retrain")


class Clock:
    """A steady clock that stands still until it is told to go on."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watch(settings: Settings, clock: Clock) -> Watch:
    return Watch(settings, clock)


def state(settings: Settings, job: str) -> dict[str, Any]:
    with store.reading(settings) as session:
        found = job_records.told(session, job)
    assert found is not None
    return found


def test_a_job_is_taken_once(settings: Settings, job: str) -> None:
    run = claim(settings, job)
    assert run is not None
    assert run.options == {"promote": True}
    assert claim(settings, job) is None
    assert claim(settings, "no such job") is None
    with run:
        run.proceed("halfway", 0.5)
        assert state(settings, job)["progress"] == 0.5
        run.finish("kept", {"version": "v"})
    told = state(settings, job)
    assert (told["status"], told["result"]) == ("kept", {"version": "v"})
    assert [line["message"] for line in told["log"]] == ["begun", "halfway"]


def test_a_message_that_was_lost_is_sent_again(job: str, watch: Watch, clock: Clock) -> None:
    assert watch.abandoned(("retrain",)) == []
    clock.now += STALE_SECONDS
    assert watch.abandoned(("other",)) == []
    assert watch.abandoned(("retrain",)) == []  # only now looked at for the first time again
    clock.now += STALE_SECONDS
    assert watch.abandoned(("retrain",)) == [("retrain", job)]
    assert watch.abandoned(("retrain",)) == []


def test_a_worker_that_died_is_followed_by_another(
    settings: Settings, job: str, watch: Watch, clock: Clock
) -> None:
    dead = claim(settings, job)
    assert dead is not None
    watch.abandoned(("retrain",))
    clock.now += STALE_SECONDS
    assert watch.abandoned(("retrain",)) == [("retrain", job)]
    second = claim(settings, job)
    assert second is not None
    # It was only slow, and finds out when it wants to write.
    with pytest.raises(Superseded):
        dead.finish("promoted", {})
    with second:
        second.finish("kept", {})
    assert state(settings, job)["attempt"] == 2
    with pytest.raises(Superseded):
        second.proceed("and more", 1.0)


def test_a_worker_that_beats_is_left_alone(
    settings: Settings, job: str, watch: Watch, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_records, "BEAT_SECONDS", 0.01)
    run = claim(settings, job)
    assert run is not None
    with run:
        for _ in range(4):
            beat = beats(settings, job)
            while beats(settings, job) == beat:
                pass
            assert watch.abandoned(("retrain",)) == []
            clock.now += STALE_SECONDS
        run.finish("kept", {})


def beats(settings: Settings, job: str) -> int:
    with store.reading(settings) as session:
        row = session.get(Job, job)
        assert row is not None
        return row.beat


def test_what_kills_its_workers_is_not_begun_for_ever(
    settings: Settings, job: str, watch: Watch, clock: Clock
) -> None:
    for _ in range(job_records.MOST_ATTEMPTS):
        assert claim(settings, job) is not None
        watch.abandoned(("retrain",))
        clock.now += STALE_SECONDS
        watch.abandoned(("retrain",))
    told = state(settings, job)
    assert (told["status"], told["result"]) == ("failed", {"reason": "Its worker died 3 times."})
    assert claim(settings, job) is None


def test_a_wall_clock_that_goes_back_changes_nothing(
    settings: Settings, job: str, watch: Watch, clock: Clock
) -> None:
    """The moments are for people; nothing is decided by them."""
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=400)
    with store.writing(settings) as session:
        session.execute(update(Job).values(asked_at=later, started_at=later))
    assert claim(settings, job) is not None
    watch.abandoned(("retrain",))
    clock.now += STALE_SECONDS
    assert watch.abandoned(("retrain",)) == [("retrain", job)]
    run = claim(settings, job)
    assert run is not None
    with run:
        run.finish("kept", {})
    assert state(settings, job)["status"] == "kept"


def test_a_job_that_waits_is_cancelled_at_once(settings: Settings, job: str) -> None:
    with store.writing(settings) as session:
        assert job_records.cancel(session, job, "bob")
        assert not job_records.cancel(session, job, "bob")
        assert not job_records.cancel(session, "no such job", "bob")
    assert state(settings, job)["status"] == "cancelled"
    assert claim(settings, job) is None


def test_a_job_that_runs_is_cancelled_at_its_next_step(settings: Settings, job: str) -> None:
    run = claim(settings, job)
    assert run is not None
    with store.writing(settings) as session:
        assert job_records.cancel(session, job, "bob")
    reached = False
    with run:
        run.proceed("next", 0.1)
        reached = True
    assert not reached
    assert state(settings, job)["status"] == "cancelled"


def test_a_database_that_stays_away_leaves_the_job_to_others(
    settings: Settings, job: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = claim(settings, job)
    assert run is not None
    monkeypatch.setattr(job_records, "_PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(job_records, "_RETRY_SECONDS", 0.01)

    def fail(*_: object) -> None:
        raise OperationalError("", {}, ConnectionError())

    engine = store.engine(settings)
    event.listen(engine, "begin", fail)

    def go_on() -> None:
        with run:
            run.proceed("next", 0.1)

    try:
        with pytest.raises(OperationalError):
            go_on()
    finally:
        event.remove(engine, "begin", fail)
    assert state(settings, job)["status"] == "running"
