import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil
import pytest

from service import jobs, store
from service.settings import Settings

WORKER = (sys.executable, "-m", "service.cli", "worker")


def environment(settings: Settings) -> dict[str, str]:
    return os.environ | {
        "CREDIBILITY_DATA": str(settings.data),
        "CREDIBILITY_DATABASE_URL": settings.database_url,
    }


@contextmanager
def running(settings: Settings, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env=environment(settings), stderr=subprocess.PIPE)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def eventually(condition: Callable[[], bool], seconds: float = 30.0) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


def check(settings: Settings) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*WORKER, "--check"],
        env=environment(settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def test_a_worker_upgrades_beats_works_and_stops(installation: Settings) -> None:
    installation.data.mkdir()
    missing = check(installation)
    assert (missing.returncode, missing.stdout) == (1, "worker not seen; last seen: never\n")
    with running(installation, *WORKER) as worker:
        assert eventually(lambda: store.worker_seen(installation) is not None)
        found = check(installation)
        assert found.returncode == 0
        assert found.stdout.startswith("worker alive; last seen: 20")

        queue = jobs.queue(installation)
        queue.enqueue(queue._registry.string_to_task("service.jobs.forget_heartbeats")())
        assert eventually(lambda: queue.pending_count() == 0)
        queue.storage.close()

        worker.send_signal(signal.SIGTERM)
        assert worker.wait(10) == 0


def test_a_worker_stops_when_its_parent_is_gone(sqlite: Settings) -> None:
    # A shell that starts the worker and lives on, so that it can be killed.
    script = f"{' '.join(WORKER)} --parent $$ & echo $! >&2; wait"
    with running(sqlite, "bash", "-c", script) as parent:
        assert parent.stderr is not None
        worker = psutil.Process(int(parent.stderr.readline()))
        assert eventually(lambda: store.worker_seen(sqlite) is not None)
        parent.kill()
        assert eventually(lambda: not worker.is_running(), 10)


def test_a_worker_that_is_told_a_wrong_parent_does_not_stay(sqlite: Settings) -> None:
    with running(sqlite, *WORKER, "--parent", "1") as worker:
        assert worker.wait(30) == 0


def test_a_database_that_cannot_be_used_is_told_in_a_sentence(sqlite: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    refused = Settings(
        data=sqlite.data, database_url=f"postgresql+psycopg://nobody@127.0.0.1:{port}/nothing"
    )
    with running(refused, *WORKER) as worker:
        message = worker.communicate(timeout=30)[1].decode()
        assert worker.returncode == 2
    assert message.startswith("Error: cannot use the database: connection ")
    assert message.count("\n") == 1


@pytest.fixture
def own_signals() -> Iterator[None]:
    """A consumer takes over the process's signals; pytest wants them back."""
    before = {
        number: signal.getsignal(number)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("own_signals")
def test_a_heartbeat_that_fails_does_not_end_the_worker(
    sqlite: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    sqlite.data.mkdir()  # and no tables in it
    worker = jobs.Worker(jobs.queue(sqlite), sqlite, None)
    with caplog.at_level(logging.WARNING, "service.jobs"):
        worker.start()
        assert worker.check_worker_health()
    worker.stop(graceful=True)
    # What is done every minute or hour may have failed meanwhile, too.
    told = [record.getMessage() for record in caplog.records]
    assert told.count("no heartbeat: OperationalError") == 2
    assert set(told) <= {
        "no heartbeat: OperationalError",
        "cannot forget old heartbeats: OperationalError",
        "cannot forget old idempotency keys: OperationalError",
        "cannot sweep up old batches: OperationalError",
    }


def test_a_job_that_only_waits_its_turn_gets_no_second_message(
    installation: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.upgrade(installation)
    queue = jobs.queue(installation)
    worker = jobs.Worker(queue, installation, None)
    monkeypatch.setattr(worker._watch, "abandoned", lambda _: [("batch", "a"), ("retrain", "b")])
    jobs.wake(installation, "batch", "a")
    for _ in range(3):
        worker._look_for_abandoned_jobs()
    assert sorted(waiting.args for waiting in queue.pending()) == [("a",), ("b",)]
    queue.storage.close()
