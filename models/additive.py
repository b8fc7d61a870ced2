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
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

FORMAT = 1
# How many log-odds a curve may be off zero at its typical reading: rounding, nothing more.
_OFF_ZERO = 1e-9
# The interval holds the middle 90% of the refits' scores: 40 refits cannot tell of rarer ones.
_TAIL = 0.05

Matrix = npt.NDArray[np.float64]


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
    def _curves(self) -> list[tuple[tuple[float, ...], tuple[float, ...], list[float]]]:
        # Knots, heights and slopes; the slope beyond the last knot is 0.
        return [
            (
                term.knots,
                term.heights,
                [
                    (right - left) / (after - before)
                    for (before, after), (left, right) in zip(
                        pairwise(term.knots), pairwise(term.heights), strict=True
                    )
                ]
                + [0.0],
            )
            for term in self.terms
        ]

    def log_odds(self, values: Sequence[float]) -> list[float]:
        """Each signal's contribution, for readings in the order of `signals`.

        Raises ValueError for a reading that is no finite number: it would fall off the end of a
        curve and count as an ordinary high one.
        """
        if len(values) != len(self.terms) or not math.isfinite(sum(values)):
            raise ValueError(f"{len(self.terms)} finite readings are needed: {list(values)}")
        parts = []
        for value, (knots, heights, slopes) in zip(values, self._curves, strict=True):
            right = bisect_right(knots, value)
            if right:
                left = right - 1
                parts.append(heights[left] + (value - knots[left]) * slopes[left])
            else:
                parts.append(heights[0])
        return parts

    def logit(self, values: Sequence[float]) -> float:
        """Intercept plus contributions, summed without rounding, so in whichever order."""
        return math.fsum((self.intercept, *self.log_odds(values)))

    @cached_property
    def _ramps(self) -> tuple[npt.NDArray[np.intp], Matrix, Matrix, Matrix, Matrix]:
        # A curve is its first height plus, for each piece, the rise over it times how far the
        # reading has come along that piece (0 to 1). Over all pieces of all signals that is one
        # vector of ways, times one matrix of rises (piece x refit).
        foot = np.array(self.refit_intercepts)
        rises = []
        for term in self.terms:
            refits = np.array(term.refits)
            foot = foot + refits[:, 0]
            rises.append(np.diff(refits, axis=1).T)
        return (
            np.repeat(np.arange(len(self.terms)), [len(term.knots) - 1 for term in self.terms]),
            np.concatenate([term.knots[:-1] for term in self.terms]),
            1.0 / np.concatenate([np.diff(term.knots) for term in self.terms]),
            np.concatenate(rises),
            foot,
        )

    def interval(self, values: Sequence[float], *, shift: float = 0.0) -> tuple[float, float]:
        """The middle 90% of the refits' probabilities, their logits shifted by `shift`.

        A model without refits does not know how sure it is: its interval is 0 to 1.
        """
        if not self.refit_intercepts:
            return 0.0, 1.0
        column, start, per_unit, rises, foot = self._ramps
        ways = (np.array(values)[column] - start) * per_unit
        np.maximum(ways, 0.0, out=ways)
        np.minimum(ways, 1.0, out=ways)
        logits = ways @ rises
        logits += foot
        logits.sort()
        last = len(logits) - 1
        low, high = (
            float(logits[int(rank)]) * (1 - rank % 1)
            + float(logits[min(int(rank) + 1, last)]) * (rank % 1)
            for rank in (_TAIL * last, (1 - _TAIL) * last)
        )
        return sigmoid(low + shift), sigmoid(high + shift)

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
