"""`/v1/queue`: articles that wait for a label, and which of them to label next."""
# mypy: disallow-untyped-decorators=False
# (flask-smorest ships no types)

import orjson
from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import ValidationError

from service import label_queue
from service.api.answers import QueueAnswerSchema, QueueSchema
from service.api.body import json_value, loaded
from service.errors import Problem, invalid
from service.parts import parts
from service.schemas import article_from
from service.security import actor
from service.submissions import QueuePageSchema

blueprint = Blueprint("queue", __name__, description="What to label next.")

MOST_ITEMS = 1_000
_LISTED = 20


@blueprint.route("/v1/queue", methods=["POST"])
@blueprint.response(200, QueueAnswerSchema, description="Stored, or there before.")
@blueprint.doc(
    requestBody={
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "oneOf": [
                        {"$ref": "#/components/schemas/Article"},
                        {
                            "type": "array",
                            "items": {"$ref": "#/components/schemas/Article"},
                            "maxItems": MOST_ITEMS,
                        },
                    ]
                }
            }
        },
    }
)
def add() -> Response:
    """Store articles that wait for a label

    One or a list; all of them or, where one is not acceptable, none. Their texts are stored until
    they are labelled or removed.
    """
    sent = json_value()
    items = sent if isinstance(sent, list) else [sent]
    if not 0 < len(items) <= MOST_ITEMS:
        raise Problem("invalid-request", f"Send 1 to {MOST_ITEMS:,} articles at a time.")
    articles = []
    for number, item in enumerate(items):
        if not isinstance(item, dict):
            where = str(number) if isinstance(sent, list) else "$"
            raise Problem(
                "invalid-request", "Not an article.", errors=[(where, "Not a JSON object.")]
            )
        try:
            articles.append(article_from(item, parts().article_schema))
        except ValidationError as error:
            found = {str(number): error.messages} if isinstance(sent, list) else error.messages
            raise invalid("invalid-request", ValidationError(found)) from error
    return _json({"results": label_queue.add(parts().settings, articles, actor())})


@blueprint.route("/v1/queue")
@blueprint.response(200, QueueSchema, description="The best first.")
@blueprint.doc(
    parameters=[
        {
            "name": "limit",
            "in": "query",
            "schema": {"type": "integer", "minimum": 1, "maximum": 200, "default": _LISTED},
        }
    ]
)
def ranked() -> Response:
    """What to label next

    By uncertainty, novelty and diversity, which count alike. To label one, send it to
    `/v1/examples` with the label; then it leaves the queue.
    """
    most = loaded(QueuePageSchema(), request.args).get("limit", _LISTED)
    part = parts()
    return _json(label_queue.ranked(part.settings, part.scorer.model, most))


@blueprint.route("/v1/queue/<int:number>", methods=["DELETE"])
@blueprint.response(204, description="It is gone.")
def remove(number: int) -> Response:
    """Erase an article that waits"""
    if not label_queue.remove(parts().settings, number, actor()):
        raise Problem("not-found", "No article of this number waits.")
    return Response(status=204)


def _json(answer: object) -> Response:
    return Response(orjson.dumps(answer), content_type="application/json")
