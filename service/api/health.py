"""Whether the service lives, whether it can score, and what it has done."""
# mypy: disallow-untyped-decorators=False
# (flask-smorest ships no types)

import orjson
from flask import Response
from flask_smorest import Blueprint
from prometheus_client import CONTENT_TYPE_LATEST

from features.article import Article
from features.catalogue import SignalFailed
from models.scorer import Scorer
from service import jobs, store
from service.api.answers import HealthSchema, ReadinessSchema
from service.parts import parts

blueprint = Blueprint("operation", __name__, description="For those who run the service.")

_PROBE = Article(title="Plant to close", body="The plant will close in May, its manager said.")


@blueprint.route("/healthz")
@blueprint.response(200, HealthSchema, description="The process answers.")
@blueprint.doc(security=[])
def healthz() -> Response:
    """Sign of life"""
    return Response(b'{"status":"ok"}', content_type="application/json")


@blueprint.route("/readyz")
@blueprint.response(200, ReadinessSchema, description="Articles can be scored.")
@blueprint.alt_response(503, schema=ReadinessSchema, description="They cannot.")
@blueprint.doc(security=[])
def readyz() -> Response:
    """Whether articles can be scored

    Only the model is required: a database or a worker that is down takes no score with it.
    """
    settings, scorer = parts().settings, parts().scorer
    seen = store.worker_seen(settings)
    ready = _scores(scorer)
    state = {
        "model": {"ready": ready, "required": True, "version": scorer.model.version},
        "database": {"ready": store.ping(settings), "required": False},
        "worker": {"ready": jobs.is_fresh(seen), "required": False, "seen": seen},
    }
    return Response(
        orjson.dumps(state), status=200 if ready else 503, content_type="application/json"
    )


@blueprint.route("/metrics")
@blueprint.response(
    200, {"type": "string"}, content_type=CONTENT_TYPE_LATEST, description="As Prometheus reads it."
)
def metrics() -> Response:
    """Metrics of all processes"""
    return Response(parts().telemetry.exposition(), content_type=CONTENT_TYPE_LATEST)


def _scores(scorer: Scorer) -> bool:
    """Try it: that a model was loaded does not mean that it works."""
    try:
        scorer.assess(_PROBE)
    except SignalFailed:
        return False
    return True
