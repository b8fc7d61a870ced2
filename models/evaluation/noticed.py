"""How many invented stories are noticed: corpora of one label, scored by who has not seen them."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from models.evaluation.figures import Scored


class Noticed(NamedTuple):
    """What one system makes of a corpus whose articles are all of one label.

    `right` is the share of the articles on their side of 0.5.
    """

    test: str
    label: int
    system: str
    articles: int
    outlets: int
    right: float
    mean: float


def noticed(test: Scored) -> Iterator[Noticed]:
    """System by system."""
    label = int(test.rows.label[0])
    for system, probability in test.probability.items():
        yield Noticed(
            test.test,
            label,
            system,
            len(test.rows),
            len(np.unique(test.rows.outlet)),
            round(float(((probability >= 0.5) == (label == 1)).mean()), 4),
            round(float(probability.mean()), 4),
        )
