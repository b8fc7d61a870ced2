"""Measures everything, prints it, and writes the card of the model that ships."""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from models.base_vectors import Vectors
from models.corpus import TRAINING, shared_folder
from models.evaluation import card
from models.evaluation.figures import Scored, comparisons, figures_of, scored
from models.evaluation.parts import coverage_of, parts_of
from models.evaluation.report import Report
from models.evaluation.splits import (
    Split,
    corpora_held_out,
    few_corpora,
    main_corpus_alone,
    outlets_held_out,
)
from models.evaluation.systems import PROCESSES, all_systems
from models.evaluation.twins import twins_of
from models.material import Material, gather
from models.scorer import load_default
from models.train import training_vectors

PROTOCOLS = ("P1", "P1 alone", "P2", "P3")
USUAL = ("P1", "P2", "P3")


def measured(
    vectors: Vectors,
    material: Material | None = None,
    protocols: Sequence[str] = USUAL,
    *,
    more: bool = False,
) -> Report:
    """All figures of these protocols; without the corpora's material, what vectors alone allow.

    `vectors` are the base vectors and the seed articles'; with `more`, of more systems.
    """
    return report_of(list(_scored(vectors, material, protocols, more)), material)


def report_of(tests: Sequence[Scored], material: Material | None = None) -> Report:
    """The figures of tests that have been scored."""
    whole = [test for test in tests if test.protocol in ("P1", "P3")]
    return Report(
        figures=[row for test in tests for row in figures_of(test)],
        comparisons=list(comparisons(tests)),
        twins=[row for test in tests if len(test.twins) for row in twins_of(test)],
        parts=[row for test in whole if material for row in parts_of(test, material.about)],
        coverage=[row for test in whole for row in coverage_of(test)],
    )


def _scored(
    vectors: Vectors, material: Material | None, protocols: Sequence[str], more: bool
) -> Iterator[Scored]:
    published = vectors.rows(vectors.twin == "")
    tests = {
        corpus.name: published.rows(published.corpus == corpus.name)
        for corpus in TRAINING
        if set(published.label[published.corpus == corpus.name].tolist()) == {0, 1}
    }
    clusters, twins, book, texts = None, None, None, None
    if material is not None:
        as_now = vectors.signals_digest
        tests |= {
            name: replace(rows, signals_digest=as_now) for name, rows in material.controls.items()
        }
        clusters, twins = material.clusters, replace(material.damaged, signals_digest=as_now)
        book, texts = material.book, material.texts
    splits: dict[str, Callable[[], Iterable[Split]]] = {
        "P1": lambda: outlets_held_out(vectors, clusters, twins),
        "P1 alone": lambda: main_corpus_alone(vectors, clusters),
        "P2": lambda: few_corpora(vectors, tests, clusters),
        "P3": lambda: corpora_held_out(vectors, tests, clusters),
    }
    for protocol in protocols:
        yield from scored(splits[protocol](), all_systems(book, texts, more=more))


def main(arguments: Sequence[str] = ()) -> None:
    """Prints the figures of the base vectors that ship, and of the corpora if they are at hand."""
    parser = argparse.ArgumentParser("python -m models.evaluation", description=__doc__)
    parser.add_argument("--protocols", nargs="+", choices=PROTOCOLS, default=USUAL)
    parser.add_argument("--more", action="store_true", help="more systems; takes twice as long")
    parser.add_argument("--card", action="store_true", help="write the card in models/default")
    chosen = parser.parse_args(arguments)
    vectors = training_vectors()
    folder = shared_folder()
    material = gather(folder, processes=PROCESSES) if folder else None
    report = measured(vectors, material, chosen.protocols, more=chosen.more)
    if chosen.card:
        card.write(card.FOLDER, load_default(), vectors, report)
    sys.stdout.write("\n".join(report.markdown()) + "\n")
