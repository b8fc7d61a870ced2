import html
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from features.article import Article
from features.catalogue import SignalFailed
from service.app import create_app
from service.errors import KINDS
from service.settings import Settings

JSON = "application/json"


def problem_of(response: TestResponse) -> dict[str, Any]:
    """The problem in an answer, which must be well formed."""
    assert response.content_type == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    problem: dict[str, Any] = response.get_json()
    kind = KINDS[problem["type"].removeprefix("/problems/")]
    assert (problem["status"], problem["title"]) == (kind.status, kind.title)
    assert response.status_code == kind.status
    assert problem["detail"].endswith(".")
    assert problem["request_id"] == response.headers["X-Request-ID"]
    return problem


@pytest.mark.parametrize(
    ("article", "errors"),
    [
        pytest.param({}, {"body": "Missing: give"}, id="nothing"),
        pytest.param({"title": "A"}, {"body": "Missing: give"}, id="no text"),
        pytest.param({"body": "A", "html": "<p>A"}, {"html": "Give body or html"}, id="two texts"),
        pytest.param({"body": ""}, {"body": "Empty."}, id="empty"),
        pytest.param({"body": " \n\u00a0\0"}, {"body": "Blank."}, id="blank"),
        pytest.param({"html": " "}, {"html": "Blank."}, id="blank page"),
        pytest.param({"html": "<p></p>"}, {"html": "No article found"}, id="page without text"),
        pytest.param({"html": "<p>" * 50_001}, {"html": "More than 50,000 tags."}, id="tags"),
        pytest.param({"body": None}, {"body": "Field may not be null."}, id="null"),
        pytest.param({"body": 7}, {"body": "Not a valid string."}, id="a number"),
        pytest.param({"body": ["A"]}, {"body": "Not a valid string."}, id="a list"),
        pytest.param({"body": True}, {"body": "Not a valid string."}, id="a truth value"),
        pytest.param({"body": "A", "title": {}}, {"title": "Not a valid string."}, id="an object"),
        pytest.param({"body": "A", "titel": "B"}, {"titel": "Unknown field."}, id="misspelt"),
        pytest.param(
            {"body": 1, "title": 2, "x": 3},
            {"body": "Not a valid", "title": "Not a valid", "x": "Unknown"},
            id="three at once",
        ),
        pytest.param({"body": "a" * 1_000_001}, {"body": "Longer than 1,000,000"}, id="long body"),
        pytest.param(
            {"body": "A", "title": "a" * 1001}, {"title": "Longer than 1,000"}, id="title"
        ),
        pytest.param(
            {"body": "A", "outlet": "a" * 301}, {"outlet": "Longer than 300"}, id="outlet"
        ),
        pytest.param({"body": "A", "outlet": "a\n"}, {"outlet": "Control"}, id="control"),
        pytest.param({"body": "A", "url": "ftp://a"}, {"url": "Not an http"}, id="ftp"),
        pytest.param({"body": "A", "url": "javascript:x"}, {"url": "Not an http"}, id="script"),
        pytest.param({"body": "A", "url": "https://a b"}, {"url": "Not an http"}, id="space"),
        pytest.param({"body": "A", "published": "May"}, {"published": "Not an ISO"}, id="month"),
        pytest.param({"body": "A", "published": 2026}, {"published": "Not an ISO"}, id="year"),
        pytest.param(
            {"body": "A", "published": "2026-02-30"}, {"published": "Not an ISO"}, id="30 February"
        ),
        pytest.param({"body": "A\ud800"}, {"body": "Lone surrogate at character 1."}, id="high"),
        pytest.param({"body": "A", "outlet": "\udc00"}, {"outlet": "Lone surrogate"}, id="low"),
        pytest.param({"body": "A", "\udc00": 1}, {"\\udc00": "Unknown field."}, id="in a name"),
    ],
)
def test_a_faulty_article_is_told_by_field(
    client: FlaskClient, article: dict[str, Any], errors: dict[str, str]
) -> None:
    problem = problem_of(client.post("/v1/score", json=article))

    assert problem["type"] == "/problems/invalid-article"
    found = {error["field"]: error["problem"] for error in problem["errors"]}
    assert found.keys() == errors.keys()
    assert all(found[field].startswith(text) for field, text in errors.items())


