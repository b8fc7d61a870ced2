"""`credibility worker`: does the jobs that the API puts off."""

import logging
import socket

import click

from service.faults import database_faults, read_settings


@click.command()
@click.option("--check", is_flag=True, help="Only say whether a worker on this host is alive.")
@click.option("--parent", type=int, hidden=True, help="Stop when this process is gone.")
@click.pass_context
def worker(context: click.Context, check: bool, parent: int | None) -> None:
    """Do the jobs that the API puts off."""
    from service import jobs, store

    settings = read_settings()
    if check:
        seen = store.worker_seen(settings, host=socket.gethostname())
        alive = jobs.is_fresh(seen)
        click.echo(f"worker {'alive' if alive else 'not seen'}; last seen: {seen or 'never'}")
        context.exit(0 if alive else 1)
    logging.basicConfig(level="WARNING", format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    with database_faults():
        store.upgrade(settings)
        jobs.work(settings, parent_pid=parent)
