"""What is said about one article: a score with its reasons, or why there is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Literal, NamedTuple, overload

import numpy as np
import numpy.typing as npt

from features.article import Article
from features.catalogue import Readings
from features.kernel.writing import figure_text
from features.reading import Evidence
from features.scan import Attribution, Quantity
from models.curves import Matrix

Band = Literal["low", "mixed", "high"]

SCOPE = "Scores how the article is written and sourced, not whether what it says is true."


class Contribution(NamedTuple):
    """One signal's share of the score, in log-odds against the typical article.

    `measure` says in words what was measured, in which unit; `readings` are all of the article's.
    """

    signal: str
    family: str
    value: float
    typical: float
    log_odds: float
    measure: str
    readings: Readings

    @property
    def evidence(self) -> Sequence[Evidence]:
        """The passages that the reading rests on, made when they are looked at."""
        return self.readings[self.signal].evidence

    @property
    def reason(self) -> str:
        """The reading beside the typical article's, in words; what is absent is said too."""
        return worded(self.measure, self.value, self.typical)


@dataclass(frozen=True, eq=False)
class Measured:
    """What the contributions under one model have in common, column by column.

    A row is a signal: its name and family, the typical article's reading, what is measured.
    """

    signals: tuple[str, ...]
    families: tuple[str, ...]
    typical: tuple[float, ...]
    measures: tuple[str, ...]


class Contributions(Sequence[Contribution]):
    """Every signal's share of one score, strongest first; each is made when it is looked at.

    `values` and `log_odds` are in the order of `measured`, `order` are its rows, strongest first.
    """

    def __init__(
        self, measured: Measured, readings: Readings, values: Matrix, log_odds: Matrix
    ) -> None:
        self.measured, self.readings = measured, readings
        self.values, self.log_odds = values, log_odds

    @cached_property
    def order(self) -> list[int]:
        """The rows, strongest first."""
        order: list[int] = np.argsort(-np.abs(self.log_odds), kind="stable").tolist()
        return order

    def __len__(self) -> int:
        return len(self.measured.signals)

    @overload
    def __getitem__(self, index: int) -> Contribution: ...
    @overload
    def __getitem__(self, index: slice) -> list[Contribution]: ...
    def __getitem__(self, index: int | slice) -> Contribution | list[Contribution]:
        rows = self.order[index]
        return self._made(rows) if isinstance(rows, int) else list(map(self._made, rows))

    def _made(self, row: int) -> Contribution:
        measured = self.measured
        return Contribution(
            measured.signals[row],
            measured.families[row],
            float(self.values[row]),
            measured.typical[row],
            float(self.log_odds[row]),
            measured.measures[row],
            self.readings,
        )


@dataclass(frozen=True)
class Flag:
    """A finding of the fabrication family that a person should look at.

    A `critical` one must be looked at before the article is published: it contradicts a sourced
    bound, the calendar or arithmetic, or was never meant to be read. The others are weak evidence.
    """

    signal: str
    reason: str
    critical: bool
    evidence: Sequence[Evidence]


@dataclass(frozen=True)
class Abstention:
    """Why there is no score: `reason` for a program, `detail` for a person."""

    reason: Literal["too_short", "not_english", "not_prose", "unlike_training"]
    detail: str


@dataclass(frozen=True)
class Assessment:
    """An article's score with its reasons.

    The sigmoid of `intercept` plus all contributions' log-odds is the score: the probability that
    the article is credible under the base rate that `signature` names. `interval` holds 90% of the
    scores that the model gives when it is trained on other samples of outlets. With `abstained`
    there is no score, interval or band; the contributions are there all the same, strongest first.
    """

    score: float | None
    interval: tuple[float, float] | None
    band: Band | None
    abstained: Abstention | None
    intercept: float
    flags: tuple[Flag, ...]
    caveats: tuple[str, ...]
    words: int
    model: str
    signature: str
    contributions: Contributions = field(repr=False, compare=False)
    article: Article = field(repr=False)
    scope: str = SCOPE

    @property
    def attributions(self) -> Sequence[Attribution]:
        """Who is said to have said what in the body, in order."""
        return self.article.text.attributions

    @property
    def quantities(self) -> Sequence[Quantity]:
        """The body's figures, in order."""
        return self.article.text.quantities


class AssessedBatch(NamedTuple):
    """The assessments of many articles, column by column; row n is article n.

    `scores` and `intervals` (two columns) are NaN where the model abstains; `abstained` and `flags`
    hold the articles that have any, by number. `readings` and `log_odds` have a column a signal of
    the model.
    """

    scores: Matrix
    intervals: Matrix
    words: npt.NDArray[np.int64]
    abstained: Mapping[int, Abstention]
    flags: Mapping[int, tuple[Flag, ...]]
    readings: Matrix
    log_odds: Matrix


def worded(measure: str, value: float, typical: float) -> str:
    """A reading in words: "0 named sources per 100 words; typical 0.9"."""
    before, after = frame(measure, typical)
    return f"{before}{figure(value)}{after}"


@cache
def frame(measure: str, typical: float) -> tuple[str, str]:
    """What stands before and after a reading's figure: the same for every article."""
    after = f"; typical {figure(typical)}"
    if " per " in measure:
        return "", f" {measure[0].lower()}{measure[1:]}{after}"
    return f"{measure}: ", after


def figure(value: float) -> str:
    """A number as a reader wants it: two or three digits of it."""
    return figure_text(value).tobytes().decode()
