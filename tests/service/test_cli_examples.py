"""`credibility examples` and what follows from them, as a person types it."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result

from features.article import Article
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
