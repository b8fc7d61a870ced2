"""`credibility evaluate`: how well scores hold on what training has not seen."""

import click


@click.command()
def evaluate() -> None:
    """Measure how well scores hold on outlets and corpora that training has not seen."""
    from models import evaluation

    evaluation.main()
