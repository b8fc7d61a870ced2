"""The records of jobs: asked for, begun, told about, stopped, over.

The record is the truth, and the queue's message only wakes a worker up: a message that is lost is
sent again, and one that comes twice finds nothing to do. A runner counts up `beat`; whoever watches
sees that it does not, and puts the job back. The runner that was given up has an older `attempt`
than the record: whatever it still wants to write is refused (`Superseded`). No clock is compared.
"""

import datetime
import logging
import threading
import time
import uuid
from collections.abc import Callable
from types import TracebackType
from typing import Any, NamedTuple, Self, TypeVar

from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from service import audit_log, store
from service.settings import Settings
from service.tables import Job, JobLog

QUEUED, RUNNING, CANCELLED, FAILED = "queued", "running", "cancelled", "failed"
# A runner beats this often, and is given up when so many seconds pass without a beat.
BEAT_SECONDS = 1.0
STALE_SECONDS = 10.0
# A job whose worker dies so many times, and gets nowhere, is not begun again: it is what kills it.
MOST_ATTEMPTS = 3
# How long a runner waits for a database that is away or full before it gives up itself.
_PATIENCE_SECONDS = 30.0
_RETRY_SECONDS = 0.5

_log = logging.getLogger(__name__)

T = TypeVar("T")


class Cancelled(Exception):
    """Somebody asked the job to stop."""


class Superseded(Exception):
    """Another runner has the job now, or it is over: this one must not write any more."""


class AlreadyGoing(Exception):
    """A job of this kind is not over yet; `job` is its id."""

    def __init__(self, job: str) -> None:
        super().__init__(job)
        self.job = job


def ask(
    session: Session,
    kind: str,
    actor: str,
    options: dict[str, Any],
    *,
    slot: str | None = None,
    job: str | None = None,
) -> str:
    """Record a job that somebody wants done; its id, which is a new one where none is given.

    Raises AlreadyGoing where `slot` is taken.
    """
    if slot is not None:
        going = session.scalars(select(Job.id).where(Job.slot == slot)).one_or_none()
        if going is not None:
            raise AlreadyGoing(going)
    job = job or uuid.uuid4().hex
    session.add(
        Job(
            id=job,
            kind=kind,
            slot=slot,
            status=QUEUED,
            asked_by=actor,
            asked_at=_now(),
            options=options,
            attempt=0,
            fruitful=0,
            beat=0,
            is_to_stop=False,
            step="waiting for a worker",
            progress=0.0,
        )
    )
    audit_log.append(session, actor, f"{kind}.ask", job, **options)
    return job


def told(session: Session, job: str) -> dict[str, Any] | None:
    """What is known of a job, with its log; None where there is none of that id."""
    row = session.get(Job, job)
    if row is None:
        return None
    lines = session.scalars(select(JobLog).where(JobLog.job == job).order_by(JobLog.number))
    log = [{"at": line.at.isoformat(), "message": line.message} for line in lines]
    return {**_told(row), "log": log}


def listed(session: Session, *, kind: str | None = None, most: int = 100) -> list[dict[str, Any]]:
    """The latest jobs, the newest first, without their logs."""
    query = select(Job).order_by(Job.asked_at.desc(), Job.id).limit(most)
    if kind is not None:
        query = query.where(Job.kind == kind)
    return [_told(row) for row in session.scalars(query)]


def cancel(session: Session, job: str, actor: str) -> bool:
    """Ask a job to stop: at once where it waits, at its next step where it runs.

    False where there is none of that id or it is over.
    """
    row = session.get(Job, job)
    if row is None or row.status not in (QUEUED, RUNNING):
        return False
    row.is_to_stop = True
    if row.status == QUEUED:
        _close(row, CANCELLED, None)
    audit_log.append(session, actor, f"{row.kind}.cancel", job)
    return True


