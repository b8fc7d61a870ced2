"""Work beside the web: a huey queue in the database, and the worker that empties it.

Arguments of a job are ids and other plain values, and messages are JSON: huey's own pickled ones
would let anybody who can write to the queue run code in the worker.
"""

import datetime
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import orjson
import psycopg
from huey import Huey, PostgresHuey, SqliteHuey, crontab
from huey.consumer import Consumer, ConsumerStopped
from huey.registry import Message
from huey.utils import Error
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from service import idempotency, job_records, store
from service.settings import Settings

# The kinds of jobs that have a record, which workers look after.
KINDS = ("retrain", "batch")
HEARTBEAT_SECONDS = 10
# Three beats missed: the worker hangs, is gone, or has lost the database.
STALE_SECONDS = 3 * HEARTBEAT_SECONDS
# A job that runs when the worker is told to stop has this long to finish.
SHUTDOWN_SECONDS = 20
# How often a worker looks for jobs that another one left.
_LOOK_SECONDS = 1.0
_HEARTBEATS_KEPT = datetime.timedelta(days=1)

_log = logging.getLogger(__name__)


class JsonSerializer:
    """huey's messages and results as JSON: plain values only, and nothing that runs.

    Pipelines and chords, which nest a message in another, are refused rather than half supported.
    """

    def serialize(self, data: object) -> bytes:
        """Raise TypeError for what JSON cannot hold."""
        if isinstance(data, Message):
            return _plain({"message": _fields_of(data)})
        if isinstance(data, Error):
            return _plain({"error": data.metadata})
        return _plain({"value": data})

    def deserialize(self, data: bytes) -> object:
        """Raise ValueError for what `serialize` did not write."""
        match orjson.loads(data):
            case {"message": {"id": str(), "name": str()} as fields}:
                return _message(fields)
            case {"error": dict() as metadata}:
                return Error(metadata)
            case {"value": value}:
                return value
        raise ValueError("this is no message of the job queue")


def queue(settings: Settings) -> Huey:
    """The job queue beside this database, with every job known to it."""
    return _with_tasks(settings)[0]


def wake(settings: Settings, kind: str, job: str) -> None:
    """Tell the workers of a job that was recorded (`job_records`).

    A message that cannot be sent, or is lost, is no harm: workers look for such jobs themselves.
    """
    jobs, tasks = _with_tasks(settings)
    try:
        tasks[kind](job)
    except (sqlite3.Error, psycopg.Error, OSError) as error:
        _log.warning("no message for job %s: %s", job, type(error).__name__)
    finally:
        jobs.storage.close()


def _with_tasks(settings: Settings) -> tuple[Huey, Mapping[str, Callable[[str], Any]]]:
    """A queue with its tasks, and of these the ones that do recorded jobs, by the jobs' kind."""
    jobs = _open(settings)

    @jobs.periodic_task(crontab(minute="0"), name="forget_heartbeats")  # type: ignore[untyped-decorator]  # huey ships no types
    def forget_heartbeats() -> None:
        before = datetime.datetime.now(datetime.UTC) - _HEARTBEATS_KEPT
        with _database_may_fail("cannot forget old heartbeats"):
            store.forget_heartbeats(settings, before=before)

    @jobs.periodic_task(crontab(minute="0"), name="forget_keys")  # type: ignore[untyped-decorator]  # huey ships no types
    def forget_keys() -> None:
        before = datetime.datetime.now(datetime.UTC) - idempotency.KEPT
        with _database_may_fail("cannot forget old idempotency keys"):
            idempotency.forget(settings, before=before)

    @jobs.periodic_task(crontab(), name="sweep_batches")  # type: ignore[untyped-decorator]  # huey ships no types
    def sweep_batches() -> None:
        from service import batches

        with _database_may_fail("cannot sweep up old batches"):
            batches.sweep(settings)

    @jobs.task(name="retrain")  # type: ignore[untyped-decorator]  # huey ships no types
    def retrain(job: str) -> None:
        # Here, because whoever only puts jobs into the queue needs no scikit-learn.
        from service import retraining

        retraining.run(settings, job)

    @jobs.task(name="batch")  # type: ignore[untyped-decorator]  # huey ships no types
    def batch(job: str) -> None:
        from service import batches

        if batches.run(settings, job):
            # There is more to do, after whatever else waits.
            wake(settings, batches.KIND, job)

    return jobs, {"retrain": retrain, "batch": batch}


