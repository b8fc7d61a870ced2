import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from features.article import Article
from service.schemas import ArticleSchema, article_from

VALUES = st.sampled_from(
    ["", " \t\n", "\ufeff\0", "A word.", "é 😀", "\ud800", "x" * 12, "x" * 1001, None, 1, ["A"]]
)


@given(
    st.dictionaries(
        st.sampled_from(["title", "body", "html", "outlet", "other"]), VALUES, max_size=3
    ),
    st.sampled_from([10, 2_000]),
)
def test_what_is_plain_is_what_the_schema_would_load_unchanged(sent, limit):
    schema = ArticleSchema(max_characters=limit)
    try:
        loaded = schema.load(sent)
    except ValidationError:
        loaded = None
    unchanged = loaded == sent and "body" in sent and sent.keys() <= {"title", "body"}
    assert schema.is_plain(sent) == (unchanged and sent.get("title", "") is not None)


def test_a_mapping_becomes_the_article_that_it_describes() -> None:
    given = {
        "title": " A title ",
        "body": "\r\nA body\u00a0with 😀 and e\u0301.\n",
        "outlet": "example.org",
        "url": "https://example.org/a?b=c#d",
        "published": "2026-03-01",
    }

    assert article_from(given) == Article(
        title=" A title ",
        body="\r\nA body\u00a0with 😀 and e\u0301.\n",
        outlet="example.org",
        url="https://example.org/a?b=c#d",
        published=datetime.date(2026, 3, 1),
    )


@pytest.mark.parametrize(
    "absent", [{}, {"title": None, "outlet": None, "url": None}, {"outlet": ""}]
)
def test_what_is_not_told_is_not_known(absent: dict[str, Any]) -> None:
    assert article_from({"body": "A", **absent}) == Article(body="A")


@pytest.mark.parametrize(
    "moment",
    [
        "2026-03-01",
        "2026-03-01T23:59:59",
        "2026-03-01 09:30",
        "2026-03-01T00:30:00Z",
        "2026-03-01T23:30:00-11:00",
        "2026-03-01T09:30:00.123456+05:30",
    ],
)
def test_only_the_date_of_publication_counts_in_its_own_time_zone(moment: str) -> None:
    assert article_from({"body": "A", "published": moment}).published == datetime.date(2026, 3, 1)


@pytest.mark.parametrize(
    "moment",
    ["", "2026", "2026-03", "01.03.2026", "2026-13-01", "2026-03-01T25:00", "yesterday", 0],
)
def test_any_other_time_is_refused(moment: object) -> None:
    with pytest.raises(ValidationError, match="Not an ISO 8601 date"):
        article_from({"body": "A", "published": moment})


def test_a_control_character_in_the_text_is_text() -> None:
    assert article_from({"body": "A\0\x1b[1m"}).body == "A\0\x1b[1m"


def test_the_limit_is_the_schemas_own() -> None:
    short, long = ArticleSchema(max_characters=3), ArticleSchema(max_characters=4)

    assert article_from({"body": "four"}, long).body == "four"
    with pytest.raises(ValidationError, match="Longer than 3 characters"):
        article_from({"body": "four"}, short)
