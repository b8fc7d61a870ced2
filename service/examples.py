"""Labelled examples: taken in, listed, given out again, and erased.

An example is acknowledged after it is committed. The same labeller's label of the same text is the
same example, however often it is sent; another label of it is refused until the first is retracted,
so that no label is ever changed silently. What is retracted is gone: text, readings and sketch.
"""

import datetime
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import numpy as np
import orjson
from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from features.article import Article
from features.catalogue import all_signals, extract
from models.abstention import why_not
from models.adaptation import Examples
from models.additive import AdditiveModel
from models.audit import Finding, audit
from models.base_vectors import Vectors, compact, content_hash
from models.behaviour import signals_digest
from models.sketch import SIZE, sketch
from service import audit_log, idempotency, store
from service.settings import Settings
from service.tables import Example, QueuedArticle, Retraction

_PAGE = 500


Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])


@dataclass(frozen=True)
class Submission:
    """An article with a label, as somebody sends it; `grade` is from 0 to 1 (1: credible)."""

    article: Article
    grade: float
    labeller: str
    reason: str | None = None
    weight: float = 1.0
    store_text: bool = True


class Measurements(NamedTuple):
    """What is kept of an article's text besides the text."""

    content: str
    words: int
    unscored: str | None
    readings: bytes
    sketch: bytes


class Filter(NamedTuple):
    """Which examples are meant; what is None does not matter."""

    ids: Sequence[int] | None = None
    labeller: str | None = None
    outlet: str | None = None

    def narrow(self, query: Query) -> Query:
        """The query for these examples only."""
        if self.ids is not None:
            query = query.where(Example.id.in_(self.ids))
        if self.labeller is not None:
            query = query.where(Example.labeller == self.labeller)
        if self.outlet is not None:
            query = query.where(Example.outlet == self.outlet)
        return query


EVERY = Filter()


def measure(article: Article) -> Measurements:
    """Reads the article. Raises SignalFailed where a signal cannot be read."""
    abstained = why_not(article)
    return Measurements(
        content=f"{content_hash(article.body):016x}",
        words=article.text.words,
        unscored=None if abstained is None else abstained.reason,
        readings=compact(extract(article).numbers).tobytes(),
        sketch=sketch(article.body).tobytes(),
    )


def add(
    settings: Settings,
    submissions: Sequence[Submission],
    actor: str,
    *,
    base: Vectors,
    model: AdditiveModel,
    key: str | None = None,
    request: bytes = b"",
) -> tuple[dict[str, Any], bool]:
    """Stores what is new; the answer, and whether it was given before for the same `key`.

    The answer has a result for each submission in order, `{"status", "id"}` (`created`, `exists`,
    or `conflict`, where the labeller gave the text another label before), and the audit's findings
    over all examples as `warnings`. Raises idempotency.KeyReused.
    """
    measured = [measure(submission.article) for submission in submissions]
    now = datetime.datetime.now(datetime.UTC)
    request_digest = hashlib.sha256(request).digest()
    with store.writing(settings) as session:
        if key is not None:
            before = idempotency.answered(session, actor, key, request_digest)
            if before is not None:
                answer: dict[str, Any] = orjson.loads(before)
                return answer, True
        results = [
            _stored(session, submission, measurements, actor, now)
            for submission, measurements in zip(submissions, measured, strict=True)
        ]
        new = [result["id"] for result in results if result["status"] == "created"]
        if new:
            audit_log.append(
                session, actor, "examples.add", f"{len(new)} examples", first=new[0], last=new[-1]
            )
        findings = find_doubts(usable(session)[0], base, model)
        answer = {"results": results, "warnings": [finding.facts() for finding in findings]}
        if key is not None:
            told = orjson.dumps(answer).decode()
            idempotency.keep(session, actor, key, request_digest, told)
    return answer, False


def find_doubts(examples: Examples, base: Vectors, model: AdditiveModel) -> list[Finding]:
    """The audit's findings, against the scores of a model that reads the present signals."""
    place = {name: column for column, name in enumerate(all_signals())}
    columns = [place[name] for name in model.signals]
    return audit(examples, base, model.probability(examples.matrix[:, columns]))


def usable(session: Session) -> tuple[Examples, list[int]]:
    """The examples with readings of the present signals, by number, and the numbers of the others.

    The others were read before the signals changed; `read_anew` reads those that have a text.
    """
    digest = signals_digest()
    signals = len(all_signals())
    rows = session.execute(
        select(
            Example.id, Example.content, Example.labeller, Example.grade, Example.weight,
            Example.outlet, Example.words, Example.unscored, Example.readings, Example.sketch,
        )
        .where(Example.signals_digest == digest)
        .order_by(Example.id)
    ).all()  # fmt: skip
    others = session.scalars(
        select(Example.id).where(Example.signals_digest != digest).order_by(Example.id)
    ).all()
    found = Examples(
        ids=np.array([row.id for row in rows], np.int64),
        matrix=np.frombuffer(b"".join(row.readings for row in rows), np.float32).reshape(
            -1, signals
        ),
        grade=np.array([row.grade for row in rows], float),
        weight=np.array([row.weight for row in rows], float),
        words=np.array([row.words for row in rows], np.int32),
        content=np.array([int(row.content, 16) for row in rows], np.uint64),
        outlet=np.array([row.outlet or "" for row in rows], np.str_),
        labeller=np.array([row.labeller for row in rows], np.str_),
        unscored=np.array([row.unscored or "" for row in rows], np.str_),
        sketches=np.frombuffer(b"".join(row.sketch for row in rows), np.uint32).reshape(-1, SIZE),
    )
    return found, list(others)


