"""Batches, as the application answers; `test_batches_story` has the real server and worker."""

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from service import batches, store
from service.app import create_app
from service.settings import Settings
from service.tables import Batch, Job

NDJSON = "application/x-ndjson"
MakeRow = Callable[[int], dict[str, Any]]


@pytest.fixture
def settings(sqlite: Settings) -> Settings:
    store.upgrade(sqlite)
    return sqlite


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    return create_app(settings).test_client()


@pytest.fixture
def corpus(corpus_row: MakeRow) -> bytes:
    rows = [*map(corpus_row, range(20)), {"id": "bad"}]
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def send(client: FlaskClient, data: bytes, query: str = "", **headers: str) -> TestResponse:
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(f"/v1/batches{query}", data=data, headers={"Content-Type": NDJSON} | headers)


def score(settings: Settings, batch: str) -> None:
    while batches.run(settings, batch):
        pass


def stored(settings: Settings) -> int:
    with store.reading(settings) as session:
        of = (session.scalar(select(func.count()).select_from(table)) for table in (Batch, Job))
        return sum(count or 0 for count in of)


def test_from_upload_to_results(client: FlaskClient, settings: Settings, corpus: bytes) -> None:
    response = send(client, corpus, "?contributions=1")
    assert response.status_code == 202
    batch = response.get_json()
    assert response.headers["Location"] == f"/v1/batches/{batch['id']}"
    assert (batch["status"], batch["records"], batch["size"]) == ("queued", 21, len(corpus))
    document = client.get("/openapi.json").get_json()
    schema = Draft202012Validator(
        {"$ref": "#/components/schemas/Batch", "components": document["components"]}
    )
    schema.validate(batch)
    where = response.headers["Location"]
    assert client.get(f"{where}/results", buffered=True).data == b""

    score(settings, batch["id"])
    done = client.get(where).get_json()
    schema.validate(done)
    assert done.keys() <= document["components"]["schemas"]["Batch"]["properties"].keys()
    assert (done["status"], done["articles"], done["errors"]) == ("done", 20, 1)
    assert client.get(f"/v1/jobs/{batch['id']}").get_json()["result"]["articles"] == 20
    found = client.get(f"{where}/results", buffered=True)
    assert found.content_type == NDJSON
    stream = client.post(
        "/v1/score/batch?contributions=1", data=corpus, content_type=NDJSON, buffered=True
    )
    assert found.data == stream.data
    some = client.get(f"{where}/results?after=18", buffered=True).data
    assert [json.loads(line)["id"] for line in some.splitlines()] == [18, 19, "bad"]


