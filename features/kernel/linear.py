"""Linear decisions over hashed features, and the tables that hold their weights.

A feature is a number made of its template and its value. A table has 1 << bits entries of 16 bits:
the weight in the low 8, and 8 bits of the feature above, so that a feature which was not learnt
mostly finds nothing instead of another one's weight.
"""

import numpy as np

from features.kernel.compiled import leaf, shared

# Features are numbers below this; the table's index is in the low bits, its check in the high 8.
KEYS = (1 << 24) - 1
CHECK_SHIFT = 16
# A weight of 1 is stored as this.
SCALE = 24


@shared
def feature(template, value):
    """The number of this value of this template."""
    return ((np.int64(value) & 0x3FFFFFFF) * 2654435761 + template * 545460846597) >> 15 & KEYS


@leaf
def pair(one, other):
    """One value of two; values stay below 2**40."""
    return (np.int64(one) & 0xFFFFFF) * 40503 + (np.int64(other) & 0xFFFFFF) * 9176 + 17


@shared
def score(table, keys, count):
    """The sum of the weights of the first ``count`` features, times SCALE."""
    last = table.size - 1
    total = np.int64(0)
    for k in range(count):
        held = np.int64(table[keys[k] & last])
        low = held & 0xFF
        # No branch: it would be guessed wrongly every other time.
        is_known = (held >> 8 & 0xFF) == keys[k] >> CHECK_SHIFT
        total += (low - ((low & 0x80) << 1)) * np.int64(is_known)
    return total


@leaf
def bucket(distance):
    """A number of tokens, in steps that widen."""
    if distance < 5:
        return distance
    if distance < 8:
        return 5
    if distance < 12:
        return 6
    return 7 if distance < 20 else 8
