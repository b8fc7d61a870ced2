"""Figures of merit for scores against labels, both classes weighing the same.

A score is a probability under a base rate of one half, so that is what it is measured under,
whatever the share of credible articles in a test set happens to be.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]
Labels = npt.NDArray[np.integer[Any]]
Groups = npt.NDArray[np.str_]

_OCTILES = 8
_BINS = 10


def auc(label: Labels, score: Scores, weights: npt.ArrayLike | None = None) -> float:
    """ROC-AUC: how often a credible article scores above another; ties count half.

    NaN where one of the classes is missing.
    """
    weight = np.ones(len(label)) if weights is None else np.asarray(weights, float)
    values, place = np.unique(score, return_inverse=True)
    credible = np.bincount(place, weight * (label == 1), len(values))
    others = np.bincount(place, weight * (label == 0), len(values))
    pairs = credible.sum() * others.sum()
    if not pairs:
        return float("nan")
    below = np.cumsum(others) - others
    return float((credible * (below + others / 2)).sum() / pairs)


def auc_interval(
    label: Labels, score: Scores, group: Groups, *, resamples: int = 500, seed: int = 1
) -> tuple[float, float]:
    """95% interval of the AUC over resamples of the groups: outlets are the unit, not articles."""
    names, place = np.unique(group, return_inverse=True)
    draw = np.random.default_rng(seed)
    found = [
        auc(label, score, np.bincount(draw.integers(len(names), size=len(names)),
                                      minlength=len(names))[place])
        for _ in range(resamples)
    ]  # fmt: skip
    low, high = np.nanquantile(found, (0.025, 0.975))
    return float(low), float(high)


def gain_interval(
    tests: Sequence[tuple[Labels, Scores, Scores, Groups]], *, resamples: int = 500, seed: int = 1
) -> tuple[float, float]:
    """95% interval of how much higher the first scores' AUC is than the second's, paired.

    The mean over the tests (labels, both scores, groups), each resampled by its groups.
    """
    draw = np.random.default_rng(seed)
    places = [np.unique(group, return_inverse=True) for *_, group in tests]
    gains = np.zeros(resamples)
    for resample in range(resamples):
        found = []
        for (label, one, other, _), (names, place) in zip(tests, places, strict=True):
            drawn = draw.integers(len(names), size=len(names))
            counts = np.bincount(drawn, minlength=len(names))[place]
            found.append(auc(label, one, counts) - auc(label, other, counts))
        gains[resample] = np.mean(found)
    low, high = np.nanquantile(gains, (0.025, 0.975))
    return float(low), float(high)


def auc_by_group(label: Labels, score: Scores, group: Groups) -> float:
    """AUC of the groups' mean scores; a group's label is that of most of its articles."""
    _, place = np.unique(group, return_inverse=True)
    size = np.bincount(place)
    return auc((np.bincount(place, label) * 2 > size).astype(int), np.bincount(place, score) / size)


def auc_of_equal_length(label: Labels, score: Scores, words: npt.NDArray[np.int32]) -> float:
    """AUC over the pairs whose two articles lie in the same octile of length."""
    edges = np.quantile(words, np.linspace(0, 1, _OCTILES + 1)[1:-1])
    octile = np.searchsorted(edges, words, side="right")
    right = pairs = 0.0
    for number in range(_OCTILES):
        chosen = octile == number
        n = float((label[chosen] == 1).sum()) * float((label[chosen] == 0).sum())
        if n:
            right += n * auc(label[chosen], score[chosen])
            pairs += n
    return right / pairs if pairs else float("nan")


def balanced(label: Labels, weights: npt.ArrayLike | None = None) -> Scores:
    """A weight for each article so that the classes weigh the same and the weights sum to 1.

    `weights` says how much each counts within its class, where they do not all count alike.
    """
    weight = np.ones(len(label)) if weights is None else np.asarray(weights, float)
    sizes = np.bincount(label, weight, minlength=2)
    return np.asarray(weight * (0.5 / np.where(sizes > 0, sizes, 1.0))[label])


def balanced_accuracy(
    label: Labels, probability: Scores, weights: npt.ArrayLike | None = None
) -> float:
    """The mean share of each class on its side of 0.5; what lies right on it counts half."""
    right = np.where(probability == 0.5, 0.5, (probability > 0.5) == (label == 1))
    return float((balanced(label, weights) * right).sum())


def brier(label: Labels, probability: Scores, weights: npt.ArrayLike | None = None) -> float:
    """Mean squared distance between probability and label: 0.25 is knowing nothing."""
    return float((balanced(label, weights) * (probability - label) ** 2).sum())


def calibration_error(
    label: Labels, probability: Scores, weights: npt.ArrayLike | None = None
) -> float:
    """Expected calibration error over ten equal steps of probability (ECE)."""
    step = np.minimum((probability * _BINS).astype(int), _BINS - 1)
    off = np.bincount(step, balanced(label, weights) * (probability - label), _BINS)
    return float(np.abs(off).sum())
