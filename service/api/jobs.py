"""`/v1/retrain` and `/v1/jobs`: work that takes longer than a request, asked for and told about."""
# mypy: disallow-untyped-decorators=False
# (flask-smorest ships no types)

from collections.abc import Mapping
from typing import Any

import orjson
from flask import Response
from flask_smorest import Blueprint

from service import job_records, jobs, store
from service.api.answers import JobSchema, JobsSchema, PlanSchema
from service.api.body import json_value, loaded
from service.errors import Problem
from service.parts import parts
from service.security import actor
from service.submissions import RetrainSchema

blueprint = Blueprint("jobs", __name__, description="Retrain, and see how it goes.")


@blueprint.route("/v1/retrain", methods=["POST"])
@blueprint.response(202, JobSchema, description="It is recorded; `Location` tells how it goes.")
@blueprint.alt_response(200, schema=PlanSchema, description="With `dry_run`: what would happen.")
@blueprint.doc(
    requestBody={
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Retrain"}}},
    },
    responses=dict.fromkeys((400, 401, 409, 415, 422, 500, 503), "Problem"),
)
def retrain() -> Response:
    """Retrain from the base and all examples

    A worker trains a candidate and compares it with the version in service; it is promoted if it is
    no worse, else kept with the reasons. One at a time: 409 names the job that is not over.
    """
    # Here, because scoring needs no scikit-learn.
    from service import retraining

    sent = json_value()
    given = loaded(RetrainSchema(), sent if isinstance(sent, Mapping) else {"$": None})
    settings = parts().settings
    is_dry = given.pop("dry_run", False)
    options = retraining.Options(**given)
    if is_dry:
        return _json(retraining.plan(settings, options))
    try:
        job = retraining.ask(settings, options, actor())
    except job_records.AlreadyGoing as error:
        detail = f"Job {error.job} is not over; one retraining goes on at a time."
        raise Problem("conflict", detail) from error
    jobs.wake(settings, retraining.KIND, job)
    response = _json(_found(job), status=202)
    response.headers["Location"] = f"/v1/jobs/{job}"
    return response


@blueprint.route("/v1/jobs")
@blueprint.response(200, JobsSchema, description="The newest first.")
def listed() -> Response:
    """The latest jobs"""
    with store.reading(parts().settings) as session:
        return _json({"jobs": job_records.listed(session)})


@blueprint.route("/v1/jobs/<job>")
@blueprint.response(200, JobSchema, description="The job.")
def one(job: str) -> Response:
    """How a job goes, with its log"""
    return _json(_found(job))


@blueprint.route("/v1/jobs/<job>/cancel", methods=["POST"])
@blueprint.response(200, JobSchema, description="It stops at its next step.")
def cancel(job: str) -> Response:
    """Stop a job

    One that waits is over at once, one that runs at its next step, within seconds.
    """
    _found(job)
    with store.writing(parts().settings) as session:
        is_asked = job_records.cancel(session, job, actor())
    if not is_asked:
        raise Problem("conflict", "This job is over already.")
    return _json(_found(job))


def _found(job: str) -> dict[str, Any]:
    with store.reading(parts().settings) as session:
        found = job_records.told(session, job)
    if found is None:
        raise Problem("not-found", "There is no such job.")
    return found


def _json(answer: object, *, status: int = 200) -> Response:
    return Response(orjson.dumps(answer), status=status, content_type="application/json")
