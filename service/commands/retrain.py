"""`credibility retrain`: a new version from the base and all examples."""

from getpass import getuser

import click
import orjson

from service.faults import Fault, database_faults, read_settings


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what it would start from.")
@click.option("--here", is_flag=True, help="Do it in this process; no worker is needed.")
@click.option("--no-promote", is_flag=True, help="Keep the candidate, even if it passes.")
@click.option(
    "--emphasis",
    type=click.FloatRange(0.1, 20),
    help="How many of the base's articles an example counts for; 2 if nothing is said.",
)
@click.option("--reason", default="", help="Why; it stands in the audit log.")
@click.pass_context
def retrain(
    context: click.Context,
    dry_run: bool,
    here: bool,
    no_promote: bool,
    emphasis: float | None,
    reason: str,
) -> None:
    """Train a candidate on base and examples, and promote it if the gate lets it pass.

    A worker does it, and this command shows how it goes; Ctrl-C only stops watching (`credibility
    jobs` watches again, and cancels). The job as JSON goes to standard output. Exit codes: 0
    promoted, or unchanged; 1 kept back; 2 failed.
    """
    from service import job_records, jobs, retraining, store
    from service.following import follow

    settings = read_settings()
    options = retraining.Options(promote=not no_promote, reason=reason)
    if emphasis is not None:
        options = options._replace(emphasis=emphasis)
    with database_faults():
        if dry_run:
            plan = retraining.plan(settings, options)
            click.echo(orjson.dumps(plan, option=orjson.OPT_INDENT_2))
            return
        if not here and not jobs.is_fresh(store.worker_seen(settings)):
            raise Fault("no worker is alive; start `credibility worker`, or say --here.")
        try:
            job = retraining.ask(settings, options, getuser())
        except job_records.AlreadyGoing as error:
            raise Fault(f"job {error.job} is not over; one retraining at a time.") from error
        click.echo(f"job {job}", err=True)
        if here:
            retraining.run(settings, job)
        else:
            jobs.wake(settings, retraining.KIND, job)
        told = follow(settings, job, lambda line: click.echo(line, err=True))
    click.echo(orjson.dumps(told))
    if told["status"] in (retraining.PROMOTED, retraining.UNCHANGED):
        return
    context.exit(1 if told["status"] == retraining.KEPT else Fault.exit_code)
