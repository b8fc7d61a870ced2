"""A retraining from the queue's side: what is made of the examples, and what of accidents."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import event, select, update

from models.base_vectors import Vectors
from models.scorer import load_default
from models.training import SHIPPED
from service import audit_log, examples, job_records, registry, retraining, store
from service.retraining import Options
from service.settings import Settings
from service.tables import Example, Job, ModelVersion

QUICK = SHIPPED._replace(refits=2)
Put = Callable[..., None]
Retrain = Callable[..., dict[str, Any]]


# What does not depend on the kind of database is shown on one.
on_sqlite = pytest.mark.parametrize("installation", ["sqlite"], indirect=True)


@pytest.fixture
def migrated(installation: Settings) -> Settings:
    store.upgrade(installation)
    return installation


@pytest.fixture
def retrain(migrated: Settings, small_base: Vectors) -> Retrain:
    """Asks for a retraining, does it, and tells what came of it."""

    def do(**options: Any) -> dict[str, Any]:
        job = retraining.ask(migrated, Options(**options), "ann")
        retraining.run(migrated, job, base=small_base, recipe=QUICK)
        return told(migrated, job)

    return do


def told(settings: Settings, job: str) -> dict[str, Any]:
    with store.reading(settings) as session:
        found = job_records.told(session, job)
        assert found is not None
        return found


def serving(settings: Settings) -> str:
    with store.reading(settings) as session:
        return registry.name_of(registry.current(session))


def test_useful_examples_are_promoted(
    migrated: Settings, put_examples: Put, retrain: Retrain
) -> None:
    put_examples(migrated)
    job = retrain()
    assert job["status"] == "promoted", job["result"]
    assert serving(migrated) == job["result"]["version"]
    assert job["progress"] == 1.0
    assert any(line["message"].startswith("training on 2,200 vectors") for line in job["log"])
    with store.reading(migrated) as session:
        card = registry.card(session, serving(migrated))
        assert card["compared_with"] == load_default().version
        assert card["data"]["trained_on"] == 200
        assert card["gate"]["passes"]
        actions = [(entry.actor, entry.action) for entry in audit_log.entries(session)]
        assert actions == [("ann", "retrain.ask"), (f"job:{job['id']}", "models.promote")]


def test_the_same_examples_give_the_same_version_in_any_order(
    migrated: Settings, put_examples: Put, retrain: Retrain
) -> None:
    put_examples(migrated)
    first = retrain()
    assert retrain()["status"] == "unchanged"
    with store.writing(migrated) as session:
        registry.rollback(session, "ann", "to try")
        # The last becomes the first.
        session.execute(update(Example).values(id=10_000 - Example.id))
    assert retrain()["result"]["version"] == first["result"]["version"]


@on_sqlite
@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"flipped": True}, "are they turned round?"),
        ({"count": 500, "copies": True}, "There are 1 different examples"),
        ({"outlets": 1}, "All examples come from one outlet"),
    ],
)
def test_poison_is_kept_back_and_told(
    migrated: Settings, put_examples: Put, retrain: Retrain, options: Any, reason: str
) -> None:
    put_examples(migrated, **options)
    job = retrain()
    assert job["status"] == "kept"
    assert any(reason in told for told in job["result"]["reasons"])
    assert serving(migrated) == load_default().version
    with store.reading(migrated) as session:
        kept = session.scalars(select(ModelVersion)).one()
        assert not kept.is_recommended
        assert registry.listed(session)[0]["state"] == "kept"


@on_sqlite
def test_a_candidate_can_be_asked_for_without_promotion(
    migrated: Settings, put_examples: Put, retrain: Retrain
) -> None:
    put_examples(migrated)
    job = retrain(promote=False)
    assert (job["status"], serving(migrated)) == ("kept", load_default().version)
    with store.reading(migrated) as session:
        assert registry.listed(session)[0]["state"] == "recommended"


@on_sqlite
def test_without_examples_there_is_nothing_to_do(retrain: Retrain) -> None:
    job = retrain()
    assert job["status"] == "failed"
    assert job["result"]["reason"] == "There is no example that can be trained on."


def test_retracted_examples_are_in_no_later_training(
    migrated: Settings, put_examples: Put, retrain: Retrain
) -> None:
    put_examples(migrated)
    put_examples(migrated, 40, seed=9)
    retrain()
    before = serving(migrated)
    examples.retract(migrated, examples.Filter(ids=list(range(201, 241))), "ann", "asked to")
    with store.reading(migrated) as session:
        assert registry.listed(session)[0]["retracted_since"] == 40
    job = retrain()
    assert job["result"]["version"] != before
    with store.reading(migrated) as session:
        row = session.scalars(
            select(ModelVersion).where(ModelVersion.version == job["result"]["version"])
        ).one()
        assert set(row.inputs["examples"]) == set(range(1, 201))


@on_sqlite
def test_examples_of_other_signals_are_named_and_never_mixed_in(
    migrated: Settings, put_examples: Put, retrain: Retrain
) -> None:
    put_examples(migrated)
    with store.writing(migrated) as session:
        session.execute(update(Example).where(Example.id <= 30).values(signals_digest="0" * 16))
    job = retrain()
    assert "30 examples cannot be used: no text to read anew" in [
        line["message"] for line in job["log"]
    ]
    with store.reading(migrated) as session:
        card = registry.card(session, job["result"]["version"])
    assert card["data"]["unusable"]["count"] == 30
    assert card["data"]["trained_on"] == 170


@on_sqlite
def test_a_plan_changes_nothing(migrated: Settings, put_examples: Put, small_base: Vectors) -> None:
    put_examples(migrated, 500, copies=True)
    plan = retraining.plan(migrated, Options(), base=small_base)
    assert plan["incumbent"] == load_default().version
    assert plan["data"]["different_texts"] == 1
    assert plan["would_refuse"][0].startswith("There are 1 different examples")
    assert plan["warnings"][0]["kind"] == "near_duplicates"
    with store.reading(migrated) as session:
        assert session.scalars(select(Job)).all() == []


def test_two_at_once_are_refused(migrated: Settings) -> None:
    job = retraining.ask(migrated, Options(), "ann")
    with pytest.raises(job_records.AlreadyGoing) as refused:
        retraining.ask(migrated, Options(), "bob")
    assert refused.value.job == job


def test_of_many_who_ask_at_the_same_moment_one_is_heard(migrated: Settings) -> None:
    many = 8
    gate = threading.Barrier(many)

    def ask(number: int) -> str | None:
        gate.wait()
        try:
            return retraining.ask(migrated, Options(), f"person {number}")
        except job_records.AlreadyGoing:
            return None

    with ThreadPoolExecutor(many) as threads:
        asked = [job for job in threads.map(ask, range(many)) if job is not None]
    with store.reading(migrated) as session:
        assert [job["id"] for job in job_records.listed(session)] == asked
        assert audit_log.verify(session).entries == 1
    assert len(asked) == 1


def test_a_promotion_meanwhile_keeps_the_candidate_back(
    migrated: Settings, put_examples: Put, small_base: Vectors, retrain: Retrain
) -> None:
    put_examples(migrated)
    other = retrain(promote=False)["result"]["version"]
    put_examples(migrated, seed=2)
    job = retraining.ask(migrated, Options(), "ann")

    def promote_meanwhile(*_: object) -> None:
        with store.writing(migrated) as session:
            if registry.current(session).number == 0:
                registry.promote(session, other, "bob", "meanwhile")

    conclude = retraining._conclude
    patch = pytest.MonkeyPatch()
    patch.setattr(retraining, "_conclude", lambda *parts: (promote_meanwhile(), conclude(*parts)))
    with patch.context():
        retraining.run(migrated, job, base=small_base, recipe=QUICK)
    patch.undo()
    found = told(migrated, job)
    assert found["status"] == "kept"
    assert "Another version began to serve meanwhile" in found["result"]["reasons"][-1]
    assert serving(migrated) == other


@on_sqlite
def test_who_asks_to_stop_is_heard(
    migrated: Settings, put_examples: Put, small_base: Vectors
) -> None:
    put_examples(migrated)
    job = retraining.ask(migrated, Options(), "ann")
    with store.writing(migrated) as session:
        session.execute(update(Job).values(is_to_stop=True))
    retraining.run(migrated, job, base=small_base, recipe=QUICK)
    assert told(migrated, job)["status"] == "cancelled"
    with store.reading(migrated) as session:
        assert session.scalars(select(ModelVersion)).all() == []
    retraining.ask(migrated, Options(), "ann")  # the way is free again


@on_sqlite
def test_who_asks_to_stop_while_it_trains_is_heard_before_the_next_refit(
    migrated: Settings, put_examples: Put, small_base: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_examples(migrated)
    job = retraining.ask(migrated, Options(), "ann")
    proceed = job_records.Run.proceed

    def cancel_in_training(run: job_records.Run, step: str, share: float) -> None:
        if share > 0.1:
            with store.writing(migrated) as session:
                job_records.cancel(session, job, "ann")
        proceed(run, step, share)

    monkeypatch.setattr(job_records.Run, "proceed", cancel_in_training)
    retraining.run(migrated, job, base=small_base, recipe=SHIPPED._replace(refits=10))
    found = told(migrated, job)
    assert found["status"] == "cancelled"
    assert found["log"][-1]["message"].startswith("training on")


@on_sqlite
def test_a_fault_of_the_program_ends_the_job(
    migrated: Settings, put_examples: Put, retrain: Retrain, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_examples(migrated)
    monkeypatch.setattr(retraining, "train", lambda *_, **__: 1 / 0)
    job = retrain()
    assert job["status"] == "failed"
    assert job["result"] == {"reason": "A fault of the program: ZeroDivisionError."}
    assert serving(migrated) == load_default().version


def test_a_disk_that_is_full_for_a_while_is_waited_for(
    sqlite: Settings, put_examples: Put, small_base: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.upgrade(sqlite)
    put_examples(sqlite)
    job = retraining.ask(sqlite, Options(), "ann")
    full = iter([True] * 3)

    @event.listens_for(store.engine(sqlite), "before_cursor_execute", retval=True)
    def run_out(
        _: Any, cursor: Any, statement: str, parameters: Any, __: Any, ___: Any
    ) -> tuple[str, Any]:
        if statement.startswith("INSERT INTO model_versions") and next(full, False):
            cursor.execute("PRAGMA max_page_count = 1")
        else:
            cursor.execute("PRAGMA max_page_count = 1073741823")
        return statement, parameters

    monkeypatch.setattr(job_records, "_RETRY_SECONDS", 0.01)
    retraining.run(sqlite, job, base=small_base, recipe=QUICK)
    assert told(sqlite, job)["status"] == "promoted"
    with store.reading(sqlite) as session:
        assert len(session.scalars(select(ModelVersion)).all()) == 1
