"""`credibility batch` from file to file, start-up included."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.articles import news
from benchmarks.report import Cell, Report
from benchmarks.subject import scorer

_ARTICLES = 400
_COPIES = 5
_TIMEOUT_SECONDS = 120


def measure() -> Report:
    """Articles a second and CPU time, in one process and in one a processor."""
    scorer()
    samples = news(_ARTICLES)
    count = len(samples.texts) * _COPIES
    rows: list[tuple[Cell, ...]] = []
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus.jsonl"
        with corpus.open("w", encoding="utf-8") as lines:
            for number, (title, body) in enumerate(samples.texts * _COPIES):
                print(json.dumps({"id": str(number), "title": title, "text": body}), file=lines)
        for jobs in sorted({1, len(os.sched_getaffinity(0))}):
            before, began = _children_seconds(), time.perf_counter()
            subprocess.run(
                [
                    *(sys.executable, "-m", "service.cli", "batch", corpus),
                    *("--output", Path(folder) / f"scored-{jobs}.jsonl", "--jobs", str(jobs)),
                ],
                check=True,
                capture_output=True,
                timeout=_TIMEOUT_SECONDS,
            )
            seconds, cpu = time.perf_counter() - began, _children_seconds() - before
            rows.append((f"{jobs} processes", count / seconds, count / cpu, seconds))
    return Report(
        title="credibility batch, JSON lines in and out",
        data=f"{count} lines: {len(samples.texts)} {samples.origin}, {_COPIES} times each",
        protocol="once each, start-up included; per second of wall time, then of CPU time",
        columns=("", "articles/s", "articles/CPU s", "s"),
        rows=rows,
    )


def _children_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
