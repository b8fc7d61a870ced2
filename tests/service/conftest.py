"""Installations to test with: their settings, on each kind of database."""

import datetime
import json
import os
import random
import re
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import numpy as np
import psutil
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateSchema, DropSchema

from features.article import Article
from features.catalogue import all_signals
from models.base_vectors import Vectors, compact
from models.behaviour import signals_digest
from models.scorer import load_default
from models.sketch import SIZE
from seeds import seed_articles
from service import registry, store
from service.cli import main
from service.settings import Settings
from service.tables import Example

POSTGRES_URL = os.environ.get(
    "TEST_DATABASE_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/test"
)


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Settings]:
    """Settings of an installation with the embedded database; nothing exists yet."""
    settings = Settings(data=tmp_path / "data")
    yield settings
    store.engine(settings).dispose()


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[Settings]:
    """Settings of an installation with a PostgreSQL schema of its own, empty."""
    url = make_url(POSTGRES_URL)
    server = create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": 2})
    schema = f"test_{uuid.uuid4().hex}"
    try:
        with server.begin() as connection:
            connection.execute(CreateSchema(schema))
    except OperationalError:
        pytest.skip(f"no PostgreSQL at {url.render_as_string()}; TEST_DATABASE_URL names another")
    own = url.update_query_dict(
        # By the name, a test finds its own connections among all.
        {"options": f"-csearch_path={schema}", "application_name": schema}
    )
    settings = Settings(
        data=tmp_path / "data", database_url=own.render_as_string(hide_password=False)
    )
    yield settings
    store.engine(settings).dispose()
    with server.begin() as connection:
        connection.execute(DropSchema(schema, cascade=True))


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Result]:
    """The command line in a folder of its own, where no setting comes from outside."""
    for name in [name for name in os.environ if name.startswith("CREDIBILITY_")]:
        if name != "CREDIBILITY_CACHE":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(main, arguments, input=stdin, catch_exceptions=False)

    return run


@pytest.fixture(params=["sqlite", "postgres"])
def installation(request: pytest.FixtureRequest) -> Settings:
    """Settings of an installation, on each kind of database in turn."""
    settings: Settings = request.getfixturevalue(request.param)
    return settings


@pytest.fixture(scope="session")
def promote() -> Callable[..., str]:
    """Lets a version serve that scores like the one that ships, and names it."""

    def promote(settings: Settings, edition: str) -> str:
        model = replace(load_default(), edition=edition)
        with store.writing(settings) as session:
            registry.record(
                session, model, parent="", card={"gate": {"reasons": []}}, inputs={"examples": []},
                is_recommended=True, actor="ann",
            )  # fmt: skip
            registry.promote(session, model.version, "ann", "to try")
        return model.version

    return promote


@pytest.fixture(scope="session")
def make_article() -> Callable[..., Article]:
    """Makes articles of sentences that seed articles hold, all of them of one kind."""
    sentences: dict[bool, list[str]] = {True: [], False: []}
    for seed in seed_articles():
        # Not the first one of a paragraph only: what makes an article more or less careful.
        found = re.split(r"(?<=[.!?])\s+", seed.body)
        sentences[seed.label >= 0.5] += [sentence for sentence in found if len(sentence) > 40]

    def make(number: int, *, credible: bool, outlet: str | None = None) -> Article:
        chosen = random.Random(number).sample(sentences[credible], 12)  # noqa: S311 (the same articles always)
        return Article(body=" ".join(chosen), title=f"Report {number}", outlet=outlet)

    return make


# The signals that differ from article to article in the vectors made by chance.
TELLING = next(place for place, name in enumerate(all_signals()) if "attribution." in name)
NOISE, SILENT = [place for place, name in enumerate(all_signals()) if "style." in name][:2]


def by_chance(draw: np.random.Generator, label: np.ndarray) -> np.ndarray:
    """Readings of articles that nobody wrote: one signal tells the classes apart."""
    matrix = np.tile(np.array(load_default().typical), (len(label), 1))
    matrix[:, TELLING] = draw.gamma(2.0, 0.3 + 0.3 * label)
    matrix[:, NOISE] = draw.gamma(2.0, 1.0, len(label))
    return matrix


@pytest.fixture(scope="session")
def small_base() -> Vectors:
    """Base vectors of articles that nobody wrote."""
    draw = np.random.default_rng(7)
    outlet = draw.integers(0, 200, 2_000)
    label = (outlet % 2).astype(np.int8)
    return Vectors(
        signals=tuple(all_signals()),
        signals_digest=signals_digest(),
        matrix=compact(by_chance(draw, label)),
        label=label,
        words=draw.integers(100, 900, 2_000).astype(np.int32),
        content=np.arange(2_000, dtype=np.uint64),
        corpus=np.where(outlet < 100, "first", "second"),
        outlet=np.array([f"base-{number}.example" for number in outlet]),
        twin=np.full(2_000, ""),
    )


