"""What the linear deciders see of a token: small numbers for its word, its class and its ending.

A word's class is learnt from unlabelled text (``models.taggers.word_classes``) and stands in for a
part of speech. Views are rows of one matrix with spare rows around it, so that the neighbours of
the first and the last token can be looked at too.
"""

import numpy as np

from features.alphabet import QUOTE
from features.kernel.compiled import leaf, shared
from features.kernel.tokens import (
    CAPITAL,
    LINE,
    NUMBER,
    QUOTED,
    T_END,
    T_FLAGS,
    T_HASH,
    T_KIND,
    WORD,
)

# The columns: a number for the word or mark, its class, a number for its last three letters, and
# the first and last token of the quotation around it (-1: not quoted).
V_WORD, V_CLASS, V_ENDING, V_QUOTE_FIRST, V_QUOTE_LAST = range(5)
V_COLUMNS = 5
# Token t is row t + PAD.
PAD = 4

# Classes: 0 is no token, the learnt ones follow, then words not in the table by their ending, with
# capitals apart, then marks and figures by their kind.
LEARNT_CLASSES = 180
_UNKNOWN = LEARNT_CLASSES + 1
_UNKNOWN_CAPITAL = _UNKNOWN + 6
_MARK = _UNKNOWN_CAPITAL + 6

CLASS_SLOTS = 1 << 15
_WORD_BITS = (1 << 20) - 1
_D, _E, _G, _I, _L, _N, _O, _S, _Y = (ord(letter) for letter in "deginlosy")


@shared
def class_slot(word_hash: int) -> int:
    """Where the table of classes holds this word."""
    return (word_hash ^ word_hash >> 19) & (CLASS_SLOTS - 1)


@shared
def fingerprint(word_hash: int) -> int:
    """8 bits that tell apart most words of one slot; never 0."""
    return (word_hash >> 31 & 0xFF) | 1


@leaf
def _ending_class(last, second, third):
    if last == _D and second == _E:
        return 1
    if last == _G and second == _N and third == _I:
        return 2
    if last == _S:
        return 3
    if last == _Y and second == _L:
        return 4
    if last == _N and second == _O:
        return 5
    return 0


@leaf
def _fill(views, tokens, n, letters, classes):
    for t in range(n):
        row = t + PAD
        kind = tokens[t, T_KIND]
        value = tokens[t, T_HASH]
        if kind == WORD:
            end = tokens[t, T_END]
            last, second, third = (
                np.int64(letters[end - 1]),
                np.int64(letters[end - 2]),
                np.int64(letters[end - 3]),
            )
            views[row, V_WORD] = (value ^ value >> 21) & _WORD_BITS
            views[row, V_ENDING] = (last & 31) << 10 | (second & 31) << 5 | (third & 31)
            held = np.int64(classes[class_slot(value)])
            if held >> 8 == fingerprint(value):
                views[row, V_CLASS] = held & 0xFF
            else:
                unknown = _UNKNOWN_CAPITAL if tokens[t, T_FLAGS] & CAPITAL else _UNKNOWN
                views[row, V_CLASS] = unknown + _ending_class(last, second, third)
        else:
            # A figure is a figure; a mark is itself.
            views[row, V_WORD] = kind << 8 | (0 if kind == NUMBER else value)
            views[row, V_CLASS] = _MARK + kind
            views[row, V_ENDING] = 0


@leaf
def _fill_quotations(views, tokens, n):
    first = -1
    for t in range(n):
        quoted = tokens[t, T_FLAGS] & QUOTED != 0
        starts = (
            tokens[t, T_KIND] == QUOTE
            and first >= 0
            and t > first + 1
            and tokens[t - 1, T_KIND] == QUOTE
        ) or tokens[t, T_FLAGS] & LINE != 0
        if not quoted:
            first = -1
        elif first < 0 or starts:
            first = t
        views[t + PAD, V_QUOTE_FIRST] = first
    last = -1
    for t in range(n - 1, -1, -1):
        first = views[t + PAD, V_QUOTE_FIRST]
        if first < 0:
            last = -1
        elif last < 0 or views[last + PAD, V_QUOTE_FIRST] != first:
            last = t
        views[t + PAD, V_QUOTE_LAST] = last


@leaf
def fill_views(views, tokens, n, letters, classes):
    """Enters the views of the tokens: (n + 2 * PAD, V_COLUMNS), zeros around."""
    for row in range(PAD):
        for column in range(V_COLUMNS):
            views[row, column] = 0
            views[n + PAD + row, column] = 0
    _fill(views, tokens, n, letters, classes)
    _fill_quotations(views, tokens, n)
