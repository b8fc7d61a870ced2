"""`credibility jobs`, as a person types it."""

import itertools
import threading
import time
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result

from service import job_records, store
from service.cli import main
from service.faults import Fault
from service.following import follow
from service.settings import Settings

Run = Callable[..., Result]


@pytest.fixture
def run(sqlite: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("CREDIBILITY_DATA", str(sqlite.data))
    store.upgrade(sqlite)
    return lambda *arguments: CliRunner().invoke(main, ["jobs", *arguments])


def ask(settings: Settings, kind: str = "retrain") -> str:
    with store.writing(settings) as session:
        return job_records.ask(session, kind, "ann", {})


def lines(result: Result) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in result.stdout.splitlines()]


def test_jobs_are_listed_and_shown(run: Run, sqlite: Settings) -> None:
    first, second = ask(sqlite), ask(sqlite, "batch")
    assert {row["id"]: row["kind"] for row in lines(run("list"))} == {
        first: "retrain",
        second: "batch",
    }
    shown = orjson.loads(run("show", first).stdout)
    assert (shown["id"], shown["status"], shown["log"]) == (first, "queued", [])


def test_a_job_is_stopped_once(run: Run, sqlite: Settings) -> None:
    job = ask(sqlite)
    (told,) = lines(run("cancel", job))
    assert (told["id"], told["status"]) == (job, "cancelled")
    again = run("cancel", job)
    assert (again.exit_code, again.stderr) == (2, f"Error: job {job} is over already: cancelled.\n")


def test_a_job_is_watched_to_its_end(run: Run, sqlite: Settings) -> None:
    job = ask(sqlite)

    def work() -> None:
        claimed = job_records.claim(sqlite, job)
        assert claimed is not None
        with claimed:
            claimed.log("half of it")
            time.sleep(0.7)
            claimed.log("all of it")
            claimed.finish("promoted", {})

    worker = threading.Thread(target=work)
    worker.start()
    watched = run("watch", job)
    worker.join()
    assert watched.stderr.splitlines()[-2:] == ["half of it", "all of it"]
    assert lines(watched)[0]["status"] == "promoted"


def test_nobody_watches_for_ever_what_nobody_works_on(sqlite: Settings) -> None:
    store.upgrade(sqlite)
    job = ask(sqlite)
    hours = itertools.count(step=3600)
    with pytest.raises(Fault) as fault:
        follow(sqlite, job, print, clock=lambda: float(next(hours)))
    assert fault.value.message == (
        f"no worker is alive, and job {job} stands still: waiting for a worker. `credibility"
        f" worker` takes it up, and `credibility jobs watch {job}` watches it again."
    )


@pytest.mark.parametrize("command", ["show", "watch", "cancel"])
def test_a_job_that_is_none_is_told(run: Run, command: str) -> None:
    result = run(command, "nonesuch")
    assert result.exit_code == 2
    assert result.stderr == "Error: there is no job nonesuch; `credibility jobs list` names them.\n"
