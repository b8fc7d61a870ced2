"""Installations to test with: their settings, on each kind of database."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateSchema, DropSchema

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
