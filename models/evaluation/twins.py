"""Whether damage is noticed: corrupted twins of held-out credible articles against the originals.

The model that scores both has seen nothing of the outlet. The twins are made by the same rules as
those that training uses (`models.corruption`), so this shows that their weight holds on other
articles, not that any damage would be found.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from models.evaluation.cutting import is_cut
from models.evaluation.figures import Scored
from models.evaluation.systems import READINGS


class Twins(NamedTuple):
    """One kind of damage: in what share of the pairs the twin scores lower than its article."""

    kind: str
    pairs: int
    lower: float
    median_drop: float


def twins_of(test: Scored) -> Iterator[Twins]:
    """Kind by kind, for the credible articles of a test that have twins in it."""
    original = dict(
        zip(test.rows.content.tolist(), test.probability[READINGS].tolist(), strict=True)
    )
    before = np.array([original[content] for content in test.twins.content.tolist()])
    damaged = test.twins.twin[~is_cut(test.twins)]
    for kind in np.unique(damaged).tolist():
        chosen = test.twins.twin == kind
        drop = before[chosen] - test.of_twins[READINGS][chosen]
        yield Twins(
            kind,
            int(chosen.sum()),
            round(float((drop > 0).mean()), 4),
            round(float(np.median(drop)), 4),
        )
