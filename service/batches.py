"""Batches: articles sent to be scored beside the web, and what became of them.

What is sent is stored in parts of a megabyte, each committed as it comes; then the batch is
acknowledged, by the transaction that makes its job. A part's records take the place of its text in
one transaction with the progress of the job. So whenever a process is killed, every line is either
still to be scored or has its record, and the next worker goes on with the next part.

A worker scores for some seconds and then lets other jobs have their turn. One version of the model,
that which served when the batch was acknowledged, scores all of it.
"""

import datetime
import hashlib
import re
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import orjson
from backports import zstd
from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from threadpoolctl import threadpool_limits

from models.records import Extras, Record, is_fault
from models.scorer import Scorer
from service import audit_log, idempotency, job_records, registry, store
from service.job_records import Cancelled, Run
from service.ndjson import records_of
from service.rows import Line
from service.settings import Settings
from service.tables import Batch, BatchPart, Job

KIND = "batch"
DONE = "done"
# A part is full with so many bytes of text, or so many lines.
_PART_BYTES = 1_000_000
_PART_LINES = 1_024
# So long a worker scores before other jobs have their turn; it is told to stop within such a time.
_TURN_SECONDS = 5.0
# An upload that nobody went on with for so long was broken off.
_BROKEN_OFF = datetime.timedelta(hours=1)
_LINE = re.compile(rb"(\d+)([+-])")
# No object in the session has to follow the statement.
_AS_SQL = {"synchronize_session": False}


class Full(Exception):
    """The batches that are kept leave no room for this one."""


class Options(NamedTuple):
    """What a batch is scored with, and what its records hold besides."""

    model: str
    base_rate: float
    contributions: bool = False
    evidence: bool = False

    @property
    def extras(self) -> Extras:
        """What the records hold besides."""
        return Extras(self.contributions, self.evidence)


class Upload:
    """A batch as it comes: lines are added and stored, then all of them are acknowledged.

    Nobody sees it before that; until then `abandon` takes it back. Raises Full as soon as all
    batches together would hold more than may be stored, those under way included.
    """

    def __init__(self, settings: Settings) -> None:
        self.size = 0
        self.records = 0
        self._settings = settings
        self._id = uuid.uuid4().hex
        self._digest = hashlib.sha256()
        self._packed: list[bytes] = []
        self._held = 0
        self._parts = 0

    def add(self, line: Line) -> None:
        """Take one more line; blank ones only count as lines."""
        self.size += line.size
        if line.is_blank:
            return
        packed = _packed(line)
        self._digest.update(b"%d:" % len(packed))
        self._digest.update(packed)
        self.records += 1
        self._packed.append(packed)
        self._held += len(packed)
        if self._held >= _PART_BYTES or len(self._packed) == _PART_LINES:
            self._store()

    def acknowledge(
        self, options: Options, actor: str, *, key: str | None = None
    ) -> tuple[str, bool]:
        """The batch's id, and whether the same request with the same key was answered before.

        From the moment this returns the batch is there for good. Raises idempotency.KeyReused.
        """
        if self._packed:
            self._store()
        # What was asked for, not with which version it will be done.
        self._digest.update(orjson.dumps(options.extras._asdict()))
        request = self._digest.digest()
        with store.writing(self._settings) as session:
            if key is not None:
                before = idempotency.answered(session, actor, key, request)
                if before is not None:
                    session.execute(delete(Batch).where(Batch.id == self._id))
                    return before, True
                idempotency.keep(session, actor, key, request, self._id)
            job_records.ask(session, KIND, actor, options._asdict(), job=self._id)
        return self._id, False

    def abandon(self) -> None:
        """Erase what is stored; what cannot be erased now is swept up later."""
        with suppress(SQLAlchemyError):
            with store.writing(self._settings) as session:
                session.execute(delete(Batch).where(Batch.id == self._id))
            store.forget_deleted(self._settings)

    def _store(self) -> None:
        count = len(self._packed)
        with store.writing(self._settings) as session:
            if not self._parts:
                session.add(_nothing_yet(self._id))
                session.flush()
            batch = session.get_one(Batch, self._id)
            batch.touched_at = _now()
            batch.size = self.size
            stored = session.scalar(select(func.sum(Batch.size))) or 0
            if stored > self._settings.max_stored_bytes:
                raise Full
            session.add(
                BatchPart(
                    batch=self._id,
                    number=self._parts,
                    first=batch.records,
                    count=count,
                    lines=zstd.compress(b"\n".join(self._packed)),
                )
            )
            batch.records += count
        self._parts += 1
        self._packed, self._held = [], 0


def run(settings: Settings, batch: str) -> bool:
    """Score some of a batch that waits; whether there is more to do."""
    claimed = job_records.claim(settings, batch)
    if claimed is None:
        return False
    # More threads in each numeric library than one would be slower.
    with claimed as going, threadpool_limits(1):
        return _score(going)
    return False  # it ended with an exception, which is noted


def told(session: Session, batch: str) -> dict[str, Any] | None:
    """How a batch goes; None where there is none (any more) of that id."""
    job = job_records.told(session, batch)
    row = session.get(Batch, batch)
    if row is None or job is None:
        return None
    names = ("id", "status", "progress", "asked_at", "started_at", "finished_at", "options")
    return {
        **{name: job[name] for name in names},
        "reason": (job["result"] or {}).get("reason"),
        "size": row.size,
        "records": row.records,
        "scored": row.scored,
        "articles": row.articles,
        "abstentions": row.abstentions,
        "errors": row.errors,
    }


