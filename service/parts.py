"""What the parts of one application share; made by `service.app.create_app`."""

from dataclasses import dataclass

from flask import Flask, current_app

from models.scorer import Scorer
from service.schemas import ArticleSchema
from service.settings import Settings
from service.telemetry import Telemetry

_NAME = "credibility"


@dataclass(frozen=True)
class Parts:
    """One application's settings and what was made by them."""

    settings: Settings
    scorer: Scorer
    article_schema: ArticleSchema
    telemetry: Telemetry

    def attach(self, app: Flask) -> None:
        """Make these the parts of that application."""
        app.extensions[_NAME] = self


def parts() -> Parts:
    """The parts of the application that handles the current request."""
    found: Parts = current_app.extensions[_NAME]
    return found
