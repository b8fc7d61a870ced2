"""How well scores hold on outlets and corpora that training has not seen.

A split by article is worth nothing here: a model that knows the outlets looks brilliant on it. So
there are two protocols. P1: five folds of whole outlets on the main corpus, at most 80 articles an
outlet. P3: one corpus after the other is left out of training, with every outlet that it shares.
`python -m models.evaluation` measures both on the corpora (see `models.corpus`) and prints a table.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import StratifiedGroupKFold

from models import measures
from models.base_vectors import SEEDS, Vectors, together
from models.baseline import Predict, fit_words
from models.corpus import (
    TRAINING,
    Labelled,
    evaluation_articles,
    read,
    seed_examples,
    shared_folder,
    vectors_of,
)
from models.training import SHIPPED, train

MAIN = "abp_quality"
OUTLET_CAP = 80
FOLDS = 5
# In this corpus nothing in a text tells its label: who finds something has a leak or a bug.
NULL_CONTROL = "fa_kes"

Fit = Callable[[Vectors], Predict]
Probabilities = npt.NDArray[np.float64]


class Figures(NamedTuple):
    """What one system reached on one test; intervals are 95%, over resamples of the outlets."""

    protocol: str
    test: str
    system: str
    articles: int
    outlets: int
    auc: float
    auc_interval: tuple[float, float]
    auc_by_outlet: float
    auc_of_equal_length: float
    brier: float
    calibration_error: float


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
        round(measures.brier(label, probability), 4),
        round(measures.calibration_error(label, probability), 4),
    )


def fit_readings(rows: Vectors) -> Predict:
    """The shipped way of training, without the refits that only its intervals need."""
    model = train(rows, recipe=SHIPPED._replace(refits=0)).model
    return lambda test: model.probability(test.matrix)


def folds(rows: Vectors) -> Iterator[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
    """Five folds of whole outlets, each outlet held out once: (to train on, held out)."""
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SHIPPED.seed)
    yield from splitter.split(rows.matrix, rows.label, rows.outlet)


def held_out(rows: Vectors, fit: Fit, also: Vectors | None = None) -> Probabilities:
    """Each row's probability from a fit that has seen nothing of its outlet.

    `also` is trained on besides (twins, other corpora), without the outlets that are held out.
    """
    probability = np.full(len(rows), np.nan)
    for fitted, held in folds(rows):
        part = rows.rows(fitted)
        if also is not None:
            part = together((part, also.rows(~np.isin(also.outlet, rows.outlet[held]))))
        probability[held] = fit(part)(rows.rows(held))
    return probability


def main_corpus(vectors: Vectors) -> Vectors:
    """The rows of P1: published articles of the main corpus, at most 80 an outlet."""
    rows = np.flatnonzero((vectors.corpus == MAIN) & (vectors.twin == ""))
    rows = rows[np.argsort(vectors.content[rows], kind="stable")]
    taken: dict[str, int] = {}
    chosen = []
    for row in rows:
        outlet = str(vectors.outlet[row])
        taken[outlet] = taken.get(outlet, 0) + 1
        if taken[outlet] <= OUTLET_CAP:
            chosen.append(row)
    return vectors.rows(np.array(sorted(chosen)))


def outlets_held_out(vectors: Vectors, texts: Mapping[int, str] | None = None) -> Iterator[Figures]:
    """P1: the readings, with the main corpus alone and with everything; the words, if at hand."""
    rows = main_corpus(vectors)
    of_main = vectors.corpus == MAIN
    twins_of_main = vectors.rows(of_main & (vectors.twin != ""))
    others = vectors.rows(~of_main | (vectors.twin != ""))
    for system, fit, also in (
        ("readings, main corpus alone", fit_readings, twins_of_main),
        ("readings, all corpora", fit_readings, others),
    ):
        yield figures("P1", MAIN, system, rows, held_out(rows, fit, also))
    if texts is not None:
        words = held_out(rows, lambda part: fit_words(part, texts))
        yield figures("P1", MAIN, "words (TF-IDF), main corpus alone", rows, words)


def corpora_held_out(
    vectors: Vectors, tests: Mapping[str, Vectors], texts: Mapping[int, str] | None = None
) -> Iterator[Figures]:
    """P3: each test corpus scored by what was trained without it and without its outlets."""
    for name, test in tests.items():
        part = vectors.rows(
            (vectors.corpus != name)
            & ~np.isin(vectors.outlet, test.outlet)
            & ~np.isin(vectors.content, test.content)
        )
        protocol = "null control" if name == NULL_CONTROL else "P3"
        yield figures(protocol, name, "readings", test, fit_readings(part)(test))
        if texts is not None and name != NULL_CONTROL:
            part = part.rows(part.corpus != SEEDS)
            yield figures(protocol, name, "words (TF-IDF)", test, fit_words(part, texts)(test))


def measured(vectors: Vectors, folder: Path | None) -> Iterator[Figures]:
    """All figures; without the corpora's folder, those that vectors alone allow.

    `vectors` are the base vectors and the seed articles'.
    """
    published = vectors.rows(vectors.twin == "")
    tests = {
        corpus.name: published.rows(published.corpus == corpus.name)
        for corpus in TRAINING
        if set(published.label[published.corpus == corpus.name].tolist()) == {0, 1}
    }
    texts = None
    if folder is not None:
        only_tests = evaluation_articles(folder)
        for name, articles in only_tests.items():
            tests[name] = vectors_of(articles, processes=2)
        texts = _texts(
            chain(
                chain.from_iterable(read(folder, corpus) for corpus in TRAINING),
                chain.from_iterable(only_tests.values()),
            )
        )
    yield from outlets_held_out(vectors, texts)
    yield from corpora_held_out(vectors, tests, texts)


def _texts(articles: Iterable[Labelled]) -> dict[int, str]:
    return {item.content: f"{item.article.title}\n{item.article.body}" for item in articles}


def table(rows: list[Figures]) -> str:
    """The figures as a Markdown table."""
    lines = [
        "| protocol | test | system | articles / outlets | AUC (95%) | by outlet | same length "
        "| Brier | ECE |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row.protocol} | {row.test} | {row.system} | {row.articles:,} / {row.outlets:,} "
        f"| {row.auc:.3f} ({row.auc_interval[0]:.3f}–{row.auc_interval[1]:.3f}) "
        f"| {row.auc_by_outlet:.3f} | {row.auc_of_equal_length:.3f} "
        f"| {row.brier:.3f} | {row.calibration_error:.3f} |"
        for row in rows
    ]
    return "\n".join(lines)


def main() -> None:
    """Prints the figures of the base vectors that ship, and of the corpora if they are at hand."""
    vectors = together((Vectors.load(), vectors_of(seed_examples())))
    print(table(list(measured(vectors, shared_folder()))))


if __name__ == "__main__":
    main()
