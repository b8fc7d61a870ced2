"""How much more would help: the AUC by how many outlets, and how many corpora, are trained on.

The outlets of a share are among those of the next larger one, and so are the corpora; both are
drawn by chance with a fixed seed. Everything learns anew, the phrasing included.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from models import measures
from models.base_vectors import SEEDS, Vectors, compared_within
from models.evaluation.figures import Scored, scored
from models.evaluation.splits import Split
from models.evaluation.systems import READINGS, WORDS, Fit
from models.training import SHIPPED

# All of them is what the protocols themselves measure.
SHARES = (1 / 8, 1 / 4, 1 / 2)


class Learnt(NamedTuple):
    """What was reached with so much to learn from: means over the tests of a protocol.

    `amount` is a share of the outlets of every corpus, or a number of corpora; `articles` are those
    published ones that were trained on, of a test on average.
    """

    protocol: str
    of: str
    amount: float
    tests: int
    articles: int
    readings: float
    words: float | None
    calibration_error: float


def by_outlets(
    splits: Sequence[Split], systems: Mapping[str, Fit], whole: Sequence[Scored]
) -> Iterator[Learnt]:
    """A protocol with `SHARES` of the outlets; `whole` is what it comes to with all of them."""
    for share in SHARES:
        smaller = [split._replace(train=some_outlets(split.train, share)) for split in splits]
        yield _learnt("outlets", share, smaller, list(scored(smaller, systems)))
    yield _learnt("outlets", 1.0, splits, whole)


def by_corpora(
    splits: Sequence[Split], systems: Mapping[str, Fit], whole: Sequence[Scored]
) -> Iterator[Learnt]:
    """P3 with one corpus to train on, with two, and so on; `whole` is P3 itself."""
    most = max(len(_with_both_labels(split.train)) for split in splits)
    for number in range(1, most):
        smaller = [split._replace(train=some_corpora(split, number)) for split in splits]
        yield _learnt("corpora", number, smaller, list(scored(smaller, systems)))
    yield _learnt("corpora", most, splits, whole)


def some_outlets(train: Vectors, share: float) -> Vectors:
    """The rows of a share of the outlets of every corpus, credible and others alike.

    The articles written for this project stay.
    """
    draw = np.random.default_rng(SHIPPED.seed)
    chosen = train.corpus == SEEDS
    published = (train.twin == "") & ~chosen
    for corpus in _corpora(train):
        rows = published & (train.corpus == corpus)
        names, place = np.unique(train.outlet[rows], return_inverse=True)
        credible = np.bincount(place, train.label[rows]) > np.bincount(place) / 2
        for kind in (True, False):
            alike = draw.permutation(names[credible == kind])
            taken = alike[: int(np.ceil(share * len(alike)))]
            chosen |= (train.corpus == corpus) & np.isin(train.outlet, taken)
    return train.rows(chosen)


def some_corpora(split: Split, number: int) -> Vectors:
    """The rows of so many of a split's corpora, and those written for this project.

    One of one label counts as a part of the corpus it is compared with.
    """
    train = split.train
    seed = [SHIPPED.seed, *split.test.encode()]
    drawn = np.random.default_rng(seed).permutation(_with_both_labels(train))[:number]
    return train.rows(np.isin(compared_within(train.corpus), (*drawn.tolist(), SEEDS)))


def _learnt(of: str, amount: float, splits: Sequence[Split], tests: Sequence[Scored]) -> Learnt:
    has_words = all(WORDS in test.probability for test in tests)
    return Learnt(
        splits[0].protocol,
        of,
        amount,
        len(tests),
        round(float(np.mean([_published(split.train) for split in splits]))),
        _mean(measures.auc, tests, READINGS),
        _mean(measures.auc, tests, WORDS) if has_words else None,
        _mean(measures.calibration_error, tests, READINGS),
    )


def _mean(
    measure: Callable[[measures.Labels, measures.Scores], float],
    tests: Sequence[Scored],
    system: str,
) -> float:
    found = [measure(test.rows.label, test.probability[system]) for test in tests]
    return round(float(np.mean(found)), 4)


def _corpora(train: Vectors) -> list[str]:
    return [name for name in np.unique(train.corpus).tolist() if name != SEEDS]


def _with_both_labels(train: Vectors) -> list[str]:
    corpus = compared_within(train.corpus)
    published = (train.twin == "") & (corpus != SEEDS)
    names = [set(corpus[published & (train.label == label)].tolist()) for label in (0, 1)]
    return sorted(names[0] & names[1])


def _published(train: Vectors) -> int:
    return int(((train.twin == "") & (train.corpus != SEEDS)).sum())