@pytest.fixture(scope="session")
def put_examples() -> Callable[..., None]:
    """Stores examples that nobody wrote, without their texts.

    In useful ones a signal tells the classes apart that says nothing in the base; flipped ones are
    labelled the other way round; copies are all nearly the same text.
    """

    def put(
        settings: Settings,
        count: int = 200,
        *,
        seed: int = 1,
        outlets: int = 20,
        flipped: bool = False,
        copies: bool = False,
    ) -> None:
        draw = np.random.default_rng(seed)
        outlet = draw.integers(0, outlets, count)
        label = (outlet % 2) if outlets > 1 else draw.integers(0, 2, count)
        matrix = by_chance(draw, label)
        matrix[:, SILENT] += label + draw.normal(size=count) / 2
        sketches = draw.integers(1 << 32, size=(count, SIZE), dtype=np.uint32)
        rows = compact(matrix)
        with store.writing(settings) as session:
            for number in range(count):
                session.add(
                    Example(
                        content=f"{draw.integers(1 << 62):016x}",
                        labeller="ann",
                        grade=float(label[number] != flipped),
                        weight=1.0,
                        outlet=f"new-{seed}-{outlet[number]}.example",
                        words=300,
                        signals_digest=signals_digest(),
                        readings=rows[number].tobytes(),
                        sketch=sketches[0 if copies else number].tobytes(),
                        added_at=datetime.datetime.now(datetime.UTC),
                        added_by="ann",
                    )
                )

    return put


class Web:
    """gunicorn, ready to be asked."""

    def __init__(self, folder: Path, **settings: object) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        own = {"PORT": self.port, "WORKERS": 1, "DATA": folder / "data", **settings}
        foreign = {name: value for name, value in os.environ.items() if "CREDIBILITY" not in name}
        self._environment = {
            **foreign,
            "TMPDIR": str(folder),
            **{f"CREDIBILITY_{name}": str(value) for name, value in own.items()},
        }
        self.log = folder / "log"
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = psutil.Popen(
                [sys.executable, "-m", "gunicorn", "-c", "python:service.gunicorn_conf"],
                env=self._environment,
                stdout=log,
                stderr=log,
            )
        self.until(self._is_ready)

    def kill(self) -> None:
        for member in [self.process, *self.process.children(recursive=True)]:
            member.kill()
        self.process.wait()

    @contextmanager
    def worker(self) -> Iterator["subprocess.Popen[bytes]"]:
        """The process that does the jobs, beside the web."""
        command = [sys.executable, "-m", "service.cli", "worker"]
        with (
            self.log.open("ab") as log,
            subprocess.Popen(command, env=self._environment, stderr=log) as process,
        ):
            yield process
            process.kill()

    @property
    def scorer(self) -> psutil.Process:
        """The one process that answers."""
        (process,) = self.process.children()
        return process

    def ask(
        self, path: str, data: bytes | None = None, *, method: str | None = None, **headers: str
    ) -> tuple[int, Any, dict[str, str]]:
        """Status, the answer (from JSON, if it is), and its headers."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = Request(f"http://127.0.0.1:{self.port}{path}", data, named, method=method)
        try:
            with urlopen(request, timeout=60) as response:  # noqa: S310
                return response.status, _loaded(response), dict(response.headers)
        except HTTPError as error:
            with error:
                return error.code, _loaded(error), dict(error.headers)

    def until(self, condition: Callable[[], Any], seconds: float = 240.0) -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert self.process.is_running(), self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.02)

    def _is_ready(self) -> bool:
        try:
            return self.ask("/readyz")[0] == 200
        except OSError:  # not there yet
            return False


def _loaded(response: Any) -> Any:
    body = response.read()
    kind = response.headers.get_content_type()
    return json.loads(body) if kind.endswith(("/json", "+json")) else body


@pytest.fixture(scope="module")
def serving() -> Callable[..., Any]:
    """Runs gunicorn in a folder with settings: `with serving(folder, THREADS=4) as web`."""

    @contextmanager
    def serve(folder: Path, **settings: object) -> Iterator[Web]:
        web = Web(folder, **settings)
        try:
            yield web
        finally:
            web.kill()

    return serve


@pytest.fixture(scope="session")
def corpus_row(make_article: Callable[..., Article]) -> Callable[[int], dict[str, Any]]:
    """Makes the rows of a corpus: an article each."""

    def make(number: int) -> dict[str, Any]:
        article = make_article(number % 50, credible=number % 2 == 0)
        return {"id": number, "title": article.title, "text": article.body, "outlet": "a.example"}

    return make
