"""Logistic regression with an L2 penalty, solved by Newton's method, fast and to the last digits.

The same minimum as scikit-learn's solver of that name finds, in a fraction of the time, which
matters because training makes some fifty fits. The curvature only says where to step, not where the
minimum is: so it is worked out in single precision, and again only when a step gains little. The
gradient, which says where the minimum is, is exact.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve
from scipy.special import expit

from models.curves import Matrix

# The largest slope that is still called flat; the loss is an average over the rows.
_FLAT = 1e-11
# A step that leaves more than this share of the slope: the curvature has changed.
_GAINS_LITTLE = 0.1
_MOST_STEPS, _MOST_HALVINGS = 100, 30
# What rounding may add to a loss, as a share of it.
_DUST = 1e-13


class Logistic:
    """One problem: rows (`columns`, a label 0 or 1, a weight), and how much coefficients cost.

    Minimised is the rows' average log loss, plus half of `penalty` times the coefficients' squares;
    the intercept, which stands behind them in a solution, costs nothing.
    """

    def __init__(
        self, columns: Matrix, label: npt.NDArray[np.int8], weights: Matrix, penalty: float
    ) -> None:
        self._columns: Final = columns
        self._rough: Final = columns.astype(np.float32)
        self._label: Final = label
        self._shares: Final = weights / weights.sum()
        self._penalty: Final = penalty

    def solve(self, start: Matrix, free: npt.NDArray[np.bool_]) -> Matrix:
        """The best solution whose coefficients are zero where they are not `free`.

        `start` is where the search begins. ArithmeticError where it does not come to an end.
        """
        free = np.append(free, True)
        solution = np.where(free, start, 0.0)
        logits = self._logits(solution)
        steepest, factor = np.inf, None
        for _ in range(_MOST_STEPS):
            probability = expit(logits)
            slope = self._slope(solution, probability)[free]
            steepest, before = float(np.abs(slope).max()), steepest
            if steepest <= _FLAT:
                return solution
            if factor is None or steepest > _GAINS_LITTLE * before:
                factor = cho_factor(self._curvature(probability)[np.ix_(free, free)])
            step = np.zeros(len(solution))
            step[free] = -cho_solve(factor, slope)
            along = self._logits(step)
            size = self._size(solution, logits, step, along)
            solution, logits = solution + size * step, logits + size * along
        raise ArithmeticError(f"no minimum after {_MOST_STEPS} steps; slope {steepest:.1e}")

    def _logits(self, solution: Matrix) -> Matrix:
        found: Matrix = self._columns @ solution[:-1] + solution[-1]
        return found

    def _slope(self, solution: Matrix, probability: Matrix) -> Matrix:
        off = self._shares * (probability - self._label)
        return np.append(off @ self._columns + self._penalty * solution[:-1], off.sum())

    def _curvature(self, probability: Matrix) -> Matrix:
        roots = np.sqrt(self._shares * probability * (1.0 - probability)).astype(np.float32)
        rows = self._rough * roots[:, None]
        count = rows.shape[1]
        found = np.empty((count + 1, count + 1))
        found[:-1, :-1] = rows.T @ rows
        found[-1, :-1] = found[:-1, -1] = roots @ rows
        found[-1, -1] = roots @ roots
        found[range(count), range(count)] += self._penalty
        return found

    def _size(self, solution: Matrix, logits: Matrix, step: Matrix, along: Matrix) -> float:
        """The whole step, or half of it, or half of that, until nothing is lost."""
        here = self._loss(solution, logits)
        size = 1.0
        for _ in range(_MOST_HALVINGS):
            there = self._loss(solution + size * step, logits + size * along)
            if there <= here + _DUST * here:
                break
            size /= 2
        return size

    def _loss(self, solution: Matrix, logits: Matrix) -> float:
        missed = np.logaddexp(0.0, np.where(self._label == 1, -logits, logits))
        return float(self._shares @ missed + self._penalty / 2 * solution[:-1] @ solution[:-1])