@contextmanager
def _database_may_fail(otherwise: str) -> Iterator[None]:
    """For what is done again soon: tell an error of the database in a line, and go on."""
    try:
        yield
    except SQLAlchemyError as error:
        _log.warning("%s: %s", otherwise, type(error).__name__)


def work(settings: Settings, *, parent_pid: int | None = None) -> None:
    """Empty the queue until told to stop (SIGTERM: finish the job at hand; SIGINT: now).

    With `parent_pid`, also stop once that process is no longer the parent: a web server that was
    killed leaves no worker behind.
    """
    Worker(queue(settings), settings, parent_pid).run()


def is_fresh(seen: datetime.datetime | None) -> bool:
    """Whether that sign of life is recent enough to count on the worker.

    One from the future is none: the clock went back, and a worker that lives gives another soon.
    """
    if seen is None:
        return False
    since = abs(datetime.datetime.now(datetime.UTC) - seen)
    return since < datetime.timedelta(seconds=STALE_SECONDS)


class Worker(Consumer):  # type: ignore[misc]  # huey ships no types
    """huey's consumer, which says that it is alive whenever it has checked that its threads are."""

    def __init__(self, jobs: Huey, settings: Settings, parent_pid: int | None) -> None:
        super().__init__(
            jobs,
            # A job taken within a second is soon enough, and costs next to nothing.
            max_delay=1.0,
            health_check_interval=HEARTBEAT_SECONDS,
            graceful_signal="TERM",
            shutdown_timeout=SHUTDOWN_SECONDS,
        )
        self._settings = settings
        self._parent_pid = parent_pid
        self._watch = job_records.Watch(settings)
        self._look_at = time.monotonic()

    def start(self) -> None:
        """Start the threads, and say at once that they are there."""
        super().start()
        self._beat()

    def loop(self, health_check_ts: float | None = None) -> float | None:
        """One turn, some ten a second."""
        if self._parent_pid is not None and os.getppid() != self._parent_pid:
            _log.warning("the process that started this worker is gone")
            self.stop(graceful=True)
            raise ConsumerStopped
        if time.monotonic() >= self._look_at:
            self._look_at = time.monotonic() + _LOOK_SECONDS
            self._look_for_abandoned_jobs()
        checked: float | None = super().loop(health_check_ts)
        return checked

    def check_worker_health(self) -> bool:
        """Replace threads that died, then say that all is well again."""
        healthy: bool = super().check_worker_health()
        self._beat()
        return healthy

    def _look_for_abandoned_jobs(self) -> None:
        try:
            for kind, job in self._watch.abandoned(KINDS):
                # Where it only waits its turn, messages must not pile up in front of other jobs.
                if not any(job in waiting.args for waiting in self.huey.pending()):
                    wake(self._settings, kind, job)
        except (SQLAlchemyError, sqlite3.Error, psycopg.Error) as error:
            _log.warning("cannot look for abandoned jobs: %s", type(error).__name__)

    def _beat(self) -> None:
        # Until a beat succeeds, /readyz shows the worker as not seen.
        with _database_may_fail("no heartbeat"):
            store.beat(self._settings, "worker")


def _open(settings: Settings) -> Huey:
    file = store.sqlite_file(settings)
    if file is not None:
        # A file of its own: huey locks it exclusively for each job it takes.
        beside = file.with_name(f"{file.stem}-queue{file.suffix}")
        return SqliteHuey("credibility", filename=str(beside), serializer=JsonSerializer())
    url = make_url(settings.database_url).set(drivername="postgresql")
    return PostgresHuey(
        "credibility",
        dsn=url.render_as_string(hide_password=False),
        serializer=JsonSerializer(),
    )


def _plain(data: dict[str, Any]) -> bytes:
    # Without the pass-through a moment would come back as a string, which no comparison survives.
    return orjson.dumps(data, option=orjson.OPT_PASSTHROUGH_DATETIME)


def _fields_of(message: Message) -> dict[str, Any]:
    if message.on_complete or message.on_error or message.chord_config:
        raise TypeError("a job's message cannot hold other jobs")
    fields = {name: value for name, value in message._asdict().items() if value is not None}
    for name in _MOMENTS & fields.keys():
        fields[name] = fields[name].isoformat()
    return fields


def _message(fields: dict[str, Any]) -> Message:
    if unknown := fields.keys() - set(Message._fields):
        raise ValueError(f"a job's message has no field {min(unknown)}")
    moments = {
        name: datetime.datetime.fromisoformat(fields[name]) for name in _MOMENTS & fields.keys()
    }
    return Message(**fields | moments | {"args": tuple(fields.get("args", ()))})


_MOMENTS = {"eta", "expires_resolved"}
