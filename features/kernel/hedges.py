"""Which of the candidates in the word lists are hedges, and how strong: a logistic decision each.

A candidate is a hit of a list ``hedge_…``. Its features are the cue, the words around it and the
register of the text, each hashed to one place in a vector of weights; its probability is the
logistic function of the sum of the weights at these places. Training (``models.taggers.hedging``)
fills the features with the same function. Their number is fixed, so the cost is linear.
"""

from math import exp

import numpy as np
import numpy.typing as npt

from features.hedging import REGISTER_WEIGHTS, WEIGHTS
from features.kernel.compiled import entry, leaf
from features.kernel.figures import FIRST as FIGURE_FIRST
from features.kernel.figures import KIND as FIGURE_KIND
from features.kernel.figures import LAST as FIGURE_LAST
from features.kernel.figures import is_a_figure
from features.kernel.hits import HEDGED_FIGURE, HEDGED_SENTENCE, add_hit
from features.kernel.tokens import (
    CAPITAL,
    N_HEDGE_STRENGTH,
    NUMBER,
    QUOTED,
    SENTENCE,
    T_END,
    T_FLAGS,
    T_HASH,
    T_KIND,
    T_MASK,
    T_SENTENCE,
    WORD,
)
from features.lexicon import CATEGORIES, HASH_FACTOR, HASH_MASK, bit, word_hash

# The kinds of hedges, one list each.
KINDS = tuple(name.removeprefix("hedge_") for name in CATEGORIES if name.startswith("hedge_"))
# The columns of a row, of candidates that are no hedges too. Both numbers in thousandths: how
# probably it is a hedge, and that times how much a hedge of its kind takes from a claim.
FIRST, LAST, KIND, PROBABILITY, STRENGTH, IS_QUOTED, SENTENCE_NUMBER = range(7)
COLUMNS = 7
# From this probability on, in thousandths, a candidate is a hedge.
THRESHOLD = 500
# A hedge reaches a figure so many tokens on in its sentence, if it is of these kinds.
_REACH_TOKENS = 12
_ABOUT_FIGURES = np.array([kind in ("adverb", "modal", "shield", "verb") for kind in KINDS])

FEATURES = 33
_KIND_OF = np.array(
    [
        KINDS.index(name.removeprefix("hedge_")) if name.startswith("hedge_") else -1
        for name in CATEGORIES
    ],
    np.int32,
)
_FUNCTION_WORD, _NEGATION = bit("function_word"), bit("negation")
_THAT = word_hash("that")
# Stand for what is no word; small, so no word's hash.
_OUTSIDE, _A_NUMBER, _A_MARK = 1, 2, 300
_WINDOW = 4
_NEAR = 3
# Registers from technical to plain, cut at these mean weights.
_REGISTER_CUTS = np.array([-0.8, -0.3, 0.0, 0.3, 0.8])


@leaf
def _mix(left, right):
    """One hash of two."""
    return (((left ^ (right * 31 & HASH_MASK)) & HASH_MASK) * HASH_FACTOR + 1) & HASH_MASK


@leaf
def _place(slot, value, size):
    """Where the weight of this value of this feature is."""
    mixed = _mix(value ^ value >> 19, slot * 7919)
    return (mixed ^ mixed >> 23) & (size - 1)


@leaf
def _symbol(tokens, n, t, sentence):
    """What stands at t, as a number: a word's hash, or one for all numbers, or a mark."""
    if t < 0 or t >= n or tokens[t, T_SENTENCE] != sentence:
        return np.int64(_OUTSIDE)
    if tokens[t, T_KIND] == WORD:
        return tokens[t, T_HASH]
    return np.int64(_A_NUMBER) if tokens[t, T_KIND] == NUMBER else tokens[t, T_HASH] + _A_MARK


@leaf
def _shape(tokens, letters, t, symbol):
    """The kind of word at t: a function word itself, another by its last letters and case."""
    if symbol < 1000 or tokens[t, T_MASK] & _FUNCTION_WORD:
        return symbol
    end = tokens[t, T_END]
    capital = tokens[t, T_FLAGS] & CAPITAL != 0
    return np.int64(letters[end - 1]) * 512 + np.int64(letters[end - 2]) * 2 + 1000 + capital


