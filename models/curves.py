"""All curves of an additive model, and of all its refits, read off in one compiled step."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from features.kernel.compiled import entry, quick

Matrix = npt.NDArray[np.float64]


class Curves(NamedTuple):
    """The curves of all signals in a row: signal s has the knots from `first[s]` to `first[s + 1]`.

    `refits` has a row for each of `knots` and `heights`, and a column for each refit, row by row in
    memory and in single precision: an interval needs no more, and half the memory is read in half
    the time. `seen` has the lowest and the highest reading of each signal among the training
    articles.
    """

    first: npt.NDArray[np.int64]
    knots: Matrix
    heights: Matrix
    refits: npt.NDArray[np.float32]
    seen: Matrix


@quick
def trace(values: Matrix, curves: Curves, shares: Matrix, logits: Matrix) -> int:
    """Enters each signal's height in `shares`, and adds up all heights of each refit in `logits`.

    A curve is straight between its knots, constant beyond the first and the last. Returns how many
    values lie beyond all that was seen, or -1 for a value that is no finite number.
    """
    first, knots, heights, refits, seen = curves
    beyond = 0
    for signal in range(values.size):
        value = values[signal]
        if not -np.inf < value < np.inf:
            return -1
        beyond += not seen[signal, 0] <= value <= seen[signal, 1]
        low, last = first[signal], first[signal + 1] - 1
        while low + 1 < last and knots[low + 1] <= value:
            low += 1
        high = min(low + 1, last)
        way = 0.0
        if high > low:
            way = (value - knots[low]) / (knots[high] - knots[low])
            way = min(max(way, 0.0), 1.0)
        shares[signal] = heights[low] + way * (heights[high] - heights[low])
        for refit in range(logits.size):
            foot = np.float64(refits[low, refit])
            logits[refit] += foot + way * (refits[high, refit] - foot)
    return beyond


@entry
def trace_many(values: Matrix, curves: Curves, shares: Matrix, logits: Matrix) -> int:
    """`trace` for each row of `values`; each row of `logits` ascends after it.

    Returns how many values lie beyond all that was seen, or -1 for one that is no finite number.
    """
    beyond = 0
    for row in range(values.shape[0]):
        found = trace(values[row], curves, shares[row], logits[row])
        if found < 0:
            return -1
        beyond += found
        logits[row].sort()
    return beyond
