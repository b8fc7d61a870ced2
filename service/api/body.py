"""A request's body as JSON, and what is wrong with one that is not; a request's own key."""

import json
from collections.abc import Mapping
from typing import Any

import orjson
from flask import request
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from service.errors import Problem, invalid
from service.idempotency import LONGEST_KEY

IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Any string: the same key gives the same answer for a day.",
    "schema": {"type": "string", "maxLength": LONGEST_KEY},
}


def json_object() -> dict[str, Any]:
    """The JSON object that was sent; of a name given twice, the last counts.

    Raises Problem for everything else, and werkzeug's RequestEntityTooLarge.
    """
    value = json_value()
    if not isinstance(value, dict):
        raise Problem(
            "invalid-article",
            "The body must be a JSON object.",
            errors=[("$", "Not a JSON object.")],
        )
    return value


def json_value() -> Any:
    """Whatever JSON value was sent; raises as `json_object` does for what is none."""
    headers = request.environ
    if headers.get("CONTENT_TYPE") != "application/json" or "HTTP_CONTENT_ENCODING" in headers:
        _check_media_type()
    data = body_bytes()
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return _patiently(data)


def body_bytes() -> bytes:
    """The body as it came; raises werkzeug's RequestEntityTooLarge."""
    data = request.get_data(cache=False)
    if len(data) == request.max_content_length and request.content_length is None:
        # werkzeug stops reading there without a word when no length was announced.
        raise RequestEntityTooLarge
    return data


def loaded(schema: Schema, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a schema makes of these fields; raises Problem with every field's fault."""
    try:
        found: dict[str, Any] = schema.load(given)
    except ValidationError as error:
        raise invalid("invalid-request", error) from error
    return found


def idempotency_key() -> str | None:
    """The key that names this request, if it has one; raises Problem for one that is too long."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 0 < len(key) <= LONGEST_KEY:
        raise Problem("bad-request", f"An Idempotency-Key has 1 to {LONGEST_KEY} characters.")
    return key


def key_reused() -> Problem:
    """The problem of a key that belongs to another request."""
    return Problem("key-reused", "This Idempotency-Key came with another request.")


def _check_media_type() -> None:
    media_type = request.mimetype
    if media_type != "application/json" and not (
        media_type.startswith("application/") and media_type.endswith("+json")
    ):
        raise Problem("unsupported-media-type", "Send Content-Type: application/json.")
    if request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise Problem("unsupported-media-type", "JSON is sent in UTF-8, and in no other charset.")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Problem("unsupported-media-type", "Send the body without Content-Encoding.")


def _patiently(data: bytes) -> Any:
    """Parse what the fast parser refused: to say why, or because the schema will say it better.

    That is so for lone surrogates: the standard parser lets them pass, and the schema tells in
    which field they are.
    """
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise Problem("invalid-json", f"Byte {error.start:,} is not UTF-8.") from error
    except json.JSONDecodeError as error:
        raise Problem(
            "invalid-json", f"Not JSON from line {error.lineno:,}, column {error.colno:,} on."
        ) from error
    except RecursionError as error:
        raise Problem("invalid-json", "Nested too deeply.") from error
    except ValueError as error:
        raise Problem("invalid-json", "It has a number of too many digits.") from error


def _refuse_constant(name: str) -> None:
    raise Problem("invalid-json", f"{name} is not JSON.")
