"""What is known about each request: its id, one log event, and the metrics.

This wraps the application, outside of Flask: what it costs, every request pays. The event is a
dictionary in the WSGI environment, to which whoever handles the request may add. It never holds
text of an article, nor of an exception, which could quote one. Metrics are counted in this process;
under gunicorn every process counts in files that `/metrics` adds up.
"""

import os
import re
import traceback
from collections.abc import Iterable, Sequence
from functools import cache
from time import perf_counter
from typing import TYPE_CHECKING, Any, BinaryIO

import orjson
import structlog
from flask import Flask, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from werkzeug.wsgi import ClosingIterator

from features.catalogue import SignalFailed
from models.assessment import Assessment
from models.records import Record, is_fault

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_EVENT = "credibility.event"
_STREAM = "credibility.stream"
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_TENTHS = tuple(tenth / 10 for tenth in range(1, 11))


class Telemetry:
    """One application's log and metrics."""

    def __init__(self, app: Flask, log: BinaryIO) -> None:
        # Bound once: a logger that is looked up costs more than the event.
        self._log = structlog.wrap_logger(
            structlog.BytesLogger(log),
            processors=[
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.JSONRenderer(serializer=_json),
            ],
            wrapper_class=structlog.BoundLogger,
        ).bind()
        self._registry = registry = CollectorRegistry()
        requests = Counter(
            "credibility_requests", "Requests answered.", ("route", "status"), registry=registry
        )
        seconds = Histogram(
            "credibility_request_seconds",
            "Time to an answer.",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        )
        scores = Histogram(
            "credibility_score", "Scores given.", ("model",), buckets=_TENTHS, registry=registry
        )
        abstentions = Counter(
            "credibility_abstentions", "Articles without a score.", ("reason",), registry=registry
        )
        # Kept by their labels, of which there are few: to look one up takes as long as to count.
        self._requests = cache(requests.labels)
        self._seconds = cache(seconds.labels)
        self._scores = cache(scores.labels)
        self._abstentions = cache(abstentions.labels)
        self._words = Counter("credibility_words", "Words read.", registry=registry)
        self._app = app.wsgi_app
        app.wsgi_app = self  # type: ignore[method-assign]  # Flask's way to wrap an application

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request, and take note of it."""
        began = perf_counter()
        given = environ.get("HTTP_X_REQUEST_ID", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else os.urandom(16).hex()
        event: dict[str, Any] = {
            "event": "answered",
            "level": "info",
            "request_id": request_id,
            "method": environ["REQUEST_METHOD"],
            "route": "none",
        }
        environ[_EVENT] = event

        def start(status: str, headers: list[tuple[str, str]], *failure: Any) -> Any:
            event["status"] = int(status[:3])
            # The rule and not the path, which a stranger chose. Later, Flask has let go of it.
            rule = environ["werkzeug.request"].url_rule
            if rule is not None:
                event["route"] = rule.rule
            headers.append(("X-Request-ID", request_id))
            return start_response(status, headers, *failure)

        def note() -> None:
            seconds = perf_counter() - began
            self._requests(event["route"], event["status"]).inc()
            self._seconds(event["route"]).observe(seconds)
            self._log.msg(milliseconds=round(seconds * 1000, 3), **event)

        answer = self._app(environ, start)
        if _STREAM in environ:
            return ClosingIterator(answer, note)
        note()
        return answer

    def scored(self, assessment: Assessment) -> None:
        """Take note of what the current request is answered."""
        event = request.environ[_EVENT]
        event["event"] = "scored"
        event["model"] = assessment.model
        event["words"] = assessment.words
        if assessment.score is not None:
            event["score"] = assessment.score
            self.count_score(assessment.model, assessment.score, assessment.words)
        if assessment.abstained is not None:
            event["abstained"] = assessment.abstained.reason
            self.count_abstention(assessment.abstained.reason, assessment.words)

    def count_score(self, model: str, score: float, words: int) -> None:
        """Count an article that got a score."""
        self._scores(model).observe(score)
        self._words.inc(words)

    def count_abstention(self, reason: str, words: int) -> None:
        """Count an article that got none."""
        self._abstentions(reason).inc()
        self._words.inc(words)

    def streamed(self) -> "Stream":
        """Take note of the current request when its answer, made bit by bit, has ended."""
        request.environ[_STREAM] = True
        return Stream(self, request.environ[_EVENT])

    def exposition(self) -> bytes:
        """All metrics, of all processes, as Prometheus reads them."""
        if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            return generate_latest(self._registry)
        everybody = CollectorRegistry()
        MultiProcessCollector(everybody)  # type: ignore[no-untyped-call]  # without types
        return generate_latest(everybody)


class Stream:
    """Takes note of many articles that one request is answered."""

    def __init__(self, telemetry: Telemetry, event: dict[str, Any]) -> None:
        self._telemetry = telemetry
        self._event = event
        event |= {"event": "scored", "complete": False}
        event |= dict.fromkeys(("articles", "errors", "abstentions", "words"), 0)

    def scored(self, records: Sequence[Record]) -> None:
        """Count some more of them."""
        event = self._event
        for record in records:
            if is_fault(record):
                event["errors"] += 1
                continue
            event["articles"] += 1
            event["words"] += record["words"]
            event["model"] = record["model"]
            if record["score"] is not None:
                self._telemetry.count_score(record["model"], record["score"], record["words"])
            else:
                event["abstentions"] += 1
                self._telemetry.count_abstention(record["abstained"]["reason"], record["words"])

    def completed(self) -> None:
        """Say that the client sent all of it."""
        self._event["complete"] = True


def request_id() -> str:
    """The current request's id: the client's, if it sent a sane one."""
    found: str = request.environ[_EVENT]["request_id"]
    return found


def failed(error: Exception) -> None:
    """Take note of why the current request fails."""
    event = request.environ[_EVENT]
    event["event"] = "failed"
    event["level"] = "error"
    event["failure"] = _causes(error)


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
