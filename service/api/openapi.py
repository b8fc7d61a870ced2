"""`/openapi.json`: the document that describes the API, made from the blueprints."""

from importlib.metadata import PackageNotFoundError, version
from typing import Any

import flask_smorest
from flask import Flask

from models.rows import OUTLET_CHARACTERS, TITLE_CHARACTERS
from service import submissions
from service.api.answers import ProblemSchema, RecordSchema
from service.errors import MEDIA_TYPE
from service.schemas import ArticleSchema, Published
from service.settings import Settings

_DESCRIPTION = """\
Scores how credibly a news article is written and sourced, with its reasons. It does not say
whether an article is true.

Errors are `application/problem+json` (RFC 9457); tell them apart by `type`. Every answer carries
`X-Request-ID`: the one that was sent, or a new one.
"""


class _Api(flask_smorest.Api):  # type: ignore[misc]  # flask-smorest ships no types
    ERROR_SCHEMA = ProblemSchema
    # Every operation may answer with a problem; none needs to say so itself.
    DEFAULT_ERROR_RESPONSE_NAME = "Problem"


def describe(app: Flask, settings: Settings, schema: ArticleSchema) -> flask_smorest.Api:
    """Serve the OpenAPI document; blueprints registered with what is returned appear in it."""
    app.config.update(
        API_TITLE="Credibility",
        API_VERSION=_release(),
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/",
    )
    options: dict[str, Any] = {"info": {"description": _DESCRIPTION}}
    if settings.api_keys:
        options["security"] = [{"key": []}]
    api = _Api(app, spec_kwargs=options)
    api.register_field(Published, "string", None)
    components = api.spec.components
    if settings.api_keys:
        components.security_scheme("key", {"type": "http", "scheme": "bearer"})
    components.schema("Article", schema=schema)
    # What a field by field schema cannot say: the text comes in one of two ways.
    components.schemas["Article"]["oneOf"] = [{"required": ["body"]}, {"required": ["html"]}]
    components.schema("Label", schema=submissions.LabelSchema)
    components.schema(
        "LabelledArticle",
        {"allOf": [{"$ref": f"#/components/schemas/{part}"} for part in ("Article", "Label")]},
    )
    for name, of_body in (
        ("Retract", submissions.RetractSchema),
        ("Retrain", submissions.RetrainSchema),
        ("Promote", submissions.PromoteSchema),
        ("Rollback", submissions.RollbackSchema),
        ("Prune", submissions.PruneSchema),
        ("Replay", submissions.ReplaySchema),
    ):
        components.schema(name, schema=of_body)
    # Lines of a stream, which flask-smorest does not look for.
    components.schema("Row", _row(settings))
    components.schema("Record", schema=RecordSchema)
    components.response(
        "Problem",
        {
            "description": "What is wrong, as a problem after RFC 9457.",
            "content": {MEDIA_TYPE: {"schema": ProblemSchema}},
        },
    )
    return api


def _row(settings: Settings) -> dict[str, Any]:
    """An article among many, as `models.rows` takes it."""
    text = {"type": "string", "maxLength": settings.max_characters}
    return {
        "type": "object",
        "description": "One article of many; other fields are passed over.",
        "properties": {
            "id": {"type": ["string", "integer"], "description": "Comes back with the record."},
            "text": text,
            "body": text,
            "html": text,
            "title": {"type": ["string", "null"], "maxLength": TITLE_CHARACTERS},
            "outlet": {"type": ["string", "null"], "maxLength": OUTLET_CHARACTERS},
            "published": {"type": ["string", "null"], "description": "ISO 8601."},
        },
        "required": ["id"],
        "oneOf": [
            {"required": ["text"]},
            {"required": ["body"]},
            {"required": ["html"], "properties": {"text": False, "body": False}},
        ],
    }


def _release() -> str:
    try:
        return version("credibility")
    except PackageNotFoundError:
        return "source"  # run from a folder, not installed
