"""Finds the signals: every public function defined in a module below ``features/signals``.

Nobody edits a list. A signal's family is its folder, its name ``family.function``, its description
the first paragraph of its docstring, which says the unit.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType, ModuleType

from features import signals
from features.article import Article
from features.reading import Reading

FAMILIES = ("hedging", "attribution", "specificity", "fabrication", "style")


class MalformedSignal(TypeError):
    """A function in ``features/signals`` is not a signal; names it and says what is wrong."""


class SignalFailed(Exception):
    """A signal raised; ``name`` says which. There is no default value for a failed signal."""

    def __init__(self, name: str) -> None:
        super().__init__(f"signal {name} failed")
        self.name = name


@dataclass(frozen=True)
class Signal:
    """One measurement: what it is called, what it says in which unit, and the function itself."""

    name: str
    family: str
    description: str
    function: Callable[[Article], Reading]


@cache
def all_signals() -> Mapping[str, Signal]:
    """Every signal by its name, sorted by name."""
    found: dict[str, Signal] = {}
    for module_info in pkgutil.walk_packages(signals.__path__, f"{signals.__name__}."):
        if module_info.ispkg:
            continue
        for signal in signals_of(importlib.import_module(module_info.name)):
            if signal.name in found:
                raise MalformedSignal(f"{signal.name}: two modules define this signal")
            found[signal.name] = signal
    return MappingProxyType(dict(sorted(found.items())))


def signals_of(module: ModuleType) -> list[Signal]:
    """The signals that a module defines; a public function that is none raises MalformedSignal."""
    family = module.__name__.split(".")[-2]
    if family not in FAMILIES:
        raise MalformedSignal(f"{module.__name__}: no family {family!r}; there are {FAMILIES}")
    found = []
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if name.startswith("_") or function.__module__ != module.__name__:
            continue
        where = f"{module.__name__}.{name}"
        signature = inspect.signature(function)
        if [parameter.annotation for parameter in signature.parameters.values()] != [Article]:
            raise MalformedSignal(f"{where}: takes one parameter, annotated Article")
        if signature.return_annotation is not Reading:
            raise MalformedSignal(f"{where}: is annotated to return a Reading")
        description = (inspect.getdoc(function) or "").split("\n\n")[0].replace("\n", " ")
        if not description.endswith("."):
            raise MalformedSignal(f"{where}: needs a docstring that says the unit and ends in '.'")
        found.append(Signal(f"{family}.{name}", family, description, function))
    return found


def extract(article: Article) -> dict[str, Reading]:
    """Every signal's reading, sorted by name."""
    readings = {}
    for name, signal in all_signals().items():
        try:
            readings[name] = signal.function(article)
        except Exception as error:  # whatever it was, say which signal, and never go on without it
            raise SignalFailed(name) from error
    return readings
