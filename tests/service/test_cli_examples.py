"""`credibility examples` and what follows from them, as a person types it."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result

from features.article import Article
from models.adaptation import EMPHASIS
from models.base_vectors import Vectors
from models.scorer import load_default
from service import store
from service.cli import main
from service.settings import Settings

Run = Callable[..., Result]


@pytest.fixture
def run(sqlite: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("CREDIBILITY_DATA", str(sqlite.data))
    store.upgrade(sqlite)

    def invoke(*arguments: str, **options: Any) -> Result:
        return CliRunner().invoke(main, arguments, **options)

    return invoke


def lines(result: Result) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def corpus(make_article: Callable[..., Article]) -> str:
    """Two good lines, one that says too little, one that is no JSON."""
    rows = [
        {"id": 7, "text": make_article(1, credible=True).body, "label": 1, "labeller": "ann"},
        {"id": 8, "text": make_article(2, credible=False).body, "label": 0},
        {"id": 9, "text": "A text."},
    ]
    return "\n".join([*(orjson.dumps(row).decode() for row in rows), "{", ""])


def test_a_file_is_imported_listed_exported_and_erased(run: Run, corpus: str) -> None:
    imported = run("examples", "import", "-", "--labeller", "bob", input=corpus)
    assert imported.exit_code == 1
    assert [row["status"] for row in lines(imported)] == [
        "created",
        "created",
        "rejected",
        "rejected",
    ]
    assert lines(imported)[2]["errors"][0]["field"] == "label"
    assert imported.stderr.splitlines()[-1] == "2 created, 2 rejected."

    listed = lines(run("examples", "list"))
    assert [(row["labeller"], row["label"]) for row in listed] == [("ann", 1.0), ("bob", 0.0)]
    assert len(lines(run("examples", "list", "--labeller", "bob"))) == 1

    exported = run("examples", "export").stdout
    again = run("examples", "import", "-", input=exported)
    assert [row["status"] for row in lines(again)] == ["exists", "exists"]
    assert again.exit_code == 0

    gone = run("examples", "retract", "1", "--reason", "asked to")
    assert gone.stdout == "1 examples erased\n"
    assert [row["id"] for row in lines(run("examples", "list"))] == [2]


def test_texts_can_be_left_out(run: Run, corpus: str) -> None:
    run("examples", "import", "-", "--labeller", "bob", "--no-text", input=corpus)
    assert [row["has_text"] for row in lines(run("examples", "list"))] == [False, False]


@pytest.mark.parametrize("which", [(), ("1", "--labeller", "ann")])
def test_to_erase_one_says_which(run: Run, which: tuple[str, ...]) -> None:
    refused = run("examples", "retract", *which, "--reason", "x")
    assert refused.exit_code == 2
    assert "say which" in refused.stderr


@pytest.fixture
def retrained(
    run: Run,
    sqlite: Settings,
    small_base: Vectors,
    put_examples: Callable[..., None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Result:
    small_base.save(tmp_path / "base.npz")
    monkeypatch.setenv("CREDIBILITY_BASE_VECTORS", str(tmp_path / "base.npz"))
    put_examples(sqlite)
    return run("retrain", "--here", "--no-promote", "--reason", "new outlets")


def test_versions_are_made_compared_promoted_and_rolled_back(
    run: Run, retrained: Result, tmp_path: Path, make_article: Callable[..., Article]
) -> None:
    assert retrained.exit_code == 1, retrained.stderr
    job = lines(retrained)[0]
    version = job["result"]["version"]
    assert retrained.stderr.splitlines()[:2] == [f"job {job['id']}", "begun"]
    shipped = load_default().version
    assert [row["version"] for row in lines(run("models", "list"))] == [version, shipped]
    assert orjson.loads(run("models", "card", version).stdout)["version"] == version
    assert orjson.loads(run("models", "diff", shipped, version).stdout)["compared"] == 200

    promoted = run("models", "promote", version, "--anyway", "--reason", "to try")
    assert promoted.stdout == f"{version} serves\n"
    assert version in run("--version").stdout
    again = run("models", "promote", version, "--reason", "to try")
    assert (again.exit_code, "serves already" in again.stderr) == (2, True)
    back = run("models", "rollback", "--reason", "to try")
    assert back.stdout == f"{shipped} serves\n"
    assert run("models", "prune", "--keep", "0").stdout == ""

    actions = [row["action"] for row in lines(run("models", "log"))]
    assert actions == ["retrain.ask", "models.promote", "models.rollback"]
    assert run("models", "verify-log").stdout.startswith("3 entries, as they were written")

    article = {"body": make_article(3, credible=True).body}
    file = tmp_path / "article.json"
    file.write_bytes(orjson.dumps(article))
    told = lines(run("score", "--json", str(file)))[0]
    replayed = run("models", "replay", told["signature"], str(file))
    assert lines(replayed) == [told], replayed.stderr
    assert run("models", "replay", "nothing", str(file)).exit_code == 2


def test_an_old_candidate_is_dropped_and_its_card_stays(run: Run, retrained: Result) -> None:
    version = lines(retrained)[0]["result"]["version"]
    assert run("models", "prune", "--keep", "1").stdout == ""
    pruned = run("models", "prune", "--keep", "0")
    assert (pruned.stdout, pruned.stderr) == (f"{version}\n", "1 dropped.\n")
    assert orjson.loads(run("models", "card", version).stdout)["version"] == version
    refused = run("models", "promote", version, "--anyway", "--reason", "to try")
    assert (refused.exit_code, "was pruned" in refused.stderr) == (2, True)


def test_an_audit_log_that_was_changed_is_found_out(
    run: Run, retrained: Result, sqlite: Settings
) -> None:
    assert retrained.exit_code == 1
    run("models", "rollback", "--reason", "nothing to roll back")
    assert run("models", "verify-log").exit_code == 0
    # Whoever has the file can do what the triggers keep the program from doing.
    with closing(sqlite3.connect(sqlite.data / "credibility.db")) as database, database:
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in database.execute(triggers).fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE audit_log SET actor = 'somebody else'")
    changed = run("models", "verify-log")
    assert changed.exit_code == 2
    assert changed.stderr.startswith("Error: the audit log is not as it was written: ")


def test_a_dry_run_says_what_it_would_start_from(
    run: Run, sqlite: Settings, put_examples: Callable[..., None]
) -> None:
    put_examples(sqlite, 30)
    plan = orjson.loads(run("retrain", "--dry-run").stdout)
    assert (plan["data"]["trained_on"], plan["incumbent"]) == (30, load_default().version)
    assert plan["data"]["emphasis"] == EMPHASIS
    assert f"; {EMPHASIS:g} if nothing is said" in " ".join(run("retrain", "--help").stdout.split())
    more = orjson.loads(run("retrain", "--dry-run", "--emphasis", "4").stdout)
    assert more["data"]["emphasis"] == 4
    assert lines(run("models", "list"))[0]["state"] == "serving"


def test_without_a_worker_nothing_is_asked_for(run: Run) -> None:
    refused = run("retrain")
    assert refused.exit_code == 2
    assert "no worker is alive" in refused.stderr
    assert run("models", "log").stdout == ""


@pytest.mark.usefixtures("run")
def test_who_reads_no_further_is_told_of_no_fault() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "service.cli", "models", "list"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_articles_wait_for_a_label(run: Run, corpus: str) -> None:
    added = run("queue", "add", "-", input=corpus)
    assert [row["status"] for row in lines(added)] == ["created"] * 3 + ["rejected"]
    assert lines(added)[3]["errors"] == [{"field": "$", "problem": "Not JSON."}]
    assert added.exit_code == 1
    (logged,) = lines(run("models", "log"))
    assert (logged["action"], logged["subject"]) == ("queue.add", "articles: 3")
    told = run("queue", "next", "--limit", "2")
    assert len(lines(told)) == 2
    assert told.stderr == "3 waiting.\n"
    number = str(lines(told)[0]["id"])
    assert run("queue", "remove", number).stdout == f"article {number} erased\n"
    assert run("queue", "remove", number).exit_code == 2
    labelled = orjson.dumps(lines(told)[1] | {"label": 1, "labeller": "ann"}).decode()
    assert lines(run("examples", "import", "-", input=labelled))[0]["status"] == "created"
    assert run("queue", "next").stderr == "1 waiting.\n"
