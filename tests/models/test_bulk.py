import importlib
from collections.abc import Iterator
from typing import Any

import pandas
import polars
import pyarrow as pa
import pytest

from features.article import Article
from models import bulk, score_corpus
from models.records import Extras, schema_of, table_of
from models.rows import Columns, RowFault, row_from
from models.scorer import Scorer, load_default
from seeds import seed_articles

SEEDS = seed_articles()[:6]
ROWS = [
    {
        "id": seed.id, "text": seed.body, "title": seed.title, "outlet": seed.outlet,
        "published": seed.published.isoformat(),
    }
    for seed in SEEDS
]  # fmt: skip
FABRICATED = ROWS[0]["text"] + "\n\nAs an AI language model, I cannot verify this."


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer(load_default())


def test_a_record_says_what_the_scorer_says(scorer: Scorer) -> None:
    extras = Extras(contributions=True, evidence=True)
    records = list(score_corpus(ROWS, scorer=scorer, extras=extras))
    assert [record["id"] for record in records] == [seed.id for seed in SEEDS]
    for seed, record in zip(SEEDS, records, strict=True):
        alone = scorer.assess(Article(seed.body, seed.title, published=seed.published))
        assert alone.score is not None
        assert record["score"] == alone.score
        assert record["interval"] == list(alone.interval or ())
        assert record["band"] == alone.band
        assert record["words"] == alone.words
        assert record["outlet"] == seed.outlet
        assert record["model"] == alone.model
        assert record["intercept"] == alone.intercept
        assert list(record["signals"]) == sorted(record["signals"])
        shares = {share.signal: share for share in alone.contributions}
        assert record["signals"] == {name: share.value for name, share in shares.items()}
        assert record["contributions"] == {name: share.log_odds for name, share in shares.items()}
        assert record["evidence"] == [
            {"signal": name, **passage._asdict()}
            for name, share in sorted(shares.items())
            for passage in share.evidence
        ]


def test_a_finding_is_told_with_its_quotation() -> None:
    (record,) = score_corpus([{"id": 1, "text": FABRICATED}])
    (flag,) = (flag for flag in record["flags"] if "chatbot" in flag["signal"])
    assert any("AI language model" in passage["quote"] for passage in flag["passages"])
    assert all(passage["reason"] for passage in flag["passages"])
    assert flag["critical"]
    assert flag["reason"]


def test_a_row_without_an_article_is_answered_in_its_place() -> None:
    short = {"id": "short", "text": "Too short to say anything."}
    records = list(score_corpus([ROWS[0], {"id": "b", "text": ""}, short, {}, ROWS[1]]))
    assert records[1] == {"id": "b", "error": {"field": "text", "problem": "Empty."}}
    assert records[2]["score"] is None
    assert records[2]["abstained"]["reason"] == "too_short"
    assert records[3] == {"id": None, "error": {"field": "id", "problem": "Missing."}}
    assert [record.get("score") is None for record in records] == [False, True, True, True, False]


def test_an_iterable_is_read_as_it_goes() -> None:
    read = 0

    def endless() -> Iterator[dict[str, Any]]:
        nonlocal read
        while True:
            read += 1
            yield {"id": read, "text": "Too short."}

    records = score_corpus(endless())
    assert [next(records)["id"] for _ in range(3)] == [1, 2, 3]
    assert read <= bulk.ROWS_AT_ONCE


@pytest.mark.parametrize("kind", [pa.Table.from_pylist, pandas.DataFrame, polars.DataFrame])
def test_a_table_gives_a_table_of_its_kind(kind: Any) -> None:
    table = kind([*ROWS, {"id": "bad", "text": None}])
    scored = score_corpus(table)
    assert type(scored) is type(table)
    column = scored["score"]
    scores = column.to_pylist() if isinstance(scored, pa.Table) else column.to_list()
    expected = [record["score"] for record in score_corpus(ROWS)]
    assert scores[:-1] == expected
    assert scores[-1] is None or scores[-1] != scores[-1]


