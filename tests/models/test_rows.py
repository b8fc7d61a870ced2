import datetime

import pytest
from marshmallow import ValidationError

from models.rows import Columns, Row, RowFault, row_from
from service.errors import invalid_article
from service.schemas import ArticleSchema, article_from

TEXT = "The plant in Leeds will close in May, its manager said."


def read(given: dict[str, object], columns: Columns = Columns()) -> Row | RowFault:
    return row_from(given, columns, most_characters=100)


def test_a_row_is_an_article_with_its_id() -> None:
    given = {"id": 7, "text": TEXT, "title": "Plant", "outlet": "example.org", "label": 0.3}
    given["published"] = "2026-03-01T09:30:00Z"
    day = datetime.date(2026, 3, 1)
    assert read(given) == Row(7, TEXT, "Plant", "example.org", day)


def test_only_id_and_text_are_needed_and_a_table_may_have_gaps() -> None:
    bare = Row("a", TEXT, "", None, None)
    assert read({"id": "a", "body": TEXT}) == bare
    nan = float("nan")
    gaps = {"title": None, "outlet": nan, "published": None}
    assert read({"id": "a", "text": TEXT, **gaps}) == bare


def test_a_corpus_may_have_names_of_its_own() -> None:
    columns = Columns("doc", "content", "headline", "site", "day")
    given = {"doc": 1, "content": TEXT, "headline": "H", "site": "x.org", "text": 5, "id": None}
    assert read(given, columns) == Row(1, TEXT, "H", "x.org", None)
    assert read({"doc": 1, "text": TEXT}, columns) == RowFault(1, "content", "Missing.")


@pytest.mark.parametrize(
    "day", [datetime.date(2026, 3, 1), datetime.datetime(2026, 3, 1, 23, tzinfo=datetime.UTC)]
)
def test_a_table_has_dates_of_its_own(day: datetime.date) -> None:
    row = read({"id": 1, "text": TEXT, "published": day})
    assert isinstance(row, Row)
    assert row.published == datetime.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \n\t"}, "text"),
        ({"text": "\ufeff\u2028"}, "text"),
        ({"text": None}, "text"),
        ({"text": 5}, "text"),
        ({"text": "x" * 101}, "text"),
        ({"text": "x\ud800"}, "text"),
        ({"text": TEXT, "title": ["x"]}, "title"),
        ({"text": TEXT, "title": "x" * 1_001}, "title"),
        ({"text": TEXT, "outlet": "x" * 301}, "outlet"),
        ({"text": TEXT, "outlet": "a\x00b"}, "outlet"),
        ({"text": TEXT, "published": "soon"}, "published"),
        ({"text": TEXT, "published": 20_260_301}, "published"),
    ],
)
def test_what_is_wrong_is_said_in_the_words_of_the_api(
    given: dict[str, object], field: str
) -> None:
    fault = read({"id": "a"} | given)
    schema = ArticleSchema(max_characters=100)
    with pytest.raises(ValidationError) as caught:
        article_from(
            {"body": given["text"]} | {k: v for k, v in given.items() if k != "text"}, schema
        )
    ((_, problem),) = invalid_article(caught.value).errors
    assert fault == RowFault("a", field, problem)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"text": TEXT}, RowFault(None, "id", "Missing.")),
        ({"id": float("nan"), "text": TEXT}, RowFault(None, "id", "Missing.")),
        ({"id": True, "text": TEXT}, RowFault(None, "id", "Not a string or an integer.")),
        ({"id": 1.5, "text": TEXT}, RowFault(None, "id", "Not a string or an integer.")),
        ({"id": "\ud800", "text": TEXT}, RowFault(None, "id", "Lone surrogate at character 0.")),
        ({"id": 1}, RowFault(1, "text", "Missing.")),
        (
            {"id": 1, "text": TEXT, "body": TEXT},
            RowFault(1, "text", "Give text or body, not both."),
        ),
    ],
)
def test_what_only_a_corpus_can_have_wrong(given: dict[str, object], fault: RowFault) -> None:
    assert read(given) == fault
