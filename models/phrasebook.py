"""The phrases of labelled articles beside their vectors: what the wording is taught from.

A vector has no text, and the wording has to be taught anew wherever outlets or corpora are held
out: a wording that had seen them would know them. So the phrases of every article are kept at hand
for as long as models are trained and measured.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from features.wording import WordingWeights
from models.base_vectors import SEEDS, Vectors, compact, compared_within
from models.corpus import Labelled
from models.training import SHIPPED, Recipe, phrasing_weights
from models.wording import Phrases, columns_of, common_words, phrases_of, readings, teach


@dataclass(frozen=True)
class Phrasebook:
    """The phrases of some articles, found again by content hash and twin."""

    common: npt.NDArray[np.int64]
    phrases: Phrases
    row: dict[tuple[int, str], int]

    @classmethod
    def read(
        cls, taught: Sequence[Labelled], others: Sequence[Labelled] = (), *, processes: int = 1
    ) -> "Phrasebook":
        """Reads the articles; which words are common is what those to be `taught` say."""
        real = [item for item in taught if not item.twin]
        common = common_words(
            [item.article for item in real], [item.corpus for item in real], processes
        )
        articles = list({(item.content, item.twin): item for item in (*taught, *others)}.values())
        return cls(
            common,
            phrases_of([item.article for item in articles], common, processes),
            {(item.content, item.twin): row for row, item in enumerate(articles)},
        )

    def of(self, vectors: Vectors) -> Phrases:
        """The phrases of these rows' articles; KeyError for one that was not read."""
        keys = zip(vectors.content.tolist(), vectors.twin.tolist(), strict=True)
        return self.phrases.rows(np.array([self.row[key] for key in keys], np.intp))

    def teach(
        self, vectors: Vectors, *, recipe: Recipe = SHIPPED, processes: int = 1
    ) -> tuple[Vectors, WordingWeights]:
        """The wording that these rows teach, and the rows as held-out wordings read them.

        Twins and the articles written for this project teach nothing.
        """
        published = (vectors.twin == "") & (vectors.corpus != SEEDS)
        weights = np.zeros(len(vectors))
        weights[published] = phrasing_weights(vectors.rows(published), recipe)
        taught = teach(
            self.of(vectors),
            vectors.label,
            weights,
            compared_within(vectors.corpus),
            vectors.outlet,
            self.common,
            processes=processes,
        )
        return _with_wording(vectors, taught.readings), taught.weights

    def read_by(self, weights: WordingWeights, vectors: Vectors) -> Vectors:
        """The rows as these weights read them."""
        return _with_wording(vectors, readings(self.of(vectors), weights))


def _with_wording(vectors: Vectors, found: npt.NDArray[np.float64]) -> Vectors:
    matrix = vectors.matrix.copy()
    matrix[:, columns_of(vectors.signals)] = compact(found)
    return replace(vectors, matrix=matrix)
