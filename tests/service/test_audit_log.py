from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from service import audit_log, store
from service.settings import Settings


@pytest.fixture
def written(installation: Settings) -> Settings:
    """An installation whose log has three entries."""
    store.upgrade(installation)
    for number, reason in enumerate(("first", "naïve “reason”", "third"), start=1):
        with store.writing(installation) as session:
            audit_log.append(session, "ann", "promote", f"v{number}", reason=reason, n=0.1)
    return installation


def tamper(settings: Settings, statement: str) -> None:
    """What somebody with the database's own tools can do."""
    with store.engine(settings).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit_log DISABLE TRIGGER ALL"))
        else:
            connection.execute(text("DROP TRIGGER audit_log_refuses_update"))
            connection.execute(text("DROP TRIGGER audit_log_refuses_delete"))
        connection.execute(text(statement))


def test_what_is_appended_can_be_read_and_verified(written: Settings) -> None:
    with store.reading(written) as session:
        found = list(audit_log.entries(session))
        assert [(entry.number, entry.actor, entry.subject) for entry in found] == [
            (1, "ann", "v1"),
            (2, "ann", "v2"),
            (3, "ann", "v3"),
        ]
        assert found[1].details == '{"n":0.1,"reason":"naïve “reason”"}'
        assert [entry.number for entry in audit_log.entries(session, after=2)] == [3]
        assert audit_log.verify(session) == (3, found[2].digest)


def test_an_empty_log_holds(installation: Settings) -> None:
    store.upgrade(installation)
    with store.reading(installation) as session:
        assert audit_log.verify(session).entries == 0


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_log SET actor = 'bob'", "DELETE FROM audit_log"]
)
def test_the_tables_refuse_changes(written: Settings, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        store.engine(written).begin() as connection,
    ):
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "complaint"),
    [
        ("UPDATE audit_log SET actor = 'bob' WHERE number = 2", "entry 2 was changed"),
        ("UPDATE audit_log SET details = '{}' WHERE number = 3", "entry 3 was changed"),
        ("DELETE FROM audit_log WHERE number = 1", "entry 1 is missing"),
        ("DELETE FROM audit_log WHERE number = 2", "entry 2 is missing"),
    ],
)
def test_a_change_past_the_tables_is_seen(
    written: Settings, statement: str, complaint: str
) -> None:
    tamper(written, statement)
    with (
        store.reading(written) as session,
        pytest.raises(audit_log.BrokenChain, match=complaint),
    ):
        audit_log.verify(session)


def test_entries_missing_at_the_end_show_in_number_and_digest(written: Settings) -> None:
    with store.reading(written) as session:
        noted = audit_log.verify(session)
    tamper(written, "DELETE FROM audit_log WHERE number = 3")
    with store.reading(written) as session:
        assert audit_log.verify(session) != noted


def test_what_is_not_committed_leaves_no_entry(written: Settings) -> None:
    def fail() -> None:
        with store.writing(written) as session:
            audit_log.append(session, "ann", "promote", "v4")
            audit_log.append(session, "ann", "promote", "v5", reason=object())

    with pytest.raises(TypeError):
        fail()
    with store.reading(written) as session:
        assert audit_log.verify(session).entries == 3


def test_many_writers_make_one_chain(written: Settings) -> None:
    def write(number: int) -> None:
        with store.writing(written) as session:
            audit_log.append(session, "ann", "promote", f"w{number}")

    with ThreadPoolExecutor(4) as writers:
        list(writers.map(write, range(20)))
    with store.reading(written) as session:
        assert audit_log.verify(session).entries == 23
