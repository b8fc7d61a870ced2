"""What is trained on and what is held out.

A split by article is worth nothing here: a model that knows the outlets looks brilliant on it. So
there are three protocols. P1: five folds of whole outlets on the main corpus, at most 80 articles
an outlet, trained on the other outlets of all corpora; "P1 alone" trains on the main corpus only.
P2: trained on two corpora, measured on every other. P3: one corpus after the other is left out of
training. A corpus of one label is left out by itself: it has no AUC, but it shows how many of its
articles are noticed. Whatever is held out takes its outlets, its texts and near-duplicates of them
along.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import StratifiedGroupKFold

from models.base_vectors import SEEDS, Vectors, together
from models.training import SHIPPED

MAIN = "abp_quality"
OUTLET_CAP = 80
FOLDS = 5
# What P2 trains on.
FEW = (MAIN, "recovery")
# In this corpus nothing in a text tells its label: who finds something has a leak or a bug.
NULL_CONTROL = "fa_kes"

Clusters = Mapping[int, int]
"""Of each content hash the number of its cluster of nearly the same texts."""


class Split(NamedTuple):
    """One part of a test: the rows to train on, and those to score."""

    protocol: str
    test: str
    train: Vectors
    held: Vectors


def outlets_held_out(
    vectors: Vectors, clusters: Clusters | None = None, twins: Vectors | None = None
) -> Iterator[Split]:
    """P1: the main corpus fold by fold; each fold's rows are scored together with their `twins`."""
    rows = main_corpus(vectors)
    beside = vectors.rows((vectors.corpus != MAIN) | (vectors.twin != ""))
    return _folds("P1", rows, beside, clusters or {}, twins)


def main_corpus_alone(vectors: Vectors, clusters: Clusters | None = None) -> Iterator[Split]:
    """P1 alone: the same folds, and nothing but the main corpus and its twins to train on."""
    beside = vectors.rows((vectors.corpus == MAIN) & (vectors.twin != ""))
    return _folds("P1 alone", main_corpus(vectors), beside, clusters or {}, None)


def _folds(
    protocol: str, rows: Vectors, beside: Vectors, clusters: Clusters, twins: Vectors | None
) -> Iterator[Split]:
    for fitted, held in folds(rows):
        test = rows.rows(held)
        train = unrelated(together((rows.rows(fitted), beside)), test, clusters)
        if twins is not None:
            test = together((test, twins.rows(np.isin(twins.content, test.content))))
        yield Split(protocol, MAIN, train, test)


def folds(rows: Vectors) -> Iterator[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
    """Five folds of whole outlets, each outlet held out once: (to train on, held out)."""
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SHIPPED.seed)
    yield from splitter.split(rows.matrix, rows.label, rows.outlet)


def main_corpus(vectors: Vectors) -> Vectors:
    """The rows of P1: published articles of the main corpus, at most 80 an outlet."""
    return capped(vectors, OUTLET_CAP)


def capped(vectors: Vectors, most: int) -> Vectors:
    """Published articles of the main corpus, at most so many an outlet: a fixed choice."""
    rows = np.flatnonzero((vectors.corpus == MAIN) & (vectors.twin == ""))
    rows = rows[np.argsort(vectors.content[rows], kind="stable")]
    taken: dict[str, int] = {}
    chosen = []
    for row in rows:
        outlet = str(vectors.outlet[row])
        taken[outlet] = taken.get(outlet, 0) + 1
        if taken[outlet] <= most:
            chosen.append(row)
    return vectors.rows(np.array(sorted(chosen), np.intp))


def few_corpora(
    vectors: Vectors, tests: Mapping[str, Vectors], clusters: Clusters | None = None
) -> Iterator[Split]:
    """P2: trained on two corpora (and the seed articles), measured on every other."""
    few = vectors.rows(np.isin(vectors.corpus, (*FEW, SEEDS)))
    for name, held in tests.items():
        if name not in FEW and name != NULL_CONTROL:
            yield Split("P2", name, unrelated(few, held, clusters or {}), held)


def corpora_held_out(
    vectors: Vectors, tests: Mapping[str, Vectors], clusters: Clusters | None = None
) -> Iterator[Split]:
    """P3: each test corpus, and everything else to train on; the null control among them."""
    for name, held in tests.items():
        train = unrelated(vectors.rows(vectors.corpus != name), held, clusters or {})
        yield Split("null control" if name == NULL_CONTROL else "P3", name, train, held)


def one_label_held_out(vectors: Vectors, clusters: Clusters | None = None) -> Iterator[Split]:
    """Each corpus of one label, the other corpora to train on."""
    published = vectors.rows((vectors.twin == "") & (vectors.corpus != SEEDS))
    for name in np.unique(published.corpus).tolist():
        held = published.rows(published.corpus == name)
        if len(np.unique(held.label)) == 1:
            train = unrelated(vectors.rows(vectors.corpus != name), held, clusters or {})
            yield Split("one label", name, train, held)


def unrelated(train: Vectors, held: Vectors, clusters: Clusters) -> Vectors:
    """The rows to train on that share no outlet with what is held out, and nearly no text."""
    near = {clusters.get(content, content) for content in held.content.tolist()}
    same = [clusters.get(content, content) in near for content in train.content.tolist()]
    return train.rows(~np.isin(train.outlet, held.outlet) & ~np.array(same, bool))
