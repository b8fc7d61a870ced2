"""Requests that may come twice: the same key gets the same answer, for a day.

What is kept of key and request are digests. All of it happens in the transaction that does what the
request asks for, so that nothing is ever done twice, nor answered and not done.
"""

import datetime
import hashlib

from sqlalchemy import delete
from sqlalchemy.orm import Session

from service import store
from service.settings import Settings
from service.tables import IdempotencyKey

# By then no client tries again.
KEPT = datetime.timedelta(days=1)
LONGEST_KEY = 200


class KeyReused(Exception):
    """The key came with another request than the first time."""


def answered(session: Session, actor: str, key: str, request: bytes) -> str | None:
    """What this request was answered before; None where it is new. Raises KeyReused.

    `request` is a digest of it.
    """
    before = session.get(IdempotencyKey, _digest(actor, key))
    if before is None:
        return None
    if before.request != request.hex():
        raise KeyReused
    return before.answer


def keep(session: Session, actor: str, key: str, request: bytes, answer: str) -> None:
    """Keep what the request is answered."""
    session.add(
        IdempotencyKey(
            key=_digest(actor, key),
            request=request.hex(),
            answer=answer,
            answered_at=datetime.datetime.now(datetime.UTC),
        )
    )


def forget(settings: Settings, *, before: datetime.datetime) -> int:
    """Drop the answers to requests that nobody repeats any more; returns how many."""
    with store.engine(settings).begin() as connection:
        gone = delete(IdempotencyKey).where(IdempotencyKey.answered_at < before)
        return connection.execute(gone).rowcount


def _digest(actor: str, key: str) -> str:
    return hashlib.sha256(f"{actor} {key}".encode()).hexdigest()
