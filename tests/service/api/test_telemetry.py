import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

ARTICLE_WORDS = 204


@pytest.fixture
def log() -> io.BytesIO:
    return io.BytesIO()


@pytest.fixture
def own(make_client: Callable[..., FlaskClient], log: io.BytesIO) -> FlaskClient:
    """A client of an application that nobody else has counted in."""
    return make_client(log=log)


def value_of(exposition: str, metric: str) -> float:
    found = re.search(rf"^{re.escape(metric)} (\S+)$", exposition, re.MULTILINE)
    assert found, f"{metric} is not in\n{exposition}"
    return float(found[1])


def events(log: io.BytesIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


@pytest.mark.parametrize("given", ["abc-1.2_X", "f" * 128])
def test_a_sane_request_id_is_kept(client: FlaskClient, given: str) -> None:
    response = client.get("/healthz", headers={"X-Request-ID": given})

    assert response.headers["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", " ", "a b", "é", "f" * 129, '"}{"', "a;b"])
def test_any_other_request_id_is_replaced(client: FlaskClient, given: str) -> None:
    first, second = (
        client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]
        for _ in range(2)
    )

    assert re.fullmatch(r"[0-9a-f]{32}", first)
    assert first != second


def test_a_score_is_one_event_without_a_word_of_the_article(
    own: FlaskClient, article: dict[str, Any], log: io.BytesIO
) -> None:
    answer = own.post("/v1/score", json=article, headers={"X-Request-ID": "one"}).get_json()

    (event,) = events(log)
    assert event.pop("milliseconds") > 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", event.pop("timestamp"))
    assert event == {
        "event": "scored",
        "level": "info",
        "request_id": "one",
        "method": "POST",
        "route": "/v1/score",
        "status": 200,
        "words": ARTICLE_WORDS,
        "score": answer["score"],
        "model": answer["model"]["version"],
    }


def test_an_abstention_is_logged_with_its_reason(own: FlaskClient, log: io.BytesIO) -> None:
    own.post("/v1/score", json={"body": "Too short."})

    (event,) = events(log)
    assert event["abstained"] == "too_short"
    assert "score" not in event


def test_a_refused_request_is_one_event(own: FlaskClient, log: io.BytesIO) -> None:
    own.post("/v1/score", data=b"A secret.", content_type="application/json")

    (event,) = events(log)
    assert (event["event"], event["level"], event["status"]) == ("answered", "info", 400)
    assert "secret" not in json.dumps(event)


def test_an_unknown_path_is_not_logged(own: FlaskClient, log: io.BytesIO) -> None:
    own.get("/A%20secret")

    (event,) = events(log)
    assert event["route"] == "none"
    assert "secret" not in json.dumps(event)


def test_a_page_that_cannot_be_read_is_not_quoted_anywhere(
    own: FlaskClient, log: io.BytesIO, capfd: pytest.CaptureFixture[str]
) -> None:
    own.post("/v1/score", json={"html": "<?xml secret"})

    assert "secret" not in log.getvalue().decode() + "".join(capfd.readouterr())


def test_requests_scores_and_words_are_counted(own: FlaskClient, article: dict[str, Any]) -> None:
    model = own.post("/v1/score", json=article).get_json()["model"]["version"]
    own.post("/v1/score", json=article)
    own.post("/v1/score", json={"body": "Too short."})
    own.post("/v1/score", json={})
    own.get("/nowhere")

    response = own.get("/metrics")

    assert response.content_type.startswith("text/plain; version=")
    for metric, value in {
        'credibility_requests_total{route="/v1/score",status="200"}': 3,
        'credibility_requests_total{route="/v1/score",status="422"}': 1,
        'credibility_requests_total{route="none",status="404"}': 1,
        'credibility_request_seconds_count{route="/v1/score"}': 4,
        f'credibility_score_count{{model="{model}"}}': 2,
        f'credibility_score_bucket{{le="1.0",model="{model}"}}': 2,
        'credibility_abstentions_total{reason="too_short"}': 1,
        "credibility_words_total": 2 * ARTICLE_WORDS + 2,
    }.items():
        assert value_of(response.text, metric) == value
