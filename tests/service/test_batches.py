"""Batches in the database: stored, scored part by part, resumed, given out and erased."""

import datetime
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import create_engine, event, func, make_url, select, text, update
from sqlalchemy.exc import OperationalError

from models.records import Extras
from models.scorer import Scorer, load_default
from service import audit_log, batches, idempotency, job_records, store
from service.batches import Options, Upload
from service.job_records import STALE_SECONDS, Watch
from service.ndjson import records_of
from service.rows import Line
from service.settings import Settings
from service.tables import Batch, BatchPart, Job

MakeRow = Callable[[int], dict[str, Any]]
MODEL = load_default()
PLAIN = Options(MODEL.version, 0.5)


@pytest.fixture
def settings(installation: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation where a part is full with four lines."""
    monkeypatch.setattr(batches, "_PART_LINES", 4)
    store.upgrade(installation)
    return installation


@pytest.fixture
def lines(corpus_row: MakeRow) -> list[Line]:
    """Eighteen lines in five parts: articles, and what is none."""
    raw: list[bytes | None] = [json.dumps(corpus_row(n)).encode() + b"\n" for n in range(15)]
    raw[3:3] = [b"no JSON\n", b"\r\n", None, b'{"id": "x", "text": "short"}\r\n']
    return [
        Line(number, each, 9_000_000 if each is None else len(each))
        for number, each in enumerate(raw, start=1)
    ]


def upload(
    settings: Settings, lines: Sequence[Line], options: Options = PLAIN, key: str | None = None
) -> str:
    upload = Upload(settings)
    for line in lines:
        upload.add(line)
    return upload.acknowledge(options, "ann", key=key)[0]


def score(settings: Settings, batch: str) -> None:
    while batches.run(settings, batch):
        pass


def told(settings: Settings, batch: str) -> dict[str, Any]:
    with store.reading(settings) as session:
        found = batches.told(session, batch)
    assert found is not None
    return found


def results(settings: Settings, batch: str, **options: int) -> list[Any]:
    found = b"".join(batches.results(settings, batch, **options))
    return [json.loads(line) for line in found.splitlines()]


def expected(settings: Settings, lines: Sequence[Line], extras: Extras = Extras()) -> list[Any]:
    wanted = [line for line in lines if not line.is_blank]
    records = records_of(wanted, Scorer(MODEL), extras, settings)
    return [json.loads(json.dumps(record)) for record in records]


def texts(settings: Settings) -> int:
    """How many parts hold text."""
    with store.reading(settings) as session:
        held = select(func.count()).select_from(BatchPart).where(BatchPart.lines.is_not(None))
        return session.scalar(held) or 0


def rows(settings: Settings, table: type[Batch | BatchPart | Job]) -> int:
    with store.reading(settings) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize("extras", [Extras(), Extras(True, True)])
def test_its_records_are_those_of_a_stream(
    settings: Settings, lines: list[Line], extras: Extras
) -> None:
    batch = upload(settings, lines, Options(MODEL.version, 0.5, *extras))
    assert told(settings, batch)["status"] == "queued"
    assert results(settings, batch) == []
    assert texts(settings) == 5
    score(settings, batch)
    assert results(settings, batch) == expected(settings, lines, extras)
    done = told(settings, batch)
    assert (done["status"], done["progress"]) == ("done", 1.0)
    assert (done["records"], done["scored"]) == (18, 18)
    assert (done["articles"], done["abstentions"], done["errors"]) == (16, 1, 2)
    assert done["size"] == sum(line.size for line in lines)


def test_a_text_is_erased_as_soon_as_it_has_been_scored(
    settings: Settings, lines: list[Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "_TURN_SECONDS", 0.0)
    batch = upload(settings, lines)
    held = [texts(settings)]
    while batches.run(settings, batch):
        held.append(texts(settings))
    assert held == [5, 4, 3, 2, 1, 0]


def test_results_can_be_taken_from_anywhere_as_far_as_there_are_any(
    settings: Settings, lines: list[Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "_TURN_SECONDS", 0.0)
    batch = upload(settings, lines)
    whole = expected(settings, lines)
    for scored in (4, 8):
        assert batches.run(settings, batch)
        assert told(settings, batch)["scored"] == scored
        assert results(settings, batch) == whole[:scored]
    score(settings, batch)
    for after in range(20):
        assert results(settings, batch, after=after) == whole[after:]
    assert results(settings, batch, after=3, until=8) == whole[3:8]
    assert results(settings, "none such") == []


def test_nothing_is_there_before_it_is_acknowledged(settings: Settings, lines: list[Line]) -> None:
    going = Upload(settings)
    for line in lines:
        going.add(line)
    assert rows(settings, BatchPart) == 4  # the last lines fill no part
    with store.reading(settings) as session:
        (batch,) = session.scalars(select(Batch.id))
        assert batches.told(session, batch) is None
        assert job_records.told(session, batch) is None
    assert not batches.run(settings, batch)
    assert not batches.erase(settings, batch, "ann")
    going.abandon()
    assert rows(settings, Batch) == rows(settings, BatchPart) == 0


def test_a_key_gives_the_same_batch(settings: Settings, lines: list[Line]) -> None:
    first = upload(settings, lines, key="k")
    assert upload(settings, lines, key="k") == first
    assert rows(settings, Batch) == rows(settings, Job) == 1
    other = Options("newer", 0.5)  # what serves meanwhile is not part of the request
    assert upload(settings, lines, other, key="k") == first
    for changed in (lines[:-1], [lines[1], lines[0], *lines[2:]]):
        with pytest.raises(idempotency.KeyReused):
            upload(settings, changed, key="k")
    with pytest.raises(idempotency.KeyReused):
        upload(settings, lines, PLAIN._replace(evidence=True), key="k")
    assert upload(settings, lines, key="other") != first


def test_batches_take_turns(
    settings: Settings, lines: list[Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "_TURN_SECONDS", 0.0)
    first, second = upload(settings, lines), upload(settings, lines)
    assert batches.run(settings, first)
    began = told(settings, first)["started_at"]
    assert batches.run(settings, second)
    assert [told(settings, batch)["scored"] for batch in (first, second)] == [4, 4]
    assert told(settings, first)["status"] == "queued"
    score(settings, first)
    score(settings, second)
    assert results(settings, first) == results(settings, second)
    assert told(settings, first)["started_at"] == began
    with store.reading(settings) as session:
        job = job_records.told(session, first)
    assert job is not None
    assert [line["message"] for line in job["log"]] == ["begun"]


# Scores a batch, and is killed when a part is to be kept: within the transaction, or behind it.
KILLED = """
import os, signal, sys
from service import batches, job_records
from service.settings import Settings

batch, when, url = sys.argv[1:]
advance = job_records.Run.advance

def advance_and_die(run, step, progress, also):
    def write(session):
        also(session)
        session.flush()
        os.kill(os.getpid(), signal.SIGKILL)

    if when == "within":
        advance(run, step, progress, write)
    advance(run, step, progress, also)
    if when == "behind":
        os.kill(os.getpid(), signal.SIGKILL)

job_records.Run.advance = advance_and_die
batches.run(Settings(database_url=url), batch)
"""


def test_workers_that_are_killed_lose_and_double_nothing(
    settings: Settings, lines: list[Line]
) -> None:
    batch = upload(settings, lines)
    now = 0.0
    watch = Watch(settings, lambda: now)
    # More often than a job that gets nowhere is begun.
    for number, when in enumerate(["behind", "within", "behind", "within"]):
        command = [sys.executable, "-c", KILLED, batch, when, settings.database_url]
        assert subprocess.run(command, check=False, env=os.environ).returncode == -signal.SIGKILL
        kept = 4 * [1, 1, 2, 2][number]
        assert told(settings, batch)["scored"] == kept
        assert results(settings, batch) == expected(settings, lines)[:kept]
        watch.abandoned((batches.KIND,))
        now += STALE_SECONDS
        assert watch.abandoned((batches.KIND,)) == [(batches.KIND, batch)]
    score(settings, batch)
    assert results(settings, batch) == expected(settings, lines)
    done = told(settings, batch)
    assert (done["articles"], done["abstentions"], done["errors"]) == (16, 1, 2)


def test_a_part_that_kills_its_workers_ends_the_batch(
    settings: Settings, lines: list[Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "_TURN_SECONDS", 0.0)
    batch = upload(settings, lines)
    batches.run(settings, batch)
    now = 0.0
    watch = Watch(settings, lambda: now)
    for _ in range(job_records.MOST_ATTEMPTS):
        assert job_records.claim(settings, batch) is not None  # and no more is heard of it
        watch.abandoned((batches.KIND,))
        now += STALE_SECONDS
        watch.abandoned((batches.KIND,))
    failed = told(settings, batch)
    assert (failed["status"], failed["reason"]) == ("failed", "Its worker died 3 times.")
    assert results(settings, batch) == expected(settings, lines)[:4]
    batches.sweep(settings)
    assert texts(settings) == 0


def test_a_batch_that_waits_is_cancelled_and_its_texts_are_swept_up(
    settings: Settings, lines: list[Line]
) -> None:
    batch = upload(settings, lines)
    with store.writing(settings) as session:
        assert job_records.cancel(session, batch, "ann")
    assert not batches.run(settings, batch)
    assert texts(settings) == 5
    batches.sweep(settings)
    assert texts(settings) == 0
    assert told(settings, batch)["status"] == "cancelled"


@pytest.mark.parametrize("is_erased", [False, True])
def test_a_batch_that_runs_is_stopped_at_its_next_part(
    settings: Settings, lines: list[Line], monkeypatch: pytest.MonkeyPatch, is_erased: bool
) -> None:
    batch = upload(settings, lines)
    calls = 0

    def stop_at_the_second(*given: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 2 and is_erased:
            assert batches.erase(settings, batch, "ann")
        elif calls == 2:
            with store.writing(settings) as session:
                job_records.cancel(session, batch, "ann")
        return records_of(*given)

    monkeypatch.setattr(batches, "records_of", stop_at_the_second)
    assert not batches.run(settings, batch)
    with store.reading(settings) as session:
        job = job_records.told(session, batch)
    assert job is not None
    assert job["status"] == "cancelled"
    assert results(settings, batch) == ([] if is_erased else expected(settings, lines)[:4])
    assert rows(settings, Batch) == (0 if is_erased else 1)


def test_what_is_erased_is_gone_whatever_became_of_it(
    settings: Settings, lines: list[Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, paused, done = (upload(settings, lines) for _ in range(3))
    score(settings, done)
    monkeypatch.setattr(batches, "_TURN_SECONDS", 0.0)
    assert batches.run(settings, paused)
    for batch in (waiting, paused, done):
        assert batches.erase(settings, batch, "ann")
        assert not batches.erase(settings, batch, "ann")
        assert not batches.run(settings, batch)
    assert rows(settings, Batch) == rows(settings, BatchPart) == 0
    with store.reading(settings) as session:
        actions = [entry.action for entry in audit_log.entries(session)]
    assert actions == ["batch.ask"] * 3 + ["batch.cancel", "batch.cancel", "batch.erase"]


def test_one_version_scores_all_of_it(
    settings: Settings,
    promote: Callable[[Settings, str], str],
    lines: list[Line],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batches, "_TURN_SECONDS", 0.0)
    batch = upload(settings, lines)
    assert batches.run(settings, batch)
    newer = promote(settings, "newer")
    score(settings, batch)
    of_newer = upload(settings, lines, PLAIN._replace(model=newer))
    score(settings, of_newer)
    for each, version in ((batch, MODEL.version), (of_newer, newer)):
        models = {record.get("model") for record in results(settings, each)}
        assert models == {version, None}  # of lines without an article


def test_a_version_that_is_gone_is_said_to_be(settings: Settings, lines: list[Line]) -> None:
    batch = upload(settings, lines, PLAIN._replace(model="2020.01-gone"))
    score(settings, batch)
    failed = told(settings, batch)
    assert failed["status"] == "failed"
    assert "2020.01-gone" in failed["reason"]


def test_what_is_kept_no_longer_is_swept_up(settings: Settings, lines: list[Line]) -> None:
    fresh, old, waiting = (upload(settings, lines) for _ in range(3))
    score(settings, fresh)
    score(settings, old)
    broken_off, going_on = Upload(settings), Upload(settings)
    for line in lines:
        broken_off.add(line)
        going_on.add(line)
    now = datetime.datetime.now(datetime.UTC)
    with store.writing(settings) as session:
        of_jobs = set(session.scalars(select(Job.id)))
        uploads = session.scalars(select(Batch.id).where(Batch.id.not_in(of_jobs))).all()
        for each, minutes in zip(uploads, (61, 59), strict=True):
            session.get_one(Batch, each).touched_at = now - datetime.timedelta(minutes=minutes)
        session.execute(
            update(Job)
            .where(Job.id == old)
            .values(finished_at=now - datetime.timedelta(days=settings.batch_days, minutes=1))
        )
        long_ago = now - datetime.timedelta(days=100)
        session.execute(update(Batch).where(Batch.id == waiting).values(touched_at=long_ago))
    batches.sweep(settings)
    with store.reading(settings) as session:
        left = set(session.scalars(select(Batch.id)))
    assert left == {fresh, waiting, uploads[1]}
    score(settings, waiting)
    assert results(settings, waiting) == results(settings, fresh) == expected(settings, lines)


def test_connections_that_break_while_it_is_scored_cost_nothing(
    postgres: Settings, lines: list[Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "_PART_LINES", 4)
    monkeypatch.setattr(job_records, "_RETRY_SECONDS", 0.01)
    store.upgrade(postgres)
    batch = upload(postgres, lines)
    url = make_url(postgres.database_url)
    breaker = create_engine(url.update_query_dict({"application_name": "breaker"}))
    name = str(url.query["application_name"])
    broken = 0

    def break_now_and_then(_: Any, __: Any, statement: str, *___: Any) -> None:
        nonlocal broken
        if statement.startswith("UPDATE batches") and broken < 3:
            broken += 1
            with breaker.begin() as connection:
                connection.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        " WHERE application_name = :name"
                    ),
                    {"name": name},
                )

    event.listen(store.engine(postgres), "before_cursor_execute", break_now_and_then)
    score(postgres, batch)
    breaker.dispose()
    assert broken == 3
    assert results(postgres, batch) == expected(postgres, lines)
    assert told(postgres, batch)["articles"] == 16


def test_a_database_that_is_full_keeps_nothing_of_an_upload(
    settings: Settings, lines: list[Line]
) -> None:
    written = 0

    def fail_at_the_third(_: Any, __: Any, statement: str, *___: Any) -> None:
        nonlocal written
        written += statement.startswith("INSERT INTO batch_parts")
        if statement.startswith("INSERT INTO batch_parts") and written == 3:
            raise OperationalError(statement, {}, OSError("no space left"))

    engine = store.engine(settings)
    event.listen(engine, "before_cursor_execute", fail_at_the_third)
    going = Upload(settings)

    def send_all() -> None:
        for line in lines:
            going.add(line)

    try:
        with pytest.raises(OperationalError):
            send_all()
    finally:
        event.remove(engine, "before_cursor_execute", fail_at_the_third)
    assert rows(settings, BatchPart) == 2
    going.abandon()
    assert rows(settings, Batch) == rows(settings, BatchPart) == rows(settings, Job) == 0
