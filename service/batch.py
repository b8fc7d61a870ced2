"""A corpus scored as a stream: one JSON record an article in, one out, in the same order.

Memory does not grow with the corpus: lines are read in chunks, a bounded number of chunks is in
work at a time, and a line too long to be an article is skipped without being held. A bad line
becomes one error record with its number; it never ends the run.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import orjson
from joblib import Parallel, delayed

from models.assessment import Assessment
from models.scorer import Scorer, load_default
from service.rows import Line, Record, answer_line, read_lines
from service.schemas import ArticleSchema
from service.settings import Settings

# Measured with two processes: 64 lines a chunk, or 1,000, give 11% less throughput.
_CHUNK_LINES = 256
_CHUNK_BYTES = 4_000_000
# Chunks in work for each process before the results are waited for.
_CHUNKS_AHEAD = 8


@dataclass(frozen=True)
class Chunk:
    """Some consecutive lines, and how many bytes of the input they were."""

    lines: tuple[Line, ...]
    size: int


@dataclass(frozen=True)
class Scored:
    """The records of one chunk, one a line, and what they are; `size` as in Chunk."""

    records: bytes
    articles: int
    failed: int
    abstained: int
    size: int


@dataclass
class Tally:
    """What became of a corpus so far; prints as a sentence without its full stop."""

    articles: int = 0
    failed: int = 0
    abstained: int = 0
    size: int = 0
    started: float = field(default_factory=time.monotonic)

    def add(self, scored: Scored) -> None:
        """Count one more chunk."""
        self.articles += scored.articles
        self.failed += scored.failed
        self.abstained += scored.abstained
        self.size += scored.size

    def __str__(self) -> str:
        seconds = time.monotonic() - self.started
        rate = self.articles / seconds if seconds else 0.0
        return (
            f"{self.articles:,} articles, {self.failed:,} failed, {self.abstained:,} without a"
            f" score, {rate:,.0f} a second"
        )


def score_stream(
    stream: BinaryIO,
    settings: Settings,
    *,
    jobs: int = 1,
    go_on: Callable[[], bool] = lambda: True,
) -> Iterator[Scored]:
    """Score an NDJSON stream in up to that many processes; the order is the input's.

    Ends early, in order, soon after `go_on` says so. Raises BrokenProcessPool when a process was
    killed, for want of memory perhaps.
    """
    chunks = read_chunks(stream, settings.max_body_bytes)
    window = list(islice(chunks, _CHUNKS_AHEAD * jobs))
    # A process more than there are chunks would only cost its start, some two seconds.
    jobs = max(min(jobs, len(window)), 1)
    score = delayed(score_chunk if jobs == 1 else _score_in_worker)
    with Parallel(n_jobs=jobs, return_as="generator", pre_dispatch="all") as parallel:
        # Window by window, for joblib reads ahead however slowly its results are taken.
        while window and go_on():
            yield from parallel(score(chunk, settings) for chunk in window)
            window = list(islice(chunks, _CHUNKS_AHEAD * jobs))


def read_chunks(stream: BinaryIO, line_bytes: int) -> Iterator[Chunk]:
    """The stream's lines, except blank ones, in chunks of a bounded size.

    Of a line with more than `line_bytes` only the number is kept.
    """
    lines: list[Line] = []
    size = 0
    for line in read_lines(stream, line_bytes):
        size += line.size
        if not line.is_blank:
            lines.append(line)
        if len(lines) == _CHUNK_LINES or size >= _CHUNK_BYTES:
            yield Chunk(tuple(lines), size)
            lines, size = [], 0
    if size:
        yield Chunk(tuple(lines), size)


def score_chunk(chunk: Chunk, settings: Settings) -> Scored:
    """The records of one chunk."""
    records = [score_line(line, settings) for line in chunk.lines]
    return Scored(
        records=b"".join(orjson.dumps(record) + b"\n" for record in records),
        articles=len(records),
        failed=sum("error" in record for record in records),
        abstained=sum(record.get("abstained") is not None for record in records),
        size=chunk.size,
    )


def score_line(line: Line, settings: Settings) -> Record:
    """The record of one line: its score and readings, or what is wrong with it."""
    scorer, schema = _tools(settings)
    return answer_line(
        line, schema, settings.max_body_bytes, lambda article: _record(scorer.assess(article))
    )


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """A file that appears under its name only when all of it is written.

    A device or a pipe is written to directly: it must not be replaced by a file.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        with path.open("wb") as sink:
            yield sink
        return
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("xb") as sink:
            yield sink
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _score_in_worker(chunk: Chunk, settings: Settings) -> Scored:
    # Ctrl-C reaches every process of a terminal, but only the first one is to act on it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return score_chunk(chunk, settings)


def _record(assessment: Assessment) -> Record:
    abstained = assessment.abstained
    return {
        "score": assessment.score,
        "interval": assessment.interval,
        "band": assessment.band,
        "abstained": abstained and {"reason": abstained.reason, "detail": abstained.detail},
        "words": assessment.words,
        "signals": dict(sorted((share.signal, share.value) for share in assessment.contributions)),
        "model": assessment.model,
    }


@cache
def _tools(settings: Settings) -> tuple[Scorer, ArticleSchema]:
    """What every line needs, made once a process."""
    scorer = Scorer(load_default(), base_rate=settings.base_rate)
    return scorer, ArticleSchema(max_characters=settings.max_characters)
