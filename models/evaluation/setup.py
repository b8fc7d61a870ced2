"""What is measured: the vectors, what the corpora give beside them, and the protocols' splits."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from models.base_vectors import Vectors, together
from models.corpus import TRAINING
from models.evaluation import boosting
from models.evaluation.cutting import Cuts, cut_short, joined
from models.evaluation.splits import (
    Split,
    corpora_held_out,
    few_corpora,
    main_corpus,
    main_corpus_alone,
    one_label_held_out,
    outlets_held_out,
)
from models.evaluation.systems import PROCESSES, READINGS, WORDS, Fit, Teacher, all_systems
from models.material import Material

PROTOCOLS = ("P1", "P1 alone", "P2", "P3")


@dataclass(frozen=True)
class Setup:
    """The base vectors and the seed articles'; `material` is None without the corpora at hand.

    `tests` are the published rows of each corpus that has both labels, and of the null control.
    `beside` are changed articles of the main corpus, which P1 scores beside the published ones:
    corrupted twins and, if asked for, those of `cuts`.
    """

    vectors: Vectors
    tests: Mapping[str, Vectors]
    material: Material | None = None
    beside: Vectors | None = None
    cuts: Cuts | None = None
    teacher: Teacher = field(default_factory=Teacher)
    _splits: dict[str, list[Split]] = field(default_factory=dict)

    def splits(self, protocol: str) -> list[Split]:
        """What a protocol trains on and holds out: the same rows whenever it is asked for."""
        clusters = self.material.clusters if self.material else None
        made: dict[str, Callable[[], Iterable[Split]]] = {
            "P1": lambda: outlets_held_out(self.vectors, clusters, self.beside),
            "P1 alone": lambda: main_corpus_alone(self.vectors, clusters),
            "P2": lambda: few_corpora(self.vectors, self.tests, clusters),
            "P3": lambda: corpora_held_out(self.vectors, self.tests, clusters),
            "one label": lambda: one_label_held_out(self.vectors, clusters),
        }
        if protocol not in self._splits:
            self._splits[protocol] = list(made[protocol]())
        return self._splits[protocol]

    def two_systems(self) -> dict[str, Fit]:
        """The readings and, where there are texts, the words; what they are taught is their own."""
        book = self.material.book if self.material else None
        texts = self.material.texts if self.material else None
        found = all_systems(Teacher(book), texts)
        return {name: found[name] for name in (READINGS, WORDS) if name in found}

    def systems(self, *, more: bool = False) -> dict[str, Fit]:
        """What learns from these splits; with `more`, peers that can be installed, too."""
        texts = self.material.texts if self.material else None
        found = all_systems(self.teacher, texts, more=more)
        if more and boosting.is_at_hand():
            found[boosting.NAME] = lambda rows: boosting.fit_boosting(rows, self.teacher)
        return found


def set_up(vectors: Vectors, material: Material | None = None, *, short: bool = False) -> Setup:
    """What there is to measure; the material's vectors count as read by the present signals.

    With `short`, articles of the main corpus are also cut short.
    """
    published = vectors.rows(vectors.twin == "")
    tests = {
        corpus.name: published.rows(published.corpus == corpus.name)
        for corpus in TRAINING
        if set(published.label[published.corpus == corpus.name].tolist()) == {0, 1}
    }
    if material is None:
        return Setup(vectors, tests)
    as_now = vectors.signals_digest
    tests |= {
        name: replace(rows, signals_digest=as_now) for name, rows in material.controls.items()
    }
    beside = replace(material.damaged, signals_digest=as_now)
    book, cuts = material.book, None
    if short:
        cuts = cut_short(main_corpus(vectors), material.texts, book.common, processes=PROCESSES)
        beside = together((beside, replace(cuts.rows, signals_digest=as_now)))
        book = joined(book, cuts.book)
    return Setup(vectors, tests, material, beside, cuts, Teacher(book))
