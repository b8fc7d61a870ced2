"""`credibility batch`: a corpus scored."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.faults import Fault, load_scorer, read_settings
from service.streams import interrupts, progress

if TYPE_CHECKING:
    from service.corpus.run import Outcome
    from service.corpus.score import Format

_STDOUT = Path("-")
_FORMATS: dict[str, "Format"] = {
    ".jsonl": "ndjson", ".ndjson": "ndjson", ".json": "ndjson",
    ".parquet": "parquet", ".pq": "parquet",
}  # fmt: skip


@click.command()
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@click.option(
    "--output",
    "-o",
    "output",
    required=True,
    metavar="OUT",
    help="A .jsonl or .parquet file, which appears when all is scored; a folder (OUT/) for"
    " parts that stay apart; - for stdout.",
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(["ndjson", "csv", "tsv", "parquet", "text", "html"]),
    help="What INPUT holds; without it, its name tells, and - is ndjson.",
)
@click.option(
    "--output-format",
    "output_format",
    type=click.Choice(["ndjson", "parquet"]),
    help="What OUT holds; without it, its name tells, a folder is parquet and - is ndjson.",
)
@click.option(
    "--id",
    "id_column",
    default="id",
    metavar="COLUMN",
    show_default=True,
    help="The column with the identifier.",
)
@click.option(
    "--text",
    "text_column",
    metavar="COLUMN",
    help="The column with the text; without it, text, body or html.",
)
@click.option(
    "--title",
    "title_column",
    default="title",
    metavar="COLUMN",
    show_default=True,
    help="The column with the headline.",
)
@click.option(
    "--outlet",
    "outlet_column",
    default="outlet",
    metavar="COLUMN",
    show_default=True,
    help="The column with the outlet.",
)
@click.option(
    "--published",
    "published_column",
    default="published",
    metavar="COLUMN",
    show_default=True,
    help="The column with the date.",
)
@click.option(
    "--where",
    "conditions",
    multiple=True,
    metavar="CONDITION",
    help="Only rows that fit, as in lang=en or year>=2020 (= != < <= > >=, ~ contains);"
    " may be given several times.",
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the first N rows.")
@click.option("--contributions", is_flag=True, help="Add each signal's share of the score.")
@click.option("--evidence", is_flag=True, help="Add the passages that the readings rest on.")
@click.option(
    "--errors",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Answer rows that hold no article in this file, not in OUT.",
)
@click.option(
    "--by-outlet",
    "by_outlet",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Sum up by outlet, too: a .csv, .jsonl or .parquet file.",
)
@click.option("--resume", is_flag=True, help="Go on with a run that was not finished.")
@click.option("--unordered", is_flag=True, help="Records as they are ready, not as in INPUT.")
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Score on the Dask cluster of this scheduler, as tcp://host:8786, not here.",
)
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(min=1),
    show_default="one a processor",
    default=lambda: len(os.sched_getaffinity(0)),
    help="How many processes score.",
)
@click.pass_context
def batch(
    context: click.Context,
    /,
    inputs: tuple[str, ...],
    output: str,
    kind: Any,
    output_format: Any,
    conditions: tuple[str, ...],
    limit: int | None,
    contributions: bool,
    evidence: bool,
    errors: Path | None,
    by_outlet: Path | None,
    resume: bool,
    unordered: bool,
    scheduler: str | None,
    jobs: int,
    **columns: Any,
) -> None:
    """Score a corpus: one record a row, in the same order.

    INPUT is NDJSON, CSV, TSV or Parquet, a folder of .txt or .html files, a glob, an address that
    fsspec knows (s3://...), or - for stdin; gzip, zstd, bz2 and xz are undone. A row that holds no
    article becomes a record that says why, and the exit code is then 1.
    """
    from models.records import Extras
    from models.rows import Columns
    from service.corpus import sources
    from service.corpus.checks import check
    from service.corpus.readers import Wanted
    from service.corpus.run import Order, carry_out
    from service.corpus.score import Job
    from service.corpus.sources import CorpusError
    from service.corpus.tally import Tally
    from service.corpus.where import condition_from
    from service.scored_outlets import encoding, write_by_outlet

    settings = read_settings()
    scorer = load_scorer(settings)
    shown = Tally()
    target = Path(output)
    is_folder = target.is_dir() or output.endswith("/")
    with _faults(target):
        where = tuple(map(condition_from, conditions))
        job = Job(
            model=scorer.model.to_json(),
            base_rate=settings.base_rate,
            format=output_format or _format(target, is_folder=is_folder),
            columns=Columns(**{name.removesuffix("_column"): of for name, of in columns.items()}),
            extras=Extras(contributions, evidence),
            where=where,
            most_characters=settings.max_characters,
            faults_apart=errors is not None,
        )
        wanted = Wanted(
            job.columns, tuple(condition.column for condition in where), settings.max_body_bytes
        )
        if by_outlet is not None:
            encoding(by_outlet)  # or it would be refused when all is scored
            if target == _STDOUT:
                raise CorpusError("--by-outlet reads OUT when all is scored: it must be a file")
        found = sources.find(inputs, kind)
        for source in found:
            check(source, wanted)
        order = Order(
            found, wanted, job, target, is_folder=is_folder, errors=errors, limit=limit,
            jobs=jobs, ordered=not unordered, resume=resume, scheduler=scheduler,
        )  # fmt: skip
        sizes = [source.size for source in found]
        size = None if None in sizes or limit else sum(size or 0 for size in sizes)
        with interrupts() as go_on, progress(size, shown) as show:
            outcome = carry_out(order, shown, show, go_on)
    if outcome is None:
        raise Fault("interrupted." if order.is_stream else "interrupted; --resume goes on.")
    if by_outlet is not None:
        write_by_outlet(target, by_outlet)
    _tell(outcome)
    if outcome.tally.failed:
        context.exit(1)


def _format(target: Path, *, is_folder: bool) -> "Format":
    """What the output holds, by its name."""
    if target == _STDOUT or is_folder:
        return "parquet" if is_folder else "ndjson"
    suffix = target.suffix.lower()
    if suffix not in _FORMATS and (not target.exists() or target.is_file()):
        raise Fault(
            f"what {target} is to hold cannot be told by its name:"
            " call it .jsonl or .parquet, or say it with --output-format."
        )
    return _FORMATS.get(suffix, "ndjson")


def _tell(outcome: "Outcome") -> None:
    """The summary, and what should be looked at."""
    click.echo(f"{outcome.tally}.", err=True)
    for problem in outcome.tally.worst():
        click.echo(f"  {problem}.", err=True)
    if outcome.repeated:
        some = ", ".join(outcome.examples)
        more = ", …" if outcome.repeated > len(outcome.examples) else ""
        click.echo(
            f"{outcome.repeated:,} identifiers come more than once ({some}{more}): all their"
            " records are there.",
            err=True,
        )


@contextmanager
def _faults(target: Path) -> Iterator[None]:
    """Tell in one sentence what keeps the run from being carried out."""
    from concurrent.futures.process import BrokenProcessPool

    from service.corpus.sources import CorpusError

    try:
        yield
    except CorpusError as error:
        raise Fault(f"{error}.") from error
    except BrokenProcessPool as error:
        raise Fault(
            "a scoring process was killed, perhaps for want of memory; with fewer --jobs, --resume"
            " goes on."
        ) from error
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        hint = "; --resume goes on when there is room" if full else ""
        where = error.filename or target
        raise Fault(f"cannot write {where}: {error.strerror or error}{hint}.") from error