def test_results_have_a_tag_that_changes_when_there_are_more(
    client: FlaskClient, settings: Settings, corpus: bytes
) -> None:
    where = send(client, corpus).headers["Location"]
    none = client.get(f"{where}/results", buffered=True).headers["ETag"]
    headers = {"If-None-Match": none}
    assert client.get(f"{where}/results", headers=headers).status_code == 304
    score(settings, where.rsplit("/")[-1])
    found = client.get(f"{where}/results", headers=headers, buffered=True)
    assert (found.status_code, len(found.data.splitlines())) == (200, 21)
    again = client.get(f"{where}/results", headers={"If-None-Match": found.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == found.headers["ETag"]


def test_to_ask_for_the_head_of_results_takes_no_seat(client: FlaskClient, corpus: bytes) -> None:
    where = send(client, corpus).headers["Location"]
    for _ in range(5):  # more than there are
        response = client.head(f"{where}/results", buffered=True)
        assert (response.status_code, response.data) == (200, b"")
        assert response.headers["ETag"]


def test_what_is_erased_is_gone(client: FlaskClient, settings: Settings, corpus: bytes) -> None:
    where = send(client, corpus, Idempotency_Key="k").headers["Location"]
    score(settings, where.rsplit("/")[-1])
    assert client.delete(where).status_code == 204
    for response in (client.delete(where), client.get(where), client.get(f"{where}/results")):
        assert response.status_code == 404
    repeated = send(client, corpus, Idempotency_Key="k")
    assert repeated.status_code == 409
    assert "erased" in repeated.get_json()["detail"]


def test_a_request_that_comes_twice_is_one_batch(
    client: FlaskClient, settings: Settings, corpus: bytes
) -> None:
    first = send(client, corpus, Idempotency_Key="k")
    assert "Idempotency-Replayed" not in first.headers
    second = send(client, gzip.compress(corpus), Idempotency_Key="k", Content_Encoding="gzip")
    assert second.status_code == 202
    assert second.headers["Location"] == first.headers["Location"]
    assert second.headers["Idempotency-Replayed"] == "true"
    other = send(client, corpus, "?evidence=full", Idempotency_Key="k")
    assert (other.status_code, other.get_json()["type"]) == (422, "/problems/key-reused")
    assert send(client, corpus, Idempotency_Key="").status_code == 400
    assert stored(settings) == 2


@pytest.mark.parametrize(
    ("data", "headers", "status", "kind"),
    [
        (b"", {}, 422, "invalid-request"),
        (b"\n \n", {}, 422, "invalid-request"),
        (b"{}\n", {"Content-Type": "application/json"}, 415, "unsupported-media-type"),
        (b"{}\n", {"Content-Encoding": "br"}, 415, "unsupported-media-type"),
        (b"no gzip", {"Content-Encoding": "gzip"}, 400, "bad-request"),
        (gzip.compress(b"{}\n" * 100)[:-5], {"Content-Encoding": "gzip"}, 400, "bad-request"),
    ],
)
def test_what_cannot_be_stored_is_refused_and_leaves_nothing(
    client: FlaskClient,
    settings: Settings,
    data: bytes,
    headers: dict[str, str],
    status: int,
    kind: str,
) -> None:
    response = send(client, data, **headers)
    assert (response.status_code, response.get_json()["type"]) == (status, f"/problems/{kind}")
    assert stored(settings) == 0


def test_a_batch_has_a_limit(sqlite: Settings, make_limited: Callable[..., FlaskClient]) -> None:
    client = make_limited(max_batch_bytes=10_000)
    line = json.dumps({"id": 1, "text": "word " * 100}).encode() + b"\n"
    assert send(client, line * 10).status_code == 202
    for data, headers in (
        (line * 100, {}),
        (gzip.compress(line * 100), {"Content-Encoding": "gzip"}),
    ):
        response = send(client, data, **headers)
        assert response.status_code == 413
        assert response.get_json()["detail"] == "A batch may have up to 10,000 bytes."
    assert stored(sqlite) == 2


def test_all_batches_together_have_a_limit(
    sqlite: Settings, make_limited: Callable[..., FlaskClient]
) -> None:
    client = make_limited(max_stored_bytes=10_000, batch_days=3)
    line = json.dumps({"id": 1, "text": "word " * 100}).encode() + b"\n"
    first = send(client, line * 10)
    assert first.status_code == 202
    response = send(client, line * 10)
    assert (response.status_code, response.get_json()["type"]) == (507, "/problems/storage-full")
    assert response.get_json()["detail"] == (
        "All batches together may have 10,000 bytes. Erase what you have taken"
        " (DELETE /v1/batches/{id}); what is over is erased after 3 days."
    )
    assert stored(sqlite) == 2  # the first, and its job
    assert client.delete(first.headers["Location"]).status_code == 204
    assert send(client, line * 10).status_code == 202


def test_a_batch_is_refused_as_soon_as_there_is_no_more_room(
    sqlite: Settings,
    make_limited: Callable[..., FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batches, "_PART_LINES", 5)
    client = make_limited(max_stored_bytes=10_000)
    line = json.dumps({"id": 1, "text": "word " * 100}).encode() + b"\n"
    assert send(client, line * 1_000).status_code == 507
    assert stored(sqlite) == 0
    assert send(client, line * 10).status_code == 202


@pytest.fixture
def make_limited(sqlite: Settings) -> Callable[..., FlaskClient]:
    def make(**options: Any) -> FlaskClient:
        store.upgrade(sqlite)
        return create_app(replace(sqlite, **options)).test_client()

    return make


def test_without_a_key_nothing_is_told(make_limited: Callable[..., FlaskClient]) -> None:
    client = make_limited(api_keys=("0" * 64,))
    assert send(client, b"{}\n").status_code == 401
    for path in ("", "/results"):
        assert client.get(f"/v1/batches/{'0' * 32}{path}").status_code == 401
    assert client.delete(f"/v1/batches/{'0' * 32}").status_code == 401


def test_a_number_that_makes_no_sense_is_refused(client: FlaskClient, corpus: bytes) -> None:
    where = send(client, corpus).headers["Location"]
    assert client.get(f"{where}/results?after=-1").status_code == 422


def test_a_database_that_fails_is_told_and_nothing_is_left(
    client: FlaskClient, settings: Settings, corpus: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "_PART_LINES", 5)
    inserted = 0

    def fail(_: Any, __: Any, statement: str, *___: Any) -> None:
        nonlocal inserted
        inserted += statement.startswith("INSERT INTO batch_parts")
        if inserted == 3 and statement.startswith("INSERT INTO batch_parts"):
            raise OperationalError(statement, {}, OSError("no space left"))

    event.listen(store.engine(settings), "before_cursor_execute", fail)
    response = send(client, corpus)
    assert response.status_code == 503
    assert response.get_json()["type"] == "/problems/database-unavailable"
    assert stored(settings) == 0
    assert send(client, corpus).status_code == 202