def results(
    settings: Settings, batch: str, *, after: int = 0, until: int | None = None
) -> Iterator[bytes]:
    """The records behind the first `after`, in order, a part at a time, as far as there are any.

    `until` is the end of a part (what `told` says was scored): later ones are left out.

    No transaction is open between two parts: whoever takes them may be slow.
    """
    while until is None or after < until:
        with store.reading(settings) as session:
            part = session.execute(
                select(BatchPart.first, BatchPart.count, BatchPart.records).where(
                    BatchPart.batch == batch,
                    BatchPart.first <= after,
                    BatchPart.first + BatchPart.count > after,
                )
            ).one_or_none()
        if part is None or part.records is None:
            return
        records = zstd.decompress(part.records)
        yield records.split(b"\n", after - part.first)[-1]
        after = part.first + part.count


def erase(settings: Settings, batch: str, actor: str) -> bool:
    """Stop a batch, and erase what was sent and answered; whether there was one."""
    with store.writing(settings) as session:
        if told(session, batch) is None:
            return False
        if not job_records.cancel(session, batch, actor):
            audit_log.append(session, actor, "batch.erase", batch)
        session.execute(delete(Batch).where(Batch.id == batch))
    store.forget_deleted(settings)
    return True


def sweep(settings: Settings) -> None:
    """Erase what is kept no longer.

    That is: the texts that a batch did not come to, batches that were over so many days ago as the
    settings say, and uploads that were broken off.
    """
    now = _now()
    too_old = now - datetime.timedelta(days=settings.batch_days)
    over = select(Job.id).where(Job.kind == KIND, Job.finished_at.is_not(None))
    old = over.where(Job.finished_at < too_old)
    with store.writing(settings) as session:
        erased = [
            session.execute(
                update(BatchPart)
                .where(BatchPart.batch.in_(over), BatchPart.lines.is_not(None))
                .values(lines=None),
                execution_options=_AS_SQL,
            ),
            session.execute(
                delete(Batch).where(
                    Batch.id.in_(old)
                    | (Batch.touched_at < now - _BROKEN_OFF) & Batch.id.not_in(select(Job.id))
                ),
                execution_options=_AS_SQL,
            ),
        ]
    if any(isinstance(each, CursorResult) and each.rowcount for each in erased):
        store.forget_deleted(settings)


def _score(run: Run) -> bool:
    """Score part after part, until all are or the turn is over; whether there is more to do."""
    options = Options(**run.options)
    settings = run.settings
    try:
        with store.reading(settings) as session:
            model = registry.model(session, options.model)
        registry.check_usable(model)
    except registry.RegistryError as error:
        run.finish(job_records.FAILED, {"reason": str(error)})
        return False
    scorer = Scorer(model, base_rate=options.base_rate)
    end = time.monotonic() + _TURN_SECONDS
    while True:
        batch, part = _next_part(run)
        if part is None:
            break
        records = records_of(_unpacked(part.lines or b""), scorer, options.extras, settings)
        _keep(run, batch, part, records)
        if time.monotonic() > end:
            run.pause()
            return True
    run.finish(
        DONE,
        {
            "model": model.version,
            "articles": batch.articles,
            "abstentions": batch.abstentions,
            "errors": batch.errors,
        },
    )
    store.forget_deleted(settings)
    return False


def _next_part(run: Run) -> tuple[Batch, BatchPart | None]:
    """The batch, and the first of its parts that has no records yet; Cancelled if it is erased."""
    with store.reading(run.settings) as session:
        batch = session.get(Batch, run.job)
        if batch is None:
            raise Cancelled
        return batch, session.scalars(
            select(BatchPart)
            .where(BatchPart.batch == run.job, BatchPart.records.is_(None))
            .order_by(BatchPart.number)
            .limit(1)
        ).one_or_none()


def _keep(run: Run, batch: Batch, part: BatchPart, records: Sequence[Record]) -> None:
    """Put the records in place of the lines, and say how far the batch is."""
    lines = b"".join(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE) for record in records)
    packed = zstd.compress(lines)
    errors = sum(map(is_fault, records))
    abstentions = sum(record.get("abstained") is not None for record in records)
    scored = part.first + part.count
    total = batch.records

    def write(session: Session) -> None:
        mine = (BatchPart.batch == part.batch) & (BatchPart.number == part.number)
        session.execute(update(BatchPart).where(mine).values(records=packed, lines=None))
        session.execute(
            update(Batch)
            .where(Batch.id == part.batch)
            .values(
                touched_at=_now(),
                scored=scored,
                articles=Batch.articles + len(records) - errors,
                abstentions=Batch.abstentions + abstentions,
                errors=Batch.errors + errors,
            )
        )

    run.advance(f"scored {scored:,} of {total:,}", scored / total, write)


def _packed(line: Line) -> bytes:
    """A line with its number, then + and its text, or - where it was too long to be held."""
    if line.raw is None:
        return b"%d-" % line.number
    return b"%d+%b" % (line.number, line.raw.rstrip(b"\r\n"))


def _unpacked(packed: bytes) -> list[Line]:
    lines = []
    for one in zstd.decompress(packed).split(b"\n"):
        found = _LINE.match(one)
        if found is None:
            raise ValueError("this is no line of a batch")
        raw = one[found.end() :]
        lines.append(Line(int(found[1]), raw if found[2] == b"+" else None, len(raw)))
    return lines


def _nothing_yet(batch: str) -> Batch:
    none = dict.fromkeys(("size", "records", "scored", "articles", "abstentions", "errors"), 0)
    return Batch(id=batch, touched_at=_now(), **none)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
