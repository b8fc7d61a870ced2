"""`credibility examples`: labelled articles in, listed, given out again, and erased."""

from collections import Counter
from getpass import getuser
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from service.faults import Fault, database_faults, load_scorer, read_settings
from service.streams import opened_input, opened_output, output_option

if TYPE_CHECKING:
    pass

_BATCH = 200


@click.group()
def examples() -> None:
    """Look after the labelled examples that the model is retrained from."""


@examples.command("import")
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--labeller", help="Who labelled the examples that do not say so themselves.")
@click.option("--no-text", is_flag=True, help="Store readings only, not the texts.")
@click.pass_context
def import_(context: click.Context, source: Path, labeller: str | None, no_text: bool) -> None:
    """Store the labelled articles of FILE, one JSON record a line; - is stdin.

    In: {"label", "labeller", "text" or "body", "title", "outlet", "url", "published", "reason",
    "weight"}; other fields are ignored. The label is credible, not_credible or a number from 0 to
    1. What became of each line is printed: {"line", "status", "id"}. A line that was stored before
    is told as such, so a run that was cut off can be run again.
    """
    from service import examples as stored
    from service.base import base_for_audit
    from service.record_lines import read_records
    from service.schemas import ArticleSchema
    from service.submissions import FIELDS, submission_from

    settings = read_settings()
    scorer = load_scorer(settings)
    schema = ArticleSchema(max_characters=settings.max_characters)
    given: dict[str, Any] = {} if labeller is None else {"labeller": labeller}
    if no_text:
        given["store_text"] = False
    counts: Counter[str] = Counter()
    warnings: list[dict[str, Any]] = []
    with opened_input(source) as (stream, _), database_faults():
        rows = read_records(
            stream,
            settings.max_body_bytes,
            lambda row: submission_from(
                given | {name: row[name] for name in FIELDS if name in row}, schema
            ),
        )
        while part := list(islice(rows, _BATCH)):
            answer, _ = stored.add(
                settings,
                [submission for _, submission in part if not isinstance(submission, dict)],
                getuser(),
                base=base_for_audit(settings),
                model=scorer.model,
            )
            warnings = answer["warnings"]
            results = iter(answer["results"])
            for number, submission in part:
                result = submission if isinstance(submission, dict) else next(results)
                counts[result["status"]] += 1
                click.echo(orjson.dumps({"line": number, **result}))
    for warning in warnings:
        click.echo(f"Note: {warning['detail']}", err=True)
    told = ", ".join(f"{count:,} {status}" for status, count in sorted(counts.items()))
    click.echo(f"{told or 'nothing there'}.", err=True)
    if counts["rejected"] or counts["conflict"]:
        context.exit(1)


@examples.command("list")
@click.option("--labeller", help="Only this labeller's.")
@click.option("--outlet", help="Only this outlet's.")
def list_(labeller: str | None, outlet: str | None) -> None:
    """List the examples without their texts, one JSON record a line."""
    from service import examples as stored
    from service import store

    settings = read_settings()
    chosen = stored.Filter(labeller=labeller, outlet=outlet)
    with database_faults(), store.reading(settings) as session:
        for row in stored.listed(session, chosen=chosen, most=None):
            click.echo(orjson.dumps(row))


@examples.command()
@output_option("Where the records go, by default stdout.")
def export(target: Path) -> None:
    """Write all examples as they can be imported again, one JSON record a line."""
    from service import examples as stored
    from service import store

    settings = read_settings()
    with opened_output(target) as sink, database_faults(), store.reading(settings) as session:
        for row in stored.exported(session):
            sink.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))


@examples.command()
@click.argument("ids", nargs=-1, type=int)
@click.option("--labeller", help="All of this labeller's.")
@click.option("--outlet", help="All of this outlet's.")
@click.option("--reason", required=True, help="Why; it stands in the audit log.")
def retract(ids: tuple[int, ...], labeller: str | None, outlet: str | None, reason: str) -> None:
    """Erase examples by their numbers IDS, by labeller or by outlet: text, readings and all."""
    from service import examples as stored

    chosen = stored.Filter(ids or None, labeller, outlet)
    if sum(each is not None for each in chosen) != 1:
        raise Fault("say which: numbers, --labeller or --outlet, one of them.")
    with database_faults():
        gone = stored.retract(read_settings(), chosen, getuser(), reason)
    click.echo(f"{len(gone):,} examples erased")
