"""What is said about one article: a score with its reasons, or why there is none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Literal, NamedTuple

from features.article import Article
from features.reading import Evidence, Reading
from features.scan import Attribution, Quantity

Band = Literal["low", "mixed", "high"]

SCOPE = "Scores how the article is written and sourced, not whether what it says is true."


class Contribution(NamedTuple):
    """One signal's share of the score, in log-odds against the typical article.

    `measure` says in words what was measured, in which unit; `readings` are all of the article's.
    A named tuple, for there is one for every signal of every article scored, and a frozen dataclass
    takes three times as long to make.
    """

    signal: str
    family: str
    value: float
    typical: float
    log_odds: float
    measure: str
    readings: Mapping[str, Reading]

    @property
    def evidence(self) -> Sequence[Evidence]:
        """The passages that the reading rests on, made when they are looked at."""
        return self.readings[self.signal].evidence

    @property
    def reason(self) -> str:
        """The reading beside the typical article's, in words; what is absent is said too."""
        return worded(self.measure, self.value, self.typical)


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
    article: Article = field(repr=False)
    explain: Callable[[], tuple[Contribution, ...]] = field(repr=False, compare=False)
    scope: str = SCOPE

    @cached_property
    def contributions(self) -> tuple[Contribution, ...]:
        """Every signal's share, strongest first; made when looked at: a corpus rarely does."""
        return self.explain()

    @property
    def attributions(self) -> Sequence[Attribution]:
        """Who is said to have said what in the body, in order."""
        return self.article.text.attributions

    @property
    def quantities(self) -> Sequence[Quantity]:
        """The body's figures, in order."""
        return self.article.text.quantities


def worded(measure: str, value: float, typical: float) -> str:
    """A reading in words: "0 named sources per 100 words; typical 0.9"."""
    before, after = _frame(measure, typical)
    return f"{before}{_figure(value)}{after}"


@cache
def _frame(measure: str, typical: float) -> tuple[str, str]:
    # What stands before and after the value: the same for every article under one model.
    if " per " in measure:
        return "", f" {measure[0].lower()}{measure[1:]}; typical {_figure(typical)}"
    return f"{measure}: ", f"; typical {_figure(typical)}"


def _figure(value: float) -> str:
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.2g}" if abs(value) < 10 else f"{value:.3g}"
