"""Who may ask, and what browsers may do with an answer."""

from collections.abc import Callable

from flask import Flask, Response, request

from service.errors import Problem
from service.settings import Settings

# Scores and problems are for the one who asked, and no page may be made of them.
_HEADERS = (
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
)


def init_app(app: Flask, settings: Settings) -> None:
    """Ask for a key where there are keys, and set the headers that protect an answer."""
    if settings.api_keys:
        app.before_request(_gate(settings))
    app.after_request(_protect)


def _gate(settings: Settings) -> Callable[[], None]:
    def admit() -> None:
        if not request.path.startswith(("/v1/", "/metrics")):
            return
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not settings.admits(key.strip()):
            raise Problem(
                "unauthorized",
                "Send one of this service's keys as Authorization: Bearer <key>.",
                headers=[("WWW-Authenticate", "Bearer")],
            )

    return admit


def _protect(response: Response) -> Response:
    for name, value in _HEADERS:
        response.headers.setdefault(name, value)
    return response
