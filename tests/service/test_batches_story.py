"""Batches from upload to results over HTTP: gunicorn, a worker process, and what kills them."""

import gzip
import http.client
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from service import batches, store
from service.settings import Settings
from service.tables import Batch, BatchPart, Job

NDJSON = "application/x-ndjson"
MB = 1_000_000


@pytest.fixture
def settings(installation: Settings) -> Settings:
    store.upgrade(installation)
    return installation


@pytest.fixture
def web(settings: Settings, serving: Callable[..., Any], tmp_path: Path) -> Iterator[Any]:
    with serving(tmp_path, DATA=settings.data, DATABASE_URL=settings.database_url) as web:
        yield web


@pytest.fixture
def corpus(corpus_row: Callable[[int], dict[str, Any]]) -> Callable[[int], bytes]:
    def make(count: int) -> bytes:
        return b"".join(json.dumps(corpus_row(number)).encode() + b"\n" for number in range(count))

    return make


def stored(settings: Settings, table: type[Batch | BatchPart | Job]) -> int:
    with store.reading(settings) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def ids(found: bytes) -> list[Any]:
    return [json.loads(line)["id"] for line in found.splitlines()]


def test_a_worker_that_is_killed_midway_is_followed_by_another(
    web: Any, corpus: Callable[[int], bytes]
) -> None:
    count = 8_000
    sent = corpus(count)
    status, batch, headers = web.ask(
        "/v1/batches", gzip.compress(sent, 1), Content_Type=NDJSON, Content_Encoding="gzip"
    )
    assert status == 202
    where = headers["Location"]

    def scored() -> int:
        nonlocal batch
        batch = web.ask(where)[1]
        return int(batch["scored"])

    with web.worker() as worker:
        web.until(lambda: scored() > 0)
        worker.kill()
    assert batch["finished_at"] is None
    # What there is can be taken already, and later what came behind it.
    taken = web.ask(f"{where}/results")[1]
    assert len(taken.splitlines()) == scored() < count
    with web.worker():
        web.until(lambda: scored() and batch["finished_at"] is not None)
    assert (batch["status"], batch["articles"], batch["errors"]) == ("done", count, 0)
    status, found, headers = web.ask(f"{where}/results")
    assert ids(found) == list(range(count))
    assert found.startswith(taken)
    assert taken + web.ask(f"{where}/results?after={len(taken.splitlines())}")[1] == found
    assert web.ask(f"{where}/results", If_None_Match=headers["ETag"])[0] == 304
    some = sent.splitlines(keepends=True)[:300]
    streamed = web.ask("/v1/score/batch", b"".join(some), Content_Type=NDJSON)[1]
    assert streamed.splitlines() == found.splitlines()[:300]
    messages = [line["message"] for line in web.ask(f"/v1/jobs/{batch['id']}")[1]["log"]]
    assert messages.count("its worker is gone; put back") == 1
    assert web.ask(where, method="DELETE")[0] == 204


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_a_worker_that_is_told_to_stop_loses_no_work(
    web: Any, corpus: Callable[[int], bytes]
) -> None:
    where = web.ask("/v1/batches", corpus(45_000), Content_Type=NDJSON)[2]["Location"]
    with web.worker() as worker:
        web.until(lambda: web.ask(where)[1]["scored"])
        worker.terminate()
        assert worker.wait(20) == 0
    batch = web.ask(where)[1]
    assert batch["status"] == "queued"
    assert batch["scored"] < batch["records"]
    with web.worker():
        web.until(lambda: web.ask(where)[1]["finished_at"])
    job = web.ask(f"/v1/jobs/{batch['id']}")[1]
    assert job["status"] == "done"
    assert [line["message"] for line in job["log"]] == ["begun"]


def uploading(web: Any, data: bytes) -> http.client.HTTPConnection:
    """An upload that is under way: so much of it is sent."""
    connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=30)
    connection.putrequest("POST", "/v1/batches")
    connection.putheader("Content-Type", NDJSON)
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    connection.send(b"%x\r\n%b\r\n" % (len(data), data))
    return connection


def test_a_server_that_is_killed_acknowledged_what_is_there_and_nothing_else(
    web: Any, settings: Settings, corpus: Callable[[int], bytes]
) -> None:
    sent = corpus(3_000)
    status, batch, _ = web.ask("/v1/batches", sent, Content_Type=NDJSON)
    assert status == 202
    there = stored(settings, BatchPart)
    upload = uploading(web, sent)
    web.until(lambda: stored(settings, BatchPart) > there)
    web.kill()
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        upload.getresponse()
    upload.close()
    web.start()
    assert [job["id"] for job in web.ask("/v1/jobs")[1]["jobs"]] == [batch["id"]]
    assert web.ask(f"/v1/batches/{batch['id']}")[1]["records"] == 3_000
    # The remains of the other one nobody can see; they are swept up when they are an hour old.
    assert stored(settings, Batch) == 2
    batches.sweep(settings)
    assert stored(settings, Batch) == 2
    while batches.run(settings, batch["id"]):
        pass
    found = web.ask(f"/v1/batches/{batch['id']}/results")[1]
    assert ids(found) == list(range(3_000))


def test_a_client_that_goes_away_leaves_nothing(
    web: Any, settings: Settings, corpus: Callable[[int], bytes]
) -> None:
    for _ in range(5):  # more often than there are seats
        upload = uploading(web, corpus(2_000))
        web.until(lambda: stored(settings, BatchPart) > 0)
        upload.close()
        web.until(lambda: stored(settings, Batch) == 0, 20)
    assert stored(settings, BatchPart) == stored(settings, Job) == 0


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_upload_and_results_take_no_memory(web: Any, corpus: Callable[[int], bytes]) -> None:
    sent = corpus(20_000)
    assert len(sent) > 25 * MB
    assert web.ask("/v1/batches", corpus(1_000), Content_Type=NDJSON)[0] == 202
    before = web.scorer.memory_info().rss
    most = before

    def pieces() -> Iterator[bytes]:
        nonlocal most
        for start in range(0, len(sent), MB):
            most = max(most, web.scorer.memory_info().rss)
            yield sent[start : start + MB]

    status, batch, _ = web.ask("/v1/batches", pieces(), Content_Type=NDJSON)
    assert status == 202
    assert most - before < 20 * MB
    where = f"/v1/batches/{batch['id']}"
    with web.worker():
        web.until(lambda: web.ask(where)[1]["finished_at"])
    connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=30)
    connection.request("GET", f"{where}/results")
    with connection.getresponse() as response:
        count = 0
        for count, _ in enumerate(response, start=1):
            if count % 2_000 == 0:
                most = max(most, web.scorer.memory_info().rss)
    connection.close()
    assert count == 20_000
    assert most - before < 40 * MB
