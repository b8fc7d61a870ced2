"""The artefact: for each signal a small table of knots and heights, an intercept, a sigmoid.

A fitted spline pipeline is piecewise linear in every reading, so it *is* such a table (see
`models.training.to_additive`). The table is plain JSON: an auditor can read and plot it, it loads
in a millisecond, needs no scikit-learn, and scores an article in microseconds.

Heights are log-odds against the typical article: the curve of every signal passes through zero at
its typical reading. So the intercept is the typical article's logit, the curves' values are the
contributions, and their sum is the logit.
"""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from models.curves import Curves, Matrix, trace, trace_many

FORMAT = 1
# How many log-odds a curve may be off zero at its typical reading: rounding, nothing more.
_OFF_ZERO = 1e-9
# The interval holds the middle 90% of the refits' scores: 40 refits cannot tell of rarer ones.
_TAIL = 0.05


class ModelError(Exception):
    """An artefact that cannot be used; the message says what is wrong and what to do about it."""


def sigmoid(logit: float) -> float:
    """The probability of a logit, without overflow at either end."""
    if logit >= 0:
        return 1.0 / (1.0 + math.exp(-logit))
    odds = math.exp(logit)
    return odds / (1.0 + odds)


@dataclass(frozen=True)
class Term:
    """One signal's curve: straight between its knots, constant beyond the first and the last.

    `knots` are readings in the signal's unit, ascending; `heights` are log-odds, one a knot;
    `refits` the heights of every bootstrap refit on the same knots; `seen` the lowest and highest
    reading among the training articles.
    """

    signal: str
    knots: tuple[float, ...]
    heights: tuple[float, ...]
    typical: float
    seen: tuple[float, float]
    refits: tuple[tuple[float, ...], ...] = ()

    def __post_init__(self) -> None:
        numbers = (*self.knots, *self.heights, self.typical, *self.seen, *sum(self.refits, ()))
        if not all(map(math.isfinite, numbers)):
            raise ModelError(f"{self.signal}: a number is not finite; run `make train` again")
        if not self.knots or any(a >= b for a, b in pairwise(self.knots)):
            raise ModelError(f"{self.signal}: knots must ascend, without repeats: {self.knots}")
        if any(len(heights) != len(self.knots) for heights in (self.heights, *self.refits)):
            raise ModelError(f"{self.signal}: there must be one height a knot; run `make train`")
        if abs(self(self.typical)) > _OFF_ZERO:
            raise ModelError(
                f"{self.signal}: the curve is {self(self.typical)} at the typical reading, "
                "not 0; subtract that from its heights and add it to the intercept"
            )

    def __call__(self, value: float) -> float:
        """Log-odds of one reading against the typical one."""
        return float(np.interp(value, self.knots, self.heights))


class Explanation(NamedTuple):
    """What one article's readings say under a model.

    `log_odds` are the signals' contributions; `interval` is the middle 90% of the refits'
    probabilities, 0 to 1 for a model without refits, which does not know how sure it is; `beyond`
    are the signals whose readings lie beyond all that was seen in training.
    """

    log_odds: Matrix
    interval: tuple[float, float]
    beyond: list[str]


class Explanations(NamedTuple):
    """An `Explanation` for each of many articles: a row each, a column a signal.

    `intervals` has two columns; `beyond` is true where a reading lies beyond all that was seen.
    """

    log_odds: Matrix
    intervals: Matrix
    beyond: npt.NDArray[np.bool_]


def _at(ascending: Matrix, rank: float) -> Matrix:
    below = int(rank)
    above = min(below + 1, len(ascending) - 1)
    found: Matrix = ascending[below] * (1.0 - rank + below) + ascending[above] * (rank - below)
    return found


