"""`credibility evaluate`: how well scores hold on what training has not seen."""

import click


@click.command()
@click.option(
    "--protocols",
    metavar="NAMES",
    help="Measure these only, separated by commas: P1, P1 alone, P2, P3.",
)
def evaluate(protocols: str | None) -> None:
    """Measure how well scores hold on outlets and corpora that training has not seen."""
    from models import evaluation

    evaluation.main(["--protocols", *protocols.split(",")] if protocols else [])
