"""From plain values to articles: what may come in, and what is said of what may not.

`article_from` serves the API, the command line and the corpora alike. The way out is
`service.dump`; the answers' schemas, which are documentation, are in `service.api.answers`.
"""

import datetime
import re
from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from features.article import Article
from models.rows import (
    NOT_A_DATE,
    OUTLET_CHARACTERS,
    TITLE_CHARACTERS,
    VISIBLE,
    date_from,
    lone_surrogate,
)
from service.html import article_text
from service.settings import Settings

# A page of a hundred thousand tags is no article, and taking it apart would take seconds.
_MOST_TAGS = 50_000
# What most clients send, and nothing else.
_PLAIN = frozenset({"title", "body"})


class Text(fields.String):
    """Unicode text, exactly as sent."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        if (place := lone_surrogate(value)) is not None:
            raise ValidationError(f"Lone surrogate at character {place:,}.")
        return value


class Published(fields.Field[datetime.date]):
    """An ISO 8601 date, or the date of an ISO 8601 moment in its own time zone."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> datetime.date:
        try:
            return date_from(value)
        except (TypeError, ValueError) as error:
            raise ValidationError(NOT_A_DATE) from error


class Matches:
    """Accepts what the whole of a pattern fits; the problem says in words what that is."""

    def __init__(self, pattern: str, problem: str) -> None:
        self._pattern = re.compile(pattern)
        self._problem = problem

    def __call__(self, value: str) -> None:
        """Raise ValidationError where it does not fit."""
        if not self._pattern.fullmatch(value):
            raise ValidationError(self._problem)


class Visible:
    """Accepts text with something to read in it."""

    _pattern = re.compile(VISIBLE)

    def __call__(self, value: str) -> None:
        """Raise ValidationError for nothing but white space."""
        if not self._pattern.search(value):
            raise ValidationError("Blank." if value else "Empty.")


class ArticleSchema(Schema):
    """An article to score: its text as `body`, or the whole page as `html`."""

    title = Text(
        allow_none=True,
        validate=validate.Length(max=TITLE_CHARACTERS, error="Longer than {max:,} characters."),
        metadata={"description": "The headline.", "example": "Plant to close in May"},
    )
    body = Text(
        metadata={
            "description": "The text, without the headline. It is never rewritten: offsets in the"
            " answer count its characters.",
            "example": "The plant in Leeds will close in May, its manager, Ann Holt, told staff.",
            "pattern": VISIBLE,
        },
    )
    html = Text(
        metadata={
            "description": "Instead of `body`: the page, from which the article is extracted."
            " Offsets then refer to `text` in the answer.",
            "pattern": VISIBLE,
        },
    )
    outlet = Text(
        allow_none=True,
        validate=[
            validate.Length(max=OUTLET_CHARACTERS, error="Longer than {max:,} characters."),
            Matches(r"[^\x00-\x1f\x7f]*", "Control characters."),
        ],
        metadata={
            "description": "Who published it, as a domain. No signal looks at it.",
            "example": "example.org",
            "pattern": r"^[^\x00-\x1f\x7f]*$",
        },
    )
    url = Text(
        allow_none=True,
        validate=[
            validate.Length(max=2_000, error="Longer than {max:,} characters."),
            Matches(r"https?://[^\s\x00-\x1f\x7f-\x9f\ufeff]+", "Not an http or https address."),
        ],
        metadata={
            "description": "Where it was published. Recorded only: nothing is fetched.",
            "pattern": r"^https?://[^\s\x00-\x1f\x7f-\x9f\ufeff]+$",
        },
    )
    published = Published(
        allow_none=True,
        metadata={
            "description": "When: an ISO 8601 date or time. Only the date counts.",
            "example": "2026-03-01",
            "anyOf": [{"format": "date"}, {"format": "date-time"}],
        },
    )

    def __init__(self, *, max_characters: int = Settings.max_characters) -> None:
        self._max_characters = max_characters
        super().__init__()

    def is_plain(self, given: Mapping[str, Any]) -> bool:
        """Whether this is a body, perhaps with a title, which `load` would return as they are.

        To ask takes a tenth of what it takes to load.
        """
        body, title = given.get("body"), given.get("title", "")
        return (
            given.keys() <= _PLAIN
            and isinstance(body, str)
            and isinstance(title, str)
            and len(body) <= self._max_characters
            and len(title) <= TITLE_CHARACTERS
            and re.search(VISIBLE, body) is not None
            and lone_surrogate(body) is None
            and lone_surrogate(title) is None
        )

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Give the long fields the limit of this installation."""
        if field_name in ("body", "html"):
            limit = validate.Length(
                max=self._max_characters, error="Longer than {max:,} characters."
            )
            field_obj.validators = [limit, Visible()]


_SCHEMA = ArticleSchema()


def article_from(given: Mapping[str, Any], schema: ArticleSchema = _SCHEMA) -> Article:
    """The article that these fields describe; extracted from `html` where there is no `body`.

    Raises marshmallow.ValidationError with every field's problems.
    """
    if schema.is_plain(given):
        return Article(body=given["body"], title=given.get("title", ""))
    known = schema.load(given)
    match "body" in known, "html" in known:
        case True, True:
            raise ValidationError({"html": ["Give body or html, not both."]})
        case False, False:
            raise ValidationError({"body": ["Missing: give the text as body or the page as html."]})
        case False, True:
            title, body = extracted(known["html"])
        case _:
            title, body = "", known["body"]
    return Article(
        body=body,
        title=known.get("title") or title,
        outlet=known.get("outlet") or None,
        url=known.get("url"),
        published=known.get("published"),
    )


def extracted(html: str) -> tuple[str, str]:
    """Title and text of the article in a page; marshmallow.ValidationError where there is none."""
    if html.count("<") > _MOST_TAGS:
        raise ValidationError({"html": [f"More than {_MOST_TAGS:,} tags."]})
    title, body = article_text(html)
    if not body:
        raise ValidationError({"html": ["No article found in this page."]})
    return title, body
