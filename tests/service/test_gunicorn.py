import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import psutil
import pytest

import service
from seeds import seed_articles

HOME = Path(service.__file__).parent.parent
COMMAND = [sys.executable, "-m", "gunicorn", "-c", "python:service.gunicorn_conf"]
BODY = seed_articles()[0].body


def environment(tmp_path: Path, **settings: str) -> dict[str, str]:
    own = {f"CREDIBILITY_{name}": value for name, value in settings.items()}
    foreign = {name: value for name, value in os.environ.items() if "CREDIBILITY" not in name}
    return {**foreign, "PYTHONPATH": str(HOME), "TMPDIR": str(tmp_path), **own}


@dataclass(frozen=True)
class Server:
    """A running gunicorn."""

    process: psutil.Popen
    port: int
    folder: Path

    def get(self, path: str) -> str:
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as response:
            text: str = response.read().decode()
            return text

    def score(self, body: str) -> dict[str, Any]:
        request = Request(
            f"http://127.0.0.1:{self.port}/v1/score",
            data=json.dumps({"body": body}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urlopen(request, timeout=30) as response:  # noqa: S310
            answer: dict[str, Any] = json.load(response)
            return answer

    def is_ready(self) -> bool:
        try:
            return bool(json.loads(self.get("/readyz"))["model"]["ready"])
        except OSError:  # not there yet, or too busy starting
            return False


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """gunicorn with two workers on a free port, ready."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    log = (tmp_path / "log").open("wb")
    process = psutil.Popen(
        COMMAND,
        env=environment(tmp_path, PORT=str(port), WORKERS="2", DATA=str(tmp_path / "data")),
        cwd=tmp_path,
        stdout=log,
        stderr=log,
    )
    running = Server(process, port, tmp_path)
    try:
        deadline = time.monotonic() + 240
        while not running.is_ready():
            assert process.poll() is None, (tmp_path / "log").read_text()
            assert time.monotonic() < deadline, (tmp_path / "log").read_text()
            time.sleep(0.1)
        yield running
    finally:
        log.close()
        family = [*process.children(recursive=True), process] if process.is_running() else []
        for member in family:
            member.kill()
        process.wait()


def test_two_workers_answer_alike_count_together_and_leave_nothing_behind(server: Server) -> None:
    workers = server.process.children()
    assert len(workers) == 2

    with ThreadPoolExecutor(8) as clients:
        answers = list(clients.map(server.score, [BODY] * 80))
    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["score"] is not None
    assert re.search(
        r'^credibility_requests_total\{route="/v1/score",status="200"\} 80\.0$',
        server.get("/metrics"),
        re.MULTILINE,
    )

    server.process.send_signal(signal.SIGTERM)

    assert server.process.wait(timeout=20) == 0
    assert not any(worker.is_running() for worker in workers)
    assert not list(server.folder.glob("credibility-metrics-*"))


def test_a_request_under_way_is_answered_before_the_server_stops(server: Server) -> None:
    body = json.dumps({"body": BODY}).encode()
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(
            b"POST /v1/score HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n" % len(body)
        )
        connection.sendall(body[:100])
        time.sleep(0.5)  # until a worker has taken it up
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        connection.sendall(body[100:])
        response = http.client.HTTPResponse(connection)
        response.begin()
        assert response.status == 200
        assert json.load(response)["score"] is not None

    assert server.process.wait(timeout=20) == 0


def test_a_body_sent_in_chunks_is_read_up_to_the_limit(server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request(
        "POST",
        "/v1/score",
        body=(b" " * 100_000 for _ in range(21)),
        headers={"Content-Type": "application/json"},
        encode_chunked=True,
    )

    response = connection.getresponse()

    assert response.status == 413
    assert json.load(response)["type"] == "/problems/too-large"
    connection.close()


def test_a_worker_that_dies_is_replaced_and_what_it_counted_stays(server: Server) -> None:
    server.score(BODY)
    for worker in server.process.children():
        worker.kill()
        worker.wait()
    time.sleep(1)
    deadline = time.monotonic() + 120
    while not server.is_ready():
        assert time.monotonic() < deadline

    server.score(BODY)

    assert 'credibility_requests_total{route="/v1/score",status="200"} 2.0' in server.get(
        "/metrics"
    )


@pytest.mark.parametrize(
    ("settings", "arguments"),
    [({"HOST": "0.0.0.0"}, []), ({}, ["--bind", "0.0.0.0:0"])],  # noqa: S104
)
def test_an_address_that_strangers_can_reach_is_refused(
    tmp_path: Path, settings: dict[str, str], arguments: list[str]
) -> None:
    run = subprocess.run(
        [*COMMAND, *arguments],
        env=environment(tmp_path, **settings),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert run.returncode != 0
    assert "0.0.0.0 can be reached from other machines" in run.stderr
    assert "CREDIBILITY_API_KEYS" in run.stderr