class Run:
    """One attempt at a job, as a context: leaving it with an exception ends the job as failed.

    Its methods wait for a database that is away for a while, and raise Superseded where the job is
    no longer this runner's.
    """

    def __init__(self, settings: Settings, job: str, attempt: int, options: dict[str, Any]) -> None:
        self.settings = settings
        self.job = job
        self.options = options
        self._attempt = attempt
        self._done = threading.Event()
        self._beats = threading.Thread(target=self._beat, name="job beats", daemon=True)

    def __enter__(self) -> Self:
        self._beats.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        """Note how it ended. What was noted is not raised again: the record tells it."""
        self._done.set()
        self._beats.join(STALE_SECONDS)
        if kind is None or issubclass(kind, Superseded):
            return True
        if not issubclass(kind, Exception) or issubclass(kind, DBAPIError):
            return False  # the worker is told to stop, or cannot write: the job is put back
        if issubclass(kind, Cancelled):
            self.finish(CANCELLED, None)
            return True
        _log.error("job %s failed", self.job, exc_info=(kind, error, traceback))  # type: ignore[arg-type]
        self.finish(FAILED, {"reason": f"A fault of the program: {kind.__name__}."})
        return True

    def proceed(self, step: str, progress: float) -> None:
        """Say what is done next, and how far the job is, 0 to 1. Raises Cancelled.

        The log gets a line where that is another step than before.
        """

        def write(session: Session) -> bool:
            row = self._own(session)
            if row.step != step:
                session.add(JobLog(job=self.job, at=_now(), message=step))
            row.step, row.progress = step, round(progress, 3)
            return row.is_to_stop

        if self.write(write):
            raise Cancelled

    def advance(self, step: str, progress: float, also: Callable[[Session], None]) -> None:
        """Say how far the job is, in one transaction with what `also` writes and that stays.

        Nothing is added to the log. Raises Cancelled, and then nothing is written.
        """

        def write(session: Session) -> None:
            row = self._own(session)
            if row.is_to_stop:
                raise Cancelled
            also(session)
            row.step, row.progress, row.fruitful = step, round(progress, 3), row.attempt

        self.write(write)

    def pause(self) -> None:
        """Put the job back, so that others have their turn; a runner goes on where this one is."""

        def write(session: Session) -> None:
            self._own(session).status = QUEUED

        self.write(write)

    def log(self, message: str) -> None:
        """Add a line to the job's log."""
        self.write(lambda session: session.add(JobLog(job=self.job, at=_now(), message=message)))

    def finish(
        self,
        status: str,
        result: dict[str, Any] | None,
        also: Callable[[Session], None] = lambda _: None,
    ) -> None:
        """End the job, in one transaction with what `also` writes."""

        def write(session: Session) -> None:
            row = self._own(session)
            also(session)
            _close(row, status, result)

        self.write(write)

    def write(self, work: Callable[[Session], T]) -> T:
        """The result of `work` in a transaction of the only writer, tried until it commits."""
        end = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                with store.writing(self.settings) as session:
                    return work(session)
            except DBAPIError as error:
                if time.monotonic() > end:
                    raise
                _log.warning("the database cannot be written: %s", type(error.orig).__name__)
                time.sleep(_RETRY_SECONDS)

    def _own(self, session: Session) -> Job:
        row = session.get(Job, self.job)
        if row is None or row.status != RUNNING or row.attempt != self._attempt:
            raise Superseded(self.job)
        return row

    def _beat(self) -> None:
        beat = update(Job).where(Job.id == self.job, Job.attempt == self._attempt)
        while not self._done.wait(BEAT_SECONDS):
            try:
                with store.engine(self.settings).begin() as connection:
                    connection.execute(beat.values(beat=Job.beat + 1))
            except DBAPIError as error:
                # The next beat tries again; without any, another worker takes the job over.
                _log.warning("no beat of job %s: %s", self.job, type(error.orig).__name__)


def claim(settings: Settings, job: str) -> Run | None:
    """Take a job that waits; None where there is nothing (any more) to do."""
    with store.writing(settings) as session:
        row = session.get(Job, job)
        if row is None or row.status != QUEUED:
            return None
        is_continued = 0 < row.attempt == row.fruitful
        row.status = RUNNING
        row.attempt += 1
        row.beat = 0
        if not is_continued:
            row.started_at = _now()
            row.step = "begun"
            begun = "begun" if row.attempt == 1 else f"begun again, attempt {row.attempt}"
            session.add(JobLog(job=job, at=row.started_at, message=begun))
        return Run(settings, job, row.attempt, row.options)


class State(NamedTuple):
    """What changes while somebody works on a job."""

    status: str
    attempt: int
    beat: int


def state(session: Session, job: str) -> State | None:
    """How far a job has come, for whoever looks again later; None where there is none."""
    row = session.get(Job, job)
    return None if row is None else State(row.status, row.attempt, row.beat)


class Watch:
    """Finds jobs that nobody works on: their worker died, or the message for it was lost.

    It remembers when it last saw a job change, on its own steady clock.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._clock = clock
        self._seen: dict[str, tuple[State, float]] = {}

    def abandoned(self, kinds: tuple[str, ...]) -> list[tuple[str, str]]:
        """(kind, id) of each job to wake a worker up for; those that ran are put back.

        A job that was begun too often already ends as failed.
        """
        now = self._clock()
        with store.reading(self._settings) as session:
            rows = session.execute(
                select(Job.id, Job.kind, Job.status, Job.attempt, Job.beat).where(
                    Job.status.in_((QUEUED, RUNNING)), Job.kind.in_(kinds)
                )
            ).all()
        stale = []
        seen = {}
        for row in rows:
            state = State(row.status, row.attempt, row.beat)
            known, since = self._seen.get(row.id, (None, now))
            seen[row.id] = (state, since if known == state else now)
            if now - seen[row.id][1] >= STALE_SECONDS:
                stale.append((row.kind, row.id, state))
                seen[row.id] = (state, now)
        self._seen = seen
        return [(kind, job) for kind, job, state in stale if self._put_back(job, state)]

    def _put_back(self, job: str, state: State) -> bool:
        if state.status == QUEUED:
            return True
        with store.writing(self._settings) as session:
            row = session.get(Job, job)
            if row is None or State(row.status, row.attempt, row.beat) != state:
                return False
            if (died := row.attempt - row.fruitful) >= MOST_ATTEMPTS:
                _close(row, FAILED, {"reason": f"Its worker died {died} times."})
                return False
            row.status = QUEUED
            row.step = "waiting for a worker"
            session.add(JobLog(job=job, at=_now(), message="its worker is gone; put back"))
        return True


def _told(row: Job) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "status": row.status,
        "step": row.step,
        "progress": row.progress,
        "attempt": row.attempt,
        "options": row.options,
        "asked_by": row.asked_by,
        "asked_at": row.asked_at.isoformat(),
        "started_at": row.started_at and row.started_at.isoformat(),
        "finished_at": row.finished_at and row.finished_at.isoformat(),
        "result": row.result,
    }


def _close(row: Job, status: str, result: dict[str, Any] | None) -> None:
    row.status = status
    row.slot = None
    row.finished_at = _now()
    row.step = status
    row.progress = 1.0
    row.result = result


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
