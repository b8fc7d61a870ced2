"""A corpus line by line: an article in, a record out, the same for every command that reads one.

A bad line becomes an error record with its number and never ends a run. A line too long to be an
article is skipped without being held: memory does not grow with what a stranger sends.
"""

import codecs
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, Protocol

import orjson
from marshmallow import ValidationError

from features.article import Article
from features.catalogue import SignalFailed
from service.errors import invalid_article
from service.schemas import ArticleSchema, article_from

_ARTICLE_FIELDS = ("title", "body", "outlet", "url", "published")

Record = dict[str, Any]


class LineStream(Protocol):
    """A file, or whatever else is read line by line."""

    def readline(self, size: int, /) -> bytes:
        """The next line, or `size` bytes of it where it is longer; nothing at the end."""


class Line(NamedTuple):
    """One line and its length in bytes; `raw` is None where it was too long to be held."""

    number: int
    raw: bytes | None
    size: int

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing on it."""
        return self.raw is not None and not self.raw.strip()


def read_lines(stream: LineStream, most: int) -> Iterator[Line]:
    """Each line, numbered from 1; of one with more than `most` bytes only the number is kept."""
    for number, (raw, size) in enumerate(_lines(stream, most), start=1):
        yield Line(number, raw, size)


def answer_line(
    line: Line, schema: ArticleSchema, most: int, answer: Callable[[Article], Record]
) -> Record:
    """The record of one line: its id with what `answer` says of its article, or what is wrong.

    An error record is {"id", "line", "error": {"field", "problem"}}; the id is None where the line
    has none, and there is no field where the whole line is at fault.
    """
    key: str | int | None = None
    error: dict[str, str] = {}
    try:
        row = _row(line, most)
        key = _key(row)
        return {"id": key, **answer(_article(row, schema))}
    except _RowError as fault:
        if fault.field is not None:
            error["field"] = fault.field
        error["problem"] = fault.problem
    except SignalFailed as fault:
        error["problem"] = f"A fault of the program: {fault} ({fault.__cause__!r})."
    return {"id": key, "line": line.number, "error": error}


class _RowError(Exception):
    """A line that holds no article; says which field is wrong, and how."""

    def __init__(self, problem: str, *, field: str | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.field = field


def _lines(stream: LineStream, most: int) -> Iterator[tuple[bytes | None, int]]:
    """Each line with its length in bytes; None in its place where it is too long to be held."""
    while raw := stream.readline(most + 1):
        length = len(raw)
        if length <= most or raw.endswith(b"\n"):
            yield raw, length
            continue
        while more := stream.readline(most):
            length += len(more)
            if more.endswith(b"\n"):
                break
        yield None, length


def _row(line: Line, most: int) -> dict[str, Any]:
    if line.raw is None:
        raise _RowError(f"The line is longer than {most:,} bytes.")
    # Some editors put a byte order mark before the first line.
    raw = line.raw.removeprefix(codecs.BOM_UTF8) if line.number == 1 else line.raw
    try:
        row = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise _RowError(f"Not JSON: {error}.") from error
    if not isinstance(row, dict):
        raise _RowError("Not a JSON object.")
    return row


def _key(row: Mapping[str, Any]) -> str | int:
    key = row.get("id")
    if key is None:
        raise _RowError("Missing.", field="id")
    # A truth value is an integer to Python, but no identifier to anybody.
    if isinstance(key, bool) or not isinstance(key, str | int):
        raise _RowError("Not a string or an integer.", field="id")
    return key


def _article(row: Mapping[str, Any], schema: ArticleSchema) -> Article:
    """The row's article; columns that the service does not know are the corpus's own business."""
    if "text" in row and "body" in row:
        raise _RowError("Give text or body, not both.", field="text")
    given = {name: row[name] for name in _ARTICLE_FIELDS if name in row}
    if "text" in row:
        given["body"] = row["text"]
    if "body" not in given:
        raise _RowError("Missing.", field="text")
    try:
        return article_from(given, schema)
    except ValidationError as error:
        field, problem = invalid_article(error).errors[0]
        if field == "body" and "text" in row:
            field = "text"
        raise _RowError(problem, field=field) from error
