"""The command line, `credibility`: the same functions as the API, for files, corpora and operation.

Results go to standard output, everything else to standard error. Exit codes: 0 all went well,
1 some lines of a corpus hold no article, 2 the command could not be carried out.

What only some commands need is imported inside them: `credibility --help` answers at once.
"""

import logging
import os
import shlex
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

import click
import orjson

from service.settings import Settings, SettingsError

if TYPE_CHECKING:
    from models.scorer import Scorer

_SUFFIXES = {".json": "json", ".html": "html", ".htm": "html"}
_STDIN = Path("-")
_LOG_SECONDS = 10.0
# Written for this line; long enough to be scored, and free of quotation marks for the shell.
_EXAMPLE = (
    "The city council approved a budget of 412.6 million dollars on Tuesday, 5.2 percent more than"
    " last year, according to minutes published by the city clerk. Maria Lopez, the president of"
    " the council, said the increase would pay for 38 firefighters and repairs to two bridges."
    " Daniel Reed, who voted against it, said the city had not shown where the money for pensions"
    " would come from. The vote was 7 to 4. A public hearing on the property tax is set for March"
    " 14, and the budget takes effect on July 1."
)


class _Counts(Protocol):
    """What became of a corpus so far: bytes read, and a sentence without its full stop."""

    size: int

    def __str__(self) -> str: ...


class Fault(click.ClickException):
    """The command could not be carried out; the message is one sentence that says why."""

    exit_code = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda context, _, wanted: _print_version(context) if wanted else None,
    help="Show the versions of the program and of its model.",
)
def main() -> None:
    """Score how credibly news articles are written and sourced."""


@main.command()
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

    settings = _settings()
    scorer = _scorer(settings)
    schema = ArticleSchema(max_characters=settings.max_characters)
    console = terminal.console()
    overrides = {field: value for field, value in given.items() if value is not None}
    failed = False
    for position, file in enumerate(files):
        name = "standard input" if file == _STDIN else str(file)
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
                answer = assessment_json(assessment)
                if "html" in fields:
                    article = assessment.article
                    answer["text"] = {"title": article.title, "body": article.body}
                click.echo(orjson.dumps(answer))
                continue
            if position:
                console.rule()
            console.print(terminal.report(assessment, name=name, columns=console.width, full=full))
    if failed:
        context.exit(Fault.exit_code)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print what the API answers.")
def signals(as_json: bool) -> None:
    """List what is measured, and in which unit."""
    from features.catalogue import all_signals
    from service import terminal

    listed = all_signals().values()
    if not as_json:
        terminal.console().print(terminal.catalogue(listed))
        return
    about = [
        {"name": signal.name, "family": signal.family, "description": signal.description}
        for signal in listed
    ]
    click.echo(orjson.dumps({"signals": about}))


