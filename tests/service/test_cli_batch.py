import gzip
import os
import pty
import random
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson
import psutil
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from click.testing import Result

from seeds import seed_articles
from service import store
from service.corpus import work
from service.settings import Settings

SEEDS = seed_articles()
Run = Callable[..., Result]


@pytest.fixture
def run(cli: Run) -> Run:
    """`credibility batch`, with its standard input, in a folder of its own."""

    def run(*arguments: str, stdin: bytes | None = None) -> Result:
        jobs = [] if "-j" in arguments else ["-j", "1"]
        return cli("batch", *arguments, *jobs, stdin=stdin)

    return run


def rows(count: int = 5) -> list[dict[str, Any]]:
    return [
        {"id": seed.id, "text": seed.body, "title": seed.title, "outlet": seed.outlet}
        for seed in SEEDS[:count]
    ]


def lines(rows: list[dict[str, Any]]) -> bytes:
    return b"".join(orjson.dumps(row) + b"\n" for row in rows)


def short(count: int) -> bytes:
    """A corpus that takes little time for its size; identifiers count from 0."""
    return lines([{"id": number, "text": f"Mill {number} closes."} for number in range(count)])


def read(path: str | Path) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in Path(path).read_bytes().splitlines()]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.jsonl"
    path.write_bytes(lines(rows()))
    return path


@pytest.mark.usefixtures("corpus")
def test_a_corpus_is_scored(run: Run, tmp_path: Path) -> None:
    result = run("corpus.jsonl", "--output", "scored.jsonl")
    assert result.exit_code == 0
    assert re.fullmatch(
        r"5 articles, 0 failed, \d without a score, [\d,]+ a second\.\n", result.stderr
    )
    assert [record["id"] for record in read("scored.jsonl")] == [row["id"] for row in rows()]
    assert {path.name for path in tmp_path.iterdir()} == {"corpus.jsonl", "scored.jsonl"}


@pytest.mark.usefixtures("corpus")
def test_every_kind_of_corpus_gives_the_same_records(run: Run) -> None:
    run("corpus.jsonl", "-o", "expected.jsonl")
    pq.write_table(pa.Table.from_pylist(rows()), "corpus.parquet")
    Path("corpus.jsonl.gz").write_bytes(gzip.compress(lines(rows())))
    table = pa.Table.from_pylist(rows())
    pyarrow.csv.write_csv(table, "corpus.csv")
    renamed = table.rename_columns(["doc", "content", "headline", "site"])
    pyarrow.csv.write_csv(renamed, "other.tsv", pyarrow.csv.WriteOptions(delimiter="\t"))
    names = ["--id", "doc", "--text", "content", "--title", "headline", "--outlet", "site"]
    for given in (["corpus.parquet"], ["corpus.jsonl.gz"], ["corpus.csv"], ["other.tsv", *names]):
        assert run(*given, "-o", "scored.jsonl").exit_code == 0
        assert Path("scored.jsonl").read_bytes() == Path("expected.jsonl").read_bytes()


@pytest.mark.usefixtures("corpus")
def test_parquet_has_the_same_in_columns(run: Run) -> None:
    run("corpus.jsonl", "-o", "scored.jsonl", "--contributions", "--evidence")
    run("corpus.jsonl", "-o", "scored.parquet", "--contributions", "--evidence")
    table = pq.read_table("scored.parquet").to_pylist()
    for record, row in zip(read("scored.jsonl"), table, strict=True):
        assert row["score"] == record["score"]
        assert row["outlet"] == record["outlet"]
        assert row["evidence"] == record["evidence"]
        shares = record["contributions"]
        assert {name: row[f"contribution.{name}"] for name in shares} == shares


def test_a_corpus_through_pipes(run: Run, corpus: Path) -> None:
    run("corpus.jsonl", "--output", "scored.jsonl")
    result = run("-", "-o", "-", stdin=corpus.read_bytes())
    assert result.stdout_bytes == Path("scored.jsonl").read_bytes()


