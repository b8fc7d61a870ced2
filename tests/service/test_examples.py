from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.exc import OperationalError

from features.article import Article
from models import behaviour
from models.base_vectors import Vectors
from models.scorer import load_default
from service import audit_log, examples, idempotency, store
from service.examples import Filter, Submission
from service.settings import Settings
from service.tables import Example, QueuedArticle, Retraction

Add = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def migrated(installation: Settings) -> Settings:
    store.upgrade(installation)
    return installation


@pytest.fixture
def add(migrated: Settings, small_base: Vectors) -> Add:
    """Stores submissions; their results."""

    def store_them(*submissions: Submission, **options: Any) -> list[dict[str, Any]]:
        answer, _ = examples.add(
            migrated, submissions, "ann", base=small_base, model=load_default(), **options
        )
        results: list[dict[str, Any]] = answer["results"]
        return results

    return store_them


@pytest.fixture
def submission(make_article: Callable[..., Article]) -> Submission:
    article = make_article(1, credible=True, outlet="www.Example.org")
    return Submission(article, 1.0, "ann", reason="sourced")


def test_an_example_is_kept_with_readings_and_text(
    migrated: Settings, add: Add, submission: Submission
) -> None:
    (result,) = add(submission)
    assert result == {"status": "created", "id": 1}
    with store.reading(migrated) as session:
        (told,) = examples.listed(session)
        assert told["outlet"] == "example.org"
        assert told["usable"]
        assert "body" not in told
        found, unusable = examples.usable(session)
        assert (found.ids.tolist(), unusable) == ([1], [])
        assert found.matrix.shape == (1, len(load_default().signals))
        (exported,) = examples.exported(session)
        assert exported["body"] == submission.article.body


def test_the_same_again_is_the_same_example(add: Add, submission: Submission) -> None:
    add(submission)
    typeset = replace(
        submission, article=Article(submission.article.body.upper().replace(" ", "\n"))
    )
    assert add(submission, typeset) == [{"status": "exists", "id": 1}] * 2


def test_labels_are_never_changed_silently(
    migrated: Settings, add: Add, submission: Submission
) -> None:
    add(submission)
    assert add(replace(submission, grade=0.0)) == [{"status": "conflict", "id": 1}]
    assert add(replace(submission, grade=0.0, labeller="bob"))[0]["status"] == "created"
    with store.reading(migrated) as session:
        assert [row["label"] for row in examples.listed(session)] == [1.0, 0.0]


def test_many_at_once_store_each_example_once(
    migrated: Settings, add: Add, submission: Submission
) -> None:
    with ThreadPoolExecutor(4) as clients:
        results = [found[0] for found in clients.map(lambda _: add(submission), range(8))]
    assert examples.statuses(results) == {"created": 1, "exists": 7}
    with store.reading(migrated) as session:
        assert examples.count(session) == 1
        assert audit_log.verify(session).entries == 1


def test_a_key_gives_the_same_answer(
    migrated: Settings, add: Add, submission: Submission, small_base: Vectors
) -> None:
    first = add(submission, key="k", request=b"one")
    assert first[0]["status"] == "created"
    assert add(submission, key="k", request=b"one") == first
    assert add(submission, key="other", request=b"one")[0]["status"] == "exists"
    with pytest.raises(idempotency.KeyReused):
        add(submission, key="k", request=b"two")
    # The key is one client's own.
    answer, repeated = examples.add(
        migrated, [submission], "bob", base=small_base, model=load_default(), key="k"
    )
    assert (answer["results"][0]["status"], repeated) == ("exists", False)


def test_without_its_text_only_readings_are_kept(
    migrated: Settings, add: Add, submission: Submission
) -> None:
    add(replace(submission, store_text=False))
    with store.reading(migrated) as session:
        row = session.scalars(select(Example)).one()
        assert (row.title, row.body) == (None, None)
        assert len(examples.usable(session)[0]) == 1


def test_what_is_retracted_is_gone_from_the_disk(
    sqlite: Settings, submission: Submission, small_base: Vectors
) -> None:
    store.upgrade(sqlite)
    examples.add(sqlite, [submission], "ann", base=small_base, model=load_default())
    words = submission.article.body[:60].encode()
    assert any(words in file.read_bytes() for file in sqlite.data.iterdir())
    assert examples.retract(sqlite, Filter(ids=[1]), "ann", "asked to") == [1]
    assert not any(words in file.read_bytes() for file in sqlite.data.iterdir())


