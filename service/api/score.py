"""`/v1/score`: one article in, its assessment out.

The body is loaded here and the answer built by a plain function: flask-smorest's own decorators
for both would cost more than the scoring. It documents the route and nothing else.
"""
# mypy: disallow-untyped-decorators=False
# (flask-smorest ships no types)

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import ValidationError

from service.api.answers import AssessmentSchema
from service.api.body import json_object
from service.dump import assessment_json
from service.errors import Problem, invalid_article
from service.parts import parts
from service.schemas import article_from

blueprint = Blueprint("score", __name__, description="Score articles.")

# Written for the documentation, where it can be tried: long enough to get a score.
_EXAMPLE = {
    "title": "Bottle plant to close in May",
    "body": (
        "The glassworks at Port Ellis will close on 29 May after 61 years, its manager, Ann Holt,"
        ' told staff on Monday. "We could not find a buyer who would keep the furnace lit," she'
        " said. The plant made 212 million bottles last year, 9 percent fewer than in the year"
        " before, according to its annual report. All 340 workers will be offered places at the"
        " owner's two other plants, the company said. The union, which represents 290 of them, may"
        " ask a court to delay the closure, its secretary, Luis Ferrer, said in an interview."
    ),
    "outlet": "example.org",
    "published": "2026-03-02",
}
_EVIDENCE = {
    "name": "evidence",
    "in": "query",
    "description": "`none` leaves everything out that quotes the article.",
    "schema": {"type": "string", "enum": ["full", "none"], "default": "full"},
}


@blueprint.route("/v1/score", methods=["POST"])
@blueprint.response(200, AssessmentSchema, description="The assessment.")
@blueprint.doc(
    parameters=[_EVIDENCE],
    requestBody={
        "required": True,
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/Article"},
                "example": _EXAMPLE,
            }
        },
    },
    responses=dict.fromkeys((400, 401, 413, 415, 422, 500), "Problem"),
)
def score() -> Response:
    """Score an article

    The score is the probability that the article is written and sourced as credible ones are; it
    does not say whether the article is true. `score` is null where the service abstains.
    """
    evidence = _wants_evidence()
    given = json_object()
    part = parts()
    try:
        article = article_from(given, part.article_schema)
    except ValidationError as error:
        raise invalid_article(error) from error
    assessment = part.live.scorer.assess(article)
    part.telemetry.scored(assessment)
    answer = assessment_json(assessment, evidence=evidence, with_text=evidence and "html" in given)
    return Response(answer, content_type="application/json")


def _wants_evidence() -> bool:
    if not request.query_string:
        return True
    wrong = []
    for name, values in request.args.lists():
        if name != "evidence":
            wrong.append((name, "Unknown parameter; there is evidence."))
        elif values not in (["none"], ["full"]):
            wrong.append((name, "Must be none or full."))
    if wrong:
        raise Problem("invalid-parameter", "The URL's parameters are not usable.", errors=wrong)
    return request.args.get("evidence") != "none"
