"""Figures that an article tells twice in the same words, and differently."""

import numpy as np

from features.kernel.compiled import inner, leaf
from features.kernel.figures import (
    APPROXIMATE,
    EXACT,
    FIRST,
    KIND,
    LAST,
    PRECISION,
    RANGE,
    SHARE,
    is_a_figure,
)
from features.kernel.tokens import T_HASH, T_KIND, T_MASK, T_SENTENCE, WORD
from features.lexicon import HASH_FACTOR, HASH_MASK, MAGNITUDE, NUMERAL, bit

_EMPTY_WORD = bit("function_word") | NUMERAL | MAGNITUDE
_REACH = 4  # tokens between a figure and the words that frame it, at most
_LEAST = 10.0  # smaller counts come and go within an article
# Further apart than any rounding of one figure.
_EXACT_RATIO, _ROUNDED_RATIO, _VAGUE_RATIO = 1.01, 1.1, 1.3


@leaf
def _content_word(tokens, n, t, step, sentence):
    """The next word that means something from t on, in one sentence: its token, or -1."""
    for _ in range(_REACH):
        if not 0 <= t < n or tokens[t, T_SENTENCE] != sentence:
            return -1
        if tokens[t, T_KIND] == WORD and not tokens[t, T_MASK] & _EMPTY_WORD:
            return t
        t += step
    return -1


@leaf
def _mix(value, tokens, t):
    return (value * HASH_FACTOR + (tokens[t, T_HASH] & 0xFFFFFFFF)) & HASH_MASK


@leaf
def _frame(tokens, one, two, three, kind):
    value = _mix(np.int64(kind) + 1, tokens, one)
    return _mix(_mix(value, tokens, two), tokens, three) + 1


@leaf
def _differ(one, other, precision, other_precision):
    ratio = max(one, other) / min(one, other)
    if precision == EXACT and other_precision == EXACT:
        return ratio > _EXACT_RATIO
    vague = precision == APPROXIMATE or other_precision == APPROXIMATE
    vague |= precision == RANGE or other_precision == RANGE
    return ratio > (_VAGUE_RATIO if vague else _ROUNDED_RATIO)


@leaf
def _beside_colon(tokens, n, first, last):
    """Whether it is part of a time or of a result: 10:45."""
    return (
        first > 0 and tokens[first - 1, T_KIND] != WORD and tokens[first - 1, T_HASH] == 58
    ) or (last + 1 < n and tokens[last + 1, T_KIND] != WORD and tokens[last + 1, T_HASH] == 58)


@inner
def find_retold(pairs, tokens, n, quantities, values, scratch):
    """Enters rows (figure, earlier figure), as rows of the figures: one frame, two values.

    Returns their count.
    """
    size = 16
    while size < 4 * quantities.shape[0]:
        size *= 2
    keys, first_row = scratch[:size], scratch[size : 2 * size]
    keys[:] = 0
    return _fill(tokens, n, quantities, values, keys, first_row, pairs)


@leaf
def _fill(tokens, n, quantities, values, keys, first_row, pairs):
    count = 0
    for row in range(quantities.shape[0]):
        kind = quantities[row, KIND]
        if not is_a_figure(kind) or kind == SHARE or values[row] < _LEAST:
            continue
        first, last = quantities[row, FIRST], quantities[row, LAST]
        if _beside_colon(tokens, n, first, last):
            continue
        sentence = tokens[first, T_SENTENCE]
        noun = _content_word(tokens, n, last, 1, sentence)
        before = _content_word(tokens, n, first - 1, -1, sentence)
        after = _content_word(tokens, n, noun + 1, 1, sentence) if noun >= 0 else -1
        if after < 0:
            continue
        further = _content_word(tokens, n, after + 1, 1, sentence)
        told = -1
        for frame in range(2):
            if (before if frame == 0 else further) < 0:
                continue
            if frame == 0:
                key = _frame(tokens, before, noun, after, kind)
            else:
                key = _frame(tokens, noun, after, further, kind + 64)
            slot = (key ^ key >> 23) & (keys.size - 1)
            while keys[slot] != 0 and keys[slot] != key:
                slot = (slot + 1) & (keys.size - 1)
            if keys[slot] == 0:
                keys[slot] = key
                first_row[slot] = row
            else:
                told = first_row[slot]
        # Within one sentence two figures are two things.
        if told >= 0 and tokens[quantities[told, FIRST], T_SENTENCE] != sentence:
            precision, other = quantities[row, PRECISION], quantities[told, PRECISION]
            if _differ(values[row], values[told], precision, other):
                pairs[count, 0] = row
                pairs[count, 1] = told
                count += 1
    return count
