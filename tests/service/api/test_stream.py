"""Streams of articles, as the application answers them; `test_streaming` has the real server."""

import gzip
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from models.bulk import score_rows
from models.records import Extras
from models.rows import Row
from models.scorer import Scorer, load_default

NDJSON = "application/x-ndjson"
MakeRow = Callable[[int], dict[str, Any]]


def lines(*rows: object) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def send(client: FlaskClient, data: bytes, query: str = "", **headers: str) -> TestResponse:
    return client.post(
        f"/v1/score/batch{query}",
        data=data,
        headers={"Content-Type": NDJSON, **headers},
        buffered=True,  # closed when it has been read, as a server does
    )


def records(response: TestResponse) -> list[dict[str, Any]]:
    assert response.status_code == 200
    assert response.content_type == NDJSON
    return [json.loads(line) for line in response.data.splitlines()]


def errors(response: TestResponse) -> list[Any]:
    return [(record["id"], record["row"], record["error"]) for record in records(response)]


@pytest.mark.parametrize(
    ("query", "extras"),
    [
        ("", Extras()),
        ("?contributions=1", Extras(contributions=True)),
        ("?contributions=0&evidence=full", Extras(evidence=True)),
        ("?evidence=none", Extras()),
    ],
)
def test_the_records_are_those_of_the_core_in_the_order_of_the_lines(
    client: FlaskClient, corpus_row: MakeRow, query: str, extras: Extras
) -> None:
    rows = [corpus_row(number) for number in range(300)]
    articles = [Row(row["id"], row["text"], row["title"], row["outlet"], None) for row in rows]
    expected = score_rows(articles, Scorer(load_default()), extras)
    assert records(send(client, lines(*rows), query)) == json.loads(json.dumps(expected))


def test_a_page_is_read_where_there_is_no_text(client: FlaskClient, corpus_row: MakeRow) -> None:
    row = corpus_row(1)
    page = f"<html><head><title>{row['title']}</title></head><body><article>" + "".join(
        f"<p>{line}</p>" for line in row["text"].splitlines() if line
    )
    sent = lines({"id": 1, "html": page}, row | {"html": page}, {"id": 3, "html": "<p>"})
    from_page, from_text, none = records(send(client, sent))
    assert from_page["words"] > 100
    assert from_text == records(send(client, lines(row)))[0]
    assert none["error"] == {"field": "html", "problem": "No article found in this page."}


def test_a_bad_line_is_a_record_and_the_others_go_on(
    client: FlaskClient, corpus_row: MakeRow
) -> None:
    good = corpus_row(1)
    sent = (
        lines(good)
        + b"\n  \nno JSON\n[]\n"
        + lines(
            {"id": 7, "text": " "}, {"text": "x"}, {"id": "a", "text": "x", "published": "soon"}
        )
    )
    found = records(send(client, sent + json.dumps(good).encode()))  # no newline at the end
    assert [record["id"] for record in found] == [1, None, None, 7, None, "a", 1]
    assert found[0] == found[-1]
    assert [(record["row"], record["error"].get("field")) for record in found[1:-1]] == [
        (4, None), (5, None), (6, "text"), (7, "id"), (8, "published")
    ]  # fmt: skip
    assert found[2]["error"] == {"problem": "Not a JSON object."}


def test_a_line_that_is_too_long_is_not_held(
    make_client: Callable[..., FlaskClient], corpus_row: MakeRow
) -> None:
    client = make_client(max_body_bytes=10_000)
    long = {"id": 1, "text": "word " * 100_000}
    found = records(send(client, lines(long, corpus_row(2))))
    assert found[0] == {"id": None, "row": 1, "error": {"problem": "Longer than 10,000 bytes."}}
    assert found[1]["id"] == 2


def test_a_stream_may_be_longer_than_a_body(
    make_client: Callable[..., FlaskClient], corpus_row: MakeRow
) -> None:
    client = make_client(max_body_bytes=5_000)
    rows = [corpus_row(number) for number in range(20)]
    assert len(lines(*rows)) > 20_000
    assert [record["id"] for record in records(send(client, lines(*rows)))] == list(range(20))


def test_nothing_sent_is_nothing_answered(client: FlaskClient) -> None:
    assert records(send(client, b"")) == []
    assert records(send(client, b"\n\n")) == []
    assert records(send(client, b"", **{"Content-Encoding": "gzip"})) == []


