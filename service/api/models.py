"""`/v1/models` and `/v1/audit-log`: the versions, which one serves, and who changed that."""
# mypy: disallow-untyped-decorators=False
# (flask-smorest ships no types)

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any

import orjson
from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from models.additive import AdditiveModel
from service import audit_log, examples, registry, store
from service.api.answers import (
    AssessmentSchema,
    AuditLogSchema,
    DiffSchema,
    ModelsSchema,
    PrunedSchema,
    ServingSchema,
    VerifiedSchema,
)
from service.api.body import json_value, loaded
from service.dump import assessment_json
from service.errors import Problem, invalid
from service.model_page import write_page
from service.page.template import NO_FRAMES, POLICY
from service.parts import parts
from service.schemas import article_from
from service.security import actor
from service.submissions import (
    AuditPageSchema,
    PromoteSchema,
    PruneSchema,
    ReplaySchema,
    RollbackSchema,
)

blueprint = Blueprint("models", __name__, description="Model versions, and which one serves.")

_MOST_ENTRIES = 500
# The first is for who does not care.
_CARD_TYPES = ("application/json", "text/html")


def _body(name: str) -> dict[str, Any]:
    return {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}},
    }


@blueprint.route("/v1/models")
@blueprint.response(200, ModelsSchema, description="The newest first, the one that ships last.")
def listed() -> Response:
    """List the versions"""
    with _reading() as session:
        return _json({"models": registry.listed(session)})


@blueprint.route("/v1/models/<version>")
@blueprint.response(200, {"type": "object"}, description="The card.")
@blueprint.doc(
    responses={"200": {"content": {"text/html": {"schema": {"type": "string"}}}}},
)
def card(version: str) -> Response:
    """What a version was made from, and what the gate says of it

    A browser, or who else prefers `text/html`, gets a page with the shapes of the curves.
    """
    with _reading() as session:
        found = registry.card(session, version)
        if request.accept_mimetypes.best_match(_CARD_TYPES) == "text/html":
            page = write_page(version, found, _curves(session, version))
            answer = Response(page, content_type="text/html; charset=utf-8")
            answer.headers["Content-Security-Policy"] = f"{POLICY}; {NO_FRAMES}"
        else:
            answer = _json(found)
    answer.vary.add("Accept")
    return answer


def _curves(session: Session, version: str) -> AdditiveModel | None:
    try:
        return registry.model(session, version)
    except registry.RegistryError:
        return None  # pruned: the card is kept


@blueprint.route("/v1/models/<version>/artefact")
@blueprint.response(200, {"type": "object"}, description="The model's table of curves.")
def artefact(version: str) -> Response:
    """The version itself: knots and heights of every curve"""
    with _reading() as session:
        model = registry.model(session, version)
    return Response(model.to_json(), content_type="application/json")


@blueprint.route("/v1/models/<before>/diff/<after>")
@blueprint.response(200, DiffSchema, description="From the first to the second.")
def diff(before: str, after: str) -> Response:
    """Which curves differ, and which examples' bands"""
    with _reading() as session:
        models = registry.model(session, before), registry.model(session, after)
        usable, _ = examples.usable(session)
        return _json(registry.diff(*models, usable, parts().settings.base_rate))


@blueprint.route("/v1/models/<version>/promote", methods=["POST"])
@blueprint.response(200, ServingSchema, description="It serves, everywhere within two seconds.")
@blueprint.doc(requestBody=_body("Promote"))
def promote(version: str) -> Response:
    """Let a version serve

    What the gate does not recommend is promoted only with `anyway`.
    """
    given = _given(PromoteSchema)
    with _writing() as session:
        now = registry.promote(
            session, version, actor(), given["reason"], anyway=given.get("anyway", False)
        )
    return _serving(now)


@blueprint.route("/v1/models/rollback", methods=["POST"])
@blueprint.response(200, ServingSchema, description="What served before serves again.")
@blueprint.doc(requestBody=_body("Rollback"))
def rollback() -> Response:
    """Take the last promotion back"""
    given = _given(RollbackSchema)
    with _writing() as session:
        now = registry.rollback(session, actor(), given["reason"])
    return _serving(now)


@blueprint.route("/v1/models/prune", methods=["POST"])
@blueprint.response(200, PrunedSchema, description="Their curves are gone, their cards are not.")
@blueprint.doc(requestBody=_body("Prune"))
def prune() -> Response:
    """Drop old candidates that never served"""
    given = _given(PruneSchema)
    with _writing() as session:
        gone = registry.prune(session, actor(), keep=given["keep"])
    return _json({"pruned": gone})


@blueprint.route("/v1/models/replay", methods=["POST"])
@blueprint.response(200, AssessmentSchema, description="The assessment, as it was.")
@blueprint.doc(requestBody=_body("Replay"))
def replay() -> Response:
    """Make an assessment again, from its signature and the article"""
    given = _given(ReplaySchema)
    try:
        article = article_from(given["article"], parts().article_schema)
    except ValidationError as error:
        raise invalid("invalid-request", error) from error
    with _reading() as session:
        scorer = registry.replay(session, given["signature"])
    return Response(assessment_json(scorer.assess(article)), content_type="application/json")


@blueprint.route("/v1/audit-log")
@blueprint.response(200, AuditLogSchema, description="The entries behind `after`, in order.")
@blueprint.doc(
    parameters=[{"name": "after", "in": "query", "schema": {"type": "integer", "minimum": 0}}]
)
def entries() -> Response:
    """Who did what, when and why"""
    after = loaded(AuditPageSchema(), request.args).get("after", 0)
    with _reading() as session:
        found = [
            audit_log.told(entry)
            for entry in islice(audit_log.entries(session, after=after), _MOST_ENTRIES)
        ]
    following = after + len(found) if len(found) == _MOST_ENTRIES else None
    return _json({"entries": found, "next": following})


@blueprint.route("/v1/audit-log/verify")
@blueprint.response(200, VerifiedSchema, description="The chain holds.")
def verify() -> Response:
    """Check that no entry was changed

    409 names the first that was. Note `entries` and `digest` elsewhere: then entries that are taken
    from the end are missed, too.
    """
    with _reading() as session:
        try:
            found = audit_log.verify(session)
        except audit_log.BrokenChain as error:
            raise Problem(
                "conflict", f"The audit log is not as it was written: {error}."
            ) from error
    return _json(found._asdict())


def _given(schema: type[Any]) -> dict[str, Any]:
    sent = json_value()
    return loaded(schema(), sent if isinstance(sent, Mapping) else {"$": None})


@contextmanager
def _reading() -> Iterator[Session]:
    with store.reading(parts().settings) as session, _told():
        yield session


@contextmanager
def _writing() -> Iterator[Session]:
    with _told(), store.writing(parts().settings) as session:
        yield session


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except registry.UnknownVersion as error:
        raise Problem("not-found", str(error)) from error
    except registry.RegistryError as error:
        raise Problem("conflict", str(error)) from error


def _serving(now: registry.Current) -> Response:
    return _json({"version": registry.name_of(now), "promotion": now.number})


def _json(answer: object) -> Response:
    return Response(orjson.dumps(answer), content_type="application/json")