@dataclass(frozen=True)
class AdditiveModel:
    """An immutable trained model; `version` is a digest of everything in it.

    `intercept` is the logit of the typical article where half of all articles are credible.
    `training` says what it was made from (for people; nothing is computed from it).
    """

    terms: tuple[Term, ...]
    intercept: float
    signals_digest: str
    edition: str
    refit_intercepts: tuple[float, ...] = ()
    training: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        if not self.terms:
            raise ModelError("a model needs at least one signal")
        if any(a >= b for a, b in pairwise(self.signals)):
            raise ModelError("signals must stand in sorted order, each once")
        if not all(map(math.isfinite, (self.intercept, *self.refit_intercepts))):
            raise ModelError("the intercept is not finite; run `make train` again")
        for term in self.terms:
            if len(term.refits) != len(self.refit_intercepts):
                raise ModelError(f"{term.signal}: one curve for each refit's intercept, please")

    @cached_property
    def signals(self) -> tuple[str, ...]:
        """Names of the signals it reads, in the order its vectors stand in."""
        return tuple(term.signal for term in self.terms)

    @cached_property
    def typical(self) -> tuple[float, ...]:
        """The typical article's readings, in the order of `signals`."""
        return tuple(term.typical for term in self.terms)

    @cached_property
    def version(self) -> str:
        """Edition and content digest, such as 2026.11-ab12cd34ef56."""
        return f"{self.edition}-{hashlib.sha256(self.to_json()).hexdigest()[:12]}"

    @cached_property
    def _curves(self) -> Curves:
        sizes = [len(term.knots) for term in self.terms]
        return Curves(
            first=np.cumsum([0, *sizes], dtype=np.int64),
            knots=np.concatenate([term.knots for term in self.terms]),
            heights=np.concatenate([term.heights for term in self.terms]),
            # Turned and joined they would lie refit by refit, far apart for who reads a knot's.
            refits=np.ascontiguousarray(
                np.concatenate(
                    [
                        np.array(term.refits, np.float32).reshape(-1, len(term.knots)).T
                        for term in self.terms
                    ]
                )
            ),
            seen=np.array([term.seen for term in self.terms]),
        )

    @cached_property
    def _refit_intercepts(self) -> Matrix:
        return np.array(self.refit_intercepts)

    def explain(self, values: Sequence[float] | Matrix, *, shift: float = 0.0) -> Explanation:
        """What readings, in the order of `signals`, say under this model.

        Logits are shifted by `shift` before they become probabilities. Raises ValueError for a
        reading that is no finite number: it would fall off the end of a curve and count as an
        ordinary one.
        """
        readings = np.asarray(values, float)
        if len(readings) != len(self.terms):
            raise ValueError(f"{len(self.terms)} finite readings are needed, not {len(readings)}")
        log_odds = np.empty(len(readings))
        logits = self._refit_intercepts.copy()
        n_beyond = trace(readings, self._curves, log_odds, logits)
        if n_beyond < 0:
            raise ValueError(f"{len(self.terms)} finite readings are needed: {list(values)}")
        low, high = 0.0, 1.0
        if len(logits):
            logits.sort()
            low = sigmoid(float(_at(logits, _TAIL * (len(logits) - 1))) + shift)
            high = sigmoid(float(_at(logits, (1.0 - _TAIL) * (len(logits) - 1))) + shift)
        return Explanation(log_odds, (low, high), self._beyond(readings) if n_beyond else [])

    def explain_many(self, values: Matrix, *, shift: float = 0.0) -> Explanations:
        """`explain` for each row of a matrix whose columns are in the order of `signals`."""
        readings = np.ascontiguousarray(values, float)
        if readings.ndim != 2 or readings.shape[1] != len(self.terms):
            raise ValueError(f"rows of {len(self.terms)} finite readings are needed")
        log_odds = np.empty(readings.shape)
        logits = np.tile(self._refit_intercepts, (len(readings), 1))
        n_beyond = trace_many(readings, self._curves, log_odds, logits)
        if n_beyond < 0:
            raise ValueError(f"rows of {len(self.terms)} finite readings are needed")
        intervals = np.tile((0.0, 1.0), (len(readings), 1))
        if logits.shape[1]:
            for column, tail in enumerate((_TAIL, 1.0 - _TAIL)):
                ends = _at(logits.T, tail * (logits.shape[1] - 1)) + shift
                intervals[:, column] = [*map(sigmoid, ends.tolist())]
        outside = self._outside(readings) if n_beyond else np.zeros(readings.shape, np.bool_)
        return Explanations(log_odds, intervals, outside)

    def _outside(self, readings: Matrix) -> npt.NDArray[np.bool_]:
        lowest, highest = self._curves.seen.T
        outside: npt.NDArray[np.bool_] = (readings < lowest) | (readings > highest)
        return outside

    def _beyond(self, readings: Matrix) -> list[str]:
        return [self.signals[place] for place in self._outside(readings).nonzero()[0].tolist()]

    def logit(self, values: Sequence[float]) -> float:
        """Intercept plus contributions, summed without rounding, so in whichever order."""
        return math.fsum((self.intercept, *self.explain(values).log_odds.tolist()))

    def probability(self, matrix: npt.ArrayLike) -> Matrix:
        """Probability of credible for each row of readings (columns in the order of `signals`)."""
        rows = np.asarray(matrix, float)
        if rows.ndim != 2 or rows.shape[1] != len(self.terms) or not np.isfinite(rows).all():
            raise ValueError(f"rows of {len(self.terms)} finite readings are needed")
        logits = np.full(len(rows), self.intercept)
        for column, term in zip(rows.T, self.terms, strict=True):
            logits += np.interp(column, term.knots, term.heights)
        odds = np.exp(-np.abs(logits))
        return np.asarray(np.where(logits < 0, odds, 1.0) / (1.0 + odds))

    def to_json(self) -> bytes:
        """The artefact: canonical JSON, the same bytes for the same model."""
        return json.dumps(
            {
                "format": FORMAT,
                "edition": self.edition,
                "signals_digest": self.signals_digest,
                "intercept": self.intercept,
                "refit_intercepts": self.refit_intercepts,
                "terms": {
                    term.signal: {
                        "knots": term.knots,
                        "heights": term.heights,
                        "typical": term.typical,
                        "seen": term.seen,
                        "refits": term.refits,
                    }
                    for term in self.terms
                },
                "training": self.training,
            },
            sort_keys=True,
            separators=(",", ":"),
            allow_nan=False,
            ensure_ascii=False,
        ).encode()

    @classmethod
    def from_json(cls, text: bytes | str) -> "AdditiveModel":
        """Reads what `to_json` wrote; ModelError says what is wrong with anything else."""
        try:
            fields = json.loads(text)
        except ValueError as error:
            raise ModelError(f"the model file is not JSON ({error}); run `make train`") from error
        if not isinstance(fields, dict) or fields.get("format") != FORMAT:
            raise ModelError(
                f"this program reads model files of format {FORMAT}; run `make train`, or use the "
                "release of the service that wrote this one"
            )
        try:
            return cls(
                terms=tuple(_term(signal, fields["terms"][signal]) for signal in fields["terms"]),
                intercept=_number(fields["intercept"]),
                signals_digest=str(fields["signals_digest"]),
                edition=str(fields["edition"]),
                refit_intercepts=_numbers(fields["refit_intercepts"]),
                training=fields["training"],
            )
        except KeyError as error:
            raise ModelError(f"the model file lacks {error}; run `make train`") from error
        except (TypeError, ValueError, AttributeError) as error:
            raise ModelError(f"the model file is malformed ({error}); run `make train`") from error


def _term(signal: str, fields: Mapping[str, Any]) -> Term:
    low, high = _numbers(fields["seen"])
    return Term(
        signal=signal,
        knots=_numbers(fields["knots"]),
        heights=_numbers(fields["heights"]),
        typical=_number(fields["typical"]),
        seen=(low, high),
        refits=tuple(_numbers(heights) for heights in fields["refits"]),
    )


def _numbers(values: Sequence[Any]) -> tuple[float, ...]:
    return tuple(_number(value) for value in values)


def _number(value: Any) -> float:
    # JSON's true would pass for 1.0, its "1" for a number.
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is not a number")
    return float(value)
