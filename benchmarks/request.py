"""One scoring request without a socket, against Flask echoing the same JSON."""

import io
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from werkzeug.test import create_environ

from benchmarks import echo
from benchmarks.articles import news
from benchmarks.clock import spread
from benchmarks.report import Cell, Report, Skipped, Target
from benchmarks.subject import scorer
from features.article import Article
from features.catalogue import extract
from service.app import create_app
from service.dump import assessment_json
from service.schemas import ArticleSchema, article_from
from service.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

_WARM_UP = 60
_ROUNDS = 9
_A_ROUND = 50


def measure() -> Report:
    """CPU time of a request to the service and to the echo in turn, and of the service's steps."""
    samples = news(_WARM_UP + _ROUNDS * _A_ROUND)
    bodies = [json.dumps({"title": title, "body": body}).encode() for title, body in samples.texts]
    steps = _steps()
    seconds: dict[str, list[float]] = {"echo": [], "service": [], **{step: [] for step in steps}}
    sizes = []
    with Path(os.devnull).open("wb") as log:
        apps: dict[str, WSGIApplication] = {
            "echo": echo.create_app(),
            "service": create_app(Settings(), log=log),
        }
        for position in range(0, len(bodies), _A_ROUND):
            for name, app in apps.items()