@pytest.mark.usefixtures("corpus")
def test_several_inputs_are_one_corpus(run: Run) -> None:
    Path("page.txt").write_text(SEEDS[7].body)
    Path("more.jsonl").write_bytes(b"oops\n")
    assert run("corpus.jsonl", "page.txt", "more.jsonl", "-o", "out.jsonl").exit_code == 1
    *first, page, bad = read("out.jsonl")
    assert len(first) == len(rows())
    assert (page["id"], page["score"] is None) == ("page.txt", False)
    assert (bad["source"], bad["row"]) == ("more.jsonl", 1)


def test_failed_rows_are_counted_and_told_in_the_exit_code(run: Run, corpus: Path) -> None:
    corpus.write_bytes(corpus.read_bytes() + b'oops\n{"id":1}\n{"id":2}\n')
    result = run("corpus.jsonl", "-o", "-")
    assert result.exit_code == 1
    assert result.stdout.count("\n") == 8
    counts, *problems = result.stderr.splitlines()
    assert counts.startswith("8 articles, 3 failed, ")
    assert problems == ["  2 × text: Missing.", "  1 × Not JSON."]


def test_failed_rows_may_have_a_file_of_their_own(run: Run, corpus: Path) -> None:
    corpus.write_bytes(b"oops\n" + corpus.read_bytes() + b'{"id": 1}\n')
    for target in ("out.jsonl", "out.parquet", "out/"):
        assert run("corpus.jsonl", "-o", target, "--errors", "bad.jsonl").exit_code == 1
        assert [record["row"] for record in read("bad.jsonl")] == [1, 7]
        Path("bad.jsonl").unlink()
    assert len(read("out.jsonl")) == len(pq.read_table("out.parquet")) == len(rows())
    assert len(pq.read_table("out")) == len(rows())
    run("corpus.jsonl", "-o", "-", "--errors", "bad.jsonl")
    assert [record["row"] for record in read("bad.jsonl")] == [1, 7]


@pytest.mark.usefixtures("corpus")
def test_only_some_rows(run: Run) -> None:
    Path("years.jsonl").write_bytes(
        lines([row | {"year": 2015 + number} for number, row in enumerate(rows())])
    )
    assert run("years.jsonl", "-o", "a.jsonl", "--limit", "2").exit_code == 0
    assert [record["id"] for record in read("a.jsonl")] == [row["id"] for row in rows()[:2]]
    result = run("years.jsonl", "-o", "a.jsonl", "--where", "year>=2016", "--limit", "3")
    assert [record["id"] for record in read("a.jsonl")] == [row["id"] for row in rows()[1:4]]
    assert "3 articles, 0 failed, " in result.stderr
    assert ", 1 left out, " in result.stderr


def test_identifiers_that_come_twice_are_named_and_kept(run: Run, corpus: Path) -> None:
    corpus.write_bytes(corpus.read_bytes() * 2)
    result = run("corpus.jsonl", "-o", "out.jsonl")
    assert result.exit_code == 0
    first, second, third = (row["id"] for row in rows()[:3])
    assert result.stderr.endswith(
        f"5 identifiers come more than once ({first}, {second}, {third}, …): all their records are"
        " there.\n"
    )
    assert len(read("out.jsonl")) == 10


@pytest.mark.parametrize("target", ["out.jsonl", "out.parquet", "out/"])
def test_a_run_is_summed_up_by_outlet(run: Run, target: str) -> None:
    sites = ["a.org", "b.org", "c.org", "d.org"]
    given = [row | {"id": n, "outlet": sites[n % 4]} for n, row in enumerate(rows(20))]
    Path("corpus.jsonl").write_bytes(lines(given))
    assert run("corpus.jsonl", "-o", target, "--by-outlet", "outlets.jsonl").exit_code == 0
    summed = read("outlets.jsonl")
    assert sorted(row["outlet"] for row in summed) == sites
    assert sum(row["scored"] + row["abstained"] for row in summed) == 20
    assert all(0 < row["low"] <= row["score"] <= row["high"] < 1 for row in summed)


