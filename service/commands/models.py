"""`credibility models`: the versions, which one serves, and who changed that."""

from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING

import click
import orjson

from service.faults import Fault, database_faults, read_settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_reason = click.option("--reason", required=True, help="Why; it stands in the audit log.")


@click.group()
def models() -> None:
    """Look after the model versions: compare, promote, roll back, prune, replay."""


@models.command("list")
def list_() -> None:
    """List the versions, the newest first, one JSON record a line."""
    from service import registry

    with _reading() as session:
        for row in registry.listed(session):
            click.echo(orjson.dumps(row))


@models.command()
@click.argument("version")
def card(version: str) -> None:
    """Print what VERSION was made from and what the gate says of it, as JSON."""
    from service import registry

    with _reading() as session:
        click.echo(orjson.dumps(registry.card(session, version), option=orjson.OPT_INDENT_2))


@models.command()
@click.argument("before")
@click.argument("after")
def diff(before: str, after: str) -> None:
    """Print which curves differ between versions BEFORE and AFTER, and which examples' bands."""
    from service import examples, registry

    settings = read_settings()
    with _reading() as session:
        pair = registry.model(session, before), registry.model(session, after)
        usable, _ = examples.usable(session)
        told = registry.diff(*pair, usable, settings.base_rate)
    click.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2))


@models.command()
@click.argument("version")
@click.option("--anyway", is_flag=True, help="Also where the gate does not recommend it.")
@_reason
def promote(version: str, anyway: bool, reason: str) -> None:
    """Let VERSION serve, everywhere within two seconds."""
    from service import registry

    with _writing() as session:
        now = registry.promote(session, version, getuser(), reason, anyway=anyway)
    click.echo(f"{registry.name_of(now)} serves")


@models.command()
@_reason
def rollback(reason: str) -> None:
    """Take the last promotion back: what served before serves again."""
    from service import registry

    with _writing() as session:
        now = registry.rollback(session, getuser(), reason)
    click.echo(f"{registry.name_of(now)} serves")


@models.command()
@click.option(
    "--keep",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    help="How many of the newest candidates to keep.",
)
def prune(keep: int) -> None:
    """Drop the curves of old candidates that never served; their cards stay."""
    from service import registry

    with _writing() as session:
        gone = registry.prune(session, getuser(), keep=keep)
    for version in gone:
        click.echo(version)
    click.echo(f"{len(gone):,} dropped.", err=True)


@models.command()
@click.argument("signature")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def replay(signature: str, file: Path) -> None:
    """Make the assessment with SIGNATURE again, for the article in FILE (the API's JSON)."""
    from marshmallow import ValidationError

    from service import registry
    from service.dump import assessment_json
    from service.errors import invalid_article
    from service.schemas import article_from

    try:
        article = article_from(orjson.loads(file.read_bytes()))
    except (orjson.JSONDecodeError, AttributeError) as error:
        raise Fault(f"{file} holds no JSON object.") from error
    except ValidationError as error:
        field, problem = invalid_article(error).errors[0]
        raise Fault(f"{file}: {field}: {problem}") from error
    with _reading() as session:
        scorer = registry.replay(session, signature)
    click.echo(assessment_json(scorer.assess(article)))


@models.command("log")
def log() -> None:
    """Print the audit log, one JSON record a line."""
    from service import audit_log

    with _reading() as session:
        for entry in audit_log.entries(session):
            click.echo(orjson.dumps(audit_log.told(entry)))


@models.command("verify-log")
def verify_log() -> None:
    """Check that no entry of the audit log was changed; exit code 2 names the first that was."""
    from service import audit_log

    with _reading() as session:
        try:
            found = audit_log.verify(session)
        except audit_log.BrokenChain as error:
            raise Fault(f"the audit log is not as it was written: {error}.") from error
    click.echo(f"{found.entries} entries, as they were written; the last is {found.digest}")


@contextmanager
def _reading() -> Iterator["Session"]:
    from service import registry, store

    with database_faults(), store.reading(read_settings()) as session:
        try:
            yield session
        except registry.RegistryError as error:
            raise Fault(str(error)) from error


@contextmanager
def _writing() -> Iterator["Session"]:
    from service import registry, store

    with database_faults():
        try:
            with store.writing(read_settings()) as session:
                yield session
        except registry.RegistryError as error:
            raise Fault(str(error)) from error