@main.command()
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

    settings = _settings()
    _scorer(settings)
    tally = Tally()
    with (
        _input(source) as (stream, size),
        _output(target) as sink,
        _interrupts() as go_on,
        _progress(size, tally) as show,
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


@main.command()
@click.argument("source", metavar="INPUT", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--families",
    metavar="FAMILY[,FAMILY...]",
    callback=_families,
    help="Only these: hedging, attribution, quantities, fabrication.",
)
@click.option(
    "--output",
    "-o",
    "target",
    default="-",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Where the records go, by default stdout. A file appears when all of it is written.",
)
@click.pass_context
def annotate(context: click.Context, source: Path, families: tuple[str, ...], target: Path) -> None:
    """Mark the passages of the corpus INPUT that the readings rest on, as labelled spans.

    In: {"id", "text" or "body", "title", "published"}, one a line; the last two may be left out.
    Out, in the same order: {"id", "spans": [{"start", "end", "label", ...}]}, with "title_spans"
    where there is a title, or {"id", "line", "error"} for a line that holds no article. Offsets are
    code points. INPUT may be - for stdin.
    """
    from service.annotate import Tally, annotate_stream

    settings = _settings()
    scorer = _scorer(settings)
    tally = Tally()
    with (
        _input(source) as (stream, size),
        _output(target) as sink,
        _interrupts() as go_on,
        _progress(size, tally) as show,
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


@main.command()
@click.option("--host", help="The address to serve on; by default this machine only.")
@click.option("--port", type=click.IntRange(0, 65_535), help="0 takes any free port.")
@click.option("--workers", type=click.IntRange(min=1), help="How many processes answer.")
def serve(**given: Any) -> None:
    """Serve the API and its documentation, on the embedded database with the worker beside it."""
    from service import server

    settings = _settings(**{name: value for name, value in given.items() if value is not None})
    with _database():
        try:
            server.serve(settings, ready=lambda url: _print_address(url, settings))
        except server.AddressError as error:
            raise Fault(f"{error}.") from error


@main.command()
@click.option("--check", is_flag=True, help="Only say whether a worker on this host is alive.")
@click.option("--parent", type=int, hidden=True, help="Stop when this process is gone.")
@click.pass_context
def worker(context: click.Context, check: bool, parent: int | None) -> None:
    """Do the jobs that the API puts off."""
    from service import jobs, store

    settings = _settings()
    if check:
        seen = store.worker_seen(settings, host=socket.gethostname())
        alive = jobs.is_fresh(seen)
        click.echo(f"worker {'alive' if alive else 'not seen'}; last seen: {seen or 'never'}")
        context.exit(0 if alive else 1)
    logging.basicConfig(level="WARNING", format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    with _database():
        store.upgrade(settings)
        jobs.work(settings, parent_pid=parent)


@main.command()
def evaluate() -> None:
    """Measure how well scores hold on outlets and corpora that training has not seen."""
    from models import evaluation

    evaluation.main()


@main.group()
def db() -> None:
    """Look after the database."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database's tables up to date; serve and worker do so when they start."""
    from service import store

    settings = _settings()
    with _database():
        store.upgrade(settings)
    click.echo("the database is up to date")


def _settings(**given: Any) -> Settings:
    try:
        return replace(Settings.from_environment(), **given)
    except SettingsError as error:
        raise Fault(f"{error}.") from error


def _scorer(settings: Settings) -> "Scorer":
    from models.additive import ModelError
    from models.scorer import Scorer, load_default

    try:
        return Scorer(load_default(), base_rate=settings.base_rate)
    except ModelError as error:
        raise Fault(f"{error}.") from error


def _fields(file: Path, kind: str, settings: Settings) -> dict[str, Any]:
    """The article in a file, as the API's fields."""
    most = settings.max_body_bytes
    try:
        with sys.stdin.buffer if file == _STDIN else file.open("rb") as stream:
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


@contextmanager
def _input(source: Path) -> Iterator[tuple[BinaryIO, int | None]]:
    """The corpus, and its size in bytes where that is known."""
    if source == _STDIN:
        yield sys.stdin.buffer, None
        return
    try:
        stream = source.open("rb")
        size = source.stat().st_size if source.is_file() else None
    except OSError as error:
        raise Fault(f"cannot read {source}: {error.strerror}.") from error
    with stream:
        yield stream, size


@contextmanager
def _output(target: Path) -> Iterator[BinaryIO]:
    if target == _STDIN:
        try:
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            # Who reads (`head`, say) has what was wanted; at exit nobody must be told either.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(0) from None
        return
    from service.batch import written_whole

    try:
        with written_whole(target) as sink:
            yield sink
    except OSError as error:
        raise Fault(f"cannot write {target}: {error.strerror}.") from error


@contextmanager
def _interrupts() -> Iterator[Callable[[], bool]]:
    """Whether to go on: the first Ctrl-C asks to stop in order, a second one stops at once."""
    asked = False

    def ask(*_: object) -> None:
        nonlocal asked
        asked = True
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: not asked
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _progress(size: int | None, tally: _Counts) -> Iterator[Callable[[], None]]:
    """Show how far a corpus is: a bar on a terminal, else a line now and then."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from service import terminal

    console = terminal.console(stderr=True)
    if not console.is_terminal:
        yield _log_line(tally)
        return
    columns = BarColumn(), TextColumn("{task.description}"), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("0 articles", total=size)
        yield lambda: progress.update(task, completed=tally.size, description=str(tally))


def _log_line(tally: _Counts) -> Callable[[], None]:
    last = time.monotonic()

    def show() -> None:
        nonlocal last
        if time.monotonic() - last >= _LOG_SECONDS:
            last = time.monotonic()
            click.echo(f"{tally} so far", err=True)

    return show


@contextmanager
def _database() -> Iterator[None]:
    """Tell in one sentence that the database cannot be used."""
    from alembic.util import CommandError
    from sqlalchemy.exc import ArgumentError, DBAPIError

    try:
        yield
    except OSError as error:
        raise Fault(f"cannot use the folder {error.filename}: {error.strerror}.") from error
    except (SettingsError, ArgumentError, ModuleNotFoundError) as error:
        raise Fault(f"the setting CREDIBILITY_DATABASE_URL cannot be used: {error}.") from error
    except CommandError as error:
        raise Fault(f"the database is not this version's: {error}.") from error
    except DBAPIError as error:
        reason = " ".join(str(error.orig).split())
        raise Fault(f"cannot use the database: {reason}.") from error


def _print_address(url: str, settings: Settings) -> None:
    key = '-H "Authorization: Bearer $CREDIBILITY_KEY" ' if settings.api_keys else ""
    article = orjson.dumps({"title": "Council passes budget", "body": _EXAMPLE}).decode()
    click.echo(f"Serving on {url} (documentation: {url}/docs). To score an article:\n")
    kind = "-H 'Content-Type: application/json'"
    click.echo(f"curl -s {url}/v1/score {kind} {key}-d {shlex.quote(article)}\n")


def _print_version(context: click.Context) -> None:
    from importlib.metadata import version

    model = _scorer(_settings()).model.version
    click.echo(f"credibility {version('credibility')}, model {model}")
    context.exit()


if __name__ == "__main__":
    main()
