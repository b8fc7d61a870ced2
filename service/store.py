"""The database: how it is opened, written to and asked whether it answers.

A SQLite file by default, PostgreSQL where the settings name one. Scoring needs no database, so a
database that is down must never take a request with it: `ping` and `worker_seen`, which `/readyz`
asks, answer within a second whatever the database does.
"""

import datetime
import os
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    create_engine,
    delete,
    event,
    func,
    make_url,
    select,
    text,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from service.settings import Settings, SettingsError
from service.tables import Heartbeat

if TYPE_CHECKING:
    from alembic.config import Config

_PING_SECONDS = 1.0
# Any number, as long as nothing else on the same PostgreSQL database takes it.
_WRITERS = 7_346_117_023
# A writer that waits longer gives up, and whoever asked is told to try again.
_LOCK_SECONDS = 5
_MIGRATIONS = Path(__file__).parent / "migrations"

T = TypeVar("T")


def engine(settings: Settings) -> Engine:
    """The process's one engine for this database; no connection is made yet."""
    return _engine(settings.database_url)


def sqlite_file(settings: Settings) -> Path | None:
    """The file of an embedded database; None where a server holds the data.

    Raises SettingsError for one in memory, which no second process could see.
    """
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite":
        return None
    if not url.database or url.database == ":memory:":
        raise SettingsError("CREDIBILITY_DATABASE_URL must name a file: sqlite:///path/to/it.db")
    return Path(url.database)


def upgrade(settings: Settings) -> None:
    """Create the database's file where that is needed, and bring its tables up to date.

    Safe to run from several processes at once: each migrates under the database's own lock.
    """
    # Here, because those who only ask whether the database answers need none of it.
    from alembic import command

    file = sqlite_file(settings)
    if file is not None:
        # What is kept there may be other people's articles.
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with engine(settings).begin() as connection:
        command.upgrade(migration_config(connection), "head")
    engine(settings).dispose()  # the caller may fork, and a child must not share a connection


def migration_config(connection: Connection) -> "Config":
    """What alembic needs to know; the wheel carries the migrations, so no file is read."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def reading(settings: Settings) -> Iterator[Session]:
    """A session to look things up in."""
    with Session(engine(settings)) as session:
        yield session


@contextmanager
def writing(settings: Settings) -> Iterator[Session]:
    """A transaction of the only writer: what it reads stays true until it commits, at the end.

    Writers are few and quick, so they wait for each other. That is what keeps the audit log one
    chain, and two promotions from crossing.
    """
    with Session(engine(settings)) as session, session.begin():
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_SECONDS}s'"))
            session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _WRITERS})
        else:
            session.connection().exec_driver_sql("BEGIN IMMEDIATE")
        yield session


def ping(settings: Settings) -> bool:
    """Whether the database answers within a second."""
    try:
        return within(_PING_SECONDS, lambda: _answers(settings))
    except (SQLAlchemyError, TimeoutError):
        return False


def worker_seen(settings: Settings, *, host: str | None = None) -> datetime.datetime | None:
    """When a worker (on this host, if named) last gave a sign of life.

    None when it never did, or when the database is silent or has no tables yet.
    """
    try:
        return within(_PING_SECONDS, lambda: _last_seen(settings, "worker", host))
    except (SQLAlchemyError, TimeoutError):
        return None


def forget_deleted(settings: Settings) -> None:
    """Overwrite what was deleted also where SQLite keeps the latest changes.

    PostgreSQL does so when it next vacuums the table.
    """
    if sqlite_file(settings) is not None:
        with engine(settings).connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def beat(settings: Settings, component: str) -> None:
    """Say that this process is alive."""
    with Session(engine(settings)) as session, session.begin():
        session.merge(
            Heartbeat(
                component=component,
                host=socket.gethostname(),
                pid=os.getpid(),
                seen_at=datetime.datetime.now(datetime.UTC),
            )
        )


def forget_heartbeats(settings: Settings, *, before: datetime.datetime) -> int:
    """Drop processes not seen since then (every restart leaves one); returns how many."""
    with engine(settings).begin() as connection:
        return connection.execute(delete(Heartbeat).where(Heartbeat.seen_at < before)).rowcount


@cache
def _engine(database_url: str) -> Engine:
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        embedded = create_engine(url, connect_args={"timeout": _LOCK_SECONDS})
        event.listen(embedded, "connect", _share_the_file)
        return embedded
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_timeout=_PING_SECONDS,
        connect_args=_patience(url),
    )


def _share_the_file(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Let the worker write while the web reads, and check foreign keys as PostgreSQL does."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    # What is committed is on the disk, and what is deleted is overwritten.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _patience(url: URL) -> dict[str, int]:
    """Two seconds to connect (libpq knows no shorter), five without an acknowledged packet."""
    if url.get_backend_name() != "postgresql":
        return {}
    return {"connect_timeout": 2, "tcp_user_timeout": 5000}


def within(seconds: float, question: Callable[[], T]) -> T:
    """The question's answer, asked on the side: name look-ups and stalled servers know no timeout.

    Raises TimeoutError; the thread of a question given up ends with its own connection.
    """
    answer: Future[T] = Future()

    def ask() -> None:
        try:
            answer.set_result(question())
        except SQLAlchemyError as error:
            answer.set_exception(error)

    threading.Thread(target=ask, name="database question", daemon=True).start()
    return answer.result(seconds)


def _answers(settings: Settings) -> bool:
    with engine(settings).connect() as connection:
        connection.execute(select(1))
    return True


def _last_seen(settings: Settings, component: str, host: str | None) -> datetime.datetime | None:
    latest = select(func.max(Heartbeat.seen_at)).where(Heartbeat.component == component)
    if host is not None:
        latest = latest.where(Heartbeat.host == host)
    with engine(settings).connect() as connection:
        return connection.execute(latest).scalar_one()
