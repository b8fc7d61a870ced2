"""Measures everything, prints it, and writes the card of the model that ships."""

import argparse
import sys
from collections.abc import Mapping, Sequence

from models.base_vectors import Vectors, together
from models.corpus import shared_folder
from models.evaluation import card, nela
from models.evaluation.abstaining import (
    Refusals,
    refusals,
    refusals_of_articles,
    short,
    strange,
)
from models.evaluation.figures import Scored, comparisons, figures_of, scored
from models.evaluation.learning import Learnt, by_corpora, by_outlets
from models.evaluation.noticed import noticed
from models.evaluation.oddities import oddities
from models.evaluation.parts import coverage_of, parts_of
from models.evaluation.report import Report
from models.evaluation.setup import PROTOCOLS, Setup, set_up
from models.evaluation.systems import PROCESSES
from models.evaluation.topics import topics_of
from models.evaluation.twins import twins_of
from models.material import Material, gather
from models.peers import NotAtHand
from models.scorer import Scorer, load_default
from models.train import training_vectors

USUAL = ("P1", "P2", "P3")


def measured(
    vectors: Vectors,
    material: Material | None = None,
    protocols: Sequence[str] = USUAL,
    *,
    more: bool = False,
) -> Report:
    """All figures of these protocols; without the corpora's material, what vectors alone allow.

    `vectors` are the base vectors and the seed articles'; with `more`, of more systems, and how
    much more to learn from would help.
    """
    setup = set_up(vectors, material, short=more and "P1" in protocols)
    tests = [
        test
        for protocol in protocols
        for test in scored(setup.splits(protocol), setup.systems(more=more))
    ]
    if more and material and "P1" in protocols:
        tests += _beside_features(setup, material)
    report = report_of(tests, material)
    if "P3" in protocols:
        one_label = scored(setup.splits("one label"), setup.two_systems())
        report = report._replace(noticed=[row for test in one_label for row in noticed(test)])
    if not more:
        return report
    left_out = [split for split in setup.splits("P3") if split.protocol == "P3"]
    return report._replace(
        learning=_learning(setup, tests),
        short=[
            row
            for test in tests
            if setup.cuts and test.protocol == "P1"
            for row in short(test, setup.cuts)
        ],
        strange=list(strange(left_out, setup.teacher)) if "P3" in protocols else [],
        refusals=_refusals(material),
    )


def report_of(tests: Sequence[Scored], material: Material | None = None) -> Report:
    """The figures of tests that have been scored."""
    whole = [test for test in tests if test.protocol in ("P1", "P3")]
    topics: Mapping[int, str] = {}
    if material:
        contents = {content for test in whole for content in test.rows.content.tolist()}
        topics = topics_of({content: material.texts[content] for content in contents})
    return Report(
        figures=[row for test in tests for row in figures_of(test)],
        comparisons=list(comparisons(tests)),
        twins=[row for test in tests if len(test.twins) for row in twins_of(test)],
        parts=[row for test in whole if material for row in parts_of(test, material.about, topics)],
        coverage=[row for test in whole for row in coverage_of(test)],
    )


def _beside_features(setup: Setup, material: Material) -> list[Scored]:
    """NELA features, readings and words on a part of the main corpus; none where they cannot be."""
    splits = list(nela.subsample_held_out(setup.vectors, material.clusters))
    try:
        known = nela.features_of(together([split.held for split in splits]), material.texts)
    except NotAtHand as error:
        print(f"without {nela.NAME}: {error}", file=sys.stderr)
        return []
    systems = {**setup.two_systems(), nela.NAME: lambda rows: nela.fit_features(rows, known)}
    return list(scored(splits, systems))


def _learning(setup: Setup, tests: Sequence[Scored]) -> list[Learnt]:
    found: list[Learnt] = []
    for protocol in ("P1", "P3"):
        whole = [test for test in tests if test.protocol == protocol]
        if not whole:
            continue
        splits = [
            split._replace(held=split.held.rows(split.held.twin == ""))
            for split in setup.splits(protocol)
            if split.protocol == protocol
        ]
        # With teachers of their own: what they taught is forgotten with them.
        found += by_outlets(splits, setup.two_systems(), whole)
        if protocol == "P3":
            found += by_corpora(splits, setup.two_systems(), whole)
    return found


def _refusals(material: Material | None) -> list[Refusals]:
    found = list(refusals(oddities(), Scorer(load_default())))
    return [refusals_of_articles(material.about), *found] if material else found


def main(arguments: Sequence[str] = ()) -> None:
    """Prints the figures of the base vectors that ship, and of the corpora if they are at hand."""
    parser = argparse.ArgumentParser("python -m models.evaluation", description=__doc__)
    parser.add_argument("--protocols", nargs="+", choices=PROTOCOLS, default=USUAL)
    parser.add_argument(
        "--more", action="store_true", help="more systems, learning curves; takes much longer"
    )
    parser.add_argument("--card", action="store_true", help="write the card in models/default")
    chosen = parser.parse_args(arguments)
    vectors = training_vectors()
    folder = shared_folder()
    material = gather(folder, processes=PROCESSES) if folder else None
    report = measured(vectors, material, chosen.protocols, more=chosen.more)
    if chosen.card:
        command = f'make evaluate ARGS="{" ".join(arguments)}"'
        card.write(card.FOLDER, load_default(), vectors, report, command)
    sys.stdout.write("\n".join(report.markdown()) + "\n")
