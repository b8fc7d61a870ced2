"""A retraining whose worker is killed, or whose connections break, at each step of it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event, make_url, select, text

from models.base_vectors import Vectors
from models.training import SHIPPED
from service import audit_log, job_records, registry, retraining, store
from service.job_records import STALE_SECONDS, Watch
from service.retraining import Options
from service.settings import Settings
from service.tables import ModelVersion

if not (Path(store.__file__).parents[1] / "README.md").exists():
    pytest.skip("shown from source; the wheel holds the same code", allow_module_level=True)
QUICK = SHIPPED._replace(refits=2)
# Does the job, and is killed when the log is to get a line that begins so, or, for "commit",
# within the transaction that promotes.
KILLED = """
import os, signal, sys
from pathlib import Path
from service import job_records, registry, retraining
from service.settings import Settings
from models.base_vectors import Vectors
from models.training import SHIPPED

job, step, url, base = sys.argv[1:]
die = lambda: os.kill(os.getpid(), signal.SIGKILL)
proceed, switch, finish = job_records.Run.proceed, registry._switch, job_records.Run.finish

def proceed_to(run, told, share):
    if told.startswith(step):
        die()
    proceed(run, told, share)

def switch_and_die(*arguments, **options):
    switch(*arguments, **options)
    die()

def finish_and_die(*arguments):
    finish(*arguments)
    die()

job_records.Run.proceed = proceed_to
if step == "commit":
    registry._switch = switch_and_die
if step == "end":
    job_records.Run.finish = finish_and_die
settings = Settings(database_url=url)
retraining.run(
    settings, job, base=Vectors.load(Path(base)), recipe=SHIPPED._replace(refits=2)
)
"""
Put = Callable[..., None]


@pytest.fixture
def ready(installation: Settings, put_examples: Put) -> Settings:
    """An installation with useful examples."""
    store.upgrade(installation)
    put_examples(installation)
    return installation


def told(settings: Settings, job: str) -> dict[str, Any]:
    with store.reading(settings) as session:
        found = job_records.told(session, job)
        assert found is not None
        return found


def holds_together(settings: Settings, job: str) -> bool:
    """Whether all of a promotion is there, or nothing of it."""
    with store.reading(settings) as session:
        versions = session.scalars(select(ModelVersion.version)).all()
        promoted = registry.current(session).version
        logged = [entry for entry in audit_log.entries(session) if "promote" in entry.action]
        audit_log.verify(session)
    parts = {bool(versions), promoted is not None, bool(logged)}
    parts.add(told(settings, job)["status"] == "promoted")
    return len(parts) == 1


@pytest.mark.parametrize(
    ("installation", "step"),
    [
        ("sqlite", "training"),
        ("sqlite", "holding out outlets, fold 3"),
        ("sqlite", "commit"),
        ("sqlite", "end"),
        ("postgres", "training"),
        ("postgres", "holding out outlets, fold 3"),
        ("postgres", "commit"),
        ("postgres", "end"),
    ],
    indirect=["installation"],
)
def test_a_worker_killed_leaves_all_or_nothing_and_another_goes_on(
    ready: Settings, small_base: Vectors, tmp_path: Path, step: str
) -> None:
    job = retraining.ask(ready, Options(), "ann")
    base = tmp_path / "base.npz"
    small_base.save(base)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, job, step, ready.database_url, str(base)], check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert holds_together(ready, job)
    assert told(ready, job)["status"] == ("promoted" if step == "end" else "running")

    now = 0.0
    watch = Watch(ready, lambda: now)
    watch.abandoned((retraining.KIND,))
    now += STALE_SECONDS
    for _, found in watch.abandoned((retraining.KIND,)):
        retraining.run(ready, found, base=small_base, recipe=QUICK)
    done = told(ready, job)
    assert (done["status"], done["attempt"]) == ("promoted", 1 if step == "end" else 2)
    assert holds_together(ready, job)
    retraining.ask(ready, Options(), "ann")  # the way is free for the next one


def test_connections_that_break_at_every_step_cost_nothing(
    postgres: Settings,
    put_examples: Put,
    small_base: Vectors,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store.upgrade(postgres)
    put_examples(postgres)
    url = make_url(postgres.database_url)
    server = create_engine(url.update_query_dict({"application_name": "breaker"}))

    def break_all() -> None:
        name = str(url.query["application_name"])
        with server.begin() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE application_name = :name"
                ),
                {"name": name},
            )

    job = retraining.ask(postgres, Options(), "ann")
    steps: list[str] = []
    proceed = job_records.Run.proceed

    def proceed_and_break(run: job_records.Run, step: str, share: float) -> None:
        proceed(run, step, share)
        steps.append(step)
        break_all()

    broken: list[str] = []

    def break_before(_: Any, __: Any, statement: str, *___: Any) -> None:
        # In the middle of the transaction that records, promotes and ends: twice.
        is_late = statement.startswith(("INSERT INTO promotions", "UPDATE jobs SET slot"))
        if is_late and statement[:20] not in broken:
            broken.append(statement[:20])
            break_all()

    monkeypatch.setattr(job_records.Run, "proceed", proceed_and_break)
    monkeypatch.setattr(job_records, "_RETRY_SECONDS", 0.01)
    event.listen(store.engine(postgres), "before_cursor_execute", break_before)
    retraining.run(postgres, job, base=small_base, recipe=QUICK)
    server.dispose()
    assert len(set(steps)) == 9
    assert broken
    assert told(postgres, job)["status"] == "promoted"
    assert holds_together(postgres, job)


def test_a_worker_process_that_is_killed_is_followed_by_the_next(
    sqlite: Settings, put_examples: Put, small_base: Vectors, tmp_path: Path
) -> None:
    """With the real queue: the message was taken off it by the one that died."""
    small_base.save(tmp_path / "base.npz")
    settings = replace(sqlite, base_vectors=str(tmp_path / "base.npz"))
    store.upgrade(settings)
    put_examples(settings)
    environment = os.environ | {
        "CREDIBILITY_DATA": str(settings.data),
        "CREDIBILITY_BASE_VECTORS": settings.base_vectors,
    }
    command = [sys.executable, "-m", "service.cli", "worker"]
    with subprocess.Popen(command, env=environment) as worker:
        wait_for(lambda: store.worker_seen(settings) is not None)
        asked = subprocess.Popen(
            [sys.executable, "-m", "service.cli", "retrain"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert asked.stderr is not None
        line = next(line for line in asked.stderr if line.startswith("training on"))
        assert "of examples" in line
        worker.kill()
    with subprocess.Popen(command, env=environment) as worker:
        out, err = asked.communicate(timeout=240)
        worker.terminate()
    assert "its worker is gone; put back" in err
    assert "begun again, attempt 2" in err
    assert asked.returncode == 0, out


def wait_for(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    import time

    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
