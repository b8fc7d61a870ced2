"""What is measured: the vectors, what the corpora give beside them, and the protocols' splits."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from models.base_vectors import Vectors
from models.corpus import TRAINING
from models.evaluation.splits import (
    Clusters,
    Split,
    corpora_held_out,
    few_corpora,
    main_corpus_alone,
    outlets_held_out,
)
from models.evaluation.systems import Fit, all_systems
from models.material import Material

PROTOCOLS = ("P1", "P1 alone", "P2", "P3")


class Setup(NamedTuple):
    """The base vectors and the seed articles'; `material` is None without the corpora at hand.

    `tests` are the published rows of each corpus that has both labels, and of the null control.
    """

    vectors: Vectors
    material: Material | None
    tests: Mapping[str, Vectors]
    clusters: Clusters | None
    twins: Vectors | None

    def splits(self, protocol: str) -> Iterable[Split]:
        """What a protocol trains on and holds out."""
        made: dict[str, Callable[[], Iterable[Split]]] = {
            "P1": lambda: outlets_held_out(self.vectors, self.clusters, self.twins),
            "P1 alone": lambda: main_corpus_alone(self.vectors, self.clusters),
            "P2": lambda: few_corpora(self.vectors, self.tests, self.clusters),
            "P3": lambda: corpora_held_out(self.vectors, self.tests, self.clusters),
        }
        return made[protocol]()

    def systems(self, *, more: bool = False, only: Sequence[str] = ()) -> dict[str, Fit]:
        """What learns from these splits: all systems, or those named."""
        book = self.material.book if self.material else None
        texts = self.material.texts if self.material else None
        found = all_systems(book, texts, more=more)
        return {name: found[name] for name in only if name in found} if only else found


def set_up(vectors: Vectors, material: Material | None = None) -> Setup:
    """What there is to measure; the material's vectors count as read by the present signals."""
    published = vectors.rows(vectors.twin == "")
    tests = {
        corpus.name: published.rows(published.corpus == corpus.name)
        for corpus in TRAINING
        if set(published.label[published.corpus == corpus.name].tolist()) == {0, 1}
    }
    if material is None:
        return Setup(vectors, None, tests, None, None)
    as_now = vectors.signals_digest
    tests |= {
        name: replace(rows, signals_digest=as_now) for name, rows in material.controls.items()
    }
    twins = replace(material.damaged, signals_digest=as_now)
    return Setup(vectors, material, tests, material.clusters, twins)
