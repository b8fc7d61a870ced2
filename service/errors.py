"""What can go wrong in a request, and how it is told: application/problem+json (RFC 9457).

::

    Exception
    ├── Problem              raised by our own code, with one of the types below
    ├── HTTPException        werkzeug's: routing, size limits, broken connections
    ├── SQLAlchemyError      its kinds that say that the database cannot be used: 503
    └── everything else      a bug or a failed signal: logged, answered with 500

Clients tell problems apart by `type`, which is also where its explanation is served. No answer
holds the text of an exception, for that may quote the article or the machine.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import orjson
from flask import Flask, Response, current_app
from marshmallow import ValidationError
from sqlalchemy.exc import (
    InterfaceError,
    OperationalError,
    ProgrammingError,
    SQLAlchemyError,
    TimeoutError,
)
from werkzeug.exceptions import HTTPException

from service import telemetry

MEDIA_TYPE = "application/problem+json"
# More would help nobody, and a hostile body could ask for millions.
_MOST_ERRORS = 20
_LONGEST_FIELD = 100


class Kind(NamedTuple):
    """A type of problem."""

    status: int
    title: str
    meaning: str


KINDS: Mapping[str, Kind] = {
    "bad-request": Kind(400, "Bad request", "The request is not proper HTTP."),
    "invalid-json": Kind(
        400,
        "The body is not JSON",
        "The body must be one JSON value in UTF-8. NaN and Infinity are not JSON.",
    ),
    "unauthorized": Kind(
        401,
        "A key is needed",
        "This service answers only to those who send one of its keys, as Authorization: Bearer.",
    ),
    "not-found": Kind(404, "Nothing here", "No resource has this path."),
    "method-not-allowed": Kind(
        405,
        "Method not allowed",
        "The resource exists, but not for this method; the Allow header lists those it knows.",
    ),
    "too-large": Kind(413, "The body is too large", "The body exceeds this service's limit."),
    "unsupported-media-type": Kind(
        415,
        "The body is of a kind that this route does not read",
        "Send Content-Type: application/json, in UTF-8 and without Content-Encoding; or"
        " application/x-ndjson, also with Content-Encoding: gzip, where many articles are sent.",
    ),
    "invalid-article": Kind(
        422,
        "The article cannot be scored as sent",
        "The JSON is well formed, but not an article; `errors` names each field and its fault.",
    ),
    "invalid-parameter": Kind(
        422,
        "A query parameter is wrong",
        "A parameter in the URL is unknown, or has a value that is; `errors` names each.",
    ),
    "invalid-request": Kind(
        422,
        "The request cannot be carried out as sent",
        "The JSON is well formed, but not what this route takes; `errors` names each field and its"
        " fault.",
    ),
    "key-reused": Kind(
        422,
        "The idempotency key was used before",
        "Another request came with this Idempotency-Key; a key belongs to one request.",
    ),
    "conflict": Kind(
        409,
        "The request does not fit the present state",
        "What was asked for cannot be done as things stand; `detail` says why.",
    ),
    "internal-error": Kind(
        500,
        "The service failed",
        "A fault of the service, not of the request. Its operator finds it by the request_id.",
    ),
    "database-unavailable": Kind(
        503,
        "The database cannot be used",
        "The database is away, busy, or out of space. Nothing was stored; try again later. Scores"
        " do not need it.",
    ),
    "storage-full": Kind(
        507,
        "As much is stored as may be",
        "The batches that are kept leave no room for another. Erase some, or wait until the oldest"
        " are swept away; `detail` has the limit.",
    ),
    "busy": Kind(
        503,
        "Too many streams at once",
        "Each stream keeps a thread of the service, and some are kept free for single articles."
        " Try again when another stream is over.",
    ),
    "not-ready": Kind(503, "The service is not ready", "The service cannot score at the moment."),
}
_BY_STATUS = {KINDS[name].status: name for name in ("bad-request", "not-found", "too-large")} | {
    405: "method-not-allowed"
}


class Problem(Exception):
    """A request that cannot be answered as asked; `detail` is written for the client."""

    def __init__(
        self,
        kind: str,
        detail: str,
        *,
        errors: Iterable[tuple[str, str]] = (),
        headers: Iterable[tuple[str, str]] = (),
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = tuple(headers)


def invalid_article(error: ValidationError) -> Problem:
    """The problem that tells each of the schema's complaints by field."""
    return invalid("invalid-article", error)


def invalid(kind: str, error: ValidationError) -> Problem:
    """A problem of that kind that tells each of the schema's complaints by field."""
    messages: dict[str, Any] = error.normalized_messages()  # type: ignore[no-untyped-call]
    errors = list(_flat(messages, ()))
    count = "One field is" if len(errors) == 1 else f"{len(errors):,} fields are"
    return Problem(kind, f"{count} not acceptable.", errors=errors)


def register(app: Flask) -> None:
    """Answer every failure of this application with a problem."""
    app.register_error_handler(Problem, _problem)
    app.register_error_handler(HTTPException, _http_exception)
    for unusable in (OperationalError, InterfaceError, ProgrammingError, TimeoutError):
        app.register_error_handler(unusable, _database)
    app.register_error_handler(Exception, _unexpected)


def _flat(messages: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name, found in messages.items():
        here = (*path, str(name))
        if isinstance(found, Mapping):
            yield from _flat(found, here)
        else:
            yield from ((".".join(here), problem) for problem in found)


def _problem(problem: Problem) -> Response:
    kind = KINDS[problem.kind]
    body: dict[str, Any] = {
        "type": f"/problems/{problem.kind}",
        "title": kind.title,
        "status": kind.status,
        "detail": problem.detail,
    }
    if problem.errors:
        shown = problem.errors[:_MOST_ERRORS]
        body["errors"] = [{"field": _printable(field), "problem": text} for field, text in shown]
    return _response(body, problem.headers)


def _http_exception(error: HTTPException) -> HTTPException | Response:
    if error.code is None or error.code < 400:
        return error  # a redirect is no failure
    headers = [pair for pair in error.get_headers() if pair[0].lower() != "content-type"]
    if (kind := _BY_STATUS.get(error.code)) is not None:
        detail = KINDS[kind].meaning
        if kind == "too-large":
            detail = f"A body may have up to {current_app.config['MAX_CONTENT_LENGTH']:,} bytes."
        return _problem(Problem(kind, detail, headers=headers))
    return _response({"type": "about:blank", "title": error.name, "status": error.code}, headers)


def _database(error: SQLAlchemyError) -> Response:
    telemetry.failed(error)
    return _problem(Problem("database-unavailable", KINDS["database-unavailable"].meaning))


def _unexpected(error: Exception) -> Response:
    # The one place where any exception ends: the process must go on, and its text must not leave.
    telemetry.failed(error)
    return _problem(Problem("internal-error", KINDS["internal-error"].meaning))


def _response(body: dict[str, Any], headers: Iterable[tuple[str, str]]) -> Response:
    body["request_id"] = telemetry.request_id()
    response = Response(orjson.dumps(body), status=body["status"], content_type=MEDIA_TYPE)
    response.headers.extend(headers)
    return response


def _printable(field: str) -> str:
    """A field's name as sent, unless it is absurdly long or no Unicode text."""
    return field[:_LONGEST_FIELD].encode("utf-8", "backslashreplace").decode()
