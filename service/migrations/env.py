"""How alembic runs the migrations: under the database's own lock, all of them or none.

The web and the worker both bring the database up to date when they start; the lock makes the
second one wait until the first is done.
"""

from alembic import context
from sqlalchemy import Connection, text

from service import store
from service.settings import Settings
from service.tables import Base

# Any number, as long as nothing else on the same PostgreSQL database takes it.
_LOCK = 7_346_117_022


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _is_ours(name: str | None, kind: str, _: object) -> bool:
    """The job queue keeps tables of its own in the same PostgreSQL database."""
    return kind != "table" or name in Base.metadata.tables


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=_is_ours,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
    )
    _lock(connection)
    with context.begin_transaction():
        context.run_migrations()


if (given := context.config.attributes.get("connection")) is not None:
    _migrate(given)
else:  # alembic's own command line, in a checkout
    with store.engine(Settings.from_environment()).begin() as opened:
        _migrate(opened)
