"""How an article is phrased: the learnt weights of its phrases, whatever it is about.

A phrase is one to three neighbouring tokens, of which only common words stand as themselves; any
other is its class (``kernel.views``). So a phrase says "said on <day> that" and never who said it.
``models.wording`` learns the weights.
"""

import numpy as np

from features.kernel.compiled import leaf, shared
from features.kernel.tokens import T_END, T_HASH, T_KIND, T_START, WORD
from features.kernel.views import PAD, V_CLASS, V_WORD
from features.kernel.words import among

# Tokens of the longest phrase.
LONGEST = 3
# An entry of a table: the weight in the low 8 bits, above it 8 that tell apart who shares a place.
CHECK_BITS = 8
# A weight counts like this many different phrases at least: a short text has few.
LEAST_PHRASES = 50
# So many passages are kept for each direction, from this weight on (of 127).
PASSAGES = 5
LEAST_CITED = 32

_WORDS_FROM = 1 << 8  # classes are below
_WORD_BITS = (1 << 20) - 1
# Odd numbers of 40 bits, drawn once; a product with a token's number stays below 2**61.
_ONE = 0x9E3779B97F
_TWO = (0xC2B2AE3D27, 0xD6E8FEB866)
_THREE = (0xA0761D6479, 0xE7037ED1A1, 0x8EBC6AF09D)
_SHIFT = 17


@leaf
def _symbol(tokens, views, common, t):
    if tokens[t, T_KIND] == WORD and among(common, tokens[t, T_HASH]):
        return _WORDS_FROM + (views[t + PAD, V_WORD] & _WORD_BITS)
    return views[t + PAD, V_CLASS]


@leaf
def _number(one, two, three, length):
    """A phrase's number; ``three`` is its last token, then come those before it."""
    if length == 1:
        total = three * _ONE
    elif length == 2:
        total = two * _TWO[0] + three * _TWO[1]
    else:
        total = one * _THREE[0] + two * _THREE[1] + three * _THREE[2]
    return (total ^ total >> 31) >> _SHIFT


@shared
def list_phrases(tokens, views, common, numbers):
    """Enters the number of every phrase, LONGEST a token (-1: none ends there), for training."""
    one = two = np.int64(-1)
    for t in range(tokens.shape[0]):
        three = np.int64(_symbol(tokens, views, common, t))
        numbers[t, 0] = _number(one, two, three, 1)
        numbers[t, 1] = _number(one, two, three, 2) if t >= 1 else -1
        numbers[t, 2] = _number(one, two, three, 3) if t >= 2 else -1
        one, two = two, three


@shared
def slot_of(number, size):
    """A phrase's place in a table of so many entries, a power of two."""
    return number & (size - 1)


@shared
def check_of(number, size):
    """What a table of so many entries keeps of a phrase: 8 bits, never 0."""
    return number // size & ((1 << CHECK_BITS) - 1) | 1


@leaf
def _keep(passages, count, first, last, weight):
    """Keeps a passage among the strongest of its direction, no two that overlap."""
    weakest = -1
    kept = 0
    for row in range(count):
        if (passages[row, 2] > 0) != (weight > 0):
            continue
        kept += 1
        if first <= passages[row, 1] and passages[row, 0] <= last:
            if abs(weight) > abs(passages[row, 2]):
                passages[row, 0], passages[row, 1], passages[row, 2] = first, last, weight
            return count
        if weakest < 0 or abs(passages[row, 2]) < abs(passages[weakest, 2]):
            weakest = row
    if kept < PASSAGES:
        weakest = count
        count += 1
    elif abs(weight) <= abs(passages[weakest, 2]):
        return count
    passages[weakest, 0], passages[weakest, 1], passages[weakest, 2] = first, last, weight
    return count


@leaf
def read_wording(tokens, views, n, common, table, passages, seen):
    """The mean leaning of a text's phrases: (sum of the weights over ``phrases ** 0.5``, passages).

    Each phrase counts once, however often it stands there. ``table`` is empty or a power of two
    long; ``passages`` gets the strongest phrases' first and last code points and weights;
    ``seen`` is scratch: a bit for each entry of the table.
    """
    for place in range(table.size >> 6):
        seen[place] = 0
    size = np.int64(table.size)
    total = np.int64(0)
    known = 0
    count = 0
    one = two = np.int64(-1)
    for t in range(n):
        three = np.int64(_symbol(tokens, views, common, t))
        for length in range(1, min(t + 1, LONGEST) + 1):
            number = _number(one, two, three, length)
            slot = slot_of(number, size)
            held = np.int64(table[slot])
            if held >> CHECK_BITS & 0xFF != check_of(number, size):
                continue
            bit = np.int64(1) << (slot & 63)
            if seen[slot >> 6] & bit:
                continue
            seen[slot >> 6] |= bit
            weight = (held & 0xFF) - ((held & 0x80) << 1)
            total += weight
            known += 1
            if abs(weight) >= LEAST_CITED:
                count = _keep(passages, count, t - length + 1, t, weight)
        one, two = two, three
    for row in range(count):
        passages[row, 0] = tokens[passages[row, 0], T_START]
        passages[row, 1] = tokens[passages[row, 1], T_END]
    return total / max(known, LEAST_PHRASES) ** 0.5, count
