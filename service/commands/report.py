"""`credibility report`: a scored corpus as a page to read."""

from pathlib import Path

import click

from service.faults import load_scorer, read_settings


@click.command()
@click.argument("scored", metavar="SCORED", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--output",
    "-o",
    "target",
    required=True,
    type=click.Path(path_type=Path, allow_dash=True),
    help="The page, a .html file; - is stdout.",
)
def report(scored: Path, target: Path) -> None:
    """Make a page of what `credibility batch` wrote to SCORED.

    One file without scripts that fetches nothing: scores, outlets, signals, flags with their
    passages, articles without a score, errors. SCORED may be a folder of parts, or - for stdin.
    """
    import datetime

    from models.scorer import load_default
    from service.report.page import write_page
    from service.report.summary import Summary
    from service.scored import read_scored
    from service.streams import STDIN, opened_output

    summary = Summary().add_all(read_scored(str(scored)))
    models = load_scorer(read_settings()).model, load_default()
    known = {model.version: model for model in models}
    version = next((name for name, _ in summary.models.items()), "")
    page = write_page(
        summary,
        name="Scored articles" if scored == STDIN else scored.name,
        day=datetime.datetime.now(tz=datetime.UTC).date(),
        model=known.get(version),
    )
    with opened_output(target) as sink:
        sink.write(page)
