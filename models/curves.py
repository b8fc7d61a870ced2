"""All curves of an additive model, and of all its refits, read off in one compiled step."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from features.kernel.compiled import entry

Matrix = npt.NDArray[np.float64]


class Curves(NamedTuple):
    """The curves of all signals in a row: signal s has the knots from `first[s]` to `first[s + 1]`.

    `heights` has a row for each knot and a column for the model and for each refit.
    """

    first: npt.NDArray[np.int64]
    knots: Matrix
    heights: Matrix


@entry
def trace(values: Matrix, curves: Curves, shares: Matrix, logits: Matrix) -> None:
    """Enters each signal's height in `shares`, and adds up all heights of each refit in `logits`.

    A curve is straight between its knots, constant beyond the first and the last.
    """
    first, knots, heights = curves
    for signal in range(values.size):
        value = values[signal]
        low, last = first[signal], first[signal + 1] - 1
        while low + 1 < last and knots[low + 1] <= value:
            low += 1
        high = min(low + 1, last)
        way = 0.0
        if high > low:
            way = (value - knots[low]) / (knots[high] - knots[low])
            way = min(max(way, 0.0), 1.0)
        shares[signal] = heights[low, 0] + way * (heights[high, 0] - heights[low, 0])
        for refit in range(logits.size):
            foot = heights[low, refit + 1]
            logits[refit] += foot + way * (heights[high, refit + 1] - foot)
