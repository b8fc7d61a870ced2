"""`credibility queue`: articles that wait for a label, and which of them to label next."""

from getpass import getuser
from itertools import islice
from pathlib import Path

import click
import orjson

from service.faults import Fault, database_faults, load_scorer, read_settings
from service.streams import opened_input

# So many articles are stored at a time.
_BATCH = 200


@click.group()
def queue() -> None:
    """Look after the articles that wait for a label."""


@queue.command()
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True))
@click.pass_context
def add(context: click.Context, source: Path) -> None:
    """Store the articles of FILE, one JSON record a line; - is stdin.

    In: {"text" or "body", "title", "outlet", "url", "published"}; other fields are ignored. What
    became of each line is printed: {"line", "status", "id"}.
    """
    from service import label_queue
    from service.record_lines import read_records
    from service.schemas import ArticleSchema, article_from

    settings = read_settings()
    schema = ArticleSchema(max_characters=settings.max_characters)
    failed = False
    with opened_input(source) as (stream, _), database_faults():
        rows = read_records(
            stream,
            settings.max_body_bytes,
            lambda row: article_from(
                {name: row[name] for name in schema.fields if name in row}, schema
            ),
        )
        while part := list(islice(rows, _BATCH)):
            articles = [article for _, article in part if not isinstance(article, dict)]
            results = iter(label_queue.add(settings, articles, getuser()))
            for number, article in part:
                result = article if isinstance(article, dict) else next(results)
                failed = failed or result["status"] == "rejected"
                click.echo(orjson.dumps({"line": number, **result}))
    if failed:
        context.exit(1)


@queue.command("next")
@click.option(
    "--limit",
    type=click.IntRange(1, 200),
    default=20,
    show_default=True,
    help="How many.",
)
def next_(limit: int) -> None:
    """Print what to label next, the best first, one JSON record a line, with the texts.

    With a label and a labeller added, a record can be imported as an example.
    """
    from service import label_queue, registry, store

    settings = read_settings()
    load_scorer(settings)
    with database_faults():
        with store.reading(settings) as session:
            model = registry.in_effect(session, registry.current(session))
        told = label_queue.ranked(settings, model, limit)
    for article in told["articles"]:
        click.echo(orjson.dumps(article))
    click.echo(f"{told['waiting']:,} waiting.", err=True)


@queue.command()
@click.argument("number", type=int)
def remove(number: int) -> None:
    """Erase the article NUMBER from the queue."""
    from service import label_queue

    with database_faults():
        if not label_queue.remove(read_settings(), number, getuser()):
            raise Fault(f"no article {number} waits.")
    click.echo(f"article {number} erased")
