"""The web application: `create_app` puts its parts together."""

import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from flask import Flask

from features.article import Article
from service import errors, security
from service.api import (
    batches,
    examples,
    health,
    jobs,
    models,
    openapi,
    pages,
    queue,
    score,
    signals,
    stream,
)
from service.dump import assessment_json
from service.live_model import LiveModel
from service.parts import Parts
from service.schemas import ArticleSchema
from service.settings import Settings
from service.telemetry import Telemetry


class _Application(Flask):
    """Flask without what this service has no use for."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself: none is a coroutine, and to find out takes longer than to log."""
        return func


def create_app(settings: Settings | None = None, *, log: BinaryIO | None = None) -> Flask:
    """A WSGI application, ready to score.

    By default with the environment's settings, and with standard error for its log.
    """
    settings = Settings.from_environment() if settings is None else settings
    live = LiveModel(settings)
    live.start()
    # The first article ever loads what has been compiled; no client should wait for that.
    assessment_json(live.scorer.assess(Article(body="", title="")))

    app = _Application("service", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    schema = ArticleSchema(max_characters=settings.max_characters)
    telemetry = Telemetry(app, sys.stderr.buffer if log is None else log)
    Parts(settings, live, schema, telemetry).attach(app)
    security.init_app(app, settings)
    api = openapi.describe(app, settings, schema)
    for blueprint in (
        score.blueprint,
        stream.blueprint,
        batches.blueprint,
        signals.blueprint,
        examples.blueprint,
        jobs.blueprint,
        queue.blueprint,
        models.blueprint,
        health.blueprint,
    ):
        api.register_blueprint(blueprint)
    app.register_blueprint(pages.blueprint)
    errors.register(app)
    return app
