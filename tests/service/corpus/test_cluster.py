import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from distributed import LocalCluster

from models.rows import Columns
from service.cli import main
from service.corpus import cluster as cluster_module
from service.corpus import shares as shares_module
from service.corpus.chunks import chunks, chunks_of
from service.corpus.readers import Wanted
from service.corpus.shares import shares
from service.corpus.sources import find

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """A real one: a scheduler, and two workers that are processes of their own."""
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster:
        yield cluster


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def batch(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["batch", *arguments], catch_exceptions=False)


def rows(count: int) -> list[dict[str, Any]]:
    return [{"id": n, "text": f"Mill {n} closes. " * (n % 9 + 1)} for n in range(count)]


def write(path: str, count: int) -> None:
    Path(path).write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows(count)))


@pytest.mark.parametrize("count", [0, 1, 2_000])
def test_shares_have_all_rows_of_a_source_once(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(shares_module, "_SHARE_BYTES", 20_000)
    monkeypatch.setattr(shares_module, "_BLOCK_BYTES", 1_000)
    monkeypatch.setattr(shares_module, "_SHARE_ROWS", 300)
    write("a.jsonl", count)
    table = pa.Table.from_pylist(
        rows(count), pa.schema([("id", pa.int64()), ("text", pa.string())])
    )
    pq.write_table(table, "a.parquet", row_group_size=100)
    Path("pages").mkdir()
    for number in range(count // 4 + 1):
        Path(f"pages/{number}.txt").write_text(f"Mill {number} closes.")
    wanted = Wanted(Columns(), (), 10_000)
    for name in ("a.jsonl", "a.parquet", "pages"):
        (source,) = find([name])
        cut = shares(source)
        assert len(cut) == 1 or count == 2_000
        apart = [
            (number, row)
            for share in cut
            for chunk in chunks_of(share, wanted)
            for number, row in zip(chunk.numbers, chunk.rows, strict=True)
        ]
        whole = [
            (number, row)
            for chunk in chunks(source, wanted)
            for number, row in zip(chunk.numbers, chunk.rows, strict=True)
        ]
        assert apart == whole


@pytest.mark.parametrize("suffix", ["jsonl", "parquet"])
def test_a_cluster_gives_what_one_machine_gives(
    cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    write("a.jsonl", 3_000)
    Path("b.jsonl").write_bytes(b'oops\n{"id": 1, "text": "Mill 1 closes."}\n')
    pq.write_table(pa.Table.from_pylist(rows(500)), "c.parquet", row_group_size=100)
    given = ("a.jsonl", "b.jsonl", "c.parquet")
    here = batch(*given, "-o", f"here.{suffix}")
    monkeypatch.setattr(shares_module, "_SHARE_BYTES", 20_000)
    there = batch(*given, "-o", f"there.{suffix}", "--scheduler", cluster.scheduler_address)
    assert (here.exit_code, there.exit_code) == (1, 1), there.stderr
    told_here, told_there = (
        [line.rpartition(", ")[0] for line in run.stderr.splitlines() if "so far" not in line]
        for run in (here, there)
    )
    assert told_here == told_there
    assert told_here[0].startswith("3,502 articles, ")
    if suffix == "jsonl":
        assert Path("there.jsonl").read_bytes() == Path("here.jsonl").read_bytes()
    else:
        assert pq.read_table("there.parquet").equals(pq.read_table("here.parquet"))


def test_a_worker_that_is_killed_costs_nothing(cluster: LocalCluster) -> None:
    for number in range(12):
        write(f"a{number:02}.jsonl", 1_500)
    batch("a*.jsonl", "-o", "here.jsonl")
    killed: list[int] = []

    def kill_one() -> None:
        while not list(Path("there").glob("part-*")):
            time.sleep(0.02)
        process = cluster.workers[0].process.process
        killed.append(process.pid)
        os.kill(process.pid, signal.SIGKILL)

    killer = threading.Thread(target=kill_one)
    killer.start()
    result = batch(
        "a*.jsonl", "-o", "there/", "--output-format", "ndjson",
        "--scheduler", cluster.scheduler_address,
    )  # fmt: skip
    killer.join()
    assert killed
    assert result.exit_code == 0, result.stderr
    parts = sorted(Path("there").glob("part-*"))
    assert len(parts) == 12
    whole = b"".join(part.read_bytes() for part in parts)
    assert whole == Path("here.jsonl").read_bytes()


def test_a_run_on_a_cluster_goes_on_too(cluster: LocalCluster) -> None:
    for number in range(3):
        write(f"a{number}.jsonl", 300)
    arguments = ("a*.jsonl", "-o", "out/", "--scheduler", cluster.scheduler_address)
    batch(*arguments)
    whole = pq.read_table("out")
    Path("out/_SUCCESS").unlink()
    journal = Path("out/_journal.jsonl")
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:1]))
    (done,) = orjson.loads(journal.read_bytes())["chunks"]
    kept = Path(f"out/part-{done[0]:06d}.parquet").stat().st_mtime_ns
    assert batch(*arguments, "--resume").exit_code == 0
    assert pq.read_table("out").equals(whole)
    assert Path(f"out/part-{done[0]:06d}.parquet").stat().st_mtime_ns == kept
    result = batch("a*.jsonl", "-o", "out/", "--resume")
    assert "its unit changed since it began" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-", "-o", "x.jsonl"], "a cluster reads and writes files, no pipes."),
        (["a.jsonl", "-o", "-"], "a cluster reads and writes files, no pipes."),
        (["a.jsonl", "-o", "x.jsonl", "--limit", "1"], "a cluster scores shares at once"),
    ],
)
def test_what_a_cluster_cannot_do(arguments: list[str], message: str) -> None:
    write("a.jsonl", 3)
    result = batch(*arguments, "--scheduler", "tcp://127.0.0.1:1")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: {message}")


def test_a_scheduler_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "_CONNECT_SECONDS", 0.5)
    write("a.jsonl", 3)
    result = batch("a.jsonl", "-o", "x.jsonl", "--scheduler", "tcp://127.0.0.1:1")
    assert result.exit_code == 2
    assert "Error: cannot reach a scheduler at tcp://127.0.0.1:1." in result.stderr


def test_a_cluster_without_workers() -> None:
    write("a.jsonl", 3)
    with LocalCluster(n_workers=0, dashboard_address=":0") as empty:
        result = batch("a.jsonl", "-o", "x.jsonl", "--scheduler", empty.scheduler_address)
    assert (result.exit_code, result.stderr) == (2, "Error: the cluster has no workers.\n")


def test_workers_that_have_another_program_or_not_the_files(
    cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.jsonl", 3)
    arguments = ("a.jsonl", "-o", "x.jsonl", "--resume", "--scheduler", cluster.scheduler_address)
    with monkeypatch.context() as patched:
        patched.setattr(cluster_module, "signals_digest", lambda: "0123")
        result = batch(*arguments)
    assert result.exit_code == 2
    assert "has another version of this program: credibility " in result.stderr
    source = find(["a.jsonl"])[0]._replace(base=str(Path.cwd()))
    (Path.cwd() / "_model.json").touch()
    assert cluster_module._missing([source], Path.cwd()) is None
    assert cluster_module._missing([source], Path("/no/where")) == "/no/where"
    Path("a.jsonl").unlink()
    assert cluster_module._missing([source], Path.cwd()) == source.place
