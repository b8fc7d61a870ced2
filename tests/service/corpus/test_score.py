import io
from typing import Any

import orjson
import pyarrow as pa
import pytest

from models.bulk import score_corpus
from models.records import Extras, schema_of
from models.rows import Columns, RowFault
from models.scorer import load_default
from seeds import seed_articles
from service.corpus.chunks import Chunk
from service.corpus.readers import RawRow
from service.corpus.score import Job, Scored, id_hash, score_chunk
from service.corpus.where import condition_from

SEEDS = seed_articles()[:4]
TEXT = SEEDS[0].body
JOB = Job(load_default().to_json(), 0.5, "ndjson", most_characters=15_000)
PAGE = f"<html><head><title>{SEEDS[0].title}</title></head><body><article><h1>Plant</h1>" + "".join(
    f"<p>{line}</p>" for line in TEXT.splitlines() if line
)


def line(**row: Any) -> bytes:
    return orjson.dumps(row) + b"\n"


def score(*rows: RawRow, job: Job = JOB, most: int | None = None) -> Scored:
    return score_chunk(Chunk("a.jsonl", range(1, len(rows) + 1), rows, 100), job, most)


def records(scored: Scored) -> list[dict[str, Any]]:
    return [orjson.loads(record) for record in scored.records.splitlines()]


def test_rows_are_answered_as_python_programs_are() -> None:
    rows = [{"id": seed.id, "text": seed.body, "title": seed.title} for seed in SEEDS]
    extras = Extras(contributions=True, evidence=True)
    scored = score(*(line(**row) for row in rows), job=JOB._replace(extras=extras))
    expected = [orjson.loads(orjson.dumps(each)) for each in score_corpus(rows, extras=extras)]
    assert records(scored) == expected
    assert (scored.articles, scored.failed, scored.abstained, scored.size) == (4, 0, 0, 100)


def test_a_table_has_the_same_in_columns() -> None:
    scored = score(line(id=1, text=TEXT), b"oops", job=JOB._replace(format="parquet"))
    table = pa.ipc.open_stream(io.BytesIO(scored.records)).read_all()
    assert table.schema == schema_of(load_default().signals)
    good, bad = table.to_pylist()
    assert good["score"] == records(score(line(id=1, text=TEXT)))[0]["score"]
    assert (bad["source"], bad["row"], bad["error_field"]) == ("a.jsonl", 2, None)
    assert bad["error"].startswith("Not JSON: ")


@pytest.mark.parametrize(
    ("raw", "key", "error"),
    [
        (b'{"id": 1, "text": ', None, {"problem": "Not JSON: "}),
        (b'{"id": 1, "text": NaN}', None, {"problem": "Not JSON: "}),
        (b'{"id": 1, "text": "\xff\xfe"}', None, {"problem": "Not JSON: "}),
        (b'{"id": 1, "text": "\\ud800"}', None, {"problem": "Not JSON: "}),
        (b'["id", 1]', None, {"problem": "Not a JSON object."}),
        (b'{"text": "x"}', None, {"field": "id", "problem": "Missing."}),
        (b'{"id": "a", "text": " \\n"}', "a", {"field": "text", "problem": "Blank."}),
        (line(id=7, text="x" * 16_000), 7, {"field": "text", "problem": "Longer than 15,000 char"}),
        (line(id=7, html="<p>"), 7, {"field": "html", "problem": "No article found in this page."}),
        (line(id=7, html=""), 7, {"field": "html", "problem": "Empty."}),
        (line(id=7, html=None), 7, {"field": "html", "problem": "Field may not be null."}),
        (line(id=7, html=PAGE, title=5), 7, {"field": "title", "problem": "Not a valid string."}),
        (line(id=7, html="<" * 14_000), 7, {"field": "html", "problem": "No article found"}),
        (RowFault(None, None, "Longer than 9 bytes."), None, {"problem": "Longer than 9 bytes."}),
    ],
)  # fmt: skip
def test_a_bad_row_is_one_record_between_good_ones(
    raw: RawRow, key: object, error: dict[str, str]
) -> None:
    scored = score(line(id="before", text=TEXT), raw, line(id="after", text=TEXT))
    before, bad, after = records(scored)
    assert (before["id"], after["id"]) == ("before", "after")
    assert before["score"] == after["score"]
    assert list(bad) == ["id", "source", "row", "error"]
    assert (bad["id"], bad["source"], bad["row"]) == (key, "a.jsonl", 2)
    assert bad["error"].keys() == error.keys()
    assert bad["error"].get("field") == error.get("field")
    assert bad["error"]["problem"].startswith(error["problem"])
    assert (scored.articles, scored.failed) == (3, 1)
    assert sum(scored.problems.values()) == 1


def test_faults_may_stand_apart() -> None:
    scored = score(line(id=1, text=TEXT), line(id=2), job=JOB._replace(faults_apart=True))
    assert [record["id"] for record in records(scored)] == [1]
    assert orjson.loads(scored.faults)["error"] == {"field": "text", "problem": "Missing."}
    assert (scored.articles, scored.failed) == (2, 1)


def test_what_differs_from_row_to_row_is_no_kind_of_problem() -> None:
    rows = [b"{", b"{]", b'{"a"', line(id=1), line(id=2), line(id=3, text=TEXT, published="x")]
    problems = score(*rows).problems
    assert problems == {
        "Not JSON": 3,
        "text: Missing": 2,
        "published: Not an ISO 8601 date or time, such as 2026-03-01 or 2026-03-01T09": 1,
    }


def test_a_page_is_read_as_the_api_reads_one() -> None:
    (record,) = records(score(line(id=1, html=PAGE)))
    assert record["words"] > 100
    mapped = JOB._replace(columns=Columns(text="content"))
    assert records(score(line(id=1, html=PAGE), job=mapped)) == [record]
    assert records(score(line(id=1, html=PAGE, text=TEXT)))[0] != record


def test_rows_that_are_not_wanted_are_left_out() -> None:
    job = JOB._replace(where=(condition_from("lang=en"),))
    rows = [line(id=n, text=TEXT, lang=lang) for n, lang in enumerate(("en", "de", "en", "en"))]
    scored = score(*rows, b"oops", job=job)
    assert [record["id"] for record in records(scored)] == [0, 2, 3, None]
    assert (scored.articles, scored.left_out) == (4, 1)
    scored = score(*rows, job=job, most=2)
    assert [record["id"] for record in records(scored)] == [0, 2]


def test_identifiers_are_told_apart() -> None:
    scored = score(line(id="a", text=TEXT), line(id=7, text=TEXT), line(id="7", text=TEXT), b"{")
    assert scored.ids == id_hash("a") + id_hash(7) + id_hash("7")
    assert id_hash(7) == id_hash("7")
    assert len({id_hash(number) for number in range(10_000)}) == 10_000
