"""What keeps a command from being carried out, told in one sentence instead of a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from service.settings import Settings, SettingsError

if TYPE_CHECKING:
    from models.scorer import Scorer


class Fault(click.ClickException):
    """The command could not be carried out; the message is one sentence that says why."""

    exit_code = 2


def read_settings(**given: Any) -> Settings:
    """The settings of the environment, with what the command line gives instead."""
    try:
        return replace(Settings.from_environment(), **given)
    except SettingsError as error:
        raise Fault(f"{error}.") from error


def load_scorer(settings: Settings) -> "Scorer":
    """The model in service, as the API scores; the one that ships until one is promoted."""
    from models.additive import ModelError
    from service.live_model import LiveModel

    try:
        live = LiveModel(settings)
    except ModelError as error:
        raise Fault(f"{error}.") from error
    live.start()
    return live.scorer


@contextmanager
def database_faults() -> Iterator[None]:
    """Tell in one sentence that the database cannot be used."""
    from alembic.util import CommandError
    from sqlalchemy.exc import ArgumentError, DBAPIError

    try:
        yield
    except BrokenPipeError:
        raise  # whoever read the output has enough, which click ends without a word
    except OSError as error:
        raise Fault(f"cannot use the folder {error.filename}: {error.strerror}.") from error
    except (SettingsError, ArgumentError, ModuleNotFoundError) as error:
        raise Fault(f"the setting CREDIBILITY_DATABASE_URL cannot be used: {error}.") from error
    except CommandError as error:
        raise Fault(f"the database is not this version's: {error}.") from error
    except DBAPIError as error:
        reason = " ".join(str(error.orig).split())
        raise Fault(f"cannot use the database: {reason}.") from error