@leaf
def register_of(tokens, n, weights, unit):
    """How plain or technical the words of the text are, as one of six steps from technical on."""
    total = np.int64(0)
    words = 1
    for t in range(n):
        if tokens[t, T_KIND] == WORD:
            total += weights[_place(0, tokens[t, T_HASH], REGISTER_WEIGHTS)]
            words += 1
    mean = total * unit / words
    step = 0
    for cut in _REGISTER_CUTS:
        step += mean > cut
    return step


@leaf
def fill_features(tokens, letters, n, first, last, kind, before, register, places):
    """Enters where the weights of one candidate's features are.

    ``before`` is the hash of the candidate before it in its sentence, 0 if it is the first; returns
    its own.
    """
    sentence = tokens[first, T_SENTENCE]
    cue = np.int64(0)
    for t in range(first, last + 1):
        cue = _mix(cue, tokens[t, T_HASH])
    kind = np.int64(kind + 1)
    left = _symbol(tokens, n, first - 1, sentence)
    left2 = _symbol(tokens, n, first - 2, sentence)
    right = _symbol(tokens, n, last + 1, sentence)
    right2 = _symbol(tokens, n, last + 2, sentence)
    left_shape = _shape(tokens, letters, first - 1, left)
    right_shape = _shape(tokens, letters, last + 1, right)
    right2_shape = _shape(tokens, letters, last + 2, right2)
    opens = tokens[first, T_FLAGS] & SENTENCE != 0
    capital = tokens[first, T_FLAGS] & CAPITAL != 0 and not opens
    quoted = tokens[first, T_FLAGS] & QUOTED != 0
    denied = that = False
    for step in range(1, _NEAR + 1):
        t = first - step
        if t >= 0 and tokens[t, T_SENTENCE] == sentence:
            denied |= tokens[t, T_MASK] & _NEGATION != 0
        t = last + step
        if t < n and tokens[t, T_SENTENCE] == sentence:
            that |= tokens[t, T_HASH] == _THAT
    cue_right = _mix(cue, right)
    places[0] = _place(1, kind, WEIGHTS)
    places[1] = _place(2, cue, WEIGHTS)
    places[2] = _place(3, cue_right, WEIGHTS)
    places[3] = _place(4, _mix(cue, left), WEIGHTS)
    places[4] = _place(5, _mix(cue, right2), WEIGHTS)
    places[5] = _place(6, _mix(cue, left2), WEIGHTS)
    places[6] = _place(7, _mix(cue, right_shape), WEIGHTS)
    places[7] = _place(8, _mix(cue, left_shape), WEIGHTS)
    places[8] = _place(9, _mix(kind, right), WEIGHTS)
    places[9] = _place(10, _mix(kind, left), WEIGHTS)
    places[10] = _place(11, _mix(kind, right2), WEIGHTS)
    places[11] = _place(12, _mix(kind, left2), WEIGHTS)
    places[12] = _place(13, _mix(cue_right, right2), WEIGHTS)
    places[13] = _place(14, _mix(cue_right, left), WEIGHTS)
    places[14] = _place(15, _mix(_mix(cue, right_shape), right2_shape), WEIGHTS)
    places[15] = _place(16, _mix(cue, register + 10), WEIGHTS)
    places[16] = _place(17, _mix(kind, register + 10), WEIGHTS)
    places[17] = _place(18, _mix(cue, 10 + opens), WEIGHTS)
    places[18] = _place(19, _mix(cue, 10 + 2 * capital + quoted), WEIGHTS)
    places[19] = _place(20, _mix(cue, before), WEIGHTS)
    places[20] = _place(21, _mix(kind, before), WEIGHTS)
    places[21] = _place(22, _mix(cue, 10 + denied), WEIGHTS)
    places[22] = _place(23, _mix(cue, 10 + that), WEIGHTS)
    places[23] = _place(24, _mix(kind, right_shape), WEIGHTS)
    places[24] = _place(25, _mix(kind, left_shape), WEIGHTS)
    for step in range(_WINDOW):
        around = _symbol(tokens, n, first - 1 - step, sentence)
        places[25 + step] = _place(26, _mix(kind, around), WEIGHTS)
        around = _symbol(tokens, n, last + 1 + step, sentence)
        places[25 + _WINDOW + step] = _place(27, _mix(kind, around), WEIGHTS)
    return cue


@leaf
def count_candidates(hits, count):
    """How many of the hits are candidates."""
    candidates = 0
    for row in range(count):
        candidates += _KIND_OF[hits[row, 2]] >= 0
    return candidates


