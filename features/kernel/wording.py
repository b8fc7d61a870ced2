"""How an article is phrased: the learnt weights of its phrases, whatever it is about.

A phrase is one to three neighbouring tokens, of which only common words and the marks that divide
or end sentences stand as themselves; any other is its class (``kernel.views``). So a phrase says
"said on <day> that" and never who said it. Full stops in a row are what an ellipsis is. What stands
in quotation marks is somebody else's wording, and no part of a phrase. ``models.wording`` learns
the weights.
"""

import numpy as np

from features.alphabet import COMMA, END, STOP
from features.kernel.compiled import fetch, leaf, shared
from features.kernel.tokens import T_END, T_HASH, T_KIND, T_START, WORD
from features.kernel.views import PAD, V_CLASS, V_QUOTE_FIRST, V_WORD
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
_MARKS_FROM = 1 << 21  # above all words
_ELLIPSIS = _MARKS_FROM + (END << 8 | ord("."))
# Odd numbers of 40 bits, drawn once; what a phrase adds up to stays below 2**63.
_ONE = 0x9E3779B97F
_TWO = (0xC2B2AE3D27, 0xD6E8FEB866)
_THREE = (0xA0761D6479, 0xE7037ED1A1, 0x8EBC6AF09D)
_SHIFT = 17
# A phrase that the table knows, as one number: its place there, how many tokens stand before its
# last one, and that one's number.
_LENGTH_SHIFT, _TOKEN_SHIFT = 24, 26
_SLOT = (1 << _LENGTH_SHIFT) - 1
# How many tokens before it is needed an entry is fetched.
_AHEAD = 8


@leaf
def _symbol(tokens, views, common, t):
    kind = tokens[t, T_KIND]
    if kind == WORD and among(common, tokens[t, T_HASH]):
        return _WORDS_FROM + (views[t + PAD, V_WORD] & _WORD_BITS)
    if kind == COMMA or kind == END:
        return _MARKS_FROM + views[t + PAD, V_WORD]
    if kind == STOP and tokens[t, T_END] - tokens[t, T_START] > 1:
        return _ELLIPSIS
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
    """Enters the number of every phrase, LONGEST a token (-1: none ends there)."""
    one = two = np.int64(-1)
    unquoted = 0  # so many tokens up to this one
    for t in range(numbers.shape[0]):
        three = np.int64(_symbol(tokens, views, common, t))
        unquoted = unquoted + 1 if views[t + PAD, V_QUOTE_FIRST] < 0 else 0
        for length in range(1, LONGEST + 1):
            known = _number(one, two, three, length)
            numbers[t, length - 1] = known if length <= unquoted else -1
        one, two = two, three


@leaf
def _list_known(table, numbers, known):
    """Lists the phrases that the table knows, each as one number; returns how many these are.

    The table is far from the processor, and to guess what an entry holds, wrongly every other time,
    stops all work until it is there: half of what it took to read the wording. So each entry is
    fetched in time, and nothing is guessed.
    """
    bits = np.int64(0)
    while table.size >> bits > 1:
        bits += 1
    of_table = (np.int64(1) << bits) - 1
    n = numbers.shape[0]
    count = np.int64(0)
    for t in range(n):
        ahead = min(t + _AHEAD, n - 1)
        for length in range(LONGEST):
            fetch(table, numbers[ahead, length] & of_table)
            number = numbers[t, length]
            slot = number & of_table
            held = np.int64(table[slot])
            # An entry without a phrase is 0, and what one with a phrase keeps of it never is.
            is_known = held >> CHECK_BITS & 0xFF == number >> bits & 0xFF | 1
            known[count] = t << _TOKEN_SHIFT | length << _LENGTH_SHIFT | slot
            count += is_known & (number >= 0)
    return count


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
def read_wording(tokens, views, common, table, passages, numbers, known, seen):
    """The mean leaning of a text's phrases: (sum of the weights over ``phrases ** 0.5``, passages).

    Each phrase counts once, however often it stands there. ``table`` is a power of two long, 64 at
    least; ``passages`` gets the strongest phrases' first and last code points and weights. Scratch:
    ``numbers``, LONGEST for each token that is read; ``known``, as many and one more; ``seen``, a
    bit for each entry of the table.
    """
    list_phrases(tokens, views, common, numbers)
    n_known = _list_known(table, numbers, known)
    for place in range(table.size >> 6):
        seen[place] = 0
    total = np.int64(0)
    different = 0
    count = 0
    for row in range(n_known):
        slot = known[row] & _SLOT
        bit = np.int64(1) << (slot & 63)
        if seen[slot >> 6] & bit:
            continue
        seen[slot >> 6] |= bit
        held = np.int64(table[slot])
        weight = (held & 0xFF) - ((held & 0x80) << 1)
        total += weight
        different += 1
        if abs(weight) >= LEAST_CITED:
            last, before = known[row] >> _TOKEN_SHIFT, known[row] >> _LENGTH_SHIFT & 3
            count = _keep(passages, count, last - before, last, weight)
    for row in range(count):
        passages[row, 0] = tokens[passages[row, 0], T_START]
        passages[row, 1] = tokens[passages[row, 1], T_END]
    return total / max(different, LEAST_PHRASES) ** 0.5, count
