"""A run from its order to its output: what is read, what is kept meanwhile, what is made of it.

To standard output or a pipe, records are written as they come and nothing is kept. Otherwise the
run lives in a folder of parts until it is finished (`service.corpus.parts`).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from models.bulk import ROWS_AT_ONCE
from models.records import LAYOUT
from service.corpus import cluster, parts, work
from service.corpus.parts import Parts
from service.corpus.readers import Wanted
from service.corpus.score import Job, Scored, scorer_of
from service.corpus.sources import CorpusError, Source
from service.corpus.tally import Tally
from service.streams import STDIN, opened_output, written_whole

STDOUT = STDIN


class Order(NamedTuple):
    """What is asked: which sources, how they are read and scored, and where the records go.

    `target` is a file, a folder (`is_folder`) or `STDOUT`; `errors` is a file for the rows that
    hold no article. `limit` counts records. With a `scheduler`, its address, a cluster does it.
    """

    sources: Sequence[Source]
    wanted: Wanted
    job: Job
    target: Path
    is_folder: bool = False
    errors: Path | None = None
    limit: int | None = None
    jobs: int = 1
    ordered: bool = True
    resume: bool = False
    scheduler: str | None = None

    @property
    def is_stream(self) -> bool:
        """Whether records are written as they come: there is no file that could be whole."""
        return self.target == STDOUT or (
            self.target.exists() and not (self.target.is_file() or self.target.is_dir())
        )

    @property
    def folder(self) -> Path:
        """Where the parts are kept."""
        if self.is_folder:
            return self.target.resolve()
        target = self.target.resolve()
        return target.with_name(f".{target.name}.parts")

    def plan(self) -> dict[str, Any]:
        """What must be the same for the run to go on after it was stopped."""
        job, wanted = self.job, self.wanted
        return {
            "layout": LAYOUT,
            "input": [[one.name, one.kind, one.size, one.changed] for one in self.sources],
            "columns": job.columns._asdict(),
            "conditions": ["".join(condition) for condition in job.where],
            "limit": self.limit,
            "model": scorer_of(job).signature,
            "extras": job.extras._asdict(),
            "format": job.format,
            "errors apart": job.faults_apart,
            "longest article": [wanted.most_bytes, job.most_characters],
            "unit": f"{ROWS_AT_ONCE} rows" if self.scheduler is None else "shares",
        }


class Outcome(NamedTuple):
    """What became of the corpus; `repeated` identifiers come more than once, some are named."""

    tally: Tally
    repeated: int = 0
    examples: Sequence[str] = ()


def carry_out(
    order: Order, shown: Tally, show: Callable[[], None], go_on: Callable[[], bool]
) -> Outcome | None:
    """Do what is asked; None when `go_on` said to stop. `shown` counts, `show` is called often.

    Raises CorpusError, OSError, and BrokenProcessPool when a process was killed.
    """

    def results(left: Iterator[work.Numbered], done: int) -> Iterator[tuple[int, Scored]]:
        if order.limit and order.job.where:
            every = work.scored_up_to(left, order.job, order.limit - done, go_on=go_on)
        else:
            every = work.scored(
                left, order.job, jobs=order.jobs, ordered=order.ordered, go_on=go_on
            )
        for number, result in every:
            shown.add(result)
            show()
            yield number, result

    if order.scheduler is not None:
        _check_for_cluster(order)
    rows = None if order.job.where else order.limit
    given = work.numbered(order.sources, order.wanted, most_rows=rows)
    if order.is_stream:
        _write(order, (result for _, result in results(given, 0)))
        return Outcome(shown) if go_on() else None
    with parts.begun(order.folder, order.job.format, order.plan(), resume=order.resume) as kept:
        shown.count(kept.tally.counts())
        shown.before = kept.tally.articles
        if not kept.is_finished:
            if order.scheduler is None:
                left = (each for each in given if each.number not in kept.done)
                work.keep(results(left, kept.tally.articles), kept, order.job)
            else:
                cluster.carry_out(
                    order.scheduler, order.sources, order.wanted, order.job, kept, shown,
                    show=show, go_on=go_on,
                )  # fmt: skip
            if not go_on():
                return None
        outcome = Outcome(kept.tally, *kept.repeated())
        _finish(order, kept)
        return outcome


def _check_for_cluster(order: Order) -> None:
    if order.is_stream or any(source.is_stdin for source in order.sources):
        raise CorpusError("a cluster reads and writes files, no pipes")
    if order.limit is not None:
        raise CorpusError("a cluster scores shares at once, so there are no first rows: no --limit")


def _write(order: Order, results: Iterable[Scored]) -> None:
    with ExitStack() as files:
        sink = files.enter_context(opened_output(order.target))
        apart: BinaryIO | None = None
        if order.errors is not None:
            apart = files.enter_context(written_whole(order.errors))
        for result in results:
            sink.write(result.records)
            if apart is not None:
                apart.write(result.faults)


def _finish(order: Order, kept: Parts) -> None:
    if order.errors is not None:
        kept.join_faults(order.errors)
    if order.is_folder:
        kept.finish()
    else:
        kept.join(order.target)
        kept.remove()