@leaf
def find_hedges(rows, tokens, letters, n, hits, count, weights, places):
    """Decides on the candidates among the hits of the word lists, which go by place.

    Enters a row for each candidate (columns above, in token numbers) and returns how many hits are
    left: candidates that are no hedges are taken out. ``places`` has room for the features of one.
    """
    if rows.shape[0] == 0:
        return count
    register = register_of(tokens, n, weights.register, weights.register_unit)
    candidate = kept = 0
    before = np.int64(0)
    sentence = -1
    for row in range(count):
        first, last, category = hits[row, 0], hits[row, 1], hits[row, 2]
        kind = _KIND_OF[category]
        if kind >= 0:
            if tokens[first, T_SENTENCE] != sentence:
                sentence = tokens[first, T_SENTENCE]
                before = np.int64(0)
            before = fill_features(tokens, letters, n, first, last, kind, before, register, places)
            total = np.int64(0)
            for feature in range(FEATURES):
                total += weights.cues[places[feature]]
            probability = 1.0 / (1.0 + exp(-total * weights.unit))
            rows[candidate, FIRST] = first
            rows[candidate, LAST] = last
            rows[candidate, KIND] = kind
            rows[candidate, PROBABILITY] = int(1000.0 * probability + 0.5)
            rows[candidate, STRENGTH] = int(1000.0 * probability * weights.strength[kind] + 0.5)
            rows[candidate, IS_QUOTED] = tokens[first, T_FLAGS] & QUOTED != 0
            rows[candidate, SENTENCE_NUMBER] = sentence
            candidate += 1
            if rows[candidate - 1, PROBABILITY] < THRESHOLD:
                continue
        hits[kept, 0] = first
        hits[kept, 1] = last
        hits[kept, 2] = category
        kept += 1
    return kept


@leaf
def mark_hedged(rows, quantities, n_quantities, tokens, hits, count, counts):
    """Enters among the hits which sentences have a hedge, at the first one of each voice, and which
    figures; adds up the strength of the outlet's own hedges. Rows and figures go by place.
    """
    figure = 0
    marked = -1
    for row in range(rows.shape[0]):
        if rows[row, PROBABILITY] < THRESHOLD:
            continue
        first, last = rows[row, FIRST], rows[row, LAST]
        sentence = tokens[first, T_SENTENCE]
        quoted = tokens[first, T_FLAGS] & QUOTED != 0
        if not quoted:
            counts[N_HEDGE_STRENGTH] += rows[row, STRENGTH]
        if marked != 2 * sentence + quoted:
            marked = 2 * sentence + quoted
            count = add_hit(hits, count, first, last, HEDGED_SENTENCE)
        if not _ABOUT_FIGURES[rows[row, KIND]]:
            continue
        while figure < n_quantities:
            start, end = quantities[figure, FIGURE_FIRST], quantities[figure, FIGURE_LAST]
            if start > last:
                if start > last + _REACH_TOKENS or tokens[start, T_SENTENCE] != sentence:
                    break
                if is_a_figure(quantities[figure, FIGURE_KIND]):
                    count = add_hit(hits, count, start, end, HEDGED_FIGURE)
            figure += 1
    return count


@entry
def features_of(
    tokens: npt.NDArray[np.int64],
    letters: npt.NDArray[np.uint8],
    rows: npt.NDArray[np.int64],
    register_weights: npt.NDArray[np.int16],
    register_unit: float,
    places: npt.NDArray[np.int64],
) -> None:
    """Enters the features of every candidate of a scanned text, a row of ``places`` each.

    For training. ``tokens`` and ``rows`` are what the scan found, ``letters`` the folded letters.
    """
    n = tokens.shape[0]
    register = register_of(tokens, n, register_weights, register_unit)
    before = np.int64(0)
    sentence = -1
    for row in range(rows.shape[0]):
        first = rows[row, FIRST]
        if tokens[first, T_SENTENCE] != sentence:
            sentence = tokens[first, T_SENTENCE]
            before = np.int64(0)
        before = fill_features(
            tokens, letters, n, first, rows[row, LAST], rows[row, KIND], before, register,
            places[row],
        )  # fmt: skip


@entry
def register_places(tokens: npt.NDArray[np.int64], places: npt.NDArray[np.int64]) -> None:
    """Enters where the register's weight of every word is, -1 for what is no word. For training."""
    for t in range(tokens.shape[0]):
        is_word = tokens[t, T_KIND] == WORD
        places[t] = _place(0, tokens[t, T_HASH], REGISTER_WEIGHTS) if is_word else -1
