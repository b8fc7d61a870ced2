"""The audit log: who did what, and why, in entries that nobody can change unseen.

Each entry carries a SHA-256 digest over its own fields and the digest of the entry before it. To
change an entry, one would have to make every later one anew; whoever has noted the last digest
somewhere else sees that, and sees entries missing at the end. The tables refuse changes besides.
Order is by number: a clock that goes back changes nothing. No entry holds text of an article.
"""

import datetime
import hashlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.tables import AuditEntry

_START = "0" * 64
_PAGE = 500


class BrokenChain(Exception):
    """An entry is not what it was when it was written; the message says which."""


class Verified(NamedTuple):
    """A log whose chain holds: how many entries, and the digest of the last."""

    entries: int
    digest: str


def append(session: Session, actor: str, action: str, subject: str, **details: Any) -> None:
    """Add an entry, in the writer's transaction (`store.writing`) that does what it tells."""
    last = session.execute(
        select(AuditEntry.number, AuditEntry.digest).order_by(AuditEntry.number.desc()).limit(1)
    ).one_or_none()
    number, before = last or (0, _START)
    entry = AuditEntry(
        number=number + 1,
        at=datetime.datetime.now(datetime.UTC),
        actor=actor,
        action=action,
        subject=subject,
        details=orjson.dumps(details, option=orjson.OPT_SORT_KEYS).decode(),
    )
    entry.digest = _digest(entry, before)
    session.add(entry)
    session.flush()


def entries(session: Session, *, after: int = 0) -> Iterator[AuditEntry]:
    """The entries behind that number, oldest first."""
    while page := session.scalars(
        select(AuditEntry).where(AuditEntry.number > after).order_by(AuditEntry.number).limit(_PAGE)
    ).all():
        yield from page
        after = page[-1].number


def told(entry: AuditEntry) -> dict[str, Any]:
    """An entry as plain values."""
    return {
        "number": entry.number,
        "at": entry.at.isoformat(),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "details": orjson.loads(entry.details),
        "digest": entry.digest,
    }


def verify(session: Session) -> Verified:
    """The state of the log; raises BrokenChain for the first entry that is not as it was."""
    number, digest = 0, _START
    for entry in entries(session):
        if entry.number != number + 1:
            raise BrokenChain(f"entry {number + 1:,} is missing")
        if entry.digest != _digest(entry, digest):
            raise BrokenChain(f"entry {entry.number:,} was changed")
        number, digest = entry.number, entry.digest
    return Verified(number, digest)


def _digest(entry: AuditEntry, before: str) -> str:
    told = (
        before,
        entry.number,
        entry.at.astimezone(datetime.UTC).isoformat(),
        entry.actor,
        entry.action,
        entry.subject,
        entry.details,
    )
    return hashlib.sha256(orjson.dumps(told)).hexdigest()
