"""`credibility jobs`: how the work of a worker goes, and how to stop it."""

from getpass import getuser

import click
import orjson

from service.faults import Fault, database_faults, read_settings


@click.group()
def jobs() -> None:
    """Look after retrainings and batches that a worker does."""


@jobs.command("list")
def list_() -> None:
    """List the latest jobs, the newest first, one JSON record a line."""
    from service import job_records, store

    with database_faults(), store.reading(read_settings()) as session:
        for row in job_records.listed(session):
            click.echo(orjson.dumps(row))


@jobs.command()
@click.argument("job")
def show(job: str) -> None:
    """Print how JOB goes, with its log, as JSON."""
    from service import job_records, store

    with database_faults(), store.reading(read_settings()) as session:
        told = job_records.told(session, job)
    if told is None:
        raise Fault(f"there is no job {job}; `credibility jobs list` names them.")
    click.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2))


@jobs.command()
@click.argument("job")
def watch(job: str) -> None:
    """Print the log of JOB as it grows, to standard error, and the job as JSON when it is over."""
    from service.following import follow

    with database_faults():
        told = follow(read_settings(), job, lambda message: click.echo(message, err=True))
    click.echo(orjson.dumps(told))


@jobs.command()
@click.argument("job")
def cancel(job: str) -> None:
    """Stop JOB: at once where it waits, at its next step where it runs."""
    from service import job_records, store

    settings = read_settings()
    with database_faults(), store.writing(settings) as session:
        is_asked = job_records.cancel(session, job, getuser())
        told = job_records.told(session, job)
    if told is None:
        raise Fault(f"there is no job {job}; `credibility jobs list` names them.")
    if not is_asked:
        raise Fault(f"job {job} is over already: {told['status']}.")
    click.echo(orjson.dumps(told))