def to_read_anew(session: Session) -> list[int]:
    """The examples with a text whose readings are of older signals."""
    digest = signals_digest()
    return list(
        session.scalars(
            select(Example.id)
            .where(Example.signals_digest != digest, Example.body.is_not(None))
            .order_by(Example.id)
        )
    )


def read_anew(settings: Settings) -> int:
    """Reads those anew that can be; returns how many. One retracted meanwhile stays gone."""
    digest = signals_digest()
    count = 0
    with store.reading(settings) as session:
        stale = to_read_anew(session)
    for start in range(0, len(stale), _PAGE):
        with store.reading(settings) as session:
            page = session.scalars(
                select(Example).where(Example.id.in_(stale[start : start + _PAGE]))
            ).all()
        measured = {row.id: measure(article_of(row)) for row in page}
        with store.writing(settings) as session:
            for number, measurements in measured.items():
                session.execute(
                    update(Example)
                    .where(Example.id == number)
                    .values(signals_digest=digest, **measurements._asdict())
                )
        count += len(measured)
    return count


def article_of(row: Example | QueuedArticle) -> Article:
    """The article of a row that has a text."""
    return Article(
        body=row.body or "",
        title=row.title or "",
        outlet=row.outlet,
        url=row.url,
        published=row.published,
    )


def listed(
    session: Session, *, chosen: Filter = EVERY, after: int = 0, most: int | None = _PAGE
) -> Iterator[dict[str, Any]]:
    """What is known of each example, without its text; those behind the number `after`."""
    digest = signals_digest()
    for row in _rows(session, chosen, after, most):
        has_text = row.body is not None
        yield {
            "id": row.id,
            "label": row.grade,
            "labeller": row.labeller,
            "reason": row.reason,
            "weight": row.weight,
            "outlet": row.outlet,
            "words": row.words,
            "has_text": has_text,
            "usable": row.unscored is None and (has_text or row.signals_digest == digest),
            "unscored": row.unscored,
            "added_at": row.added_at.isoformat(),
            "added_by": row.added_by,
        }


def exported(session: Session, *, chosen: Filter = EVERY) -> Iterator[dict[str, Any]]:
    """Each example as it can be imported again; without title and body where none is stored."""
    for row in _rows(session, chosen, 0, None):
        told = {
            "id": row.id,
            "title": row.title,
            "body": row.body,
            "outlet": row.outlet,
            "url": row.url,
            "published": row.published and row.published.isoformat(),
            "label": row.grade,
            "labeller": row.labeller,
            "reason": row.reason,
            "weight": row.weight,
        }
        yield {name: value for name, value in told.items() if value is not None}


def retract(settings: Settings, chosen: Filter, actor: str, reason: str) -> list[int]:
    """Erases these examples with all that was made from their texts; returns their numbers.

    A copy that waits in the queue goes with them. Models that were trained on them stay as they
    are (numbers of all articles together); they are named by `registry.listed` until retrained.
    """
    now = datetime.datetime.now(datetime.UTC)
    with store.writing(settings) as session:
        found = session.execute(chosen.narrow(select(Example.id, Example.content))).all()
        numbers = sorted(row.id for row in found)
        for start in range(0, len(found), _PAGE):
            page = found[start : start + _PAGE]
            session.execute(delete(Example).where(Example.id.in_([row.id for row in page])))
            session.execute(
                delete(QueuedArticle).where(
                    QueuedArticle.content.in_([row.content for row in page])
                )
            )
        session.add_all(
            Retraction(example=number, retracted_at=now, retracted_by=actor, reason=reason)
            for number in numbers
        )
        if numbers:
            audit_log.append(
                session,
                actor,
                "examples.retract",
                f"{len(numbers)} examples",
                examples=numbers,
                reason=reason,
            )
    store.forget_deleted(settings)
    return numbers


def count(session: Session) -> int:
    """How many examples there are."""
    return session.scalar(select(func.count()).select_from(Example)) or 0


def statuses(results: Iterable[dict[str, Any]]) -> Counter[str]:
    """How many results there are of each status."""
    return Counter(result["status"] for result in results)


def _stored(
    session: Session,
    submission: Submission,
    measured: Measurements,
    actor: str,
    now: datetime.datetime,
) -> dict[str, Any]:
    before = session.execute(
        select(Example.id, Example.grade).where(
            Example.content == measured.content, Example.labeller == submission.labeller
        )
    ).one_or_none()
    if before is not None:
        same = before.grade == submission.grade
        return {"status": "exists" if same else "conflict", "id": before.id}
    article = submission.article
    row = Example(
        labeller=submission.labeller,
        grade=submission.grade,
        weight=submission.weight,
        reason=submission.reason,
        outlet=article.outlet and article.outlet.lower().removeprefix("www."),
        url=article.url,
        published=article.published,
        title=article.title if submission.store_text else None,
        body=article.body if submission.store_text else None,
        signals_digest=signals_digest(),
        added_at=now,
        added_by=actor,
        **measured._asdict(),
    )
    session.add(row)
    session.flush()
    session.execute(delete(QueuedArticle).where(QueuedArticle.content == measured.content))
    return {"status": "created", "id": row.id}


def _rows(session: Session, chosen: Filter, after: int, most: int | None) -> Iterator[Example]:
    left = most
    while left is None or left > 0:
        query = chosen.narrow(select(Example).where(Example.id > after).order_by(Example.id))
        page = session.scalars(query.limit(_PAGE if left is None else min(_PAGE, left))).all()
        if not page:
            return
        yield from page
        after = page[-1].id
        left = None if left is None else left - len(page)
        session.expunge_all()  # texts of thousands are not to be held
