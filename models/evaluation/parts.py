"""The scores of a test part by part: its slices, the surest, and what would get no score."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from models import measures
from models.evaluation.figures import Scored
from models.evaluation.systems import READINGS
from models.material import About

Mask = npt.NDArray[np.bool_]

# A slice with fewer articles of a class says nothing.
LEAST = 30
COVERAGES = (1.0, 0.8, 0.6, 0.4, 0.2)
_LENGTHS = ((0, 300), (300, 600), (600, 1_000), (1_000, 1_000_000))
_SIZES = ((1, 10), (10, 40), (40, 1_000_000))
_YEARS = ((1, 2015), (2015, 2017), (2017, 2019), (2019, 9_999))


class Part(NamedTuple):
    """The readings' scores for one part of a test's articles.

    `auc` and `calibration_error` are None where a class has fewer than `LEAST` articles; the means,
    of the credible and of the other articles, where it has none.
    """

    protocol: str
    test: str
    what: str
    part: str
    articles: int
    outlets: int
    auc: float | None
    calibration_error: float | None
    mean_of_credible: float | None
    mean_of_others: float | None


class Coverage(NamedTuple):
    """The share of the articles whose score is farthest from 0.5, and how often it is right.

    Right means on the label's side of 0.5, both classes weighing the same.
    """

    protocol: str
    test: str
    share: float
    articles: int
    balanced_accuracy: float
    auc: float


def parts_of(test: Scored, about: Mapping[int, About], topics: Mapping[int, str]) -> Iterator[Part]:
    """A test by the size of the outlet in it, by length, year, leaning, topic and abstention.

    `topics` names those of articles by their content, where they are known.
    """
    rows, probability = test.rows, test.probability[READINGS]
    _, outlet, sizes = np.unique(rows.outlet, return_inverse=True, return_counts=True)
    known = [about[content] for content in rows.content.tolist()]
    year = np.array([one.year for one in known])
    leaning = np.array([one.leaning for one in known])
    abstained = np.array([one.abstained for one in known])
    topic = np.array([topics.get(content, "") for content in rows.content.tolist()])
    slices: list[tuple[str, str, Mask]] = [
        *_ranges("articles of the outlet", sizes[outlet], _SIZES),
        *_ranges("words", rows.words, _LENGTHS),
        *_ranges("year", year, _YEARS),
        *(("leaning", name, leaning == name) for name in np.unique(leaning).tolist() if name),
        *(("topic", name, topic == name) for name in np.unique(topic).tolist() if name),
        ("abstention", "answered", abstained == ""),
        ("abstention", "refused", abstained != ""),
    ]
    for what, name, chosen in slices:
        if chosen.any():
            yield _part(test, what, name, chosen, probability)


def _ranges(
    what: str, values: npt.NDArray[np.integer], ranges: tuple[tuple[int, int], ...]
) -> Iterator[tuple[str, str, Mask]]:
    for low, below in ranges:
        name = f"{low:,} or more" if (low, below) == ranges[-1] else f"{low:,} to {below - 1:,}"
        yield what, name, (values >= low) & (values < below)


def _part(
    test: Scored, what: str, name: str, chosen: Mask, probability: npt.NDArray[np.float64]
) -> Part:
    rows, scores = test.rows.rows(chosen), probability[chosen]
    credible = rows.label == 1
    enough = min(credible.sum(), (~credible).sum()) >= LEAST
    return Part(
        test.protocol,
        test.test,
        what,
        name,
        len(rows),
        len(np.unique(rows.outlet)),
        _rounded(measures.auc(rows.label, scores)) if enough else None,
        _rounded(measures.calibration_error(rows.label, scores)) if enough else None,
        _rounded(scores[credible].mean()) if credible.any() else None,
        _rounded(scores[~credible].mean()) if not credible.all() else None,
    )


def coverage_of(test: Scored) -> Iterator[Coverage]:
    """How often a score is right where only the surest are answered."""
    label, probability = test.rows.label, test.probability[READINGS]
    order = np.argsort(-np.abs(probability - 0.5), kind="stable")
    for share in COVERAGES:
        chosen = order[: max(1, round(share * len(order)))]
        yield Coverage(
            test.protocol,
            test.test,
            share,
            len(chosen),
            _rounded(measures.balanced_accuracy(label[chosen], probability[chosen])),
            _rounded(measures.auc(label[chosen], probability[chosen])),
        )


def _rounded(value: float) -> float:
    return round(float(value), 4)
