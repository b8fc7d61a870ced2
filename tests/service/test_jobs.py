import datetime
import logging
import pickle
import uuid
from collections.abc import Iterator

import orjson
import pytest
from huey import Huey
from huey.registry import Message
from huey.utils import Error
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from service import jobs, store
from service.settings import Settings
from service.tables import Heartbeat

NOW = datetime.datetime.now(datetime.UTC)


@pytest.fixture
def queue(installation: Settings) -> Iterator[Huey]:
    store.upgrade(installation)
    queue = jobs.queue(installation)
    yield queue
    queue.storage.close()


def task(queue: Huey, name: str) -> type:
    return queue._registry.string_to_task(f"service.jobs.{name}")


def test_a_job_goes_through_the_queue_and_is_done(queue: Huey, installation: Settings) -> None:
    for host, age in ("gone", datetime.timedelta(days=2)), ("here", datetime.timedelta(0)):
        with store.engine(installation).begin() as connection:
            connection.execute(
                insert(Heartbeat).values(component="worker", host=host, pid=1, seen_at=NOW - age)
            )
    queue.enqueue(task(queue, "forget_heartbeats")())
    taken = queue.dequeue()
    queue.execute(taken)
    assert store.worker_seen(installation, host="gone") is None
    assert store.worker_seen(installation, host="here") == NOW


def test_what_nobody_needs_is_forgotten_every_hour_and_texts_every_minute(queue: Huey) -> None:
    due = [queue.read_periodic(datetime.datetime(2026, 3, 1, 5, minute)) for minute in (0, 1)]  # noqa: DTZ001 (huey's clock)
    assert [sorted(job.name for job in found) for found in due] == [
        ["forget_heartbeats", "forget_keys", "sweep_batches"],
        ["sweep_batches"],
    ]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("forget_heartbeats", "cannot forget old heartbeats: OperationalError"),
        ("forget_keys", "cannot forget old idempotency keys: OperationalError"),
        ("sweep_batches", "cannot sweep up old batches: OperationalError"),
    ],
)
def test_what_is_done_regularly_tells_in_a_line_that_the_database_failed(
    sqlite: Settings, caplog: pytest.LogCaptureFixture, name: str, told: str
) -> None:
    sqlite.data.mkdir()  # and no tables in it
    queue = jobs.queue(sqlite)
    with caplog.at_level(logging.WARNING):
        queue.execute(task(queue, name)())
    queue.storage.close()
    assert [record.getMessage() for record in caplog.records] == [told]


def test_what_lies_in_the_queue_is_json(queue: Huey) -> None:
    queue.enqueue(task(queue, "forget_heartbeats")())
    (message,) = queue.storage.enqueued_items()
    assert orjson.loads(bytes(message))["message"]["name"] == "service.jobs.forget_heartbeats"


def test_a_job_put_off_comes_back_when_it_is_due(queue: Huey) -> None:
    later = datetime.datetime(2030, 1, 2, 3, 4, 5, 678)  # noqa: DTZ001 (huey's clock)
    job = task(queue, "forget_heartbeats")(eta=later, retries=3)
    queue.add_schedule(job)
    assert queue.read_schedule(later - datetime.timedelta(seconds=1)) == []
    (found,) = queue.read_schedule(later)
    assert (found.id, found.eta, found.retries) == (job.id, later, 3)


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.lists(plain, max_size=3), st.dictionaries(st.text(), plain, max_size=3))
def test_messages_survive_the_queue(args: list[object], kwargs: dict[str, object]) -> None:
    message = Message(
        id=str(uuid.uuid4()), name="service.jobs.any", args=tuple(args), kwargs=kwargs, retries=0
    )
    serializer = jobs.JsonSerializer()
    assert serializer.deserialize(serializer.serialize(message)) == message


@given(plain)
def test_results_survive_the_queue(value: object) -> None:
    serializer = jobs.JsonSerializer()
    assert serializer.deserialize(serializer.serialize(value)) == value
    failed = Error({"error": "ValueError()", "retries": 0})
    assert serializer.deserialize(serializer.serialize(failed)) == failed


class Boom:
    def __reduce__(self) -> tuple[object, ...]:
        return exec, ("raise SystemExit('ran')",)


@pytest.mark.parametrize(
    "hostile",
    [
        pickle.dumps(Boom()),
        b"",
        b"[]",
        b'{"message": {}}',
        b'{"message": {"id": "1", "name": 2}}',
        b'{"message": {"id": "1", "name": "x", "__class__": "y"}}',
        b'{"message": {"id": "1", "name": "x", "eta": "soon"}}',
        b'{"value": NaN}',
    ],
)
def test_a_strangers_message_is_refused_and_runs_nothing(hostile: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (orjson's own, or ours)
        jobs.JsonSerializer().deserialize(hostile)


@pytest.mark.parametrize("value", [object(), NOW, {"at": NOW}, {1, 2}, float])
def test_what_json_cannot_hold_is_refused_before_it_is_queued(value: object) -> None:
    with pytest.raises(TypeError):
        jobs.JsonSerializer().serialize(value)


def test_a_job_within_a_job_is_refused() -> None:
    inner = Message(id="2", name="inner", args=(), kwargs={})
    with pytest.raises(TypeError, match="cannot hold other jobs"):
        jobs.JsonSerializer().serialize(Message(id="1", name="outer", on_complete=inner))


@pytest.mark.parametrize(
    ("seconds", "fresh"),
    [
        (0, True),
        (jobs.HEARTBEAT_SECONDS, True),
        (jobs.STALE_SECONDS, False),
        (-3600, False),  # the clock went back since
    ],
)
def test_a_heartbeat_is_fresh_until_three_are_missed(seconds: int, fresh: bool) -> None:
    seen = datetime.datetime.now(datetime.UTC) - datetime.timedelta(seconds=seconds)
    assert jobs.is_fresh(seen) is fresh
    assert not jobs.is_fresh(None)
