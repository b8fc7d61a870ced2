"""`credibility outlets`: the outlets of a corpus that was scored."""

from pathlib import Path

import click

from service.streams import output_option


@click.command()
@click.argument("scored", metavar="SCORED", type=click.Path(path_type=Path, allow_dash=True))
@output_option("A .csv, .jsonl or .parquet file; by default stdout gets JSON, a line an outlet.")
def outlets(scored: Path, target: Path) -> None:
    """Sum up by outlet what `credibility batch` wrote to SCORED.

    Each outlet gets a score with a 90% interval. That of an outlet with few articles lies closer to
    the mean of all outlets. SCORED may be a folder of parts, or - for stdin.
    """
    from service.scored_outlets import write_by_outlet

    write_by_outlet(scored, target)
