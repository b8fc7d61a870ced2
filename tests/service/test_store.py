import datetime
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import alembic.command
import pytest
from sqlalchemy import func, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from service import store
from service.settings import Settings, SettingsError
from service.tables import (
    Base,
    Batch,
    BatchPart,
    Example,
    Heartbeat,
    Job,
    JobLog,
    ModelVersion,
    Promotion,
)

NOW = datetime.datetime.now(datetime.UTC)
YESTERDAY = NOW - datetime.timedelta(days=1)


@pytest.fixture
def migrated(installation: Settings) -> Settings:
    store.upgrade(installation)
    return installation


@pytest.fixture
def silent(tmp_path: Path) -> Iterator[Settings]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        yield Settings(
            data=tmp_path, database_url=f"postgresql+psycopg://nobody@127.0.0.1:{port}/nothing"
        )


def seen(settings: Settings, *, host: str, at: datetime.datetime) -> None:
    values = {"component": "worker", "host": host, "pid": 1, "seen_at": at}
    with store.engine(settings).begin() as connection:
        connection.execute(insert(Heartbeat).values(values))


def count(settings: Settings) -> int:
    with store.engine(settings).connect() as connection:
        found: int = connection.execute(select(func.count()).select_from(Heartbeat)).scalar()
        return found


def test_upgrade_makes_the_tables_and_may_be_repeated(migrated: Settings) -> None:
    store.upgrade(migrated)
    tables = inspect(store.engine(migrated)).get_table_names()
    assert set(tables) == {*Base.metadata.tables, "alembic_version"}


def test_what_is_kept_is_for_its_owner(sqlite: Settings) -> None:
    store.upgrade(sqlite)
    assert sqlite.data.stat().st_mode & 0o077 == 0


def test_several_processes_may_upgrade_at_once(installation: Settings) -> None:
    environment = {
        **os.environ,
        "CREDIBILITY_DATA": str(installation.data),
        "CREDIBILITY_DATABASE_URL": installation.database_url,
    }
    command = [sys.executable, "-m", "service.cli", "db", "upgrade"]
    started = [subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) for _ in range(3)]
    assert [(process.communicate()[1], process.returncode) for process in started] == [(b"", 0)] * 3
    assert count(installation) == 0


def test_the_migrations_make_what_the_code_expects(migrated: Settings) -> None:
    with store.engine(migrated).begin() as connection:
        alembic.command.check(store.migration_config(connection))


def test_what_is_kept_survives_the_way_down_and_up_again(installation: Settings) -> None:
    store.upgrade(installation)
    seen(installation, host="one", at=NOW)
    with store.writing(installation) as session:
        fill(session)
    with store.engine(installation).begin() as connection:
        alembic.command.downgrade(store.migration_config(connection), "0001")
    assert set(inspect(store.engine(installation)).get_table_names()) == {
        "heartbeats",
        "alembic_version",
    }
    assert store.worker_seen(installation) == NOW
    store.upgrade(installation)
    with store.writing(installation) as session:
        fill(session)
    with store.reading(installation) as session:
        found = session.scalars(select(Example)).one()
        assert (found.title, found.readings) == ("Naïve 🙂", b"\x00\xff")
        assert found.published == datetime.date(2026, 3, 1)
        assert session.scalars(select(ModelVersion)).one().card == {"figures": [0.1, None]}
        assert session.scalars(select(BatchPart)).one().records == b"\x28\xb5\x2f\xfd"


def test_batches_come_and_go_without_touching_other_jobs(installation: Settings) -> None:
    store.upgrade(installation)
    with store.writing(installation) as session:
        fill(session)
    with store.engine(installation).begin() as connection:
        alembic.command.downgrade(store.migration_config(connection), "0002")
        columns = {column["name"] for column in inspect(connection).get_columns("jobs")}
        assert "fruitful" not in columns
        # As the release before would have written it.
        connection.execute(text("UPDATE jobs SET step = 'half way'"))
    assert not {"batches", "batch_parts"} & set(
        inspect(store.engine(installation)).get_table_names()
    )
    store.upgrade(installation)
    with store.reading(installation) as session:
        job = session.scalars(select(Job)).one()
        assert (job.id, job.step, job.fruitful) == ("a", "half way", 0)
        assert session.scalars(select(JobLog.message)).all() == ["begun"]
        assert session.scalars(select(Example)).one().title == "Naïve 🙂"
        assert session.scalars(select(Batch)).all() == []


