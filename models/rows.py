"""One row of a corpus: an article with its id, or what is wrong with it.

What may stand in a row is what the API takes (`service.schemas` puts the same limits into its
schema, and a test holds the problems' words together). A row that is in order, as nearly all are,
costs two microseconds to check.
"""

import datetime
import math
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson

TITLE_CHARACTERS = 1_000
OUTLET_CHARACTERS = 300
# Neither white space nor control characters: something to read. The same in Python and JavaScript.
VISIBLE = r"[^\s\x00-\x1f\x7f-\x9f\ufeff]"
NOT_A_DATE = "Not an ISO 8601 date or time, such as 2026-03-01 or 2026-03-01T09:30:00Z."

_VISIBLE = re.compile(VISIBLE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Columns(NamedTuple):
    """What a corpus calls its columns. `text` None: either `text` or `body`."""

    id: str = "id"
    text: str | None = None
    title: str = "title"
    outlet: str = "outlet"
    published: str = "published"


class Row(NamedTuple):
    """An article of a corpus."""

    id: str | int
    body: str
    title: str
    outlet: str | None
    published: datetime.date | None


class RowFault(NamedTuple):
    """What is wrong with a row: the column, None where the whole row is at fault, and how."""

    id: str | int | None
    field: str | None
    problem: str


class _Wrong(Exception):
    """Says which column is wrong, and how."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem)
        self.field, self.problem = field, problem


def given_in(line: bytes) -> dict[str, Any] | RowFault:
    """What a line of JSON gives of a row, or what is wrong with the line."""
    try:
        given = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return RowFault(None, None, f"Not JSON: {error}.")
    if not isinstance(given, dict):
        return RowFault(None, None, "Not a JSON object.")
    return given


def row_from(
    given: Mapping[str, Any], columns: Columns = Columns(), *, most_characters: int
) -> Row | RowFault:
    """The row's article, or what is wrong with it; other columns are the corpus's own business.

    A text has at most so many characters. A missing value of a table (None, NaN) is none.
    """
    key: str | int | None = None
    try:
        key = _key(given.get(columns.id), columns.id)
        return Row(
            key,
            _body(given, columns, most_characters),
            _title(given.get(columns.title), columns.title),
            _outlet(given.get(columns.outlet), columns.outlet),
            _published(given.get(columns.published), columns.published),
        )
    except _Wrong as wrong:
        return RowFault(key, wrong.field, wrong.problem)


def lone_surrogate(text: str) -> int | None:
    """Where the first half of a surrogate pair without the other is; JSON can smuggle one in."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            return error.start
    return None


def date_from(value: str) -> datetime.date:
    """The date of an ISO 8601 date or moment, in its own time zone; ValueError for another text."""
    if len(value) == len("2026-03-01"):
        return datetime.date.fromisoformat(value)
    return datetime.datetime.fromisoformat(value).date()


def _key(value: Any, column: str) -> str | int:
    # A truth value is an integer to Python, but no identifier to anybody.
    if isinstance(value, str | int) and not isinstance(value, bool):
        return _unicode(value, column) if isinstance(value, str) else value
    if _is_missing(value):
        raise _Wrong(column, "Missing.")
    raise _Wrong(column, "Not a string or an integer.")


def _body(given: Mapping[str, Any], columns: Columns, most: int) -> str:
    column = columns.text
    if column is None:
        if "text" in given and "body" in given:
            raise _Wrong("text", "Give text or body, not both.")
        column = "body" if "body" in given else "text"
    if column not in given:
        raise _Wrong(column, "Missing.")
    value = given[column]
    if _is_missing(value):
        raise _Wrong(column, "Field may not be null.")
    body = _unicode(value, column)
    if len(body) > most:
        raise _Wrong(column, f"Longer than {most:,} characters.")
    if not _VISIBLE.search(body):
        raise _Wrong(column, "Blank." if body else "Empty.")
    return body


def _title(value: Any, column: str) -> str:
    if _is_missing(value):
        return ""
    title = _unicode(value, column)
    if len(title) > TITLE_CHARACTERS:
        raise _Wrong(column, f"Longer than {TITLE_CHARACTERS:,} characters.")
    return title


def _outlet(value: Any, column: str) -> str | None:
    if _is_missing(value):
        return None
    outlet = _unicode(value, column)
    if len(outlet) > OUTLET_CHARACTERS:
        raise _Wrong(column, f"Longer than {OUTLET_CHARACTERS:,} characters.")
    if _CONTROL.search(outlet):
        raise _Wrong(column, "Control characters.")
    return outlet or None


def _published(value: Any, column: str) -> datetime.date | None:
    if _is_missing(value):
        return None
    if isinstance(value, datetime.datetime):  # a table's own
        return value.date()
    if isinstance(value, datetime.date):
        return value
    try:
        return date_from(value)
    except (TypeError, ValueError) as error:
        raise _Wrong(column, NOT_A_DATE) from error


def _unicode(value: Any, column: str) -> str:
    if not isinstance(value, str):
        raise _Wrong(column, "Not a valid string.")
    if (place := lone_surrogate(value)) is not None:
        raise _Wrong(column, f"Lone surrogate at character {place:,}.")
    return value


def _is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))
