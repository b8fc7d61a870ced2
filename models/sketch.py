"""Near-duplicates: a short sketch of a text, and which of many sketches are of nearly the same one.

MinHash (Broder, "On the resemblance and containment of documents", 1997): of all runs of five
words, each of 64 hash functions keeps the least. The share of places in which two sketches agree
estimates what share of their runs two texts have in common. No text can be had back from it.
"""

import re
import unicodedata
from zlib import crc32

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

Sketches = npt.NDArray[np.uint32]

SIZE = 64
# Two texts are nearly the same from this share of common runs on. One word changed in every
# sentence of a news article leaves some 60%, another headline or a cut paragraph 80 to 95%.
SAME = 0.7
_RUN = 5
# Sketches that agree in one of 16 bands of four places are compared: at a share of 0.7, 99% do.
_BAND = 4
_WORD = re.compile(r"\w+")
# Odd multipliers and offsets of the 64 hash functions; any will do, as long as they never change.
_DRAW = np.random.default_rng(20261127)
_FACTORS = _DRAW.integers(1 << 63, size=SIZE, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
_OFFSETS = _DRAW.integers(1 << 63, size=SIZE, dtype=np.uint64)


def sketch(text: str) -> Sketches:
    """The 64 numbers of a text; whatever its case, punctuation and spaces."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    codes = np.array([crc32(word.encode("utf-8", "replace")) for word in words], np.uint64)
    runs = max(len(codes) - _RUN + 1, 1)
    hashes = np.zeros(runs, np.uint64)
    for place in range(_RUN):
        part = codes[place : place + runs]
        hashes[: len(part)] = (hashes[: len(part)] ^ part) * np.uint64(0x9E3779B97F4A7C15)
        hashes ^= hashes >> np.uint64(29)
    least = [
        np.min((hashes * factor + offset) >> np.uint64(32))
        for factor, offset in zip(_FACTORS, _OFFSETS, strict=True)
    ]
    return np.array(least, np.uint32)


def clusters(sketches: Sketches) -> npt.NDArray[np.intp]:
    """For each row of sketches the number of its cluster of nearly the same texts.

    In linear time: a row is compared with the first one of each band it shares with others.
    """
    count = len(sketches)
    if not count:
        return np.zeros(0, np.intp)
    links: list[npt.NDArray[np.intp]] = []
    for start in range(0, SIZE, _BAND):
        _, first, place = np.unique(
            sketches[:, start : start + _BAND], axis=0, return_index=True, return_inverse=True
        )
        pairs = np.column_stack([np.arange(count), first[place.reshape(-1)]])
        links.append(pairs[pairs[:, 0] != pairs[:, 1]])
    pairs = np.concatenate(links)
    alike = (sketches[pairs[:, 0]] == sketches[pairs[:, 1]]).mean(axis=1) >= SAME
    left, right = pairs[alike].T
    graph = coo_matrix((np.ones(len(left), bool), (left, right)), (count, count))
    _, found = connected_components(graph, directed=False)
    return np.asarray(found, np.intp)
