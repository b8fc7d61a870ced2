"""A corpus scored as a stream: one JSON record an article in, one out, in the same order.

Memory does not grow with the corpus: lines are read in chunks, a bounded number of chunks is in
work at a time, and a line too long to be an article is skipped without being held. A bad line
becomes one error record with its number; it never ends the run.
"""

import codecs
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import orjson
from joblib import Parallel, delayed
from marshmallow import ValidationError

from features.article import Article
from features.catalogue import SignalFailed
from models.assessment import Assessment
from models.scorer import Scorer, load_default
from service.errors import invalid_article
from service.schemas import ArticleSchema, article_from
from service.settings import Settings

# Measured with two processes: 64 lines a chunk, or 1,000, give 11% less throughput.
_CHUNK_LINES = 256
_CHUNK_BYTES = 4_000_000
# Chunks in work for each process before the results are waited for.
_CHUNKS_AHEAD = 8
_ARTICLE_FIELDS = ("title", "body", "outlet", "url", "published")


class Line(NamedTuple):
    """One line of the input; `raw` is None where it was too long to be held."""

    number: int
    raw: bytes | None


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


class RowError(Exception):
    """A line that holds no article; says which field is wrong, and how."""

    def __init__(self, problem: str, *, field: str | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.field = field


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
    for number, (raw, length) in enumerate(_lines(stream, line_bytes), start=1):
        size += length
        if raw is None or raw.strip():
            lines.append(Line(number, raw))
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


def score_line(line: Line, settings: Settings) -> dict[str, Any]:
    """The record of one line: its score and readings, or what is wrong with it."""
    scorer, schema = _tools(settings)
    key: str | int | None = None
    error: dict[str, str] = {}
    try:
        row = _row(line, settings.max_body_bytes)
        key = _key(row)
        return _record(key, scorer.assess(_article(row, schema)))
    except RowError as fault:
        if fault.field is not None:
            error["field"] = fault.field
        error["problem"] = fault.problem
    except SignalFailed as fault:
        error["problem"] = f"A fault of the program: {fault} ({fault.__cause__!r})."
    return {"id": key, "line": line.number, "error": error}


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


def _lines(stream: BinaryIO, most: int) -> Iterator[tuple[bytes | None, int]]:
    """Each line with its length in bytes; None in its place where it is too long to be held."""
    while raw := stream.readline(most + 1):
        length = len(raw)
        if length <= most or raw.endswith(b"\n"):
            yield raw, length
            continue
        while more := stream.readline(most):
            length += len(more)
            if more.endswith(b"\n"):
                break
        yield None, length


def _row(line: Line, most: int) -> dict[str, Any]:
    if line.raw is None:
        raise RowError(f"The line is longer than {most:,} bytes.")
    # Some editors put a byte order mark before the first line.
    raw = line.raw.removeprefix(codecs.BOM_UTF8) if line.number == 1 else line.raw
    try:
        row = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise RowError(f"Not JSON: {error}.") from error
    if not isinstance(row, dict):
        raise RowError("Not a JSON object.")
    return row


def _key(row: Mapping[str, Any]) -> str | int:
    key = row.get("id")
    if key is None:
        raise RowError("Missing.", field="id")
    # A truth value is an integer to Python, but no identifier to anybody.
    if isinstance(key, bool) or not isinstance(key, str | int):
        raise RowError("Not a string or an integer.", field="id")
    return key


def _article(row: Mapping[str, Any], schema: ArticleSchema) -> Article:
    """The row's article; columns that the service does not know are the corpus's own business."""
    if "text" in row and "body" in row:
        raise RowError("Give text or body, not both.", field="text")
    given = {name: row[name] for name in _ARTICLE_FIELDS if name in row}
    if "text" in row:
        given["body"] = row["text"]
    if "body" not in given:
        raise RowError("Missing.", field="text")
    try:
        return article_from(given, schema)
    except ValidationError as error:
        field, problem = invalid_article(error).errors[0]
        if field == "body" and "text" in row:
            field = "text"
        raise RowError(problem, field=field) from error


def _record(key: str | int, assessment: Assessment) -> dict[str, Any]:
    abstained = assessment.abstained
    return {
        "id": key,
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
