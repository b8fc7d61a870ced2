"""Installations to test with: their settings, on each kind of database."""

import datetime
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
from models.sketch import SIZE
from seeds import seed_articles
from service import store
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
