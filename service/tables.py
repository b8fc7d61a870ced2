"""The database's tables, as SQLAlchemy's classes.

The migrations make them; a test holds the two together. What may be a person's own (text, readings)
stands in `Example`, `QueuedArticle` and `BatchPart` alone, so that erasing a row erases it.
"""

import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcDateTime(TypeDecorator[datetime.datetime]):
    """A moment, kept in UTC: SQLite drops the time zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime.datetime | None,
        dialect: Dialect,  # noqa: ARG002 (SQLAlchemy's signature)
    ) -> datetime.datetime | None:
        """The moment in UTC; a time without a zone is refused, for nobody knows what it means."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(datetime.UTC)

    def process_result_value(
        self,
        value: datetime.datetime | None,
        dialect: Dialect,  # noqa: ARG002 (SQLAlchemy's signature)
    ) -> datetime.datetime | None:
        """The moment as it was stored, with its zone."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=datetime.UTC)


class Base(DeclarativeBase):
    """What alembic compares the migrations with."""


class Heartbeat(Base):
    """The last sign of life of one process."""

    __tablename__ = "heartbeats"

    component: Mapped[str] = mapped_column(String(50), primary_key=True)
    host: Mapped[str] = mapped_column(String(255), primary_key=True)
    pid: Mapped[int] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime(), index=True)


class Example(Base):
    """An article with somebody's label.

    `content` identifies the text (`models.base_vectors.content_hash`, in hexadecimal), `grade` is
    the label from 0 to 1 (1: credible). `readings` are float32 numbers in the order of the
    catalogue whose digest is `signals_digest`; `sketch` finds near-duplicates (`models.sketch`).
    `title` and `body` are null where the text was not to be stored; `unscored` says why the service
    would give such an article no score.
    """

    __tablename__ = "examples"
    __table_args__ = (
        UniqueConstraint("content", "labeller", name="uq_examples_content_labeller"),
        {"sqlite_autoincrement": True},  # the number of an erased example is never given again
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[str] = mapped_column(String(16))
    labeller: Mapped[str] = mapped_column(String(200), index=True)
    grade: Mapped[float] = mapped_column(Float(53))
    weight: Mapped[float] = mapped_column(Float(53))
    reason: Mapped[str | None] = mapped_column(Text)
    outlet: Mapped[str | None] = mapped_column(String(300), index=True)
    url: Mapped[str | None] = mapped_column(Text)
    published: Mapped[datetime.date | None] = mapped_column(Date)
    title: Mapped[str | None] = mapped_column(Text)
    body: Mapped[str | None] = mapped_column(Text)
    words: Mapped[int]
    unscored: Mapped[str | None] = mapped_column(String(50))
    signals_digest: Mapped[str] = mapped_column(String(16))
    readings: Mapped[bytes] = mapped_column(LargeBinary)
    sketch: Mapped[bytes] = mapped_column(LargeBinary)
    added_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime())
    added_by: Mapped[str] = mapped_column(String(200))


class Retraction(Base):
    """That an example was there and is gone; nothing of what it held."""

    __tablename__ = "retractions"

    example: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    retracted_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime())
    retracted_by: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)


class QueuedArticle(Base):
    """An article that waits for a label."""

    __tablename__ = "queued_articles"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[str] = mapped_column(String(16), unique=True)
    outlet: Mapped[str | None] = mapped_column(String(300))
    url: Mapped[str | None] = mapped_column(Text)
    published: Mapped[datetime.date | None] = mapped_column(Date)
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    words: Mapped[int]
    signals_digest: Mapped[str] = mapped_column(String(16))
    readings: Mapped[bytes] = mapped_column(LargeBinary)
    sketch: Mapped[bytes] = mapped_column(LargeBinary)
    added_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime())
    added_by: Mapped[str] = mapped_column(String(200))


class ModelVersion(Base):
    """A trained model. Its artefact is JSON, and null once the version was pruned.

    `parent` is the version that it was compared with; `inputs` what it was made from beside the
    base: numbers of examples with their weights; `is_recommended` what the gate said.
    """

    __tablename__ = "model_versions"
    __table_args__ = ({"sqlite_autoincrement": True},)

    number: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(String(60), unique=True)
    parent: Mapped[str] = mapped_column(String(60))
    signals_digest: Mapped[str] = mapped_column(String(16))
    artefact: Mapped[bytes | None] = mapped_column(LargeBinary)
    card: Mapped[dict[str, Any]] = mapped_column(JSON)
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON)
    is_recommended: Mapped[bool]
    made_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime())
    made_by: Mapped[str] = mapped_column(String(200))


class Promotion(Base):
    """A change of the version in service: the last row is the current one.

    `version` is null for the model that ships with the program. `takes_back` is the number of the
    promotion that a rollback undid.
    """

    __tablename__ = "promotions"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[str | None] = mapped_column(
        String(60), ForeignKey("model_versions.version", name="fk_promotions_version")
    )
    takes_back: Mapped[int | None]
    promoted_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime())
    promoted_by: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)


class Job(Base):
    """Work that was asked for, whoever does it and however often it had to be begun.

    `slot` is unique among the jobs that are not over: of one kind of work at most one goes on.
    `attempt` and `beat` count up, so that a runner that was given up can tell, and others can tell
    that a runner is gone, without comparing clocks. `fruitful` is the last attempt that achieved
    something that stays.
    """

    __tablename__ = "jobs"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    slot: Mapped[str | None] = mapped_column(String(50), unique=True)
    status: Mapped[str] = mapped_column(String(20), index=True)
    asked_by: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime())
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    started_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime())
    finished_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime())
    attempt: Mapped[int]
    fruitful: Mapped[int] = mapped_column(server_default="0")
    beat: Mapped[int]
    is_to_stop: Mapped[bool]
    step: Mapped[str] = mapped_column(String(200))
    progress: Mapped[float] = mapped_column(Float(53))
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class JobLog(Base):
    """A line of what a job has to tell."""

    __tablename__ = "job_log"
    __table_args__ = (Index("ix_job_log_job", "job"),)

    number: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(
        String(32), ForeignKey("jobs.id", name="fk_job_log_job", ondelete="CASCADE")
    )
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime())
    message: Mapped[str] = mapped_column(Text)


class AuditEntry(Base):
    """Who did what; each entry's `digest` is over itself and the digest before (`audit_log`)."""

    __tablename__ = "audit_log"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime())
    actor: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(50))
    subject: Mapped[str] = mapped_column(String(200))
    details: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))


