"""`/`, `/docs` and `/problems/...`: what a person sees who opens the service in a browser.

Everything comes from this service: Swagger UI's files from the flask-swagger-ui package, the rest
from `service/docs`. The content security policy lets nothing else in, and no inline script.
"""

from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Response, abort, render_template, send_file

from service.errors import KINDS
from service.parts import parts

_OWN = Path(str(files("service"))) / "docs"
_SWAGGER = Path(str(files("flask_swagger_ui"))) / "dist"
_ASSETS = {
    "page.css": _OWN,
    "start.js": _OWN,
    "swagger-ui.css": _SWAGGER,
    "swagger-ui-bundle.js": _SWAGGER,
    "favicon-32x32.png": _SWAGGER,
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)

blueprint = Blueprint("pages", __name__, template_folder=str(_OWN))


@blueprint.get("/")
def home() -> Response:
    """What this service is, and where to go on."""
    return _page(render_template("home.html", version=parts().scorer.model.version))


@blueprint.get("/docs")
def docs() -> Response:
    """The API, to read and to try."""
    return _page(render_template("docs.html"))


@blueprint.get("/docs/<name>")
def asset(name: str) -> Response:
    """A file that those pages use."""
    folder = _ASSETS.get(name)
    if folder is None:
        abort(404)
    return send_file(folder / name, max_age=3600)


@blueprint.get("/problems/<name>")
def problem(name: str) -> Response:
    """What a type of problem means."""
    kind = KINDS.get(name)
    if kind is None:
        abort(404)
    return _page(render_template("problem.html", kind=kind))


def _page(html: str) -> Response:
    response = Response(html, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = _POLICY
    return response
