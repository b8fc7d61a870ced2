"""Fits a linear choice among candidates over hashed features, and packs its weights.

A conditional logit: the candidates of one group compete with each other and with "none of them",
whose score is 0. A group of one candidate is a plain logistic decision.
"""

import numba
import numpy as np
import numpy.typing as npt

from features.kernel.linear import CHECK_SHIFT, SCALE

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Keys = npt.NDArray[np.int32]
Table = npt.NDArray[np.int16]

EPOCHS = 14
RATE = 0.06
DECAY = 1e-3
SEED = 1
# A feature that was seen less often is not learnt.
LEAST_SEEN = 2
_LARGEST = 127
# A candidate that is right, or wrong, by so much teaches nothing.
_NEGLIGIBLE = 0.003


@numba.njit(cache=True)
def _fit(features, starts, target, entries, epochs, rate, decay, seed):  # type: ignore[no-untyped-def]
    """Weights by AdaGrad, the mean of the later epochs; features of -1 are passed over."""
    np.random.seed(seed)
    weights = np.zeros(entries, np.float64)
    summed = np.zeros(entries, np.float64)
    steps = np.ones(entries, np.float64)
    order = np.arange(starts.size - 1)
    scores = np.zeros(np.max(np.diff(starts)) + 1)
    for epoch in range(epochs):
        np.random.shuffle(order)
        for group in order:
            low, high = starts[group], starts[group + 1]
            top = 0.0
            for row in range(low, high):
                total = 0.0
                for feature in features[row]:
                    if feature >= 0:
                        total += weights[feature]
                scores[row - low] = total
                top = max(top, total)
            norm = np.exp(-top)
            for place in range(high - low):
                scores[place] = np.exp(scores[place] - top)
                norm += scores[place]
            for row in range(low, high):
                slope = scores[row - low] / norm - (target[group] == row - low)
                if abs(slope) < _NEGLIGIBLE:
                    continue
                for feature in features[row]:
                    if feature >= 0:
                        step = slope + decay * weights[feature]
                        steps[feature] += step * step
                        weights[feature] -= rate * step / np.sqrt(steps[feature])
        if epoch >= epochs // 2:
            summed += weights
    return summed / (epochs - epochs // 2)


def fit(keys: Keys, starts: Integers, target: Integers, entries: int) -> Table:
    """A table of so many entries (a power of 2), as ``kernel.linear`` reads it.

    ``keys``: (candidates, features). Group g has the candidates starts[g] to starts[g + 1];
    target[g] is the right one, counted from 0 within the group, or -1. Of the features that share
    an entry the one that matters most has it; the others are left out of a second fit.
    """
    numbers, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    inverse = inverse.reshape(keys.shape)
    learnt = np.flatnonzero(counts >= LEAST_SEEN)
    weights = _fit_on(learnt, inverse, numbers.size, starts, target)
    matters = np.abs(weights) * np.sqrt(counts[learnt])
    order = learnt[np.lexsort((learnt, -matters))]
    _, first = np.unique(numbers[order] & (entries - 1), return_index=True)
    kept = np.sort(order[first])
    weights = _fit_on(kept, inverse, numbers.size, starts, target)
    table = np.zeros(entries, np.int16)
    points = np.clip(np.rint(weights * SCALE), -_LARGEST, _LARGEST).astype(np.int64)
    packed = (numbers[kept] >> CHECK_SHIFT) << 8 | points & 0xFF
    table[numbers[kept] & (entries - 1)] = packed.astype(np.uint16).view(np.int16)
    return table


def _fit_on(
    kept: Integers, inverse: Integers, size: int, starts: Integers, target: Integers
) -> Floats:
    place = np.full(size, -1, np.int32)
    place[kept] = np.arange(kept.size)
    weights: Floats = _fit(place[inverse], starts, target, kept.size, EPOCHS, RATE, DECAY, SEED)
    return weights


def points(table: Table, keys: Keys) -> Integers:
    """The scores of candidates, times SCALE; as ``kernel.linear.score``."""
    held = table[keys & (table.size - 1)].view(np.uint16)
    weight = (held & 0xFF).astype(np.uint8).view(np.int8)
    matching = held >> 8 == keys >> CHECK_SHIFT
    total: Integers = np.where(matching, weight, 0).sum(axis=-1, dtype=np.int64)
    return total
