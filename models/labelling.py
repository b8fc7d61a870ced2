"""What to label next: of many unlabelled articles, those that would teach the model most.

Three things count alike. Uncertainty: how near the score is to the middle, and how wide its
interval. Novelty: how far the readings are from all that has been labelled. Diversity: the list is
made one by one, and each article is worth less the nearer it is to one that stands above it, so
that twenty articles of one kind do not fill it.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# More are not compared: the nearest labelled ones of a random choice are near enough.
_MOST_COMPARED = 2_000
_SEED = 1


class Ranked(NamedTuple):
    """An article's row, and its worth of each kind, 0 to 1."""

    row: int
    uncertainty: float
    novelty: float
    diversity: float

    @property
    def worth(self) -> float:
        """The mean of the three."""
        return (self.uncertainty + self.novelty + self.diversity) / 3


def rank(
    readings: Floats, scores: Floats, widths: Floats, labelled: Floats, most: int
) -> list[Ranked]:
    """The `most` articles worth labelling, the best first.

    `readings` and `labelled` have a row an article and a column a signal; `scores` lie between 0
    and 1, `widths` are those of their intervals.
    """
    if not len(readings):
        return []
    together = np.concatenate([readings, labelled])
    spread = together.std(axis=0)
    standard = (together - together.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    # No single freakish reading is to decide.
    standard = np.clip(standard, -3.0, 3.0)
    own, known = standard[: len(readings)], standard[len(readings) :]
    if len(known) > _MOST_COMPARED:
        known = known[np.random.default_rng(_SEED).permutation(len(known))[:_MOST_COMPARED]]
    uncertainty = ((1.0 - np.abs(2.0 * scores - 1.0)) + widths) / 2.0
    farthest = float(np.sqrt((own**2).sum(axis=1)).max()) * 2.0 or 1.0
    novelty = np.ones(len(own)) if not len(known) else _distances(own, known).min(axis=1) / farthest
    nearest = np.full(len(own), np.inf)
    left = np.ones(len(own), bool)
    chosen: list[Ranked] = []
    for _ in range(min(most, len(own))):
        diversity = np.minimum(nearest / farthest, 1.0)
        worth = np.where(left, uncertainty + novelty + diversity, -np.inf)
        row = int(worth.argmax())
        chosen.append(
            Ranked(
                row,
                round(float(uncertainty[row]), 4),
                round(float(min(novelty[row], 1.0)), 4),
                round(float(diversity[row]), 4),
            )
        )
        left[row] = False
        nearest = np.minimum(nearest, _distances(own, own[row : row + 1])[:, 0])
    return chosen


def _distances(one: Floats, other: Floats) -> Floats:
    squares = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1) - 2.0 * one @ other.T
    return np.asarray(np.sqrt(np.maximum(squares, 0.0)))
