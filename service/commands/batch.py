"""`credibility batch`: a corpus scored."""

import os
from pathlib import Path

import click

from service.faults import Fault, load_scorer, read_settings
from service.streams import interrupts, opened_input, opened_output, progress


@click.command()
@click.argument("source", metavar="INPUT", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--output",
    "-o",
    "target",
    required=True,
    type=click.Path(path_type=Path, allow_dash=True),
    help="Where the records go; - is stdout. The file appears when all of it is written.",
)
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(min=1),
    default=lambda: len(os.sched_getaffinity(0)),
    show_default="one a processor",
    help="How many processes score.",
)
@click.pass_context
def batch(context: click.Context, source: Path, target: Path, jobs: int) -> None:
    """Score the corpus INPUT: one JSON record an article in, one out, in the same order.

    In: {"id", "text" or "body", "title", "outlet", "url", "published"}; all but id and text may be
    left out. Out: {"id", "score", "interval", "band", "abstained", "words", "signals", "model"}, or
    {"id", "line", "error"} for a line that holds no article. INPUT may be - for stdin.
    """
    from concurrent.futures.process import BrokenProcessPool

    from service.batch import Tally, score_stream

    settings = read_settings()
    load_scorer(settings)
    tally = Tally()
    with (
        opened_input(source) as (stream, size),
        opened_output(target) as sink,
        interrupts() as go_on,
        progress(size, tally) as show,
    ):
        try:
            for scored in score_stream(stream, settings, jobs=jobs, go_on=go_on):
                sink.write(scored.records)
                tally.add(scored)
                show()
        except BrokenProcessPool as error:
            raise Fault("a scoring process was killed, perhaps for want of memory.") from error
        if not go_on():
            raise Fault("interrupted.")
    click.echo(f"{tally}.", err=True)
    if tally.failed:
        context.exit(1)