class IdempotencyKey(Base):
    """The answer to a request that may come twice; key and request as digests."""

    __tablename__ = "idempotency_keys"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    request: Mapped[str] = mapped_column(String(64))
    answer: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime(), index=True)


class Batch(Base):
    """Articles that were sent to be scored beside the web.

    Its job has the same id, and is made when all of them are here: a batch without a job is an
    upload under way, or one that was broken off (`touched_at`: its last part). `size` is in bytes,
    not compressed. `records` is how many there will be, `scored` how many there are.
    """

    __tablename__ = "batches"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    touched_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime())
    size: Mapped[int] = mapped_column(BigInteger)
    records: Mapped[int]
    scored: Mapped[int]
    articles: Mapped[int]
    abstentions: Mapped[int]
    errors: Mapped[int]


class BatchPart(Base):
    """Some of a batch's lines (`service.batches`), and then their records in place of them.

    `first` is the number of records in the parts before, `count` that of its own.
    """

    __tablename__ = "batch_parts"

    batch: Mapped[str] = mapped_column(
        String(32),
        ForeignKey("batches.id", name="fk_batch_parts_batch", ondelete="CASCADE"),
        primary_key=True,
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[int]
    count: Mapped[int]
    lines: Mapped[bytes | None] = mapped_column(LargeBinary)
    records: Mapped[bytes | None] = mapped_column(LargeBinary)
