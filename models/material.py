"""All that the corpora give for training and measuring, read once and kept (`models.kept`)."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from joblib import Parallel, delayed

from features.article import Article
from models.abstention import why_not
from models.base_vectors import Vectors
from models.corpus import (
    TRAINING,
    Labelled,
    damaged,
    evaluation_articles,
    seed_examples,
    training_articles,
    vectors_of,
)
from models.corruption import KINDS
from models.kept import code_digest, digest_of, kept
from models.phrasebook import Phrasebook
from models.sketch import clusters, sketch

# Of so many credible articles of the main corpus, every kind of corrupted twin is scored.
DAMAGED = 500


class About(NamedTuple):
    """What is known of an article beside its readings.

    `year` is 0 where it is not known; `abstained` is the reason not to score it, "" where there is
    none.
    """

    year: int
    leaning: str
    abstained: str


class Material(NamedTuple):
    """What the corpora give; `texts`, `clusters` and `about` by content hash.

    `training` are the vectors of all articles to train on and their twins, as they read before the
    phrasing is learnt; `controls` those that are only measured on, by corpus; `damaged` every kind
    of corrupted twin of some credible articles. `book` holds the phrases of them all. Articles of
    one of the `clusters` are nearly the same text.
    """

    training: Vectors
    controls: Mapping[str, Vectors]
    damaged: Vectors
    book: Phrasebook
    texts: Mapping[int, str]
    clusters: Mapping[int, int]
    about: Mapping[int, About]


def gather(folder: Path, *, processes: int = 1) -> Material:
    """Reads the corpora in this folder, or what was kept when they were read before."""
    training = training_articles(folder)
    controls = evaluation_articles(folder)
    every_kind = [
        twin
        for item in _to_damage(training)
        for kind in sorted(KINDS)
        for twin in damaged(item, kind)
    ]
    published = [
        *(item for item in training if not item.twin),
        *(item for items in controls.values() for item in items),
    ]
    others = [*(item for items in controls.values() for item in items), *every_kind]
    code = code_digest()

    def read(name: str, items: Sequence[Labelled]) -> Vectors:
        key = digest_of([code, *map(_identity, items)])
        return kept(f"vectors-{name}", key, lambda: vectors_of(items, processes=processes))

    def phrases() -> Phrasebook:
        return Phrasebook.read(training, [*others, *seed_examples()], processes=processes)

    everything = digest_of([code, *map(_identity, [*training, *others, *seed_examples()])])
    return Material(
        training=read("training", training),
        controls={name: read(name, items) for name, items in controls.items()},
        damaged=read("damaged", every_kind),
        book=kept("phrases", everything, phrases),
        texts={item.content: f"{item.article.title}\n{item.article.body}" for item in published},
        clusters=kept("clusters", everything, lambda: _clusters(published, processes)),
        about=kept("about", everything, lambda: _about(published, processes)),
    )


def _to_damage(training: Iterable[Labelled]) -> list[Labelled]:
    main = TRAINING[0].name
    credible = [item for item in training if item.corpus == main and item.label == 1]
    return sorted(credible, key=lambda item: item.content)[:DAMAGED]


def _identity(item: Labelled) -> str:
    article = item.article
    facts = (item.corpus, item.outlet, item.label, item.twin, item.leaning, article.published)
    return f"{facts} {article.title}\n{article.body}"


def _clusters(items: Sequence[Labelled], processes: int) -> dict[int, int]:
    sketches = Parallel(n_jobs=processes, batch_size=200)(
        delayed(sketch)(item.article.body) for item in items
    )
    found = clusters(np.array(sketches, np.uint32))
    return {item.content: int(cluster) for item, cluster in zip(items, found, strict=True)}


def _about(items: Sequence[Labelled], processes: int) -> dict[int, About]:
    reasons = Parallel(n_jobs=processes, batch_size=200)(
        delayed(_abstained)(item.article) for item in items
    )
    return {
        item.content: About(
            item.article.published.year if item.article.published else 0, item.leaning, reason
        )
        for item, reason in zip(items, reasons, strict=True)
    }


def _abstained(article: Article) -> str:
    abstention = why_not(article)
    return abstention.reason if abstention else ""
