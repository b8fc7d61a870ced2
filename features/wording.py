"""The learnt weights of phrases with which the scan reads how an article is worded.

They are numbers at hashed places, so the file holds no words. ``models.wording`` learns them.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

FILE = Path(__file__).parent / "taggers" / "wording.npz"

# How many entries each table has.
BODY_SIZE, TITLE_SIZE = 1 << 17, 1 << 14


class WordingWeights(NamedTuple):
    """``common``: the words that stand as themselves, a set of hashes (``kernel.words``).

    ``body`` and ``title``: the tables of ``kernel.wording``. A weight of 1 is stored as 1 / unit.
    """

    common: npt.NDArray[np.int64]
    body: npt.NDArray[np.int16]
    title: npt.NDArray[np.int16]
    body_unit: float
    title_unit: float


def unlearnt() -> WordingWeights:
    """Weights that know no phrase: what learning starts from."""
    return WordingWeights(
        np.zeros(1, np.int64), np.zeros(BODY_SIZE, np.int16), np.zeros(TITLE_SIZE, np.int16), 1, 1
    )


def save(weights: WordingWeights, path: Path = FILE) -> None:
    """Writes the compact file; the same weights give the same bytes."""
    np.savez_compressed(
        path,
        allow_pickle=False,
        common=weights.common,
        body=weights.body,
        title=weights.title,
        units=np.array([weights.body_unit, weights.title_unit]),
    )


@cache
def wording_weights(path: Path = FILE) -> WordingWeights:
    """The weights in this file, read once a process; ValueError where they do not fit the code."""
    with np.load(path, allow_pickle=False) as stored:
        weights = WordingWeights(
            stored["common"], stored["body"], stored["title"], *stored["units"].tolist()
        )
    if weights.body.shape != (BODY_SIZE,) or weights.title.shape != (TITLE_SIZE,):
        raise ValueError(f"{path.name} was made for another number of phrases")
    return weights