@pytest.mark.parametrize("target", ["out.jsonl", "out.parquet"])
def test_of_no_rows_there_are_no_records(run: Run, target: str) -> None:
    Path("empty.jsonl").touch()
    assert run("empty.jsonl", "-o", target).exit_code == 0
    if target == "out.parquet":
        assert "hedging.hedge_density" in pq.read_schema(target).names
        assert len(pq.read_table(target)) == 0
    else:
        assert Path(target).read_bytes() == b""


def test_processes_change_neither_records_nor_their_order(run: Run) -> None:
    Path("corpus.jsonl").write_bytes(short(3_000) + b"oops\n" + lines(rows()))
    run("corpus.jsonl", "-o", "one.jsonl")
    run("corpus.jsonl", "-o", "two.jsonl", "-j", "2")
    assert Path("one.jsonl").read_bytes() == Path("two.jsonl").read_bytes()
    run("corpus.jsonl", "-o", "any.jsonl", "-j", "2", "--unordered")
    assert sorted(read("any.jsonl"), key=str) == sorted(read("one.jsonl"), key=str)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.jsonl", "-o", "-"], "there is no missing.jsonl."),
        (["corpus.jsonl", "-o", "/no/where.jsonl"], "there is no folder /no."),
        (
            ["corpus.jsonl", "-o", "/proc/x.jsonl"],
            "cannot write /proc/.x.jsonl.parts: No such file",
        ),
        (["corpus.jsonl", "-o", "/dev/full"], "cannot write /dev/full: No space left on device"),
        (["corpus.jsonl", "-o", "out.xls"], "what out.xls is to hold cannot be told by its name:"),
        (["corpus.jsonl", "-o", "x.jsonl", "--by-outlet", "x.xls"], "what x.xls is to hold cannot"),
        (["corpus.jsonl", "-o", "-", "--by-outlet", "x.csv"], "--by-outlet reads OUT when all is"),
        (["corpus.jsonl", "-o", "-", "--where", "x"], "'x' is no condition: "),
        (["t.csv", "-o", "-", "--text", "content"], "t.csv has no column content; it has: id, x"),
        (["t.csv", "-o", "-", "--text", "x", "--where", "y=1"], "t.csv has no column y; it has: "),
    ],
)
@pytest.mark.usefixtures("corpus")
def test_what_keeps_a_run_from_starting_is_told_in_a_sentence(
    run: Run, arguments: list[str], message: str
) -> None:
    Path("t.csv").write_text("id,x\n1,2\n")
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: {message}")
    assert result.stderr.count("\n") == 1


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "service.cli", "batch", *arguments]


def last_line(told: bytes) -> str:
    """What was told at the end; a slow machine tells before how far it is."""
    return told.decode().splitlines()[-1]


def test_a_closed_pipe_ends_the_run_quietly(tmp_path: Path) -> None:
    row = orjson.dumps({"id": 1, "text": SEEDS[0].body})
    (tmp_path / "corpus.jsonl").write_bytes(b"\n".join([row] * 2_000))
    script = " ".join(command("corpus.jsonl", "-j", "1", "-o", "-")) + " | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", script], capture_output=True, cwd=tmp_path, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert orjson.loads(done.stdout)["id"] == 1


