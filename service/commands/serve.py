"""`credibility serve`: the API, with the worker beside it."""

import shlex
from typing import Any

import click
import orjson

from service.faults import Fault, database_faults, read_settings
from service.settings import Settings

# Written for this line; long enough to be scored, and free of quotation marks for the shell.
_EXAMPLE = (
    "The city council approved a budget of 412.6 million dollars on Tuesday, 5.2 percent more than"
    " last year, according to minutes published by the city clerk. Maria Lopez, the president of"
    " the council, said the increase would pay for 38 firefighters and repairs to two bridges."
    " Daniel Reed, who voted against it, said the city had not shown where the money for pensions"
    " would come from. The vote was 7 to 4. A public hearing on the property tax is set for March"
    " 14, and the budget takes effect on July 1."
)


@click.command()
@click.option("--host", help="The address to serve on; by default this machine only.")
@click.option("--port", type=click.IntRange(0, 65_535), help="0 takes any free port.")
@click.option("--workers", type=click.IntRange(min=1), help="How many processes answer.")
def serve(**given: Any) -> None:
    """Serve the API and its documentation, on the embedded database with the worker beside it."""
    from service import server

    settings = read_settings(**{name: value for name, value in given.items() if value is not None})
    with database_faults():
        try:
            server.serve(settings, ready=lambda url: _print_address(url, settings))
        except server.AddressError as error:
            raise Fault(f"{error}.") from error


def _print_address(url: str, settings: Settings) -> None:
    key = '-H "Authorization: Bearer $CREDIBILITY_KEY" ' if settings.api_keys else ""
    article = orjson.dumps({"title": "Council passes budget", "body": _EXAMPLE}).decode()
    click.echo(f"Serving on {url} (documentation: {url}/docs). To score an article:\n")
    kind = "-H 'Content-Type: application/json'"
    click.echo(f"curl -s {url}/v1/score {kind} {key}-d {shlex.quote(article)}\n")