def test_a_byte_order_mark_is_no_fault(client: FlaskClient, corpus_row: MakeRow) -> None:
    (record,) = records(send(client, b"\xef\xbb\xbf" + lines(corpus_row(1))))
    assert record["id"] == 1


def test_it_may_be_compressed_also_in_several_pieces(
    client: FlaskClient, corpus_row: MakeRow
) -> None:
    first, second = (lines(*map(corpus_row, numbers)) for numbers in (range(40), range(40, 80)))
    sent = gzip.compress(first) + gzip.compress(b"") + gzip.compress(second)
    packed = records(send(client, sent, **{"Content-Encoding": "gzip"}))
    assert packed == records(send(client, first + second))


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (lambda packed: packed[:-30], "The gzip data ends too early."),
        (lambda packed: packed + b"no gzip", "Not gzip data."),
        (lambda _: b"no gzip at all", "Not gzip data."),
    ],
)
def test_what_is_not_gzip_ends_with_a_record_that_says_so(
    client: FlaskClient, corpus_row: MakeRow, damage: Callable[[bytes], bytes], problem: str
) -> None:
    packed = damage(gzip.compress(lines(*map(corpus_row, range(40)))))
    *read, last = records(send(client, packed, **{"Content-Encoding": "gzip"}))
    assert last["error"]["problem"].startswith(problem)
    assert last["row"] == len(read) + 1
    assert [record["id"] for record in read] == list(range(len(read)))


def test_other_bodies_are_refused(client: FlaskClient) -> None:
    for headers in (
        {"Content-Type": "application/json"},
        {"Content-Type": f"{NDJSON}; charset=latin-1"},
        {"Content-Encoding": "br"},
    ):
        response = send(client, b"{}\n", **headers)
        assert response.status_code == 415
        assert response.get_json()["type"] == "/problems/unsupported-media-type"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?evidence=some", "evidence"),
        ("?contributions=yes", "contributions"),
        ("?contributions=1&contributions=1", "contributions"),
        ("?model=1", "model"),
    ],
)
def test_a_parameter_that_means_nothing_is_refused(
    client: FlaskClient, query: str, field: str
) -> None:
    response = send(client, b"", query)
    assert response.status_code == 422
    assert [error["field"] for error in response.get_json()["errors"]] == [field]


def test_without_a_key_nothing_is_read(make_client: Callable[..., FlaskClient]) -> None:
    client = make_client(api_keys=("0" * 64,))
    assert send(client, b"{}\n").status_code == 401


def test_a_record_is_what_its_schema_says(client: FlaskClient, corpus_row: MakeRow) -> None:
    document = client.get("/openapi.json").get_json()
    schemas = document["components"]["schemas"]
    record, row = (
        Draft202012Validator(
            {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        )
        for name in ("Record", "Row")
    )
    flagged = corpus_row(1)["text"] + " It has 10 million workers. It will open on 31 February."
    sent = [corpus_row(0), {"id": "f", "body": flagged}, {"id": 2, "text": "short"}]
    for one in sent:
        row.validate(one)
    bad = {"text": "no id"}
    assert not row.is_valid(bad)
    found = records(send(client, lines(*sent, bad), "?contributions=1&evidence=full"))
    for one in found:
        record.validate(one)
        assert one.keys() <= schemas["Record"]["properties"].keys()
    assert {name for one in found for name in one} == schemas["Record"]["properties"].keys()
    content = document["paths"]["/v1/score/batch"]["post"]["responses"]["200"]["content"]
    assert content == {NDJSON: {"schema": {"$ref": "#/components/schemas/Record"}}}


def test_a_stream_is_one_event_and_all_its_articles_are_counted(
    make_client: Callable[..., FlaskClient], corpus_row: MakeRow
) -> None:
    log = io.BytesIO()
    client = make_client(log=log)
    rows = [*map(corpus_row, range(5)), {"id": "s", "text": "short"}, {"id": "bad"}]
    found = records(send(client, lines(*rows)))
    (event,) = [json.loads(line) for line in log.getvalue().splitlines()]
    assert event["event"] == "scored"
    assert (event["articles"], event["errors"], event["abstentions"]) == (6, 1, 1)
    assert event["words"] == sum(record.get("words", 0) for record in found)
    assert event["complete"] is True
    metrics = client.get("/metrics").get_data(as_text=True)
    assert f'credibility_score_count{{model="{found[0]["model"]}"}} 5.0' in metrics
    assert f"credibility_words_total {float(event['words'])}" in metrics
    assert 'credibility_abstentions_total{reason="too_short"} 1.0' in metrics
