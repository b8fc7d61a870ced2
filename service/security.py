"""Who may ask, and what browsers may do with an answer."""

import hashlib
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, request

from service.errors import Problem
from service.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# Scores and problems are for the one who asked, and no page may be made of them. Pages have
# policies of their own.
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}


def init_app(app: Flask, settings: Settings) -> None:
    """Ask for a key where there are keys, and set the headers that protect an answer."""
    if settings.api_keys:
        app.before_request(_gate(settings))
    _protect(app)


def actor() -> str:
    """Who asks: the start of the digest of the key that was sent, for there are no names."""
    _, _, key = request.headers.get("Authorization", "").partition(" ")
    if not key:
        return "anonymous"
    return f"key:{hashlib.sha256(key.strip().encode('utf-8', 'surrogateescape')).hexdigest()[:8]}"


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


def _protect(app: Flask) -> None:
    # Outside of Flask: its own headers look through the list for every one that is set.
    inner = app.wsgi_app

    def protected(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *failure: Any) -> Any:
            given = {name for name, _ in headers}
            headers += [pair for pair in _HEADERS.items() if pair[0] not in given]
            return start_response(status, headers, *failure)

        return inner(environ, start)

    app.wsgi_app = protected  # type: ignore[method-assign]  # Flask's way to wrap an application
