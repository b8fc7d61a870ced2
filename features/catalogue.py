"""Finds the signals, and reads them all off an article.

A signal is a public function or ``Rate`` defined in a module below ``features/signals``; nobody
edits a list. Its family is its folder, its name ``family.function``, its description the first
paragraph of its docstring (or the rate's description), which says the unit.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType, ModuleType
from typing import NamedTuple, NoReturn

import numpy as np
import numpy.typing as npt

from features import signals
from features.article import Article
from features.kernel.found import TALLY
from features.kernel.rates import read_rates
from features.rate import Rate
from features.reading import Reading
from features.sift import counts_of, header_of

FAMILIES = ("hedging", "attribution", "specificity", "fabrication", "style")


class MalformedSignal(TypeError):
    """Something in ``features/signals`` is not a signal; names it and says what is wrong."""


class SignalFailed(Exception):
    """A signal raised; ``name`` says which. There is no default value for a failed signal."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return f"signal {self.name} failed"


@dataclass(frozen=True)
class Signal:
    """One measurement: its name, what it says in which unit, where it is defined, and itself."""

    name: str
    family: str
    description: str
    module: str
    function: Callable[[Article], Reading]


@cache
def all_signals() -> Mapping[str, Signal]:
    """Every signal by its name, sorted by name."""
    found: dict[str, Signal] = {}
    for module in pkgutil.walk_packages(signals.__path__, f"{signals.__name__}.", _cannot_import):
        if module.ispkg:
            continue
        for signal in signals_of(importlib.import_module(module.name)):
            if signal.name in found:
                raise MalformedSignal(f"{signal.name}: two modules define this signal")
            found[signal.name] = signal
    return MappingProxyType(dict(sorted(found.items())))


def _cannot_import(package: str) -> NoReturn:
    # Without this, the walk passes over a broken package, and its signals are gone unnoticed.
    raise MalformedSignal(f"{package} cannot be imported")


def signals_of(module: ModuleType) -> list[Signal]:
    """The signals that a module defines; a public function that is none raises MalformedSignal."""
    family = module.__name__.split(".")[-2]
    if family not in FAMILIES:
        raise MalformedSignal(f"{module.__name__}: no family {family!r}; there are {FAMILIES}")
    where = module.__name__
    return [
        Signal(f"{family}.{name}", family, _description(f"{where}.{name}", found), where, found)
        for name, found in inspect.getmembers(module)
        if not name.startswith("_")
        and (
            isinstance(found, Rate)
            or (inspect.isfunction(found) and found.__module__ == module.__name__)
        )
    ]


def _description(where: str, signal: Callable[[Article], Reading]) -> str:
    if isinstance(signal, Rate):
        description = signal.description
    else:
        signature = inspect.signature(signal)
        if [parameter.annotation for parameter in signature.parameters.values()] != [Article]:
            raise MalformedSignal(f"{where}: takes one parameter, annotated Article")
        if signature.return_annotation is not Reading:
            raise MalformedSignal(f"{where}: is annotated to return a Reading")
        description = (inspect.getdoc(signal) or "").split("\n\n")[0].replace("\n", " ")
    if not description.endswith("."):
        raise MalformedSignal(f"{where}: needs a docstring that says the unit and ends in '.'")
    return description


class Readings(Mapping[str, Reading]):
    """Every signal's reading of one article, by name, sorted.

    ``vector`` are their values in the order of the names, ``numbers`` the same as a list; a rate's
    evidence is made when its reading is looked at.
    """

    def __init__(
        self,
        article: Article,
        vector: npt.NDArray[np.float64],
        numbers: list[float],
        made: dict[str, Reading],
    ) -> None:
        self.vector, self.numbers = vector, numbers
        self._article = article
        self._made = made

    def __getitem__(self, name: str) -> Reading:
        reading = self._made.get(name)
        if reading is None:
            how = plan()
            value = self.numbers[how.place[name]]
            rate = how.rates.get(name)
            if rate:
                reading = rate.reading(self._article, value)
            else:  # not asked yet: it found nothing, or its values came for many articles at once
                reading = all_signals()[name].function(self._article) if value else Reading(value)
            self._made[name] = reading
        return reading

    def __iter__(self) -> Iterator[str]:
        return iter(plan().place)

    def __len__(self) -> int:
        return len(plan().place)


class Plan(NamedTuple):
    """How to read all signals at once: the arguments of ``read_rates``, and the other signals.

    ``place`` is a signal's place among all. For the functions that ``features.sift.where_counted``
    was told of, ``read_rates`` adds up what they might find something in; ``always`` are the rest.
    Those that ``scanned`` was told of are read by ``read_rates`` too, and are not among the
    functions.
    """

    place: dict[str, int]
    rates: dict[str, Rate]
    program: npt.NDArray[np.int64]
    scales: npt.NDArray[np.float64]
    functions: tuple[tuple[str, int, Callable[[Article], Reading]], ...]
    always: frozenset[str]


@cache
def plan() -> Plan:
    """How all the catalogue's signals are read."""
    place = {name: number for number, name in enumerate(all_signals())}
    rates = {
        name: signal.function
        for name, signal in all_signals().items()
        if isinstance(signal.function, Rate)
    }
    program: list[int] = []
    for name, rate in rates.items():
        title = TALLY if rate.field == "title" else 0
        program += (place[name], len(rate.part), len(rate.whole))
        program += [count + title for count in (*rate.part, *rate.whole)]
    scales = [rate.scale for rate in rates.values()]
    functions = tuple(
        (name, place[name], signal.function)
        for name, signal in all_signals().items()
        if name not in rates and header_of(signal.function) is None
    )
    for name, signal in all_signals().items():
        if (header := header_of(signal.function)) is not None:
            program += (place[name], -1, header)
            scales.append(1.0)
    for _, number, function in functions:
        if counts := counts_of(function):
            program += (number, len(counts), 0, *counts)
            scales.append(1.0)
    return Plan(
        place,
        rates,
        np.array(program, np.int64),
        np.array(scales, np.float64),
        functions,
        frozenset(name for name, _, function in functions if not counts_of(function)),
    )


def extract(article: Article) -> Readings:
    """Every signal's reading; SignalFailed where one cannot be read."""
    how = plan()
    values = np.zeros(len(how.place))
    read_rates(article.scanned.packed, how.program, how.scales, values)
    numbers: list[float] = values.tolist()
    made = {}
    for name, place, function in how.functions:
        if not numbers[place] and name not in how.always:
            continue
        try:
            reading = function(article)
        except Exception as error:  # whatever it was, say which signal, and never go on without it
            raise SignalFailed(name) from error
        made[name] = reading
        values[place] = numbers[place] = reading.value
    return Readings(article, values, numbers, made)