def test_what_is_retracted_is_gone_from_the_store(
    migrated: Settings, add: Add, submission: Submission
) -> None:
    add(submission, replace(submission, labeller="bob"))
    assert examples.retract(migrated, Filter(labeller="ann"), "ann", "a mistake") == [1]
    assert examples.retract(migrated, Filter(labeller="ann"), "ann", "again") == []
    with store.reading(migrated) as session:
        assert [row["id"] for row in examples.listed(session)] == [2]
        assert examples.usable(session)[0].ids.tolist() == [2]
        assert session.scalars(select(Retraction)).one().reason == "a mistake"
        entries = [entry.action for entry in audit_log.entries(session)]
        assert entries == ["examples.add", "examples.retract"]
    # Its number is not given again, and its label can be given anew.
    assert add(replace(submission, grade=0.2)) == [{"status": "created", "id": 3}]


def test_examples_can_be_chosen_by_outlet(
    migrated: Settings, add: Add, submission: Submission
) -> None:
    add(submission)
    assert examples.retract(migrated, Filter(outlet="other.example"), "ann", "x") == []
    assert examples.retract(migrated, Filter(outlet="example.org"), "ann", "x") == [1]


def test_a_labelled_article_leaves_the_queue(
    migrated: Settings, add: Add, submission: Submission
) -> None:
    measured = examples.measure(submission.article)
    with store.writing(migrated) as session:
        session.add(queued(submission.article, measured))
    add(submission)
    with store.reading(migrated) as session:
        assert session.scalars(select(QueuedArticle)).all() == []


def queued(article: Article, measured: examples.Measurements) -> QueuedArticle:
    import datetime

    values = measured._asdict()
    del values["unscored"]
    return QueuedArticle(
        title=article.title,
        body=article.body,
        signals_digest=behaviour.signals_digest(),
        added_at=datetime.datetime.now(datetime.UTC),
        added_by="ann",
        **values,
    )


def test_when_the_signals_change_texts_are_read_anew_and_the_others_named(
    migrated: Settings, add: Add, submission: Submission, make_article: Callable[..., Article]
) -> None:
    other = replace(submission, article=make_article(2, credible=True), store_text=False)
    add(submission, other)
    with store.writing(migrated) as session:
        session.execute(update(Example).values(signals_digest="0" * 16, readings=b"\0" * 4))
    with store.reading(migrated) as session:
        found, unusable = examples.usable(session)
        assert (len(found), unusable) == (0, [1, 2])
        assert [row["usable"] for row in examples.listed(session)] == [True, False]
    assert examples.read_anew(migrated) == 1
    assert examples.read_anew(migrated) == 0
    with store.reading(migrated) as session:
        found, unusable = examples.usable(session)
        assert (found.ids.tolist(), unusable) == ([1], [2])


def test_a_full_disk_acknowledges_nothing(
    sqlite: Settings, submission: Submission, small_base: Vectors
) -> None:
    store.upgrade(sqlite)

    def limit(connection: Any, _: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # what there is, and no more

    event.listen(store.engine(sqlite), "connect", limit)
    big = replace(
        submission, article=Article(submission.article.body + " More." * 100_000, title="Long")
    )
    with pytest.raises(OperationalError, match="full"):
        examples.add(sqlite, [big], "ann", base=small_base, model=load_default())
    with store.reading(sqlite) as session:
        assert examples.count(session) == 0
        assert audit_log.verify(session).entries == 0


def test_pages_are_as_long_as_asked(migrated: Settings, add: Add, submission: Submission) -> None:
    add(*(replace(submission, labeller=f"labeller {number}") for number in range(5)))
    with store.reading(migrated) as session:
        pages = [
            [row["id"] for row in examples.listed(session, after=after, most=2)]
            for after in (0, 2, 4)
        ]
    assert pages == [[1, 2], [3, 4], [5]]


def test_old_keys_are_forgotten(migrated: Settings, add: Add, submission: Submission) -> None:
    import datetime

    add(submission, key="k")
    now = datetime.datetime.now(datetime.UTC)
    assert idempotency.forget(migrated, before=now - idempotency.KEPT) == 0
    assert idempotency.forget(migrated, before=now) == 1
