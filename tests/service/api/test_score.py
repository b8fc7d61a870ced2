import math
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

PAGE = """\
<html><head><title>Harbour board votes</title></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Harbour board votes</h1>{paragraphs}</article>
<footer>All rights reserved.</footer></body></html>"""


def quotations(answer: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Every passage of an answer, with the field that it is from."""
    found = [
        (passage["field"], passage)
        for part in (*answer["contributions"], *answer["flags"])
        for passage in part["evidence"]
    ]
    found += [("body", figure) for figure in answer["quantities"]]
    found += [
        ("body", said[part])
        for said in answer["attributions"]
        for part in ("source", "cue", "content")
        if said[part] is not None
    ]
    return found


def assert_quotes(answer: dict[str, Any], fields: dict[str, str]) -> None:
    wide = {name: text.encode("utf-16-le") for name, text in fields.items()}
    for field, passage in quotations(answer):
        quote = passage["quote"]
        assert fields[field][passage["start"] : passage["end"]] == quote
        units = wide[field][2 * passage["utf16_start"] : 2 * passage["utf16_end"]]
        assert units.decode("utf-16-le") == quote


def test_an_article_gets_a_score_with_its_reasons(
    client: FlaskClient, article: dict[str, Any]
) -> None:
    response = client.post("/v1/score", json=article)

    assert response.status_code == 200
    assert response.content_type == "application/json"
    answer = response.get_json()
    assert list(answer) == [
        "score",
        "interval",
        "band",
        "abstained",
        "contributions",
        "intercept",
        "flags",
        "attributions",
        "quantities",
        "left_out",
        "caveats",
        "words",
        "model",
        "signature",
        "scope",
    ]
    low, high = answer["interval"]
    assert 0 <= low <= answer["score"] <= high <= 1
    assert answer["band"] in ("low", "mixed", "high")
    assert answer["words"] == 204
    assert answer["model"]["version"] in answer["signature"]
    assert "Ingrid Solberg" in [
        said["source"]["quote"] for said in answer["attributions"] if said["source"]
    ]
    assert 48_000_000 in [figure["value"] for figure in answer["quantities"]]


def test_the_contributions_add_up_to_the_score(
    client: FlaskClient, article: dict[str, Any]
) -> None:
    answer = client.post("/v1/score", json=article).get_json()

    logit = math.fsum([answer["intercept"], *(c["log_odds"] for c in answer["contributions"])])
    assert 1 / (1 + math.exp(-logit)) == pytest.approx(answer["score"], abs=1e-12)
    strengths = [abs(c["log_odds"]) for c in answer["contributions"]]
    assert strengths == sorted(strengths, reverse=True)


def test_the_base_rate_shifts_the_score_by_its_log_odds(
    make_client: Callable[..., FlaskClient], article: dict[str, Any]
) -> None:
    even = make_client().post("/v1/score", json=article).get_json()
    rare = make_client(base_rate=0.2).post("/v1/score", json=article).get_json()

    assert rare["intercept"] - even["intercept"] == pytest.approx(math.log(0.2 / 0.8))
    assert rare["score"] < even["score"]


@pytest.mark.parametrize(
    "decorate",
    [
        pytest.param(lambda text: text, id="as it is"),
        pytest.param(lambda text: text.replace(" ", " 😀 "), id="an emoji before each word"),
        pytest.param(lambda text: text.replace("e", "e\u0301"), id="combining marks"),
        pytest.param(lambda text: "\U0001f468\u200d\U0001f469\u200d\U0001f467" + text, id="joined"),
        pytest.param(lambda text: text.replace("\n", "\r\n") + "\0", id="control characters"),
        pytest.param(lambda text: text.translate({ord("a"): "\U0001d41a"}), id="mathematical a"),
    ],
)
def test_every_passage_is_where_the_answer_says(
    client: FlaskClient, article: dict[str, Any], decorate: Any
) -> None:
    fields = {"title": decorate(article["title"]), "body": decorate(article["body"])}

    answer = client.post("/v1/score", json=fields).get_json()

    assert quotations(answer)
    assert_quotes(answer, fields)


PIECES = st.sampled_from(
    [
        *(
            "may",
            "said",
            "Ann Holt",
            "10 million workers",
            "$3 billion",
            "According to",
            "SHOCKING",
        ),
        *("experts", "3%", "2031-02-30", " ", "\n\n", ".", "!", "“", "”", '"'),
        *("😀", "\u0301", "\U0001f9d1\u200d\U0001f680"),
    ]
)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
TEXT = st.lists(PIECES | ANY_TEXT, max_size=40).map(" ".join)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(title="😀 may", body="\ufeff“😀” may\0said")
@given(title=TEXT, body=TEXT)
def test_quotes_hold_for_any_text(client: FlaskClient, title: str, body: str) -> None:
    response = client.post("/v1/score", json={"title": title[:1000], "body": body})

    if response.status_code == 200:
        assert_quotes(response.get_json(), {"title": title[:1000], "body": body})
    else:
        assert not any(character.isprintable() and not character.isspace() for character in body)
        assert response.get_json()["type"] == "/problems/invalid-article"


def test_without_evidence_nothing_quotes_the_article(
    client: FlaskClient, article: dict[str, Any]
) -> None:
    full = client.post("/v1/score?evidence=full", json=article).get_json()
    bare = client.post("/v1/score?evidence=none", json=article).get_json()

    assert full == client.post("/v1/score", json=article).get_json()
    for part in (*full["contributions"], *full["flags"]):
        del part["evidence"]
    del full["attributions"], full["quantities"], full["left_out"]
    assert bare == full


def test_a_page_is_answered_with_the_text_that_offsets_refer_to(
    client: FlaskClient, article: dict[str, Any]
) -> None:
    lines = article["body"].split("\n\n")
    page = PAGE.format(paragraphs="".join(f"<p>{line} &#128512;</p>" for line in lines))

    answer = client.post("/v1/score", json={"html": page}).get_json()

    text = answer["text"]
    assert text["title"] == "Harbour board votes"
    assert text["body"].startswith("The harbour board voted on Tuesday")
    assert "Sport" not in text["body"]
    assert quotations(answer)
    assert_quotes(answer, text)


def test_a_page_keeps_the_title_that_was_sent_with_it(
    client: FlaskClient, article: dict[str, Any]
) -> None:
    page = PAGE.format(paragraphs=f"<p>{article['body']}</p>")

    answer = client.post("/v1/score", json={"html": page, "title": "Another"}).get_json()

    assert answer["text"]["title"] == "Another"


def test_a_page_without_evidence_is_answered_without_its_text(
    client: FlaskClient, article: dict[str, Any]
) -> None:
    page = PAGE.format(paragraphs=f"<p>{article['body']}</p>")

    assert "text" not in client.post("/v1/score?evidence=none", json={"html": page}).get_json()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("Too short.", "too_short"),
        ("Der Hafen wird vertieft, und alle freuen sich. " * 40, "not_english"),
    ],
)
def test_an_article_that_cannot_be_judged_gets_a_reason_and_no_score(
    client: FlaskClient, body: str, reason: str
) -> None:
    answer = client.post("/v1/score", json={"body": body}).get_json()

    assert (answer["score"], answer["interval"], answer["band"]) == (None, None, None)
    assert answer["abstained"]["reason"] == reason
    assert answer["abstained"]["detail"]
    assert answer["contributions"]


def test_optional_fields_may_be_null(client: FlaskClient, article: dict[str, Any]) -> None:
    nothing = dict.fromkeys(["title", "outlet", "url", "published"])

    with_nulls = client.post("/v1/score", json={"body": article["body"], **nothing})

    assert (
        with_nulls.get_json() == client.post("/v1/score", json={"body": article["body"]}).get_json()
    )


def post(client: FlaskClient, data: bytes) -> TestResponse:
    return client.post("/v1/score", data=data, content_type="application/json")


def test_of_a_field_sent_twice_the_last_counts(client: FlaskClient) -> None:
    answer = post(client, b'{"body": "One two.", "body": "One two three four."}').get_json()

    assert answer["words"] == 4


def test_a_byte_order_mark_is_no_fault(client: FlaskClient) -> None:
    assert post(client, b'\xef\xbb\xbf{"body": "One two."}').get_json()["words"] == 2


def test_other_json_media_types_are_read_too(client: FlaskClient) -> None:
    response = client.post(
        "/v1/score",
        data=b'{"body": "One two."}',
        content_type="application/vnd.example+json; charset=UTF-8",
    )

    assert response.status_code == 200
