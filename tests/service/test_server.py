import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import orjson
import psutil
import pytest

from models.base_vectors import Vectors
from service import job_records, retraining, store
from service.settings import Settings

SERVE = (sys.executable, "-m", "service.cli", "serve", "--port", "0")


@dataclass
class Service:
    process: subprocess.Popen[str]
    url: str
    curl: str

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def ask(self, method: str, path: str, **arguments: Any) -> tuple[int, Any]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, **arguments)
        response = connection.getresponse()
        answer = orjson.loads(response.read())
        connection.close()
        return response.status, answer

    def family(self) -> list[psutil.Process]:
        """The process, gunicorn's workers and ours."""
        own = psutil.Process(self.process.pid)
        return [own, *own.children(recursive=True)]

    def workers(self) -> list[psutil.Process]:
        """The processes that do jobs; one that is dead is nobody's worker."""
        found = []
        for process in self.family()[1:]:
            with suppress(psutil.Error):
                found += [process] if "worker" in process.cmdline() else []
        return found


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {"CREDIBILITY_DATA": str(folder / "data"), "CREDIBILITY_WORKERS": "1"}


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[Service]:
    """`credibility serve` in that folder, its worker ready; killed in the end, if it still runs."""
    process = subprocess.Popen(
        SERVE,
        env=environment(folder) | settings,
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
        process_group=0,
    )
    assert process.stdout is not None
    lines = iter(process.stdout.readline, "")
    url = next(found[0] for line in lines if (found := re.search(r"http://[\d.]+:\d+", line)))
    curl = next(line for line in lines if line.startswith("curl "))
    started = Service(process, url, curl)
    family: list[psutil.Process] = []
    try:
        until(lambda: started.ask("GET", "/readyz")[1]["worker"]["ready"])
        family = started.family()
        yield started
    finally:
        with suppress(psutil.Error):
            family += started.family()
        for left in family:
            with suppress(psutil.Error):
                left.kill()
        process.communicate()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with serving(tmp_path) as started:
        yield started


def until(condition: Any, seconds: float = 60.0) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
    return True


def test_the_line_it_prints_scores_an_article(service: Service) -> None:
    # What curl would do, on machines that have none.
    words = shlex.split(service.curl)
    assert words[:3] == ["curl", "-s", f"{service.url}/v1/score"]
    headers = dict([words[words.index("-H") + 1].split(": ")])
    status, answer = service.ask(
        "POST", "/v1/score", body=words[words.index("-d") + 1].encode(), headers=headers
    )
    assert status == 200
    assert 0 < answer["score"] < 1
    assert answer["attributions"]


def test_the_embedded_database_has_its_worker_beside_it(service: Service) -> None:
    status, state = service.ask("GET", "/readyz")
    assert status == 200
    assert {name: part["ready"] for name, part in state.items()} == {
        "model": True,
        "database": True,
        "worker": True,
    }
    assert len(service.workers()) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_leaves_nobody_behind(service: Service, number: signal.Signals) -> None:
    family = service.family()
    if number == signal.SIGINT:
        os.killpg(service.process.pid, number)  # as Ctrl-C does
    else:
        service.process.send_signal(number)
    assert service.process.wait(30) == 0
    assert not [process for process in family if process.is_running()]
    assert len(family) == 3


def test_killed_it_leaves_nobody_behind_either(service: Service) -> None:
    family = service.family()
    service.process.kill()
    service.process.wait()
    until(lambda: not [process for process in family if process.is_running()], 15)


def test_a_worker_that_dies_takes_no_score_with_it(service: Service) -> None:
    (worker,) = service.workers()
    worker.kill()
    status, answer = service.ask(
        "POST",
        "/v1/score",
        body=b'{"body": "Still here."}',
        headers={"Content-Type": "application/json"},
    )
    assert (status, answer["abstained"]["reason"]) == (200, "too_short")
    until(lambda: service.workers() not in ([], [worker]))  # another follows
    service.process.send_signal(signal.SIGTERM)
    assert service.process.wait(30) == 0


def test_a_retraining_outlives_the_server_and_its_worker(
    sqlite: Settings, put_examples: Callable[..., None], small_base: Vectors, tmp_path: Path
) -> None:
    """All is killed while it goes on, then the next one's worker; each time it is begun again."""
    small_base.save(tmp_path / "base.npz")
    store.upgrade(sqlite)
    put_examples(sqlite)
    started = retraining.ask(sqlite, retraining.Options(), "ann")

    def job() -> dict[str, Any]:
        with store.reading(sqlite) as session:
            return job_records.told(session, started) or {}

    def is_training(attempt: int) -> bool:
        now = job()
        return now["attempt"] == attempt and now["step"].startswith("training on")

    base = {"CREDIBILITY_BASE_VECTORS": str(tmp_path / "base.npz")}
    with serving(tmp_path, **base) as first:
        until(lambda: is_training(1))
        for process in first.family():
            process.kill()
    with serving(tmp_path, **base) as second:
        until(lambda: is_training(2))
        (worker,) = second.workers()
        worker.kill()
        until(lambda: job()["finished_at"], 240)
    assert (job()["status"], job()["attempt"]) == ("promoted", 3)


def refused(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [*SERVE, *arguments],
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_a_taken_port_is_told_at_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        message = refused(tmp_path, "--port", str(port))
    assert message == f"Error: cannot serve on 127.0.0.1, port {port}: Address already in use.\n"
    assert not (tmp_path / "data").exists()


def test_strangers_are_not_let_in_by_mistake(tmp_path: Path) -> None:
    assert "CREDIBILITY_API_KEYS" in refused(tmp_path, "--host", "0.0.0.0")  # noqa: S104


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    assert refused(tmp_path).startswith(f"Error: cannot use the folder {tmp_path / 'data'}: ")
