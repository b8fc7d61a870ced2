"""How good scores are: the figures of one system on one test, and two systems beside each other."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from models import measures
from models.base_vectors import Vectors, together
from models.evaluation.splits import Split
from models.evaluation.systems import READINGS, WORDS, Fit, Probabilities


class Scored(NamedTuple):
    """A test's rows, each with every system's probability from a fit that has not seen them.

    The rows are published articles; `twins` are corrupted ones of the same, where there are any.
    """

    protocol: str
    test: str
    rows: Vectors
    probability: Mapping[str, Probabilities]
    twins: Vectors
    of_twins: Mapping[str, Probabilities]


class Figures(NamedTuple):
    """What one system reached on one test; intervals are 95%, over resamples of the outlets.

    `balanced_accuracy` is the mean share of each class on its side of 0.5.
    """

    protocol: str
    test: str
    system: str
    articles: int
    outlets: int
    auc: float
    auc_interval: tuple[float, float]
    auc_by_outlet: float
    auc_of_equal_length: float
    balanced_accuracy: float
    brier: float
    calibration_error: float


class Comparison(NamedTuple):
    """The readings beside the words on the same articles: means over the tests of a protocol.

    `gain` is the 95% interval of the difference in AUC, paired, over resamples of the outlets.
    """

    protocol: str
    tests: tuple[str, ...]
    readings: float
    words: float
    gain: tuple[float, float]
    readings_of_equal_length: float
    words_of_equal_length: float
    calibration_error: float


def scored(splits: Iterable[Split], systems: Mapping[str, Fit]) -> Iterator[Scored]:
    """Fits every system on each split; the splits of one test, folds, become one."""
    parts: list[tuple[Split, dict[str, Probabilities]]] = []
    for split in splits:
        if parts and (parts[0][0].protocol, parts[0][0].test) != (split.protocol, split.test):
            yield _joined(parts)
            parts = []
        parts.append((split, {name: fit(split.train)(split.held) for name, fit in systems.items()}))
    if parts:
        yield _joined(parts)


def _joined(parts: list[tuple[Split, dict[str, Probabilities]]]) -> Scored:
    split, first = parts[0]
    rows = together([part.held for part, _ in parts])
    found = {name: np.concatenate([by_system[name] for _, by_system in parts]) for name in first}
    is_twin = rows.twin != ""
    return Scored(
        split.protocol,
        split.test,
        rows.rows(~is_twin),
        {name: probability[~is_twin] for name, probability in found.items()},
        rows.rows(is_twin),
        {name: probability[is_twin] for name, probability in found.items()},
    )


def figures_of(test: Scored) -> list[Figures]:
    """The figures of every system on one test."""
    return [
        figures(test.protocol, test.test, system, test.rows, probability)
        for system, probability in test.probability.items()
    ]


def figures(
    protocol: str, test: str, system: str, rows: Vectors, probability: Probabilities
) -> Figures:
    """The figures of one system's probabilities for these rows, rounded to 4 decimals."""
    label, outlet = rows.label, rows.outlet
    low, high = measures.auc_interval(label, probability, outlet)
    return Figures(
        protocol,
        test,
        system,
        len(rows),
        len(np.unique(outlet)),
        round(measures.auc(label, probability), 4),
        (round(low, 4), round(high, 4)),
        round(measures.auc_by_group(label, probability, outlet), 4),
        round(measures.auc_of_equal_length(label, probability, rows.words), 4),
        round(measures.balanced_accuracy(label, probability), 4),
        round(measures.brier(label, probability), 4),
        round(measures.calibration_error(label, probability), 4),
    )


def comparisons(tests: Iterable[Scored]) -> Iterator[Comparison]:
    """The readings beside the words, protocol by protocol, the null control excepted."""
    by_protocol: dict[str, list[Scored]] = {}
    for test in tests:
        if {READINGS, WORDS} <= test.probability.keys() and test.protocol != "null control":
            by_protocol.setdefault(test.protocol, []).append(test)
    for protocol, chosen in by_protocol.items():
        yield compared(protocol, chosen)


def compared(protocol: str, tests: list[Scored]) -> Comparison:
    """The readings beside the words on the same rows; what counts is the mean over the tests."""
    low, high = measures.gain_interval(
        [
            (test.rows.label, test.probability[READINGS], test.probability[WORDS], test.rows.outlet)
            for test in tests
        ]
    )

    def mean(measure: Callable[[Vectors, Probabilities], float], system: str) -> float:
        found = [measure(test.rows, test.probability[system]) for test in tests]
        return round(float(np.mean(found)), 4)

    return Comparison(
        protocol,
        tuple(test.test for test in tests),
        mean(_auc, READINGS),
        mean(_auc, WORDS),
        (round(low, 4), round(high, 4)),
        mean(_auc_of_equal_length, READINGS),
        mean(_auc_of_equal_length, WORDS),
        mean(_calibration_error, READINGS),
    )


def _auc(rows: Vectors, probability: Probabilities) -> float:
    return measures.auc(rows.label, probability)


def _auc_of_equal_length(rows: Vectors, probability: Probabilities) -> float:
    return measures.auc_of_equal_length(rows.label, probability, rows.words)


def _calibration_error(rows: Vectors, probability: Probabilities) -> float:
    return measures.calibration_error(rows.label, probability)