def test_a_table_has_the_same_columns_whatever_is_in_it(scorer: Scorer) -> None:
    extras = Extras(contributions=True, evidence=True)
    schema = schema_of(scorer.model.signals, extras)
    assert score_corpus(pa.table({"id": [], "text": []}), extras=extras).schema == schema
    records = list(score_corpus([*ROWS, {"id": 1, "text": FABRICATED}, {"id": 2}], extras=extras))
    table = table_of(records, schema)
    table.validate(full=True)
    rows = table.to_pylist()
    assert [row["id"] for row in rows[-2:]] == ["1", "2"]
    assert (rows[-1]["error_field"], rows[-1]["error"]) == ("text", "Missing.")
    assert rows[-1]["score"] is None
    for record, row in zip(records[:-1], rows[:-1], strict=True):
        assert [row["low"], row["high"]] == record["interval"]
        assert row["flags"] == record["flags"]
        assert row["evidence"] == record["evidence"]
        assert {name: row[name] for name in record["signals"]} == record["signals"]
        shares = {name: row[f"contribution.{name}"] for name in record["signals"]}
        assert shares == record["contributions"]


def test_long_articles_are_scanned_a_few_at_a_time(
    monkeypatch: pytest.MonkeyPatch, scorer: Scorer
) -> None:
    sizes = []

    class Watched(bulk.Batch):
        def __init__(self, bodies: Any, *given: Any) -> None:
            sizes.append(sum(map(len, bodies)))
            super().__init__(bodies, *given)

    monkeypatch.setattr(bulk, "Batch", Watched)
    monkeypatch.setattr(bulk, "_CHARACTERS_AT_ONCE", 10_000)
    rows = [row_from(row, most_characters=10**6) for row in ROWS * 5]
    assert len(bulk.score_rows(rows, scorer)) == len(rows)
    assert len(sizes) > 3
    assert max(sizes) <= 10_000


def test_a_signal_that_fails_costs_one_article(
    monkeypatch: pytest.MonkeyPatch, scorer: Scorer
) -> None:
    class Failing(bulk.Batch):
        def __init__(self, bodies: Any, *given: Any) -> None:
            if any("cursed" in body for body in bodies):
                raise bulk.SignalFailed("hedging.modals") from ZeroDivisionError("none")
            super().__init__(bodies, *given)

    monkeypatch.setattr(bulk, "Batch", Failing)
    good = row_from(ROWS[0], most_characters=10**6)
    bad = row_from({"id": "bad", "text": "A cursed text."}, most_characters=10**6)
    first, second, third = bulk.score_rows([good, bad, good], scorer)
    assert first == third
    assert first["score"] is not None
    assert second["id"] == "bad"
    assert second["error"]["problem"].startswith("A fault of the program: ")


@pytest.mark.parametrize("corpus", ["a text", b"bytes", {"id": 1, "text": "one row"}, 5, None])
def test_what_is_no_corpus_is_refused(corpus: object) -> None:
    with pytest.raises(TypeError, match="neither rows nor a table"):
        score_corpus(corpus)


def test_columns_may_have_names_of_their_own() -> None:
    rows = [{"doc": row["id"], "content": row["text"]} for row in ROWS]
    given = [{"id": row["id"], "text": row["text"]} for row in ROWS]
    columns = Columns(id="doc", text="content")
    assert list(score_corpus(rows, columns=columns)) == list(score_corpus(given))


def test_a_fault_is_no_article(scorer: Scorer) -> None:
    assert bulk.score_rows([RowFault(None, None, "Not JSON.")], scorer) == [
        {"id": None, "error": {"problem": "Not JSON."}}
    ]
    assert bulk.score_rows([], scorer) == []


def test_the_package_has_no_other_names() -> None:
    with pytest.raises(AttributeError, match="score_everything"):
        _ = importlib.import_module("models").score_everything
