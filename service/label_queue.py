"""The articles that wait for a label: stored because somebody asked for it, ranked when asked."""

import datetime
from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from features.article import Article
from features.catalogue import all_signals
from models.additive import AdditiveModel
from models.behaviour import signals_digest
from models.labelling import rank
from service import audit_log, examples, store
from service.settings import Settings
from service.tables import Example, QueuedArticle

# More are not ranked at a time; the oldest go first.
MOST_RANKED = 2_000


def add(settings: Settings, articles: Sequence[Article], actor: str) -> list[dict[str, Any]]:
    """Stores what is new; `{"status", "id"}` for each: `created`, `exists`, or `labelled`."""
    measured = [examples.measure(article) for article in articles]
    now = datetime.datetime.now(datetime.UTC)
    results: list[dict[str, Any]] = []
    with store.writing(settings) as session:
        for article, found in zip(articles, measured, strict=True):
            waits = session.scalars(
                select(QueuedArticle.id).where(QueuedArticle.content == found.content)
            ).one_or_none()
            is_labelled = session.scalars(
                select(Example.id).where(Example.content == found.content).limit(1)
            ).one_or_none()
            if waits is not None or is_labelled is not None:
                status = "exists" if waits is not None else "labelled"
                results.append({"status": status, "id": waits or is_labelled})
                continue
            row = QueuedArticle(
                content=found.content,
                outlet=article.outlet,
                url=article.url,
                published=article.published,
                title=article.title,
                body=article.body,
                words=found.words,
                signals_digest=signals_digest(),
                readings=found.readings,
                sketch=found.sketch,
                added_at=now,
                added_by=actor,
            )
            session.add(row)
            session.flush()
            results.append({"status": "created", "id": row.id})
        new = sum(result["status"] == "created" for result in results)
        if new:
            audit_log.append(session, actor, "queue.add", f"articles: {new}")
    return results


def ranked(settings: Settings, model: AdditiveModel, most: int) -> dict[str, Any]:
    """What to label next, the best first, with the texts; and how many wait."""
    _read_anew(settings)
    with store.reading(settings) as session:
        rows = session.scalars(
            select(QueuedArticle).order_by(QueuedArticle.id).limit(MOST_RANKED)
        ).all()
        waiting = session.scalar(select(func.count()).select_from(QueuedArticle)) or 0
        labelled, _ = examples.usable(session)
        place = {name: column for column, name in enumerate(all_signals())}
        columns = [place[name] for name in model.signals]
        stored = np.frombuffer(b"".join(row.readings for row in rows), np.float32)
        readings = stored.reshape(-1, len(place))[:, columns].astype(np.float64)
        scores = model.probability(readings)
        intervals = [model.explain(values).interval for values in readings]
        chosen = rank(
            readings,
            scores,
            np.array([high - low for low, high in intervals]),
            labelled.matrix[:, columns].astype(np.float64),
            most,
        )
        told = [
            {
                "id": rows[each.row].id,
                "worth": round(each.worth, 4),
                "uncertainty": each.uncertainty,
                "novelty": each.novelty,
                "diversity": each.diversity,
                "score": round(float(scores[each.row]), 4),
                "title": rows[each.row].title,
                "body": rows[each.row].body,
                "outlet": rows[each.row].outlet,
                "url": rows[each.row].url,
                "published": _iso(rows[each.row].published),
            }
            for each in chosen
        ]
    return {"articles": told, "waiting": waiting}


def remove(settings: Settings, number: int, actor: str) -> bool:
    """Erase an article that waits; False where there is none of that number."""
    with store.writing(settings) as session:
        gone = delete(QueuedArticle).where(QueuedArticle.id == number)
        if not session.execute(gone).rowcount:  # type: ignore[attr-defined]  # of a DELETE
            return False
        audit_log.append(session, actor, "queue.remove", f"article {number}")
    store.forget_deleted(settings)
    return True


def _read_anew(settings: Settings) -> None:
    """Articles in the queue have their texts: after a change of the signals all are read again."""
    with store.reading(settings) as session:
        stale = _stale(session)
    if not stale:
        return
    with store.writing(settings) as session:
        for row in _stale(session):
            found = examples.measure(examples.article_of(row))
            session.execute(
                update(QueuedArticle)
                .where(QueuedArticle.id == row.id)
                .values(signals_digest=signals_digest(), readings=found.readings, words=found.words)
            )


def _stale(session: Session) -> Sequence[QueuedArticle]:
    return session.scalars(
        select(QueuedArticle).where(QueuedArticle.signals_digest != signals_digest())
    ).all()


def _iso(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()
