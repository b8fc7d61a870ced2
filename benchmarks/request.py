"""One scoring request without a socket, against Flask echoing the same JSON."""

import io
import json
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import orjson
from flask import Flask
from werkzeug.test import create_environ

from benchmarks import echo
from benchmarks.articles import news
from benchmarks.clock import cpu_seconds, spread
from benchmarks.report import Cell, Report, Target
from benchmarks.subject import scorer
from features.article import Article
from features.catalogue import extract
from service.app import create_app
from service.dump import assessment_json
from service.schemas import article_from
from service.settings import Settings

_ROUNDS = 9
_A_ROUND = 50
_ENVIRON = create_environ("/v1/score", method="POST", content_type="application/json")
# A function for each step, from the bytes that came in on; each takes what the one before gave.
_Steps = Sequence[tuple[str, Callable[[Any], Any]]]


def measure() -> Report:
    """CPU time of a request to the service and to the echo in turn, and of the service's steps."""
    assess = scorer().assess
    scanning: _Steps = (
        ("read JSON", orjson.loads),
        ("schema", article_from),
        ("scan", _scanned),
    )
    answering: _Steps = (
        ("signals and model", assess),
        ("answer", assessment_json),
    )
    samples = news((_ROUNDS + 1) * _A_ROUND)
    bodies = [json.dumps({"title": title, "body": body}).encode() for title, body in samples.texts]
    seconds: dict[str, list[float]] = {}
    ratios, sizes = [], []
    with Path(os.devnull).open("wb") as log:
        plain, service = echo.create_app(), create_app(Settings(), log=log)
        for first in range(0, len(bodies), _A_ROUND):
            chosen = bodies[first : first + _A_ROUND]
            measured = {
                "echo": _request_seconds(plain, chosen),
                "service": _request_seconds(service, chosen),
                **_step_seconds((*scanning, *answering), chosen),
                "signals": _step_seconds((*scanning, ("signals", extract)), chosen)["signals"],
            }
            if first == 0:
                continue  # to warm up
            sizes += [len(_call(service, body)) for body in chosen]
            ratios.append(measured["service"] / measured["echo"])
            for name, taken in measured.items():
                seconds.setdefault(name, []).append(taken)
    typical = {name: spread(taken).median for name, taken in seconds.items()}
    typical["model"] = typical.pop("signals and model") - typical["signals"]
    steps = ("read JSON", "schema", "scan", "signals", "model", "answer")
    typical["the rest"] = typical["service"] - sum(typical[step] for step in steps)
    rows: list[tuple[Cell, ...]] = [
        (name, typical[name] * 1e6, typical[name] / typical["echo"])
        for name in ("echo", "service", *steps, "the rest")
    ]
    return Report(
        title="one request in-process: POST /v1/score against a Flask route that echoes its JSON",
        data=(
            f"{len(bodies) - _A_ROUND} {samples.origin}; answers with all evidence,"
            f" {spread(sizes).median:,.0f} bytes in the middle"
        ),
        protocol=(
            f"CPU time of WSGI calls in one process, {_ROUNDS} rounds of {_A_ROUND} articles after"
            " one that does not count, echo and service in turn; medians of the rounds; the steps"
            " are called one by one on the same articles; the rest is Flask, log, metrics, and"
            " giving memory back"
        ),
        columns=("", "us", "of the echo"),
        rows=rows,
        targets=(Target("service over echo", spread(ratios).median, 3.0, at_least=False),),
        notes=(f"service over echo was {spread(ratios)} in the rounds",),
    )


def _scanned(article: Article) -> Article:
    _ = article.text.words, article.headline.words  # the scan happens when it is asked for
    return article


def _request_seconds(app: Flask, bodies: list[bytes]) -> float:
    return cpu_seconds(lambda: [_call(app, body) for body in bodies]) / len(bodies)


def _call(app: Flask, body: bytes) -> bytes:
    """What a WSGI server does with a request, without reading and writing its bytes."""
    environ = {**_ENVIRON, "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)}
    status = ""

    def start_response(given: str, *_: object) -> Callable[[bytes], object]:
        nonlocal status
        status = given
        return bytes

    chunks = app(environ, start_response)
    answer = b"".join(chunks)
    if close := getattr(chunks, "close", None):
        close()
    if status != "200 OK":
        raise RuntimeError(f"{app.name} answered {status}: {answer[:300]!r}")
    return answer


def _step_seconds(steps: _Steps, bodies: list[bytes]) -> dict[str, float]:
    seconds = dict.fromkeys((name for name, _ in steps), 0.0)
    for body in bodies:
        value: Any = body
        for name, step in steps:
            start = time.process_time()
            value = step(value)
            seconds[name] += (time.process_time() - start) / len(bodies)
    return seconds
