"""`credibility annotate`: the command, provoked in every way that a corpus or a shell can."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import orjson
import pytest
from click.testing import Result

from features.article import Article
from models.annotation import annotate
from models.scorer import Scorer, load_default
from seeds import seed_articles

Run = Callable[..., Result]
SEEDS = seed_articles()[:3]


@pytest.fixture
def run(cli: Run) -> Run:
    """`credibility annotate` in a folder of its own."""
    return partial(cli, "annotate")


def line(**fields: object) -> bytes:
    return orjson.dumps(fields) + b"\n"


def records(result: Result) -> list[dict[str, object]]:
    return [orjson.loads(row) for row in result.stdout.splitlines()]


def test_each_line_gets_the_spans_of_its_article(run: Run, tmp_path: Path) -> None:
    rows = [line(id=seed.id, text=seed.body, published=str(seed.published)) for seed in SEEDS]
    (tmp_path / "in.jsonl").write_bytes(b"".join(rows))
    result = run("in.jsonl")
    assert result.exit_code == 0
    assert result.stderr.startswith("3 articles, 0 failed, ")
    assess = Scorer(load_default()).assess
    families = ("hedging", "attribution", "quantities", "fabrication")
    assert records(result) == [
        {
            "id": seed.id,
            "spans": annotate(Article(seed.body, published=seed.published), families, assess).text,
        }
        for seed in SEEDS
    ]


def test_a_title_has_spans_of_its_own(run: Run) -> None:
    (record,) = records(run("-", stdin=line(id=1, title="Plant may close", text="It is May.")))
    assert [span["label"] for span in record["title_spans"]] == ["hedge"]  # type: ignore[attr-defined]


def test_only_the_families_that_are_asked_for(run: Run) -> None:
    text = "Ann Holt said that some 300 people might leave."
    asked = run("--families", "hedging,quantities", "-", stdin=line(id=1, text=text))
    (record,) = records(asked)
    assert [span["label"] for span in record["spans"]] == ["quantity", "hedge"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("families", ["style", "", "hedging,,quantities"])
def test_an_unknown_family_is_named(run: Run, families: str) -> None:
    result = run("--families", families, "-", stdin="")
    assert result.exit_code == 2
    assert "there is no family" in result.stderr
    assert "hedging, attribution, quantities, fabrication" in result.stderr


@pytest.mark.parametrize(
    ("row", "key", "error"),
    [
        (b"oops\n", None, {"problem": "Not JSON: "}),
        (b"[1]\n", None, {"problem": "Not a JSON object."}),
        (b'{"id": "caf\xe9", "text": "x"}\n', None, {"problem": "Not JSON: "}),
        (line(text="It may rain."), None, {"field": "id", "problem": "Missing."}),
        (line(id=[1], text="x"), None, {"field": "id", "problem": "Not a string or an integer."}),
        (line(id="a"), "a", {"field": "text", "problem": "Missing."}),
        (line(id="a", text=5), "a", {"field": "text", "problem": "Not a valid string."}),
        (line(id="a", text=None), "a", {"field": "text", "problem": "Field may not be null."}),
        (line(id="a", text="  "), "a", {"field": "text", "problem": "Blank."}),
        (line(id="a", text="x", title=1), "a", {"field": "title", "problem": "Not a valid"}),
        (line(id="a", text="x", published=""), "a", {"field": "published", "problem": "Not an"}),
        (line(id="a", text="x" * 1_000_001), "a", {"field": "text", "problem": "Longer than"}),
        (b"x" * 2_000_001 + b"\n", None, {"problem": "The line is longer than 2,000,000 bytes."}),
    ],
    ids=range(13),
)  # fmt: skip
def test_a_bad_line_becomes_an_error_record_and_the_rest_goes_on(
    run: Run, row: bytes, key: str | None, error: dict[str, str]
) -> None:
    good = line(id="good", text="It may rain.")
    result = run("-", stdin=good + row + good)
    assert result.exit_code == 1
    assert result.stderr.startswith("3 articles, 1 failed, 2 spans, ")
    before, bad, after = records(result)
    assert before == after
    assert (bad["id"], bad["line"]) == (key, 2)
    shown: dict[str, str] = bad["error"]  # type: ignore[assignment]
    assert shown.keys() == error.keys()
    assert all(shown[name].startswith(error[name]) for name in error)


def test_blank_lines_are_passed_over_and_a_last_line_needs_no_end(run: Run) -> None:
    result = run("-", stdin=b"\n" + line(id=1, text="Rain.") + b"  \n" + b'{"id":2,"text":"Sun."}')
    assert (result.exit_code, [record["id"] for record in records(result)]) == (0, [1, 2])


def test_an_empty_corpus_is_no_failure(run: Run) -> None:
    result = run("-", stdin=b"")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("0 articles, 0 failed, 0 spans, ")


def test_the_records_may_go_to_a_file(run: Run, tmp_path: Path) -> None:
    rows = line(id=1, text="It may rain.")
    assert run("-", "--output", "out.jsonl", stdin=rows).stdout == ""
    assert (tmp_path / "out.jsonl").read_bytes() == run("-", stdin=rows).stdout_bytes


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.jsonl"], "cannot read missing.jsonl: No such file or directory."),
        (["."], "cannot read .: Is a directory."),
        (["in.jsonl", "-o", "no/where"], "cannot write no/where: No such file or directory."),
        (["in.jsonl", "-o", "/dev/full"], "cannot write /dev/full: No space left on device."),
    ],
)
def test_what_cannot_be_read_or_written_is_named(
    run: Run, tmp_path: Path, arguments: list[str], message: str
) -> None:
    (tmp_path / "in.jsonl").write_bytes(line(id=1, text="It may rain."))
    result = run(*arguments)
    assert (result.exit_code, result.stderr) == (2, f"Error: {message}\n")


def test_a_closed_pipe_ends_the_run_quietly(tmp_path: Path) -> None:
    row = line(id=1, text=SEEDS[0].body)
    (tmp_path / "in.jsonl").write_bytes(row * 2_000)
    script = f"{sys.executable} -m service.cli annotate in.jsonl | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", script], capture_output=True, cwd=tmp_path, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert orjson.loads(done.stdout)["id"] == 1


def test_a_line_is_answered_before_the_next_one_comes(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "service.cli", "annotate", "-"],
        cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    for number in range(3):
        process.stdin.write(line(id=number, text="It may rain."))
        process.stdin.flush()
        assert orjson.loads(process.stdout.readline())["id"] == number
    assert process.communicate(timeout=30)[1].startswith(b"3 articles, 0 failed, 3 spans, ")
    assert process.returncode == 0


def test_an_interrupted_run_says_so_and_leaves_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "in")
    process = subprocess.Popen(
        [sys.executable, "-m", "service.cli", "annotate", "in", "-o", "out.jsonl"],
        cwd=tmp_path, stderr=subprocess.PIPE,
    )  # fmt: skip
    with (tmp_path / "in").open("wb") as corpus:
        corpus.write(line(id=1, text="It may rain."))
        corpus.flush()
        while not any(path.stat().st_size for path in tmp_path.glob(".out*")):
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        time.sleep(0.1)  # for the signal to come before the end of the corpus
    assert process.communicate(timeout=30)[1] == b"Error: interrupted.\n"
    assert process.returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["in"]
