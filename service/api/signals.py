"""`/v1/signals`: what is measured, and in which unit."""
# mypy: disallow-untyped-decorators=False
# (flask-smorest ships no types)

import orjson
from flask import Response
from flask_smorest import Blueprint

from features.catalogue import all_signals
from service.api.answers import CatalogueSchema

blueprint = Blueprint("signals", __name__, description="What is measured.")


@blueprint.route("/v1/signals")
@blueprint.response(200, CatalogueSchema, description="All signals, by name.")
def signals() -> Response:
    """List the signals"""
    catalogue = [
        {"name": signal.name, "family": signal.family, "description": signal.description}
        for signal in all_signals().values()
    ]
    return Response(orjson.dumps({"signals": catalogue}), content_type="application/json")
