"""`credibility batch` from file to file: its rate beside the kernel's, its memory, a cluster."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.articles import Sample, news
from benchmarks.clock import cpu_seconds
from benchmarks.peers import Peer
from benchmarks.report import Cell, Report, Target
from benchmarks.subject import scorer
from features.batch import Batch
from models.bulk import ROWS_AT_ONCE, score_rows
from models.rows import Row

# There are fewer articles of that length; each is a row several times.
_ARTICLES = 500
_ROWS = 8_000
_ROUNDS = 3
_NELA_ARTICLES = 8
# For memory: so many short articles, and ten times as many.
_FEW, _TIMES = 20_000, 10
_SHORT_CHARACTERS = 500


# Runs a command, and prints its CPU time in seconds and its most memory in MB. A process is counted
# the memory of the one that starts it, too, so that one has to be small.
_WATCHED = """
import os, sys
status, usage = os.wait4(os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:]), 0)[1:]
print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
sys.exit(os.waitstatus_to_exitcode(status))
"""


class Cost(NamedTuple):
    """What some articles took: seconds of wall time, of CPU time, and the most memory in MB."""

    wall: float
    cpu: float
    peak: float = 0.0


def measure() -> Report:
    """Rates of the whole run and of its inside on the same articles, one round after the other."""
    samples = news(_ARTICLES)
    with tempfile.TemporaryDirectory() as name:
        return _measured(Path(name), samples.texts, samples.origin)


def _measured(folder: Path, texts: Sequence[Sample], origin: str) -> Report:
    rows = [
        {"id": str(number), "title": text.title, "text": text.body}
        for number, text in enumerate(islice(cycle(texts), _ROWS))
    ]
    _write(folder / "corpus.jsonl", rows)
    pq.write_table(pa.Table.from_pylist(rows), folder / "corpus.parquet", row_group_size=2_000)
    # Chunks enough for every process to start, and next to no work.
    _write(folder / "start.jsonl", [{"id": n, "text": "Mill closes."} for n in range(2_000)])
    cores = len(os.sched_getaffinity(0))
    ways: dict[str, Callable[[], Cost]] = {
        "kernel: many articles in one call": lambda: _inside(texts, _read),
        "score_rows: rows in, records out": lambda: _inside(texts, _score),
    }
    for source, target, jobs in (
        ("corpus.jsonl", "out.parquet", 1),
        ("corpus.parquet", "out.parquet", 1),
        ("corpus.jsonl", "out.jsonl", 1),
        ("corpus.jsonl", "out.parquet", cores),
    ):
        about = f"{source.split('.')[1]} to {target.split('.')[1]}, {jobs} process(es)"
        ways[about] = _whole_run(folder, source, target, jobs)
    cluster_way = f"jsonl to parquet, a cluster of {cores}"
    taken: dict[str, list[Cost]] = {way: [] for way in (*ways, cluster_way)}
    nela: list[float] = []
    with Peer("nela") as peer, _cluster(cores) as address:
        peer.teach([text.body for text in texts[:40]])
        ways[cluster_way] = _whole_run(
            folder, "corpus.jsonl", "out.parquet", 1, "--scheduler", address
        )
        for number in range(_ROUNDS):
            some = texts[number * _NELA_ARTICLES : (number + 1) * _NELA_ARTICLES]
            bodies = [text.body for text in some]
            nela.append(len(some) / peer.cpu_seconds(peer.measures[0], bodies))
            for way, work in ways.items():
                taken[way].append(work())
        stubs = peer.stubs
    kernel, _, ndjson, parquet, _, all_cores, there = list(taken)
    few, many = (_memory(folder, texts, count) for count in (_FEW, _FEW * _TIMES))

    def by_cpu(way: str) -> float:
        each = len(texts) if way in list(taken)[:2] else len(rows)
        return each / median(cost.cpu for cost in taken[way])

    def by_wall(way: str) -> float:
        return len(rows) / median(cost.wall for cost in taken[way])

    theirs = median(nela)
    table: list[tuple[Cell, ...]] = [
        (way, by_cpu(way), by_cpu(way) / by_cpu(kernel), by_cpu(way) / theirs, None)
        for way in list(taken)[:2]
    ]
    table += [
        (way, by_cpu(way), by_cpu(way) / by_cpu(kernel), by_cpu(way) / theirs, by_wall(way))
        for way in list(taken)[2:-1]
    ]
    table.append((there, None, None, None, by_wall(there)))
    table.append(("nela-features", theirs, theirs / by_cpu(kernel), 1.0, None))
    overhead = 1e6 / by_wall(there) - 1e6 / by_wall(all_cores)
    return Report(
        title="credibility batch, from file to file",
        data=f"{len(rows):,} rows: {len(texts):,} {origin}, again and again",
        protocol=(
            f"median of {_ROUNDS} rounds in turn; whole runs less what a run takes that has next to"
            f" nothing to score; nela-features on {_NELA_ARTICLES} articles a round"
        ),
        columns=("", "articles/CPU s", "of the kernel", "over nela", "articles/s"),
        rows=table,
        targets=(
            Target("NDJSON to Parquet over the kernel", by_cpu(ndjson) / by_cpu(kernel), 0.4),
            Target("NDJSON to Parquet over nela-features", by_cpu(ndjson) / theirs, 2_000),
            Target(
                f"{cores} processes over one", by_wall(all_cores) / by_wall(ndjson), 0.9 * cores
            ),
            Target("Parquet in over NDJSON in", by_cpu(parquet) / by_cpu(ndjson), 1.0),
            Target(
                f"memory of {_FEW * _TIMES:,} articles over {_FEW:,}",
                many / few,
                1.2,
                at_least=False,
            ),
        ),
        notes=(
            f"peak memory of one process: {few:,.0f} MB for {_FEW:,} articles, {many:,.0f} MB for"
            f" {_FEW * _TIMES:,}, cut after {_SHORT_CHARACTERS} characters",
            f"a cluster of {cores} workers on this machine takes {overhead:,.0f} s a million"
            f" articles more than {cores} processes",
            stubs,
        ),
    )


def _inside(texts: Sequence[Sample], work: Callable[[Sequence[Row]], object]) -> Cost:
    """What the texts take, once the first of them have been read."""
    rows = [Row(number, each.body, each.title, None, None) for number, each in enumerate(texts)]
    groups = [rows[at : at + ROWS_AT_ONCE] for at in range(0, len(rows), ROWS_AT_ONCE)]
    work(groups[0])
    before = perf_counter()
    cpu = cpu_seconds(lambda: [work(group) for group in groups])
    return Cost(perf_counter() - before, cpu)


def _read(rows: Sequence[Row]) -> object:
    return Batch([row.body for row in rows], [row.title for row in rows], [None] * len(rows))


def _score(rows: Sequence[Row]) -> object:
    return score_rows(rows, scorer())


def _whole_run(folder: Path, source: str, target: str, jobs: int, *more: str) -> Callable[[], Cost]:
    def cost() -> Cost:
        start = _run(folder, "start.jsonl", target, jobs, *more)
        whole = _run(folder, source, target, jobs, *more)
        return Cost(whole.wall - start.wall, whole.cpu - start.cpu, whole.peak)

    return cost


def _run(folder: Path, source: str, target: str, jobs: int, *more: str) -> Cost:
    command = [
        *(sys.executable, "-m", "service.cli", "batch", str(folder / source)),
        *("--output", str(folder / target), "--jobs", str(jobs), *more),
    ]
    before = perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _WATCHED, *command], check=True, capture_output=True, text=True
    )
    wall = perf_counter() - before
    cpu, peak = map(float, done.stdout.split())
    return Cost(wall, cpu, peak)


def _memory(folder: Path, texts: Sequence[Sample], count: int) -> float:
    """The most memory, in MB, that so many short articles take in one process."""
    with (folder / "short.jsonl").open("w", encoding="utf-8") as lines:
        for number in range(count):
            text = texts[number % len(texts)].body[:_SHORT_CHARACTERS]
            print(json.dumps({"id": number, "text": text}), file=lines)
    return _run(folder, "short.jsonl", "short.parquet", 1).peak


def _write(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@contextmanager
def _cluster(workers: int) -> Iterator[str]:
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=workers, threads_per_worker=1, dashboard_address=":0", silence_logs=50
    ) as cluster:
        yield cluster.scheduler_address
