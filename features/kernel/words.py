"""Small sets of words, or of characters, that the grammar names."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from features.kernel.compiled import leaf
from features.lexicon import word_hash

_FOLD = 11


def members(values: Iterable[int]) -> npt.NDArray[np.int64]:
    """A set of numbers above 0 for ``among``: open-addressed, 0 where a slot is free.

    An array: the compiler copies a tuple at every look-up.
    """
    chosen = set(values)
    size = 1 << (2 * len(chosen)).bit_length()
    slots = np.zeros(size, np.int64)
    for value in sorted(chosen):
        slot = (value ^ value >> _FOLD) & (size - 1)
        while slots[slot]:
            slot = (slot + 1) & (size - 1)
        slots[slot] = value
    return slots


def hashes(words: str) -> npt.NDArray[np.int64]:
    """The set of these words' hashes."""
    return members(map(word_hash, words.split()))


@leaf
def among(slots, value):
    """Whether the value is in the set."""
    last = slots.size - 1
    slot = (np.int64(value) ^ np.int64(value) >> _FOLD) & last
    while slots[slot] != 0:
        if slots[slot] == value:
            return True
        slot = (slot + 1) & last
    return False
