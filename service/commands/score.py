"""`credibility score`: articles in files, for a person or as JSON."""

import sys
from pathlib import Path
from typing import Any

import click
import orjson

from service.faults import Fault, load_scorer, read_settings
from service.settings import Settings
from service.streams import STDIN

_SUFFIXES = {".json": "json", ".html": "html", ".htm": "html"}


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--format",
    "kind",
    type=click.Choice(["text", "json", "html"]),
    help="What the files hold; without it, their suffix tells, and - is text.",
)
@click.option("--title", help="The headline; a text file has none of its own.")
@click.option("--outlet", help="Who published it: a domain.")
@click.option("--published", metavar="YYYY-MM-DD", help="When it was published.")
@click.option("--json", "as_json", is_flag=True, help="Print what the API answers, one a line.")
@click.option("--full", is_flag=True, help="Show every signal and passage, not the strongest only.")
@click.pass_context
def score(
    context: click.Context,
    /,
    files: tuple[Path, ...],
    kind: str | None,
    as_json: bool,
    full: bool,
    **given: str | None,
) -> None:
    """Score articles in FILES (.txt, .json with the fields of the API, .html; - for stdin)."""
    from marshmallow import ValidationError

    from features.catalogue import SignalFailed
    from service import terminal
    from service.dump import assessment_json
    from service.errors import invalid_article
    from service.schemas import ArticleSchema, article_from

    settings = read_settings()
    scorer = load_scorer(settings)
    schema = ArticleSchema(max_characters=settings.max_characters)
    console = terminal.console()
    overrides = {field: value for field, value in given.items() if value is not None}
    failed = False
    for position, file in enumerate(files):
        name = "standard input" if file == STDIN else str(file)
        try:
            fields = _fields(file, kind or _SUFFIXES.get(file.suffix.lower(), "text"), settings)
            assessment = scorer.assess(article_from(fields | overrides, schema))
        except ValidationError as error:
            problems = (f"{field}: {problem}" for field, problem in invalid_article(error).errors)
            failed = _complain(name, " ".join(problems))
        except Fault as fault:
            failed = _complain(name, fault.message)
        except SignalFailed as fault:
            failed = _complain(name, f"A fault of the program: {fault} ({fault.__cause__!r}).")
        else:
            if as_json:
                click.echo(assessment_json(assessment, with_text="html" in fields))
                continue
            if position:
                console.rule()
            console.print(terminal.report(assessment, name=name, columns=console.width, full=full))
    if failed:
        context.exit(Fault.exit_code)


def _fields(file: Path, kind: str, settings: Settings) -> dict[str, Any]:
    """The article in a file, as the API's fields."""
    most = settings.max_body_bytes
    try:
        with sys.stdin.buffer if file == STDIN else file.open("rb") as stream:
            raw = stream.read(most + 1)
    except OSError as error:
        raise Fault(f"{error.strerror}.") from error
    if len(raw) > most:
        raise Fault(f"Larger than {most:,} bytes.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Fault(f"Not UTF-8 text at byte {error.start:,}.") from error
    if kind != "json":
        return {"html" if kind == "html" else "body": text}
    try:
        fields = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Fault(f"Not JSON: {error}.") from error
    if not isinstance(fields, dict):
        raise Fault("Not a JSON object with the fields of the API.")
    return fields


def _complain(name: str, problem: str) -> bool:
    click.echo(f"credibility: {name}: {problem}", err=True)
    return True
