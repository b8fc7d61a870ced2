"""A score for each outlet from those of its articles, surer of many articles than of few.

An article's logit is taken as its outlet's own plus the article's luck, and the outlet's own as
drawn from all outlets: y = θ + e, θ ~ N(μ, τ²), e ~ N(0, σ²). For an outlet with n articles of mean
logit m, the best guess of θ lies between m and μ (empirical Bayes, Morris 1983):

    w = τ² / (τ² + σ²/n)              what the outlet's own articles are worth, 0 to 1
    θ = w·m + (1 - w)·μ
    variance = w·σ²/n + (1 - w)²·v    v = 1 / Σ 1/(τ² + σ²/n), over the outlets: how unsure μ is

σ² is pooled within the outlets. τ² is what makes the outlets' means spread as much as they do,
Σ (m - μ)²/(τ² + σ²/n) = k - 1 for k outlets (Paule and Mandel 1982), and μ their mean under these
weights: the outlet is the unit, however many articles a giant has. The second term of the variance
is Henderson's (1975). A score is the sigmoid of θ; its interval holds 90%, like an article's.

Shrinking to a mean that is estimated pays from four outlets on (Efron and Morris 1973); with fewer,
w is 1. Where no outlet has two articles, nothing tells luck from outlet, and none gets a score.

- Efron, Morris: Stein's estimation rule and its competitors. JASA 68 (1973) 117–130.
- Henderson: Best linear unbiased estimation and prediction. Biometrics 31 (1975) 423–447.
- Morris: Parametric empirical Bayes inference. JASA 78 (1983) 47–55.
- Paule, Mandel: Consensus values and weighting factors. J. Res. NBS 87 (1982) 377–385.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq

from models.additive import sigmoid
from models.assessment import Band
from models.scorer import band_of

# The middle 90% of a normal distribution, as the intervals of articles.
_DEVIATIONS = 1.6448536269514722
# Where the floats around 1 end, a logit does too.
_SUREST = 1e-9
_FEWEST_TO_SHRINK = 4


@dataclass(slots=True)
class Tally:
    """What has been seen of an outlet: a few sums, however many articles.

    `logits` and `squares` are the sums of the scores' logits and of their squares.
    """

    scored: int = 0
    abstained: int = 0
    flagged: int = 0
    scores: float = 0.0
    logits: float = 0.0
    squares: float = 0.0

    def add(self, score: float | None, *, flagged: bool = False) -> None:
        """Count one article; the score is None where there was none to give."""
        self.flagged += flagged
        if score is None:
            self.abstained += 1
            return
        logit = logit_of(score)
        self.scored += 1
        self.scores += score
        self.logits += logit
        self.squares += logit * logit


class Outlets(NamedTuple):
    """What the outlets have in common: `mean` μ, `between` τ² and `within` σ², of logits.

    `unsure` is the variance of the mean. `between` is infinite where nothing is shrunk.
    """

    mean: float
    between: float
    within: float
    unsure: float


class Aggregate(NamedTuple):
    """An outlet's score, its 90% interval, and what its articles are worth in it (w, 0 to 1)."""

    score: float
    interval: tuple[float, float]
    band: Band
    weight: float


def outlets_of(tallies: Mapping[str, Tally]) -> Outlets | None:
    """What these outlets have in common; None where no outlet has two scored articles."""
    scored = [tally for tally in tallies.values() if tally.scored]
    n = np.array([tally.scored for tally in scored], float)
    logits = np.array([tally.logits for tally in scored])
    squares = np.array([tally.squares for tally in scored])
    if n.sum() == len(n):
        return None
    means = logits / np.maximum(n, 1.0)
    # Sums of squares may leave a trifle below zero behind.
    within = max(float((squares - logits * means).sum()), 0.0) / float(n.sum() - len(n))
    noise = within / n
    if len(scored) < _FEWEST_TO_SHRINK:
        return Outlets(float(means.mean()), math.inf, within, math.inf)
    between = _between(means, noise)
    weights = 1.0 / np.maximum(between + noise, _SUREST)
    mean = float(np.average(means, weights=weights))
    return Outlets(mean, between, within, float(1.0 / weights.sum()))


def aggregate(tally: Tally, outlets: Outlets) -> Aggregate | None:
    """The outlet's score among the others; None where none of its articles has one."""
    if not tally.scored:
        return None
    noise = outlets.within / tally.scored
    own = tally.logits / tally.scored
    if math.isinf(outlets.between):
        weight, logit, variance = 1.0, own, noise
    else:
        total = outlets.between + noise
        weight = outlets.between / total if total else 1.0
        logit = weight * own + (1.0 - weight) * outlets.mean
        variance = weight * noise + (1.0 - weight) ** 2 * outlets.unsure
    half = _DEVIATIONS * math.sqrt(variance)
    score = sigmoid(logit)
    return Aggregate(score, (sigmoid(logit - half), sigmoid(logit + half)), band_of(score), weight)


def logit_of(score: float) -> float:
    """The score's logit, finite for 0 and 1 too."""
    held = min(max(score, _SUREST), 1.0 - _SUREST)
    return math.log(held / (1.0 - held))


def _between(means: npt.NDArray[np.float64], noise: npt.NDArray[np.float64]) -> float:
    """The variance between outlets that explains how far their means lie apart; 0 or more."""

    def excess(between: float) -> float:
        weights = 1.0 / np.maximum(between + noise, _SUREST)
        around = means - np.average(means, weights=weights)
        return float((weights * around**2).sum()) - (len(means) - 1)

    if excess(0.0) <= 0.0:
        return 0.0
    # A variance as large as all the spread there is explains too much.
    return float(brentq(excess, 0.0, float(((means - means.mean()) ** 2).sum()) + _SUREST))
