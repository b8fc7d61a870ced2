"""How well scores hold on outlets and corpora that training has not seen.

A split by article is worth nothing here: a model that knows the outlets looks brilliant on it. So
there are three protocols. P1: five folds of whole outlets on the main corpus, at most 80 articles
an outlet. P2: trained on two corpora, measured on every other. P3: one corpus after the other is
left out of training, with every outlet that it shares. Everything that learns, the wording
included, learns anew from what is not held out. `python -m models.evaluation` measures all on the
corpora (see `models.corpus`) and prints a table.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
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
    training_articles,
    vectors_of,
)
from models.phrasebook import Phrasebook
from models.training import SHIPPED, train
from models.wording import columns_of

MAIN = "abp_quality"
OUTLET_CAP = 80
FOLDS = 5
# What P2 trains on.
FEW = (MAIN, "recovery")
PROCESSES = 2
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


class Comparison(NamedTuple):
    """The readings beside the words on the same articles: means over the tests of a protocol.

    `gain` is the 95% interval of the difference in AUC, paired, over resamples of the outlets.
    """

    protocol: str
    what: str
    tests: tuple[str, ...]
    readings: float
    words: float
    gain: tuple[float, float]
    readings_of_equal_length: float
    words_of_equal_length: float
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


def fit_readings(rows: Vectors, book: Phrasebook | None = None) -> Predict:
    """The shipped way of training, without the refits that only its intervals need.

    With the phrases at hand the wording is taught anew from these rows. Without them it stays as
    the rows have it, from weights that may have seen what is held out.
    """
    wording = None
    if book is not None:
        rows, wording = book.teach(rows, processes=PROCESSES)
    model = train(rows, recipe=SHIPPED._replace(refits=0)).model

    def predict(test: Vectors) -> Probabilities:
        if book is not None and wording is not None:
            test = book.read_by(wording, test)
        return model.probability(test.matrix)

    return predict


def fit_without_wording(rows: Vectors) -> Predict:
    """The readings but for those of the wording, which are the same for all rows."""
    model = train(_without_wording(rows), recipe=SHIPPED._replace(refits=0)).model
    return lambda test: model.probability(_without_wording(test).matrix)


def _without_wording(rows: Vectors) -> Vectors:
    matrix = rows.matrix.copy()
    matrix[:, columns_of(rows.signals)] = 0.0
    return replace(rows, matrix=matrix)


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


class Material(NamedTuple):
    """What the corpora give beside vectors: the text of each content hash, and all phrases."""

    texts: Mapping[int, str]
    book: Phrasebook


def outlets_held_out(
    vectors: Vectors, material: Material | None = None
) -> Iterator[Figures | Comparison]:
    """P1: the readings, with the main corpus alone and with everything; the words, if at hand."""
    rows = main_corpus(vectors)
    of_main = vectors.corpus == MAIN
    twins_of_main = vectors.rows(of_main & (vectors.twin != ""))
    others = vectors.rows(~of_main | (vectors.twin != ""))
    book = None if material is None else material.book

    def fit(part: Vectors) -> Predict:
        return fit_readings(part, book)

    everything = held_out(rows, fit, others)
    yield figures("P1", MAIN, "readings, all corpora", rows, everything)
    alone = held_out(rows, fit, twins_of_main)
    yield figures("P1", MAIN, "readings, main corpus alone", rows, alone)
    without = held_out(rows, fit_without_wording, others)
    yield figures("P1", MAIN, "readings without wording, all corpora", rows, without)
    if material is None:
        return
    texts = material.texts
    published = others.rows((others.twin == "") & (others.corpus != SEEDS))
    words = held_out(rows, lambda part: fit_words(part, texts), published)
    yield figures("P1", MAIN, "words (TF-IDF), all corpora", rows, words)
    yield compared("P1", {MAIN: (rows, everything, words)}, "all corpora")
    words = held_out(rows, lambda part: fit_words(part, texts))
    yield figures("P1", MAIN, "words (TF-IDF), main corpus alone", rows, words)
    yield compared("P1", {MAIN: (rows, alone, words)}, "main corpus alone")


def corpora_held_out(
    protocol: str,
    vectors: Vectors,
    tests: Mapping[str, Vectors],
    material: Material | None = None,
) -> Iterator[Figures | Comparison]:
    """P2 and P3: each test corpus scored by what was trained without it and without its outlets."""
    found = {}
    for name, test in tests.items():
        part = vectors.rows(
            (vectors.corpus != name)
            & ~np.isin(vectors.outlet, test.outlet)
            & ~np.isin(vectors.content, test.content)
        )
        called = "null control" if name == NULL_CONTROL else protocol
        readings = fit_readings(part, None if material is None else material.book)(test)
        yield figures(called, name, "readings", test, readings)
        if name == NULL_CONTROL:
            continue
        without = fit_without_wording(part)(test)
        yield figures(called, name, "readings without wording", test, without)
        if material is not None:
            published = part.rows(part.corpus != SEEDS)
            words = fit_words(published, material.texts)(test)
            yield figures(called, name, "words (TF-IDF)", test, words)
            found[name] = (test, readings, words)
    if found:
        yield compared(protocol, found, "mean of the corpora")


def compared(
    protocol: str, found: Mapping[str, tuple[Vectors, Probabilities, Probabilities]], what: str
) -> Comparison:
    """The readings beside the words on the same rows; what counts is the mean over the tests."""
    groups = [
        (rows.label, readings, words, rows.outlet) for rows, readings, words in found.values()
    ]
    low, high = measures.gain_interval(groups)

    def mean(of: Callable[[Vectors, Probabilities, Probabilities], float]) -> float:
        return round(float(np.mean([of(*entry) for entry in found.values()])), 4)

    return Comparison(
        protocol,
        what,
        tuple(found),
        mean(lambda rows, readings, _: measures.auc(rows.label, readings)),
        mean(lambda rows, _, words: measures.auc(rows.label, words)),
        (round(low, 4), round(high, 4)),
        mean(
            lambda rows, readings, _: measures.auc_of_equal_length(rows.label, readings, rows.words)
        ),
        mean(lambda rows, _, words: measures.auc_of_equal_length(rows.label, words, rows.words)),
        mean(lambda rows, readings, _: measures.calibration_error(rows.label, readings)),
    )


def measured(
    vectors: Vectors, folder: Path | None, book: Phrasebook | None = None
) -> Iterator[Figures | Comparison]:
    """All figures; without the corpora's folder, those that vectors alone allow.

    `vectors` are the base vectors and the seed articles'. `book` holds the phrases of all training
    and evaluation articles; without it they are read.
    """
    published = vectors.rows(vectors.twin == "")
    corpora = {
        corpus.name: published.rows(published.corpus == corpus.name)
        for corpus in TRAINING
        if set(published.label[published.corpus == corpus.name].tolist()) == {0, 1}
    }
    material = None
    controls: dict[str, Vectors] = {}
    if folder is not None:
        only_tests = evaluation_articles(folder)
        controls = {
            name: vectors_of(articles, processes=PROCESSES) for name, articles in only_tests.items()
        }
        material = Material(
            _texts(
                chain(
                    chain.from_iterable(read(folder, corpus) for corpus in TRAINING),
                    chain.from_iterable(only_tests.values()),
                )
            ),
            book or phrasebook(folder),
        )
    yield from outlets_held_out(vectors, material)
    few = vectors.rows(np.isin(vectors.corpus, (*FEW, SEEDS)))
    yield from corpora_held_out(
        "P2", few, {name: test for name, test in corpora.items() if name not in FEW}, material
    )
    yield from corpora_held_out("P3", vectors, corpora | controls, material)


def phrasebook(folder: Path) -> Phrasebook:
    """The phrases of all articles to train on and to measure on."""
    others = [*chain.from_iterable(evaluation_articles(folder).values()), *seed_examples()]
    return Phrasebook.read(training_articles(folder), others, processes=PROCESSES)


def _texts(articles: Iterable[Labelled]) -> dict[int, str]:
    return {item.content: f"{item.article.title}\n{item.article.body}" for item in articles}


def table(found: Iterable[Figures | Comparison]) -> str:
    """The figures as Markdown tables: one of the systems, one of the comparisons."""
    found = list(found)
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
        for row in found
        if isinstance(row, Figures)
    ]
    comparisons = [row for row in found if isinstance(row, Comparison)]
    if comparisons:
        lines += [
            "",
            "| protocol | what | AUC of readings | of words | gain (95%, paired) "
            "| same length: readings | words | ECE |",
            "|---|---|---|---|---|---|---|---|",
        ]
    lines += [
        f"| {row.protocol} | {row.what} | {row.readings:.3f} | {row.words:.3f} "
        f"| {row.readings - row.words:+.3f} ({row.gain[0]:+.3f} to {row.gain[1]:+.3f}) "
        f"| {row.readings_of_equal_length:.3f} | {row.words_of_equal_length:.3f} "
        f"| {row.calibration_error:.3f} |"
        for row in comparisons
    ]
    return "\n".join(lines)


def main() -> None:
    """Prints the figures of the base vectors that ship, and of the corpora if they are at hand."""
    vectors = together((Vectors.load(), vectors_of(seed_examples())))
    print(table(list(measured(vectors, shared_folder()))))


if __name__ == "__main__":
    main()
