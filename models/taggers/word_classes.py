"""Word classes from unlabelled text: words that stand between the same neighbours are alike.

A stand-in for a part-of-speech tagger, and for the words that the labelled articles do not mark.
Each frequent word is described by how often each of the most frequent words stands before and
behind it, by its ending, and by how often it is capitalised; this is reduced to a few dimensions
and clustered with k-means.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.cluster import KMeans
from sklearn.utils.extmath import randomized_svd

from features.kernel.tokens import CAPITAL, SENTENCE, T_END, T_FLAGS, T_HASH, T_KIND, WORD
from features.kernel.views import CLASS_SLOTS, LEARNT_CLASSES, class_slot, fingerprint
from features.scan import scan

Integers = npt.NDArray[np.int64]

VOCABULARY = 16_000
NEIGHBOURS = 500
DIMENSIONS = 50
ENDING_WEIGHT = 0.5
POWER = 0.5
SEED = 7
_ENDINGS = 1 << 10


def class_table(texts: Iterable[str]) -> npt.NDArray[np.uint16]:
    """The table that ``kernel.views`` reads a word's class from, shape (CLASS_SLOTS,).

    An entry is (fingerprint << 8 | class), 0 where it is free. Of two words in one slot the more
    frequent has it.
    """
    stream = np.concatenate([_words(text) for text in texts])
    hashes, first, numbers, counts = np.unique(
        stream[:, 0], return_index=True, return_inverse=True, return_counts=True
    )
    # By frequency, then by hash: the same order every time.
    order = np.lexsort((hashes, -counts))[:VOCABULARY]
    rank = np.full(hashes.size, VOCABULARY)
    rank[order] = np.arange(order.size)
    capitals = np.bincount(numbers, stream[:, 2]) / counts
    classes = _classes(rank[numbers], stream[first[order], 1], capitals[order])
    table = np.zeros(CLASS_SLOTS, np.uint16)
    for word, group in zip(hashes[order].tolist(), classes.tolist(), strict=True):
        slot = class_slot(word)
        if word > _LAST_MARK and table[slot] == 0:
            table[slot] = fingerprint(word) << 8 | group
    return table


# Marks and figures are words of their own here, below every word's hash.
_LAST_MARK = 32


def _words(text: str) -> Integers:
    """Of each token: its word, a number for its ending, whether a capital names something."""
    tokens = scan(text).tokens
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    codes = np.concatenate((codes, np.zeros(3, np.int64))) | 32
    end, is_word = tokens[:, T_END], tokens[:, T_KIND] == WORD
    ending = (codes[end - 1] * 31 + codes[end - 2]) * 31 + codes[end - 3]
    capital = (tokens[:, T_FLAGS] & (CAPITAL | SENTENCE)) == CAPITAL
    word = np.where(is_word, tokens[:, T_HASH], tokens[:, T_KIND])
    return np.stack((word, ending % _ENDINGS, capital), axis=1)


def _classes(stream: Integers, endings: Integers, capitals: npt.NDArray[np.float64]) -> Integers:
    """The class, 1 to LEARNT_CLASSES, of each word of the vocabulary."""
    words = endings.size
    before, after = stream[:-1], stream[1:]
    right = (before < words) & (after < NEIGHBOURS)
    left = (after < words) & (before < NEIGHBOURS)
    rows = np.concatenate((before[right], after[left]))
    columns = np.concatenate((after[right], before[left] + NEIGHBOURS))
    counted = sparse.coo_matrix(
        (np.ones(rows.size), (rows, columns)), (words, 2 * NEIGHBOURS)
    ).tocsr()
    totals = np.maximum(np.asarray(counted.sum(axis=1)), 1)
    # Square roots of shares, as in the Hellinger distance.
    shares = counted.multiply(1 / totals).sqrt()
    forms = sparse.coo_matrix(
        (np.full(words, ENDING_WEIGHT), (np.arange(words), endings)), (words, _ENDINGS)
    )
    described = sparse.hstack((shares, forms, sparse.csr_matrix(ENDING_WEIGHT * capitals[:, None])))
    vectors, scales, _ = randomized_svd(described.tocsr(), DIMENSIONS, random_state=SEED)
    points = vectors * scales**POWER
    points /= np.maximum(np.linalg.norm(points, axis=1, keepdims=True), 1e-9)
    weight = np.sqrt(np.bincount(stream, minlength=words + 1)[:words])
    clusters = KMeans(LEARNT_CLASSES, random_state=SEED, n_init=1, max_iter=60)
    return np.asarray(clusters.fit_predict(points, sample_weight=weight), np.int64) + 1
