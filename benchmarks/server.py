"""The service under gunicorn against an echo under the same gunicorn, over loopback."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import quantiles

import psutil

from benchmarks.articles import news
from benchmarks.clock import spread
from benchmarks.load import Load, put_load
from benchmarks.report import Cell, Report, Skipped, Target
from benchmarks.subject import scorer

_APPS = {"echo": "benchmarks.echo:create_app()", "service": "service.app:create_app()"}
_WORKERS = 2
_CONNECTIONS = 8
_ROUNDS = 7
_SECONDS = 3.0
_ARTICLES = 200
_START_SECONDS = 60.0
_ROOT = Path(__file__).parents[1]


def measure() -> Report:
    """Requests a second and CPU time a request, both servers up, in turn."""
    scorer()
    samples = news(_ARTICLES)
    bodies = [json.dumps({"title": title, "body": body}).encode() for title, body in samples.texts]
    loads: dict[str, list[Load]] = {name: [] for name in _APPS}
    cpu: dict[str, list[float]] = {name: [] for name in _APPS}
    with ExitStack() as stack:
        servers = {
            name: stack.enter_context(running(app, workers=_WORKERS)) for name, app in _APPS.items()
        }
        for number in range(_ROUNDS + 1):
            for name, (port, process) in servers.items():
                before = cpu_seconds_of(process)
                load = put_load(port, bodies, connections=_CONNECTIONS, seconds=_SECONDS)
                if number:  # the first round warms up
                    loads[name].append(load)
                    cpu[name].append((cpu_seconds_of(process) - before) / load.requests)
    rates = {name: [load.requests / load.seconds for load in loads[name]] for name in _APPS}
    ratio = spread([a / b for a, b in zip(rates["service"], rates["echo"], strict=True)])
    rows: list[tuple[Cell, ...]] = [
        (name, spread(rates[name]).median, spread(cpu[name]).median * 1e6, *_of_all(loads[name]))
        for name in _APPS
    ]
    return Report(
        title="under gunicorn: POST /v1/score against a Flask route that echoes its JSON",
        data=f"{_ARTICLES} {samples.origin}; answers with all evidence",
        protocol=(
            f"both servers up at once with the service's own gunicorn settings, {_WORKERS} workers"
            f" each; {_ROUNDS} rounds of {_SECONDS:g} s in turn after one that does not count;"
            f" {_CONNECTIONS} connections kept alive over loopback, one request at a time on each;"
            " the client takes its share of the same processors; medians of the rounds, latencies"
            " of all requests; CPU time is that of all the server's processes"
        ),
        columns=("", "requests/s", "CPU us each", "p50 ms", "p99 ms", "answer bytes", "n"),
        rows=rows,
        targets=(Target("requests a second, service over echo", ratio.median, 0.5),),
        notes=(f"requests a second, service over echo, were {ratio} in the rounds",),
    )


def _of_all(loads: list[Load]) -> tuple[float, float, float, int]:
    latencies = [latency * 1e3 for load in loads for latency in load.latencies]
    percentiles = quantiles(latencies, n=100)
    size = sum(load.answer_bytes for load in loads) / len(latencies)
    return percentiles[49], percentiles[98], size, len(latencies)


@contextmanager
def running(app: str, *, workers: int) -> Iterator[tuple[int, psutil.Process]]:
    """A running server's port and process; ended afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with log.open("wb") as stderr:
            process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "-c", "python:service.gunicorn_conf", app],
                cwd=_ROOT,
                env=os.environ
                | {
                    "CREDIBILITY_PORT": str(port),
                    "CREDIBILITY_WORKERS": str(workers),
                    "CREDIBILITY_DATA": folder,
                },
                stderr=stderr,
            )
        try:
            _wait(port, process, log)
            yield port, psutil.Process(process.pid)
        finally:
            process.terminate()
            process.wait(timeout=_START_SECONDS)


def _wait(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return
    raise Skipped(f"gunicorn did not start: {log.read_text(errors='replace')[-500:]}")


def cpu_seconds_of(process: psutil.Process) -> float:
    """Processor time that a process and its children have taken so far."""
    family = [process, *process.children(recursive=True)]
    return sum(sum(member.cpu_times()[:2]) for member in family)
