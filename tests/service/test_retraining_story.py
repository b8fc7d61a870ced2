"""The whole story over HTTP: gunicorn with two processes, a worker process, a load all along."""

import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import psutil
import pytest

from features.article import Article
from models.base_vectors import Vectors
from models.scorer import load_default
from service import store
from service.settings import Settings

SHIPS = load_default().version


def environment(settings: Settings, folder: Path, port: int) -> dict[str, str]:
    return os.environ | {
        "CREDIBILITY_DATA": str(settings.data),
        "CREDIBILITY_DATABASE_URL": settings.database_url,
        "CREDIBILITY_BASE_VECTORS": settings.base_vectors,
        "CREDIBILITY_PORT": str(port),
        "CREDIBILITY_WORKERS": "2",
        "TMPDIR": str(folder),
    }


class Web:
    """gunicorn with two processes."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self._environment = environment(settings, folder, self.port)
        self._log = folder / "log"
        self.start()

    def start(self) -> None:
        with self._log.open("ab") as log:
            self.process = psutil.Popen(
                [sys.executable, "-m", "gunicorn", "-c", "python:service.gunicorn_conf"],
                env=self._environment,
                stdout=log,
                stderr=log,
            )
        self.until(lambda: len(self.process.children()) == 2 and self._is_ready())

    def kill(self) -> None:
        for member in [self.process, *self.process.children(recursive=True)]:
            member.kill()
        self.process.wait()

    def ask(self, path: str, sent: Any = None) -> tuple[int, Any]:
        data = None if sent is None else json.dumps(sent).encode()
        headers = {"Content-Type": "application/json"}
        request = Request(f"http://127.0.0.1:{self.port}{path}", data, headers)
        try:
            with urlopen(request, timeout=60) as response:  # noqa: S310
                return response.status, json.load(response)
        except HTTPError as error:
            with error:
                return error.code, json.load(error)

    def until(self, condition: Callable[[], Any], seconds: float = 240.0) -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert self.process.is_running(), self._log.read_text()
            assert time.monotonic() < end, self._log.read_text()
            time.sleep(0.05)

    def _is_ready(self) -> bool:
        try:
            return self.ask("/readyz")[0] == 200
        except URLError:
            return False


@pytest.fixture
def settings(installation: Settings, small_base: Vectors, tmp_path: Path) -> Settings:
    small_base.save(tmp_path / "base.npz")
    settings = replace(installation, base_vectors=str(tmp_path / "base.npz"))
    store.upgrade(settings)
    return settings


@pytest.fixture
def web(settings: Settings, tmp_path: Path) -> Iterator[Web]:
    web = Web(settings, tmp_path)
    yield web
    web.kill()


@pytest.fixture
def worker(settings: Settings, web: Web, tmp_path: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "service.cli", "worker"]
    with subprocess.Popen(command, env=environment(settings, tmp_path, web.port)) as process:
        yield
        process.send_signal(signal.SIGTERM)


@dataclass
class Load:
    """Requests to score, one after the other from three clients, until it is left."""

    web: Web
    article: dict[str, Any]
    seen: list[tuple[float, int, str]] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Load":
        self._clients = [threading.Thread(target=self._ask) for _ in range(3)]
        for client in self._clients:
            client.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for client in self._clients:
            client.join()

    def since(self, moment: float) -> set[str]:
        """The versions of the answers to what was asked since then."""
        self.web.until(lambda: len([began for began, *_ in self.seen if began > moment]) >= 40)
        return {version for began, _, version in self.seen if began > moment}

    def _ask(self) -> None:
        while not self._stop.is_set():
            began = time.monotonic()
            status, answer = self.web.ask("/v1/score", self.article)
            versions = {answer["model"]["version"], answer["signature"].split("|")[0][6:]}
            self.seen.append((began, status, " and ".join(versions)))
            self._stop.wait(0.02)


@dataclass
class Uploads:
    """Examples, one a request from two clients, until it is left.

    A client whose server was killed goes on with the next example: nobody told it what became of
    the last one, so that is not among the `acknowledged`.
    """

    web: Web
    make_article: Callable[..., Article]
    first: int = 0
    acknowledged: list[int] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Uploads":
        self._clients = [threading.Thread(target=self._send, args=(each,)) for each in range(2)]
        for client in self._clients:
            client.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for client in self._clients:
            client.join()

    def _send(self, client: int) -> None:
        for number in itertools.count(self.first + client, 2):
            if self._stop.wait(0.05):
                return
            try:
                status, answer = self.web.ask("/v1/examples", labelled(self.make_article, number))
            except (URLError, ConnectionError, HTTPException, json.JSONDecodeError):
                continue
            if status == 200:
                self.acknowledged.append(answer["results"][0]["id"])


def stored(web: Web) -> set[int]:
    """The numbers of all examples."""
    found: set[int] = set()
    after: int | None = 0
    while after is not None:
        page = web.ask(f"/v1/examples?after={after}")[1]
        found |= {example["id"] for example in page["examples"]}
        after = page["next"]
    return found


def labelled(make_article: Callable[..., Article], number: int) -> dict[str, Any]:
    credible = number % 2 == 0
    article = make_article(number, credible=credible)
    return {
        "title": article.title,
        "body": article.body,
        "outlet": f"{'careful' if credible else 'careless'}-{number % 20}.example",
        "label": "credible" if credible else "not_credible",
        "labeller": "ann",
    }


@pytest.mark.usefixtures("worker")
def test_from_two_hundred_examples_to_a_promotion_and_back_under_load(
    web: Web, make_article: Callable[..., Article]
) -> None:
    examples = [labelled(make_article, number) for number in range(200)]
    with Load(web, {"body": make_article(999, credible=True).body}) as load:
        status, answer = web.ask("/v1/examples", examples)
        assert status == 200
        assert [result["status"] for result in answer["results"]] == ["created"] * 200

        status, job = web.ask("/v1/retrain", {"reason": "two hundred of ours"})
        assert status == 202

        def over() -> bool:
            nonlocal job
            job = web.ask(f"/v1/jobs/{job['id']}")[1]
            return job["finished_at"] is not None

        web.until(over)
        assert job["status"] == "promoted", job["result"]
        version = job["result"]["version"]
        assert load.since(time.monotonic() + 2.0) == {version}

        assert web.ask("/v1/models/rollback", {"reason": "to try"})[0] == 200
        assert load.since(time.monotonic() + 2.0) == {SHIPS}
    assert {status for _, status, _ in load.seen} == {200}
    assert {served for *_, served in load.seen} == {SHIPS, version}
    assert web.ask("/v1/audit-log/verify")[0] == 200


def test_what_was_acknowledged_survives_a_killed_server(
    web: Web, make_article: Callable[..., Article]
) -> None:
    with Uploads(web, make_article) as uploads:
        web.until(lambda: len(uploads.acknowledged) >= 10)
        web.kill()
        web.start()
    assert set(uploads.acknowledged) <= stored(web)
    # Who does not know what became of a request sends it again.
    status, answer = web.ask("/v1/examples", labelled(make_article, 0))
    assert (status, answer["results"][0]["status"]) == (200, "exists")


@pytest.mark.usefixtures("worker")
def test_a_retraining_is_done_though_the_web_is_killed(
    web: Web, make_article: Callable[..., Article]
) -> None:
    """One of its processes first, then gunicorn and all, while examples come in."""
    status, answer = web.ask(
        "/v1/examples", [labelled(make_article, number) for number in range(200)]
    )
    assert status == 200
    acknowledged = {result["id"] for result in answer["results"]}
    job = web.ask("/v1/retrain", {"reason": "two hundred of ours"})[1]["id"]

    def state() -> dict[str, Any]:
        found: dict[str, Any] = web.ask(f"/v1/jobs/{job}")[1]
        return found

    # What comes in before would be trained on, too, and might change the verdict.
    web.until(lambda: state()["step"].startswith("training on"))
    with Uploads(web, make_article, first=1_000) as uploads:
        web.process.children()[0].kill()
        web.until(lambda: len(web.process.children()) == 2 and len(uploads.acknowledged) >= 10)
        assert state()["status"] == "running"
        web.kill()
        web.start()
        served = web.ask("/v1/score", {"body": make_article(999, credible=True).body})[1]
        web.until(lambda: state()["finished_at"])
    done = state()
    assert (done["status"], done["attempt"]) == ("promoted", 1)
    version = done["result"]["version"]
    assert served["model"]["version"] in {SHIPS, version}
    with Load(web, {"body": make_article(999, credible=True).body}) as load:
        assert load.since(time.monotonic() + 2.0) == {version}
    assert acknowledged | set(uploads.acknowledged) <= stored(web)
    assert web.ask("/v1/audit-log/verify")[0] == 200