def watched(folder: Path, *, interrupt: bool = False) -> tuple[int, str]:
    """Exit code, and what a terminal shows of the scoring of corpus.jsonl."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        command("corpus.jsonl", "-o", "out.jsonl", "-j", "2", "--resume"),
        cwd=folder,
        stderr=slave,
        process_group=0,
    )
    os.close(slave)
    shown = ""
    with suppress(OSError):  # how a terminal says that its last writer is gone
        while piece := os.read(master, 1 << 16).decode():
            shown += piece
            if interrupt and re.search("[1-9][0-9,]* articles", shown):
                interrupt = False
                os.killpg(process.pid, signal.SIGINT)
    os.close(master)
    return process.wait(30), shown


def test_a_terminal_shows_a_bar(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(short(2_000))
    code, shown = watched(tmp_path)
    assert code == 0
    assert "━" in shown
    assert shown.rstrip().endswith(" a second.")
    assert len(read(tmp_path / "out.jsonl")) == 2_000


def test_an_interrupted_run_keeps_what_it_has_and_goes_on(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(short(25_000))
    code, shown = watched(tmp_path, interrupt=True)
    assert code == 2
    assert shown.rstrip().endswith("Error: interrupted; --resume goes on.")
    assert "Traceback" not in shown
    assert not (tmp_path / "out.jsonl").exists()
    (journal,) = tmp_path.glob(".out.jsonl.parts/_journal.jsonl")
    assert journal.read_bytes()
    code, shown = watched(tmp_path)
    assert code == 0
    assert [record["id"] for record in read(tmp_path / "out.jsonl")] == list(range(25_000))


def loky_workers(run: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """The run's processes that score, once there are some."""
    workers: list[psutil.Process] = []
    while run.poll() is None and not workers:
        children = psutil.Process(run.pid).children(recursive=True)
        workers = [each for each in children if "popen_loky" in " ".join(each.cmdline())]
        time.sleep(0.05)
    return workers


@pytest.mark.parametrize("suffix", ["jsonl", "parquet"])
def test_a_run_killed_again_and_again_gives_what_an_undisturbed_one_gives(
    tmp_path: Path, suffix: str
) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(short(12_000) + b"oops\n" + short(13_000))
    whole, target = f"whole.{suffix}", f"killed.{suffix}"
    done = subprocess.run(command("corpus.jsonl", "-o", whole), cwd=tmp_path, check=False)
    assert done.returncode == 1
    moments = random.Random(7)  # noqa: S311 - chance, not secrecy
    kills = 0
    while not (tmp_path / target).exists():
        process = subprocess.Popen(
            command("corpus.jsonl", "-o", target, "--resume"), cwd=tmp_path, stderr=subprocess.PIPE
        )
        # Ten times at most, or a slow machine would never see the end.
        with suppress(subprocess.TimeoutExpired):
            process.wait(None if kills == 10 else moments.uniform(1.5, 4.0))
        kills += process.poll() is None
        for each in (
            [*psutil.Process(process.pid).children(recursive=True)]
            if process.poll() is None
            else []
        ):
            each.kill()
        process.kill()
        process.communicate()
    assert kills
    if suffix == "jsonl":
        assert (tmp_path / target).read_bytes() == (tmp_path / whole).read_bytes()
    else:
        assert pq.read_table(tmp_path / target).equals(pq.read_table(tmp_path / whole))


def test_a_run_that_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(short(60_000))
    run = subprocess.Popen(
        command("corpus.jsonl", "-o", "out.jsonl", "-j", "2"), cwd=tmp_path, stderr=subprocess.PIPE
    )
    workers = loky_workers(run)
    run.kill()
    run.communicate(timeout=60)  # to the end: whoever lives holds the other end of the pipe
    _, alive = psutil.wait_procs(workers, timeout=10)
    assert alive == []
    assert len(workers) >= 1


