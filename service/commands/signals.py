"""`credibility signals`: what is measured."""

import click
import orjson


@click.command()
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
