"""`/v1/examples`: labelled articles in, listed, given out again, and erased."""
# mypy: disallow-untyped-decorators=False
# (flask-smorest ships no types)

from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError, fields, validate

from service import examples, idempotency, store
from service.api.answers import ExamplesAnswerSchema, ExamplesSchema, RetractedSchema
from service.api.body import (
    IDEMPOTENCY_KEY,
    body_bytes,
    idempotency_key,
    json_value,
    key_reused,
    loaded,
)
from service.base import base_for_audit
from service.errors import Problem, invalid
from service.parts import parts
from service.security import actor
from service.submissions import RetractSchema, submission_from

blueprint = Blueprint("examples", __name__, description="Labelled articles, to retrain from.")

NDJSON = "application/x-ndjson"
# A request is answered as a whole, and holds the others up while it is written.
MOST_ITEMS = 1_000
_MOST_LISTED = 500


@blueprint.route("/v1/examples", methods=["POST"])
@blueprint.response(200, ExamplesAnswerSchema, description="Stored, or there before.")
@blueprint.doc(
    parameters=[IDEMPOTENCY_KEY],
    requestBody={
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "oneOf": [
                        {"$ref": "#/components/schemas/LabelledArticle"},
                        {
                            "type": "array",
                            "items": {"$ref": "#/components/schemas/LabelledArticle"},
                            "maxItems": MOST_ITEMS,
                        },
                    ]
                }
            },
            NDJSON: {"schema": {"$ref": "#/components/schemas/LabelledArticle"}},
        },
    },
    responses=dict.fromkeys((400, 401, 413, 415, 422, 500, 503), "Problem"),
)
def add() -> Response:
    """Store labelled articles

    One, a list of them, or NDJSON with one a line. The answer comes when they are stored for good,
    and has a result for each in order: `created`, `exists`, `conflict` (the same labeller gave the
    text another label before; retract that first), or `rejected` with what is wrong. `warnings` say
    what is doubtful about all examples together.
    """
    key = idempotency_key()
    raw, items, is_one = _items()
    part = parts()
    results: list[dict[str, Any]] = []
    submissions = []
    for item in items:
        try:
            if isinstance(item, Problem):
                raise item
            if not isinstance(item, dict):
                raise Problem("invalid-request", "", errors=[("$", "Not a JSON object.")])
            submissions.append(submission_from(item, part.article_schema))
            results.append({})
        except ValidationError as error:
            results.append(_rejected(invalid("invalid-request", error)))
        except Problem as problem:
            results.append(_rejected(problem))
    if is_one and not submissions:
        errors = [(each["field"], each["problem"]) for each in results[0]["errors"]]
        raise Problem("invalid-request", "The example is not acceptable.", errors=errors)
    try:
        answer, is_repeated = examples.add(
            part.settings,
            submissions,
            actor(),
            base=base_for_audit(part.settings),
            model=part.scorer.model,
            key=key,
            request=raw,
        )
    except idempotency.KeyReused as error:
        raise key_reused() from error
    stored = iter(answer["results"])
    answer["results"] = [result or next(stored) for result in results]
    response = _json(answer)
    if is_repeated:
        response.headers["Idempotency-Replayed"] = "true"
    return response


@blueprint.route("/v1/examples")
@blueprint.response(200, ExamplesSchema, description="Those behind `after`, in order.")
@blueprint.doc(
    parameters=[
        {"name": "after", "in": "query", "schema": {"type": "integer", "minimum": 0}},
        {
            "name": "limit",
            "in": "query",
            "schema": {"type": "integer", "minimum": 1, "maximum": _MOST_LISTED},
        },
        {"name": "labeller", "in": "query", "schema": {"type": "string"}},
        {"name": "outlet", "in": "query", "schema": {"type": "string"}},
    ]
)
def listed() -> Response:
    """List the examples, without their texts

    `next` is the `after` of the next page, or null.
    """
    given = loaded(_PageSchema(), request.args)
    chosen = examples.Filter(labeller=given.get("labeller"), outlet=given.get("outlet"))
    most = given.get("limit", _MOST_LISTED)
    with store.reading(parts().settings) as session:
        found = list(
            examples.listed(session, chosen=chosen, after=given.get("after", 0), most=most)
        )
        total = examples.count(session)
    following = found[-1]["id"] if len(found) == most else None
    return _json({"examples": found, "next": following, "total": total})


@blueprint.route("/v1/examples/export")
@blueprint.response(
    200, {"type": "string"}, content_type=NDJSON, description="One a line, as they were sent."
)
def exported() -> Response:
    """Give all examples out, as they can be sent again"""
    settings = parts().settings

    def lines() -> Iterator[bytes]:
        with store.reading(settings) as session:
            for example in examples.exported(session):
                yield orjson.dumps(example, option=orjson.OPT_APPEND_NEWLINE)

    return Response(lines(), content_type=NDJSON)


@blueprint.route("/v1/examples/retract", methods=["POST"])
@blueprint.response(200, RetractedSchema, description="They are gone.")
@blueprint.doc(
    requestBody={
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Retract"}}},
    }
)
def retract() -> Response:
    """Erase examples

    Text, readings and all else is removed for good, and no later training sees it. Only that an
    example of this number was there is kept, with the reason.
    """
    sent = json_value()
    given = loaded(RetractSchema(), sent if isinstance(sent, Mapping) else {"$": None})
    chosen = examples.Filter(given.get("ids"), given.get("labeller"), given.get("outlet"))
    if sum(each is not None for each in chosen) != 1:
        raise Problem(
            "invalid-request",
            "Say which examples.",
            errors=[("$", "Give one of ids, labeller and outlet.")],
        )
    gone = examples.retract(parts().settings, chosen, actor(), given["reason"])
    return _json({"retracted": gone})


class _PageSchema(Schema):
    after = fields.Integer(validate=validate.Range(min=0, error="Must be 0 or more."))
    limit = fields.Integer(
        validate=validate.Range(min=1, max=_MOST_LISTED, error="Must be 1 to {max}.")
    )
    labeller = fields.String()
    outlet = fields.String()


def _items() -> tuple[bytes, list[Any], bool]:
    """The body, the items in it, and whether it is one item and no list."""
    if request.mimetype == NDJSON:
        raw = body_bytes()
        return raw, _checked([_line(line) for line in raw.splitlines() if line.strip()]), False
    value = json_value()
    raw = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    return (raw, _checked(value), False) if isinstance(value, list) else (raw, [value], True)


def _checked(items: list[Any]) -> list[Any]:
    if not 0 < len(items) <= MOST_ITEMS:
        raise Problem(
            "invalid-request",
            f"Send 1 to {MOST_ITEMS:,} examples at a time.",
            errors=[("$", f"{len(items):,} examples.")],
        )
    return items


def _line(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return Problem("invalid-request", "", errors=[("$", "Not JSON.")])


def _rejected(problem: Problem) -> dict[str, Any]:
    errors = [{"field": field, "problem": text} for field, text in problem.errors]
    return {"status": "rejected", "errors": errors}


def _json(answer: object) -> Response:
    return Response(orjson.dumps(answer), content_type="application/json")