def fill(session: Session) -> None:
    """Something in every table that refers to another or is of an uncommon kind."""
    session.add(
        Example(
            content="00ff", labeller="ann", grade=0.7, weight=1.0, reason="sourced",
            outlet="example.org", url=None, published=datetime.date(2026, 3, 1),
            title="Naïve 🙂", body="“Text”", words=1, unscored="too_short",
            signals_digest="0" * 16, readings=b"\x00\xff", sketch=b"", added_at=NOW, added_by="ann",
        )
    )  # fmt: skip
    session.add(
        ModelVersion(
            version="v1", parent="v0", signals_digest="0" * 16, artefact=b"{}",
            card={"figures": [0.1, None]}, inputs={}, is_recommended=True, made_at=NOW,
            made_by="ann",
        )
    )  # fmt: skip
    session.flush()
    session.add(
        Promotion(number=1, version="v1", promoted_at=NOW, promoted_by="ann", reason="better")
    )
    session.add(
        Job(
            id="a", kind="retrain", status="queued", asked_by="ann", asked_at=NOW, options={},
            attempt=0, beat=0, is_to_stop=False, step="", progress=0.0,
        )
    )  # fmt: skip
    session.add(
        Job(
            id="b", kind="batch", status="running", asked_by="ann", asked_at=NOW, options={},
            attempt=2, fruitful=1, beat=7, is_to_stop=False, step="", progress=0.5,
        )
    )  # fmt: skip
    session.add(
        Batch(
            id="b", touched_at=NOW, size=3_000_000_000, records=1, scored=1, articles=1,
            abstentions=0, errors=0,
        )
    )  # fmt: skip
    session.flush()
    session.add(JobLog(job="a", at=NOW, message="begun"))
    session.add(JobLog(job="b", at=NOW, message="begun"))
    session.add(BatchPart(batch="b", number=0, first=0, count=1, records=b"\x28\xb5\x2f\xfd"))


def test_a_promotion_names_a_version_that_exists(migrated: Settings) -> None:
    with pytest.raises(IntegrityError), store.writing(migrated) as session:
        session.add(
            Promotion(number=1, version="none", promoted_at=NOW, promoted_by="ann", reason="")
        )


def test_every_migration_can_be_taken_back(migrated: Settings) -> None:
    with store.engine(migrated).begin() as connection:
        alembic.command.downgrade(store.migration_config(connection), "base")
    assert inspect(store.engine(migrated)).get_table_names() == ["alembic_version"]


def test_a_beat_is_seen(migrated: Settings) -> None:
    assert store.worker_seen(migrated) is None
    store.beat(migrated, "worker")
    store.beat(migrated, "worker")
    last = store.worker_seen(migrated, host=socket.gethostname())
    assert last is not None
    assert NOW <= last <= datetime.datetime.now(datetime.UTC)
    assert count(migrated) == 1


def test_another_component_is_no_worker(migrated: Settings) -> None:
    store.beat(migrated, "scheduler")
    assert store.worker_seen(migrated) is None


def test_a_host_can_be_asked_for_alone(migrated: Settings) -> None:
    seen(migrated, host="one", at=YESTERDAY)
    seen(migrated, host="two", at=NOW)
    assert store.worker_seen(migrated) == NOW
    assert store.worker_seen(migrated, host="one") == YESTERDAY
    assert store.worker_seen(migrated, host="three") is None


def test_old_heartbeats_are_forgotten(migrated: Settings) -> None:
    seen(migrated, host="one", at=YESTERDAY)
    seen(migrated, host="two", at=NOW)
    assert store.forget_heartbeats(migrated, before=NOW) == 1
    assert store.worker_seen(migrated, host="one") is None
    assert store.worker_seen(migrated, host="two") == NOW


def test_a_moment_keeps_its_place_in_time_but_must_have_a_zone(migrated: Settings) -> None:
    east = NOW.astimezone(datetime.timezone(datetime.timedelta(hours=9)))
    seen(migrated, host="tokyo", at=east)
    assert store.worker_seen(migrated) == NOW
    with pytest.raises(StatementError, match="no time zone"):
        seen(migrated, host="nowhere", at=NOW.replace(tzinfo=None))


def test_ping(migrated: Settings) -> None:
    assert store.ping(migrated)


def test_a_missing_database_is_told_and_not_made(sqlite: Settings) -> None:
    assert not store.ping(sqlite)
    assert store.worker_seen(sqlite) is None
    assert not sqlite.data.exists()


def test_a_refused_connection_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    settings = Settings(
        data=tmp_path, database_url=f"postgresql+psycopg://nobody@127.0.0.1:{port}/nothing"
    )
    assert not store.ping(settings)
    assert store.worker_seen(settings) is None


def test_a_silent_server_costs_no_more_than_a_second(silent: Settings) -> None:
    started = time.monotonic()
    assert not store.ping(silent)
    assert time.monotonic() - started < 1.5


def test_a_database_without_tables_has_seen_no_worker(installation: Settings) -> None:
    installation.data.mkdir()
    assert store.worker_seen(installation) is None


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="must name a file"):
        store.sqlite_file(Settings(database_url=url))