def test_a_killed_process_ends_the_run_with_a_word(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(short(60_000))
    run = subprocess.Popen(
        command("corpus.jsonl", "-o", "out.jsonl", "-j", "2"), cwd=tmp_path, stderr=subprocess.PIPE
    )
    loky_workers(run)[0].kill()
    _, told = run.communicate(timeout=60)
    assert run.returncode == 2
    assert last_line(told).startswith(
        "Error: a scoring process was killed, perhaps for want of mem"
    )


def test_a_full_disk_ends_the_run_with_a_word_and_it_goes_on(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(short(20_000))

    def little_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

    arguments = command("corpus.jsonl", "-o", "out.jsonl", "-j", "1")
    done = subprocess.run(
        arguments, cwd=tmp_path, capture_output=True, check=False, preexec_fn=little_room
    )
    assert done.returncode == 2
    told = last_line(done.stderr)
    assert told.startswith("Error: cannot write ")
    assert told.endswith(": File too large; --resume goes on when there is room.")
    assert not (tmp_path / "out.jsonl").exists()
    again = subprocess.run([*arguments, "--resume"], cwd=tmp_path, check=True, capture_output=True)
    assert last_line(again.stderr).startswith("20,000 articles, 0 failed, ")
    assert len(read(tmp_path / "out.jsonl")) == 20_000


@pytest.mark.usefixtures("corpus")
def test_a_folder_is_for_parts_that_stay_apart(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "_CHUNKS_A_PART", 2)
    Path("corpus.jsonl").write_bytes(short(1_200))
    assert run("corpus.jsonl", "-o", "out/").exit_code == 0
    parts = sorted(path.name for path in Path("out").glob("part-*"))
    assert parts == ["part-000000.parquet", "part-000001.parquet", "part-000002.parquet"]
    assert pq.read_table("out")["id"].to_pylist() == [str(number) for number in range(1_200)]
    # A run's output is a corpus of its own kind, and the run is not done twice.
    result = run("corpus.jsonl", "-o", "out/", "--resume")
    assert (result.exit_code, result.stderr[:15]) == (0, "1,200 articles,")
    assert run("corpus.jsonl", "-o", "out/").exit_code == 2


@pytest.mark.usefixtures("corpus")
def test_a_run_that_goes_on_must_be_the_same(run: Run) -> None:
    Path("corpus.jsonl").write_bytes(short(300))
    folder = Path(".out.jsonl.parts")
    folder.mkdir()
    (folder / "_plan.json").write_bytes(b'{"model": "another"}')
    result = run("corpus.jsonl", "-o", "out.jsonl")
    assert "an earlier run was not finished: go on with --resume, or remove" in result.stderr
    result = run("corpus.jsonl", "-o", "out.jsonl", "--resume")
    assert result.exit_code == 2
    assert "changed since it began" in result.stderr


@pytest.mark.usefixtures("corpus")
def test_the_version_in_service_scores_and_a_run_stays_with_it(
    run: Run,
    promote: Callable[[Settings, str], str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = Settings(data=tmp_path / "data")
    monkeypatch.setenv("CREDIBILITY_DATA", str(settings.data))
    store.upgrade(settings)
    newer = promote(settings, "newer")
    assert run("corpus.jsonl", "-o", "out.jsonl").exit_code == 0
    assert {record["model"] for record in read("out.jsonl")} == {newer}
    Path(".begun.jsonl.parts").mkdir()
    Path(".begun.jsonl.parts/_plan.json").write_bytes(b'{"model": "model:older"}')
    result = run("corpus.jsonl", "-o", "begun.jsonl", "--resume")
    assert result.exit_code == 2
    assert "changed since it began" in result.stderr


@pytest.mark.usefixtures("corpus")
def test_what_is_written_goes_where_a_link_leads(run: Run) -> None:
    Path("real").mkdir()
    Path("out.jsonl").symlink_to("real/out.jsonl")
    assert run("corpus.jsonl", "-o", "out.jsonl").exit_code == 0
    assert Path("out.jsonl").is_symlink()
    assert len(read("real/out.jsonl")) == len(rows())
    assert [path.name for path in Path("real").iterdir()] == ["out.jsonl"]
    Path("null.jsonl").symlink_to("/dev/null")
    assert run("corpus.jsonl", "-o", "null.jsonl").exit_code == 0
    assert Path("/dev/null").is_char_device()
