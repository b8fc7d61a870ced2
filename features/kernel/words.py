"""Small sets of words that the grammar names, as sorted arrays of hashes."""

import numpy as np
import numpy.typing as npt

from features.kernel.compiled import leaf
from features.lexicon import word_hash


def hashes(words: str) -> npt.NDArray[np.int64]:
    """The hashes of these words. An array: the compiler copies a tuple at every look-up."""
    return np.array(sorted(word_hash(word) for word in words.split()), np.int64)


@leaf
def among(values, value):
    """Whether the value is one of these."""
    for candidate in values:  # any() does not compile
        if candidate == value:
            return True
    return False
