"""The work of a run on one machine: chunks read here, scored in processes, kept part by part."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from joblib import Parallel, delayed

from service.corpus.chunks import Chunk, chunks
from service.corpus.parts import Parts
from service.corpus.readers import Wanted
from service.corpus.score import Job, Scored, score_chunk
from service.corpus.sources import Source

# Chunks in work for each process before their results are waited for. All processes wait for the
# last of them, so with few of them they would stand idle; with many, much is held in memory.
_CHUNKS_AHEAD = 16
# About 8,000 articles: some seconds of work, which is what a kill costs.
_CHUNKS_A_PART = 32
# How often a process looks whether the first one is still there.
_LOOK_SECONDS = 0.5


class Numbered(NamedTuple):
    """A chunk and its number in the run: the same whenever the run is done again."""

    number: int
    chunk: Chunk


def numbered(
    sources: Iterable[Source], wanted: Wanted, *, most_rows: int | None = None
) -> Iterator[Numbered]:
    """The chunks of all sources, in order; of so many rows at most."""
    left = most_rows
    every = chain.from_iterable(chunks(source, wanted) for source in sources)
    for number, chunk in enumerate(every):
        if left is not None:
            if left <= 0:
                return
            chunk = chunk._replace(numbers=chunk.numbers[:left], rows=chunk.rows[:left])
            left -= len(chunk.rows)
        yield Numbered(number, chunk)


def scored(
    given: Iterator[Numbered],
    job: Job,
    *,
    jobs: int = 1,
    ordered: bool = True,
    go_on: Callable[[], bool] = lambda: True,
) -> Iterator[tuple[int, Scored]]:
    """Each chunk's number and what became of it, in up to that many processes.

    Ends early, in order, soon after `go_on` says so. Raises BrokenProcessPool when a process was
    killed, for want of memory perhaps.
    """
    window = list(islice(given, _CHUNKS_AHEAD * jobs))
    # A process more than there are chunks would only cost its start, some two seconds.
    jobs = max(min(jobs, len(window)), 1)
    with Parallel(
        n_jobs=jobs,
        return_as="generator" if ordered else "generator_unordered",
        pre_dispatch="all",
        batch_size=1,
        initializer=_begin,
        initargs=(os.getpid(),),
    ) as parallel:
        # Window by window, for joblib reads ahead however slowly its results are taken.
        while window and go_on():
            yield from parallel(delayed(_score)(each, job) for each in window)
            window = list(islice(given, _CHUNKS_AHEAD * jobs))


def scored_up_to(
    given: Iterator[Numbered], job: Job, most: int, *, go_on: Callable[[], bool] = lambda: True
) -> Iterator[tuple[int, Scored]]:
    """The same in this process, until there are so many records: not all rows are wanted."""
    while most > 0 and go_on() and (each := next(given, None)) is not None:
        result = score_chunk(each.chunk, job, most)
        most -= result.articles
        yield each.number, result


def keep(results: Iterable[tuple[int, Scored]], parts: Parts, job: Job) -> None:
    """Make what comes safe, part by part, and the rest when there is no more. Raises OSError.

    Of a corpus without rows there is one part, with none.
    """
    numbers: list[int] = []
    held: list[Scored] = []
    for number, result in results:
        numbers.append(number)
        held.append(result)
        if len(held) == _CHUNKS_A_PART:
            parts.add(numbers, held)
            numbers, held = [], []
    if held:
        parts.add(numbers, held)
    elif not parts.done:
        parts.add([], [score_chunk(Chunk("", (), (), 0), job)])


def _score(each: Numbered, job: Job) -> tuple[int, Scored]:
    return each.number, score_chunk(each.chunk, job)


def _begin(first: int) -> None:
    """What a new process does before all else, where there are several.

    Ctrl-C reaches every process of a terminal, but only the `first` one is to act on it. And that
    one may be killed while it hands a chunk over: the others would wait for the rest for ever.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(first,), daemon=True).start()


def _end_with(first: int) -> None:
    while os.getppid() == first:
        time.sleep(_LOOK_SECONDS)
    os._exit(1)
