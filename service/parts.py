"""What the parts of one application share; made by `service.app.create_app`."""

import threading
from dataclasses import dataclass, field

from flask import Flask, current_app

from models.scorer import Scorer
from service.live_model import LiveModel
from service.schemas import ArticleSchema
from service.settings import Settings
from service.telemetry import Telemetry

_NAME = "credibility"


@dataclass(frozen=True)
class Parts:
    """One application's settings and what was made by them."""

    settings: Settings
    live: LiveModel
    article_schema: ArticleSchema
    telemetry: Telemetry
    # One seat for each stream that this process has a thread for; single articles need the others.
    seats: threading.BoundedSemaphore = field(init=False)

    def __post_init__(self) -> None:
        seats = threading.BoundedSemaphore(max(1, self.settings.threads // 2))
        object.__setattr__(self, "seats", seats)

    @property
    def scorer(self) -> Scorer:
        """The scorer of this moment; read it once a request, so that its answer is of one model."""
        return self.live.scorer

    def attach(self, app: Flask) -> None:
        """Make these the parts of that application."""
        app.extensions[_NAME] = self


def parts() -> Parts:
    """The parts of the application that handles the current request."""
    return parts_of(current_app)


def parts_of(app: Flask) -> Parts:
    """The parts of an application."""
    found: Parts = app.extensions[_NAME]
    return found


def has_parts(app: Flask) -> bool:
    """Whether this application is the service, and no other."""
    return _NAME in app.extensions
