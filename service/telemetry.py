"""What is known about each request: its id, one log event, and the metrics.

The event never holds text of an article, nor of an exception, which could quote one. Metrics are
counted in this process; under gunicorn every process counts in files that `/metrics` adds up.
"""

import os
import re
import traceback
from time import perf_counter
from typing import BinaryIO

import orjson
import structlog
from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from features.catalogue import SignalFailed
from models.assessment import Assessment

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_TENTHS = tuple(tenth / 10 for tenth in range(1, 11))


class Telemetry:
    """One application's log and metrics."""

    def __init__(self, log: BinaryIO) -> None:
        # Bound once: a logger that is looked up costs more than the event.
        self._log = structlog.wrap_logger(
            structlog.BytesLogger(log),
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.JSONRenderer(serializer=_json),
            ],
            wrapper_class=structlog.BoundLogger,
        ).bind()
        registry = CollectorRegistry()
        self._requests = Counter(
            "credibility_requests",
            "Requests answered.",
            ("route", "status"),
            registry=registry,
        )
        self._seconds = Histogram(
            "credibility_request_seconds",
            "Time to an answer.",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._scores = Histogram(
            "credibility_score", "Scores given.", ("model",), buckets=_TENTHS, registry=registry
        )
        self._abstentions = Counter(
            "credibility_abstentions", "Articles without a score.", ("reason",), registry=registry
        )
        self._words = Counter("credibility_words", "Words read.", registry=registry)
        self._registry = registry

    def init_app(self, app: Flask) -> None:
        """Watch every request of this application."""
        app.before_request(self._begin)
        app.after_request(self._finish)

    def scored(self, assessment: Assessment) -> None:
        """Take note of what the current request was answered."""
        self._words.inc(assessment.words)
        event: dict[str, object] = {"words": assessment.words, "model": assessment.model}
        if assessment.score is not None:
            self._scores.labels(assessment.model).observe(assessment.score)
            event["score"] = assessment.score
        if assessment.abstained is not None:
            self._abstentions.labels(assessment.abstained.reason).inc()
            event["abstained"] = assessment.abstained.reason
        g.scored = event

    def exposition(self) -> bytes:
        """All metrics, of all processes, as Prometheus reads them."""
        if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            return generate_latest(self._registry)
        everybody = CollectorRegistry()
        MultiProcessCollector(everybody)  # type: ignore[no-untyped-call]  # without types
        return generate_latest(everybody)

    def _begin(self) -> None:
        g.started = perf_counter()
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if _REQUEST_ID.fullmatch(given) else os.urandom(16).hex()

    def _finish(self, response: Response) -> Response:
        seconds = perf_counter() - g.started
        route = request.url_rule.rule if request.url_rule else "none"
        status = response.status_code
        self._requests.labels(route, status).inc()
        self._seconds.labels(route).observe(seconds)
        response.headers["X-Request-ID"] = g.request_id
        event = {
            "request_id": g.request_id,
            "method": request.method,
            "route": route,
            "status": status,
            "milliseconds": round(seconds * 1000, 3),
        }
        if (scored := g.get("scored")) is not None:
            self._log.info("scored", **event, **scored)
        elif (failure := g.get("failure")) is not None:
            self._log.error("failed", **event, failure=_causes(failure))
        else:
            self._log.info("answered", **event)
        return response


def _json(event: object, **_: object) -> bytes:
    return orjson.dumps(event)


def _causes(error: BaseException | None) -> list[dict[str, object]]:
    """Each exception of a chain, as its type and where it came from, without its text."""
    causes = []
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        cause: dict[str, object] = {
            "type": type(error).__name__,
            "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-10:]],
        }
        if isinstance(error, SignalFailed):
            cause["signal"] = error.name
        causes.append(cause)
        error = error.__cause__ or error.__context__
    return causes