@pytest.mark.parametrize(
    ("data", "kind", "detail"),
    [
        (b"", "invalid-json", "Not JSON from line 1, column 1 on."),
        (b"title=A", "invalid-json", "Not JSON from line 1, column 1 on."),
        (b'{"body":\n "A",}', "invalid-json", "Not JSON from line 2, column"),
        (b'{"body": "A"} {}', "invalid-json", "Not JSON from line 1, column"),
        (b'{"body": NaN}', "invalid-json", "NaN is not JSON."),
        (b'{"body": -Infinity}', "invalid-json", "-Infinity is not JSON."),
        (b'{"body": "\xff"}', "invalid-json", "Byte 10 is not UTF-8."),
        ('{"body": "A"}'.encode("utf-16"), "invalid-json", "Byte 0 is not UTF-8."),
        (b"[" * 1_000_000, "invalid-json", "Nested too deeply."),
        (b'{"a":' * 300_000, "invalid-json", "Nested too deeply."),
        (b'{"body": NaN' + b"9" * 5_000, "invalid-json", "NaN is not JSON."),
        (b"NaN" + b"9" * 5_000, "invalid-json", "NaN is not JSON."),
        (b'{"body": ' + b"9" * 5_000 + b', "\\ud800": 1}', "invalid-json", "It has a number"),
        (b"[]", "invalid-article", "The body must be a JSON object."),
        (b'"A"', "invalid-article", "The body must be a JSON object."),
        (b"null", "invalid-article", "The body must be a JSON object."),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_a_body_that_is_no_json_object_is_told_where(
    client: FlaskClient, data: bytes, kind: str, detail: str
) -> None:
    problem = problem_of(client.post("/v1/score", data=data, content_type=JSON))

    assert problem["type"] == f"/problems/{kind}"
    assert problem["detail"].startswith(detail)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/json; charset=latin-1"},
        {"Content-Type": JSON, "Content-Encoding": "gzip"},
    ],
    ids=lambda headers: " ".join(headers.values()) or "none",
)
def test_only_plain_json_is_read(client: FlaskClient, headers: dict[str, str]) -> None:
    response = client.post("/v1/score", data=b'{"body": "A"}', headers=headers)

    assert problem_of(response)["type"] == "/problems/unsupported-media-type"


def test_a_body_that_says_it_is_too_large_is_not_read(client: FlaskClient) -> None:
    sent = io.BytesIO(b" " * 2_000_001)

    response = client.post(
        "/v1/score",
        content_type=JSON,
        environ_overrides={"CONTENT_LENGTH": "2000001", "wsgi.input": sent},
    )

    problem = problem_of(response)
    assert problem["type"] == "/problems/too-large"
    assert problem["detail"] == "A body may have up to 2,000,000 bytes."
    assert sent.tell() == 0


def test_a_body_without_a_length_is_read_up_to_the_limit(client: FlaskClient) -> None:
    sent = io.BytesIO(b" " * 5_000_000)

    response = client.post(
        "/v1/score",
        content_type=JSON,
        environ_overrides={
            "HTTP_TRANSFER_ENCODING": "chunked",
            "wsgi.input": sent,
            "wsgi.input_terminated": True,
        },
    )

    assert problem_of(response)["type"] == "/problems/too-large"
    assert sent.tell() < 3_000_000


