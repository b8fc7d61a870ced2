"""`credibility db`: looks after the database."""

import click

from service.faults import database_faults, read_settings


@click.group()
def db() -> None:
    """Look after the database."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database's tables up to date; serve and worker do so when they start."""
    from service import store

    settings = read_settings()
    with database_faults():
        store.upgrade(settings)
    click.echo("the database is up to date")
