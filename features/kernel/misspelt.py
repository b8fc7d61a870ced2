"""Words of names that are rare in news, and a letter away from another word of names."""

import numpy as np

from features.kernel.compiled import inner, leaf
from features.kernel.names import (
    FIRST,
    HAS_NEIGHBOUR,
    LAST,
    MAX_LETTERS,
    MIN_SLIP_LETTERS,
    WORDS,
    clear,
    letters_of,
    may_be_slip,
    size_for,
    slot_for,
)
from features.kernel.tokens import (
    CAPITAL,
    N_MISSPELT,
    T_DIGITS,
    T_END,
    T_FLAGS,
    T_HASH,
    T_KIND,
    T_START,
    WORD,
)
from features.kernel.views import class_slot, fingerprint

# The mark of a name with such a word, or with the other one: see ``names.mark_neighbours``.
IS_NEAR = 4
# Words with the same first letter are compared with so many of each other.
_MAX_SAME_INITIAL = 40
_INITIALS = 32
# The columns of a word: its token, its letters as bits, the word before it with the same initial,
# whether it is a word of the news, and whether it is one of two that are a letter apart.
_TOKEN, _LETTERS, _BEFORE, _IS_KNOWN, _IS_NEAR = range(5)
_COLUMNS = 5


@leaf
def _enter_words(rows, tokens, letters, classes, keys, place, newest, words):
    """Enters the different words of the names; returns how many there are."""
    n = 0
    for row in range(rows.shape[0]):
        for t in range(rows[row, FIRST], rows[row, LAST] + 1):
            if (
                tokens[t, T_KIND] != WORD
                or not tokens[t, T_FLAGS] & CAPITAL
                or not MIN_SLIP_LETTERS <= tokens[t, T_DIGITS] <= MAX_LETTERS
                # An apostrophe, or a mark without width: O'Neil.
                or tokens[t, T_END] - tokens[t, T_START] != tokens[t, T_DIGITS]
            ):
                continue
            value = tokens[t, T_HASH]
            slot = slot_for(keys, value)
            if keys[slot] != 0:
                continue
            keys[slot], place[slot] = value, n
            initial = np.int64(letters[tokens[t, T_START]]) & (_INITIALS - 1)
            words[n, _TOKEN] = t
            words[n, _LETTERS] = letters_of(tokens, t, letters)
            words[n, _BEFORE] = newest[initial]
            held = np.int64(classes[class_slot(value)])
            words[n, _IS_KNOWN] = held >> 8 == fingerprint(value)
            words[n, _IS_NEAR] = 0
            newest[initial] = n
            n += 1
    return n


@leaf
def _is_one_edit(letters, one, one_size, other, other_size):
    """Whether one letter more, less, changed or swapped with the next makes one word the other."""
    shorter = min(one_size, other_size)
    same = 0
    while same < shorter and letters[one + same] == letters[other + same]:
        same += 1
    ahead = 0
    while ahead < shorter - same and (
        letters[one + one_size - 1 - ahead] == letters[other + other_size - 1 - ahead]
    ):
        ahead += 1
    left, other_left = one_size - same - ahead, other_size - same - ahead
    if left <= 1 and other_left <= 1:
        return left + other_left > 0
    return (
        left == 2
        and other_left == 2
        and letters[one + same] == letters[other + same + 1]
        and letters[one + same + 1] == letters[other + same]
    )


@leaf
def _mark_near(words, n, tokens, letters, newest):
    """Marks the rare words that are a letter away from others, and these; how many rare ones."""
    found = 0
    for word in range(n):
        if words[word, _IS_KNOWN]:
            continue
        one = words[word, _TOKEN]
        start, size = tokens[one, T_START], tokens[one, T_DIGITS]
        other = newest[np.int64(letters[start]) & (_INITIALS - 1)]
        for _ in range(_MAX_SAME_INITIAL):
            if other < 0:
                break
            near = words[other, _TOKEN]
            if (
                other != word
                and may_be_slip(
                    words[word, _LETTERS], words[other, _LETTERS], size, tokens[near, T_DIGITS]
                )
                and _is_one_edit(
                    letters, start, size, tokens[near, T_START], tokens[near, T_DIGITS]
                )
            ):
                words[word, _IS_NEAR] = words[other, _IS_NEAR] = 1
            other = words[other, _BEFORE]
        found += words[word, _IS_NEAR]
    return found


@leaf
def _mark_names(rows, tokens, keys, place, words):
    """Marks the names that hold one of the words."""
    for row in range(rows.shape[0]):
        for t in range(rows[row, FIRST], rows[row, LAST] + 1):
            value = tokens[t, T_HASH]
            slot = slot_for(keys, value)
            if keys[slot] == value and value != 0 and words[place[slot], _IS_NEAR]:
                rows[row, HAS_NEIGHBOUR] |= IS_NEAR


@inner
def find_misspelt(rows, tokens, letters, classes, counts, scratch):
    """Counts the rare words of names that are a letter away from another word of a name.

    Names that hold one or the other are marked in ``HAS_NEIGHBOUR``.
    """
    most = 0
    for row in range(rows.shape[0]):
        most += rows[row, WORDS]
    size = size_for(most)
    keys, place = scratch[:size], scratch[size : 2 * size]
    first = 2 * size + _INITIALS
    newest = scratch[2 * size : first]
    words = scratch[first : first + most * _COLUMNS].reshape(most, _COLUMNS)
    clear(keys)
    for initial in range(_INITIALS):
        newest[initial] = -1
    n = _enter_words(rows, tokens, letters, classes, keys, place, newest, words)
    found = _mark_near(words, n, tokens, letters, newest)
    if found > 0:
        counts[N_MISSPELT] += found
        _mark_names(rows, tokens, keys, place, words)
