"""The command line, `credibility`: the same functions as the API, for files, corpora and operation.

Results go to standard output, everything else to standard error. Exit codes: 0 all went well,
1 some lines of a corpus hold no article, 2 the command could not be carried out.
"""

from importlib import import_module
from pkgutil import iter_modules

import click

from service import commands
from service.faults import load_scorer, read_settings


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


def _print_version(context: click.Context) -> None:
    from importlib.metadata import version

    model = load_scorer(read_settings()).model.version
    click.echo(f"credibility {version('credibility')}, model {model}")
    context.exit()


for _module in iter_modules(commands.__path__):
    main.add_command(getattr(import_module(f"{commands.__name__}.{_module.name}"), _module.name))


if __name__ == "__main__":
    main()
