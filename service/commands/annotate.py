"""`credibility annotate`: the passages of a corpus as labelled spans."""

from pathlib import Path

import click
import orjson

from service.faults import Fault, load_scorer, read_settings
from service.streams import interrupts, opened_input, opened_output, output_option, progress


def _families(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> tuple[str, ...]:
    from models.annotation import FAMILIES

    if value is None:
        return FAMILIES
    asked = tuple(dict.fromkeys(name.strip() for name in value.split(",")))
    if unknown := [name for name in asked if name not in FAMILIES]:
        problem = f"there is no family {unknown[0]!r}; there are {', '.join(FAMILIES)}."
        raise click.BadParameter(problem, context, parameter)
    return asked


@click.command()
@click.argument("source", metavar="INPUT", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--families",
    metavar="FAMILY[,FAMILY...]",
    callback=_families,
    help="Only these: hedging, attribution, quantities, fabrication.",
)
@output_option("Where the records go, by default stdout. A file appears when all of it is written.")
@click.pass_context
def annotate(context: click.Context, source: Path, families: tuple[str, ...], target: Path) -> None:
    """Mark the passages of the corpus INPUT that the readings rest on, as labelled spans.

    In: {"id", "text" or "body", "title", "published"}, one a line; the last two may be left out.
    Out, in the same order: {"id", "spans": [{"start", "end", "label", ...}]}, with "title_spans"
    where there is a title, or {"id", "line", "error"} for a line that holds no article. Offsets are
    code points. INPUT may be - for stdin.
    """
    from service.annotate import Tally, annotate_stream

    settings = read_settings()
    scorer = load_scorer(settings)
    tally = Tally()
    with (
        opened_input(source) as (stream, size),
        opened_output(target) as sink,
        interrupts() as go_on,
        progress(size, tally) as show,
    ):
        for record in annotate_stream(stream, settings, scorer, families, tally, go_on=go_on):
            sink.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
            sink.flush()  # for whoever sends a line and waits for its record
            show()
        if not go_on():
            raise Fault("interrupted.")
    click.echo(f"{tally}.", err=True)
    if tally.failed:
        context.exit(1)
