"""Installations to test with: their settings, on each kind of database."""

import os
import random
import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateSchema, DropSchema

from features.article import Article
from features.catalogue import all_signals
from models.base_vectors import Vectors, compact
from models.behaviour import signals_digest
from models.scorer import load_default
from seeds import seed_articles
from service import store
from service.settings import Settings

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
    own = url.update_query_dict({"options": f"-csearch_path={schema}"})
    settings = Settings(
        data=tmp_path / "data", database_url=own.render_as_string(hide_password=False)
    )
    yield settings
    store.engine(settings).dispose()
    with server.begin() as connection:
        connection.execute(DropSchema(schema, cascade=True))


@pytest.fixture(params=["sqlite", "postgres"])
def installation(request: pytest.FixtureRequest) -> Settings:
    """Settings of an installation, on each kind of database in turn."""
    settings: Settings = request.getfixturevalue(request.param)
    return settings


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


@pytest.fixture(scope="session")
def small_base() -> Vectors:
    """Base vectors of a few hundred articles that nobody wrote, which tell the classes apart."""
    draw = np.random.default_rng(7)
    outlet = draw.integers(0, 40, 400)
    label = (outlet % 2).astype(np.int8)
    typical = np.array(load_default().typical)
    matrix = draw.gamma(4.0, 0.25, (400, len(typical))) * (typical + 0.05)
    matrix[:, :3] *= 1.0 + label[:, None]
    return Vectors(
        signals=tuple(all_signals()),
        signals_digest=signals_digest(),
        matrix=compact(matrix),
        label=label,
        words=draw.integers(100, 900, 400).astype(np.int32),
        content=np.arange(400, dtype=np.uint64),
        corpus=np.where(outlet < 20, "first", "second"),
        outlet=np.array([f"base-{number}.example" for number in outlet]),
        twin=np.full(400, ""),
    )