def test_the_limits_are_settings(make_client: Callable[..., FlaskClient]) -> None:
    client = make_client(max_body_bytes=100, max_characters=10)

    assert client.post("/v1/score", json={"body": "a" * 10}).status_code == 200
    long = problem_of(client.post("/v1/score", json={"body": "a" * 11}))
    assert long["errors"] == [{"field": "body", "problem": "Longer than 10 characters."}]
    large = problem_of(client.post("/v1/score", json={"body": "a" * 100}))
    assert large["detail"] == "A body may have up to 100 bytes."


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("evidence=some", "evidence"),
        ("evidence=", "evidence"),
        ("evidence=none&evidence=full", "evidence"),
        ("evidnce=none", "evidnce"),
    ],
)
def test_a_query_parameter_must_be_known(client: FlaskClient, query: str, field: str) -> None:
    problem = problem_of(client.post(f"/v1/score?{query}", json={"body": "A"}))

    assert problem["type"] == "/problems/invalid-parameter"
    assert [error["field"] for error in problem["errors"]] == [field]


def test_an_unknown_path_is_not_found(client: FlaskClient) -> None:
    assert problem_of(client.get("/v1/scores"))["type"] == "/problems/not-found"


def test_a_wrong_method_is_told_the_right_ones(client: FlaskClient) -> None:
    response = client.get("/v1/score")

    assert problem_of(response)["type"] == "/problems/method-not-allowed"
    assert {method.strip() for method in response.headers["Allow"].split(",")} == {
        "POST",
        "OPTIONS",
    }


def test_a_connection_that_breaks_off_is_a_bad_request(client: FlaskClient) -> None:
    response = client.post(
        "/v1/score",
        content_type=JSON,
        environ_overrides={"CONTENT_LENGTH": "100", "wsgi.input": io.BytesIO(b'{"bo')},
    )

    assert problem_of(response)["type"] == "/problems/bad-request"


def test_a_rarer_failure_of_http_is_a_problem_too(client: FlaskClient) -> None:
    response = client.get("/docs/page.css", headers={"Range": "bytes=99999999-"})
    response.close()

    assert response.status_code == 416
    assert response.content_type == "application/problem+json"
    assert response.get_json()["type"] == "about:blank"


def test_many_and_long_faults_make_a_short_answer(client: FlaskClient) -> None:
    fields = {f"{number}{'x' * 1000}": 0 for number in range(1000)}

    response = client.post("/v1/score", json=fields)

    problem = problem_of(response)
    assert len(problem["errors"]) == 20
    assert problem["detail"] == "1,000 fields are not acceptable."
    assert len(response.data) < 5_000


class Broken:
    """A scorer that fails as a bug would: with an exception that quotes the article."""

    def assess(self, article: Article) -> NoReturn:
        try:
            raise ValueError(article.body)
        except ValueError as error:
            raise SignalFailed("style.prose") from error


def test_a_failure_of_the_service_is_found_by_its_id_and_tells_nothing_else(
    tmp_path: Path,
) -> None:
    log = io.BytesIO()
    app = create_app(Settings(data=tmp_path), log=log)
    app.extensions["credibility"].live.scorer = Broken()

    response = app.test_client().post("/v1/score", json={"body": "A secret."})

    problem = problem_of(response)
    assert problem["type"] == "/problems/internal-error"
    assert "secret" not in response.text
    assert "SignalFailed" not in response.text
    (event,) = [json.loads(line) for line in log.getvalue().splitlines()]
    assert event["level"] == "error"
    assert event["request_id"] == problem["request_id"]
    assert [cause["type"] for cause in event["failure"]] == ["SignalFailed", "ValueError"]
    assert event["failure"][0]["signal"] == "style.prose"
    assert re.search(r"test_errors.py:\d+ assess", event["failure"][0]["at"][-1])
    assert "secret" not in json.dumps(event)


def test_every_kind_of_problem_is_explained_where_its_type_points(client: FlaskClient) -> None:
    for name, kind in KINDS.items():
        page = client.get(f"/problems/{name}")
        assert page.status_code == 200
        assert kind.meaning in html.unescape(page.text)
    assert problem_of(client.get("/problems/none"))["type"] == "/problems/not-found"
