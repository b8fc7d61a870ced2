"""Runs of capitalised words that name somebody or something, and slips in how they are written."""

import numpy as np

from features.alphabet import APOSTROPHE, CLOSE, DASH, OPEN, STOP
from features.kernel.compiled import inner, leaf
from features.kernel.hits import (
    A_NAME,
    ACRONYM_IN_LOWER_CASE,
    ALL_CAPITALS,
    DETACHED_APOSTROPHE,
    DOUBLED_IDENTITY,
    DOUBLED_STOP,
    DOUBLED_WORD,
    GLUED_SENTENCE,
    MISSING_STOP,
    add_hit,
)
from features.kernel.tokens import (
    ACRONYM,
    CAPITAL,
    CAPITALS,
    GLUED,
    LINE,
    MIXED,
    N_CAPITAL_VARIANTS,
    N_NAME_SLIPS,
    N_NEAR_PUBLIC,
    NAME,
    SENTENCE,
    T_DIGITS,
    T_END,
    T_FLAGS,
    T_HASH,
    T_KIND,
    T_MASK,
    T_START,
    WORD,
)
from features.kernel.words import among, hashes, members
from features.lexicon import HASH_FACTOR, HASH_MASK, bit, word_hash
from features.public_names import public_names

# Columns of a row: first and last token of the first mention, mentions of this spelling, words,
# the hashes of the first and last word, and which way another name is much alike (see
# ``mark_neighbours``).
FIRST, LAST, MENTIONS, WORDS, FIRST_HASH, LAST_HASH, HAS_NEIGHBOUR = range(7)
COLUMNS = 7

_NOT_A_NAME = (
    bit("function_word") | bit("connective") | bit("month") | bit("weekday") | bit("negation")
)
_TITLE, _MONTH = bit("person_title"), bit("month")
_FUNCTION_WORD = bit("function_word")
_PARTICLES = hashes("de van von der den bin ibn al el la le da di du del")
_MAX_NAME_WORDS = 6
_SHOUTED_LETTERS = 5
MIN_SLIP_LETTERS = 5
# A hostile text may hold thousands of names with one word in common, or an endless word.
_MAX_ALIKE, MAX_LETTERS = 12, 40
# "AI" six times and "ai" once is a slip; "US" and "us" are two words.
_MIN_ACRONYM_USES = 4
_LEGITIMATE_TWINS = hashes(
    "act aid aids ace age arc area art base bat best bit can case cast cat chip cop core fed "
    "fast gap game gas hip ice id idea lid mad map mass mix nice now nut pac pet pin pop port "
    "race rag rap rip sad safe save sharp snap spa star start stem step tech tip usage wasp "
    "web who win wish zip pm am ok tv pc tb ct km mph"
)
# Well-known people, as hashes: of both their names in one, and of what a near-miss must share.
_PUBLIC_NAMES = public_names()
# Shorter surnames have too many neighbours to tell a near-miss from another name.
MIN_PUBLIC_SURNAME = 6
# Given names, each with the first letter of a surname.
_GIVEN = members(
    word_hash(name.given) * HASH_FACTOR + word_hash(name.surname[0]) & HASH_MASK
    for name in _PUBLIC_NAMES
    if len(name.surname) >= MIN_PUBLIC_SURNAME
)
_PUBLIC = members(
    word_hash(name.given) * HASH_FACTOR + word_hash(name.surname) & HASH_MASK
    for name in _PUBLIC_NAMES
)
_S, _T, _RE = word_hash("s"), word_hash("t"), word_hash("re")
_MAY_DOUBLE = hashes("that had very so no bye ha boo knock tut is it long many")


@leaf
def size_for(n):
    """How many slots a table for n keys needs: a power of two, half of them free at least."""
    size = 64
    while size < 2 * n:
        size *= 2
    return size


@leaf
def clear(table):
    """Frees every slot."""
    for slot in range(table.size):
        table[slot] = 0


@leaf
def slot_for(keys, value):
    """Where this value stands in an open-addressed table, or the free slot it would take."""
    slot = (value ^ value >> 23) & (keys.size - 1)
    while keys[slot] != 0 and keys[slot] != value:
        slot = (slot + 1) & (keys.size - 1)
    return slot


@leaf
def count_near_public(rows, tokens, letters, counts):
    """Counts the names of two words that start like a well-known name and are none."""
    for row in range(rows.shape[0]):
        if rows[row, WORDS] != 2:
            continue
        given, last = rows[row, FIRST_HASH] * HASH_FACTOR, rows[row, LAST]
        start = tokens[last, T_START]
        if tokens[last, T_END] - start >= MIN_PUBLIC_SURNAME and among(
            _GIVEN, given + letters[start] & HASH_MASK
        ):
            counts[N_NEAR_PUBLIC] += not among(_PUBLIC, given + rows[row, LAST_HASH] & HASH_MASK)


@leaf
def count_capitalised(tokens, n):
    """How many words start with a capital."""
    capitalised = 0
    for t in range(n):
        capitalised += tokens[t, T_FLAGS] & CAPITAL != 0
    return capitalised


@leaf
def _find_capitalised_inside(keys, tokens, n):
    """Enters the words that are capitalised where no sentence starts."""
    for t in range(n):
        if tokens[t, T_FLAGS] & CAPITAL and not tokens[t, T_FLAGS] & SENTENCE:
            keys[slot_for(keys, tokens[t, T_HASH])] = tokens[t, T_HASH]


@leaf
def _joins(tokens, n, t):
    """The next word of a name after the word at t, past a hyphen, an initial's stop, a particle."""
    after = t + 1
    if after + 1 >= n:
        return after if after < n else -1
    if tokens[after, T_KIND] == DASH and tokens[after, T_FLAGS] & GLUED:
        return after + 1 if tokens[after + 1, T_FLAGS] & GLUED else -1
    if (
        tokens[after, T_KIND] == STOP
        and tokens[after, T_FLAGS] & GLUED
        and (tokens[t, T_DIGITS] == 1 or tokens[t, T_MASK] & _TITLE)
    ):
        return after + 1
    if among(_PARTICLES, tokens[after, T_HASH]) and tokens[after + 1, T_FLAGS] & CAPITAL:
        return after + 1
    return after


@inner
def find_names(rows, tokens, n, hits, count, scratch):
    """Enters rows of distinct names, columns as above; and hits of people named like a body.

    There are at most as many rows as capitalised words: the length of ``rows``. Returns the count
    of rows and the count of hits.
    """
    size = size_for(rows.shape[0])
    inside, keys, row_of = scratch[:size], scratch[size : 2 * size], scratch[2 * size : 3 * size]
    clear(inside)
    clear(keys)
    _find_capitalised_inside(inside, tokens, n)
    n_rows, count = _fill(rows, keys, row_of, inside, tokens, n, hits, count)
    return n_rows, count


@leaf
def _fill(rows, keys, row_of, inside, tokens, n, hits, count):
    n_rows = 0
    t = 0
    while t < n:
        if (
            tokens[t, T_KIND] != WORD
            or not tokens[t, T_FLAGS] & CAPITAL
            or tokens[t, T_MASK] & (_NOT_A_NAME | _TITLE)
        ):
            t += 1
            continue
        if tokens[t, T_FLAGS] & SENTENCE and inside[slot_for(inside, tokens[t, T_HASH])] == 0:
            follows = _joins(tokens, n, t)
            if (
                tokens[t, T_MASK] != 0
                or follows < 0
                or tokens[follows, T_KIND] != WORD
                or not tokens[follows, T_FLAGS] & CAPITAL
            ):
                t += 1
                continue
        last = t
        words = 1
        value = tokens[t, T_HASH]
        while words < _MAX_NAME_WORDS:
            follows = _joins(tokens, n, last)
            if (
                follows < 0
                or follows >= n
                or tokens[follows, T_KIND] != WORD
                or not tokens[follows, T_FLAGS] & CAPITAL
                or tokens[follows, T_FLAGS] & SENTENCE
                or tokens[follows, T_MASK] & _NOT_A_NAME
            ):
                break
            last = follows
            words += 1
            value = (value * HASH_FACTOR + (tokens[follows, T_HASH] & 0xFFFFFFFF)) & HASH_MASK
        for part in range(t, last + 1):
            tokens[part, T_FLAGS] |= NAME
        if (
            words > 1
            and last + 3 < n
            and tokens[last + 1, T_KIND] == OPEN
            and tokens[last + 2, T_HASH] == tokens[last, T_HASH]
            and tokens[last + 3, T_KIND] == CLOSE
        ):
            count = add_hit(hits, count, t, last, DOUBLED_IDENTITY)
        # Spellings that differ in capitals only are different names here: LLaMA, Llama.
        shape = value
        for part in range(t, last + 1):
            shape += (tokens[part, T_FLAGS] & (CAPITALS | MIXED)) << (part - t)
        slot = slot_for(keys, shape + 1)
        if keys[slot] == 0:
            keys[slot] = shape + 1
            row_of[slot] = n_rows
            rows[n_rows, FIRST] = t
            rows[n_rows, LAST] = last
            rows[n_rows, MENTIONS] = 1
            rows[n_rows, WORDS] = words
            rows[n_rows, FIRST_HASH] = tokens[t, T_HASH]
            rows[n_rows, LAST_HASH] = tokens[last, T_HASH]
            rows[n_rows, HAS_NEIGHBOUR] = 0
            n_rows += 1
            count = add_hit(hits, count, t, last, A_NAME)
        else:
            rows[row_of[slot], MENTIONS] += 1
        t = last + 1
    return n_rows, count


@leaf
def letters_of(tokens, t, letters):
    """Which letters a word has, as bits; the first letter, as five bits more."""
    start = tokens[t, T_START]
    bits = np.int64(0)
    for at in range(start, min(tokens[t, T_END], start + MAX_LETTERS)):
        bits |= np.int64(1) << (np.int64(letters[at]) & 31)
    return bits | (np.int64(letters[start]) & 31) << 32


@leaf
def may_be_slip(one, other, one_letters, other_letters):
    """Whether two words may be two edits apart: the letters that only one has are few."""
    if one >> 32 != other >> 32 or min(one_letters, other_letters) < MIN_SLIP_LETTERS:
        return False
    if not -2 <= one_letters - other_letters <= 2:
        return False
    apart = (one ^ other) & 0xFFFFFFFF
    count = 0
    while apart:
        apart &= apart - 1
        count += 1
    return count <= 4


@inner
def mark_neighbours(rows, tokens, letters, counts, scratch):
    """Marks names that share a word, or letters, and may be one name in two spellings.

    1 in ``HAS_NEIGHBOUR``: a letter or two differ; 2: capitals do. (``misspelt`` marks with 4.)
    """
    n = rows.shape[0]
    size = size_for(2 * n)
    keys, newest, rest = scratch[:size], scratch[size : 2 * size], 2 * size
    clear(keys)
    # By name and side: the one before it with the same key, and the letters of its other word.
    before = scratch[rest : rest + 2 * n].reshape(n, 2)
    bits = scratch[rest + 2 * n : rest + 4 * n].reshape(n, 2)
    _link_neighbours(rows, tokens, letters, counts, keys, newest, before, bits)


@leaf
def _link_neighbours(rows, tokens, letters, counts, keys, newest, before, bits):
    for row in range(rows.shape[0]):
        words = rows[row, WORDS]
        if words > 2:
            continue
        # Two names of one word are alike in all but their capitals, or not at all.
        for side in range(words):
            # Different words at the same place of different kinds of name must not meet.
            key = (rows[row, FIRST_HASH + side] << 3 | words << 1 | side) + 1
            slot = slot_for(keys, key)
            other = newest[slot] if keys[slot] == key else -1
            keys[slot] = key
            newest[slot] = row
            before[row, side] = other
            bits[row, side] = letters_of(tokens, _told(rows, row, side), letters)
            for _ in range(_MAX_ALIKE):
                if other < 0:
                    break
                way = _alike(rows, row, other, side, tokens, bits)
                counts[N_NAME_SLIPS] += way == 1
                counts[N_CAPITAL_VARIANTS] += way == 2
                rows[row, HAS_NEIGHBOUR] |= way
                rows[other, HAS_NEIGHBOUR] |= way
                other = before[other, side]


@leaf
def _told(rows, row, side):
    """The token by which a name may differ from one with the same key on this side."""
    return rows[row, LAST] if rows[row, WORDS] == 2 and side == 0 else rows[row, FIRST]


@leaf
def _alike(rows, row, other, side, tokens, bits):
    told, other_told = _told(rows, row, side), _told(rows, other, side)
    if rows[row, WORDS] == 1:
        # A word in capitals may be a heading: TRUMP, Trump.
        shapes = tokens[told, T_FLAGS] | tokens[other_told, T_FLAGS]
        return 2 if shapes & MIXED else 0
    return np.int64(
        may_be_slip(
            bits[row, side], bits[other, side], tokens[told, T_DIGITS], tokens[other_told, T_DIGITS]
        )
    )


@leaf
def find_slips(tokens, n, hits, count):
    """Marks of carelessness or of a machine: see ``hits.MARKS``."""
    for t in range(n):
        kind = tokens[t, T_KIND]
        flags = tokens[t, T_FLAGS]
        if kind == WORD:
            if (
                flags & CAPITALS
                and tokens[t, T_DIGITS] >= _SHOUTED_LETTERS
                and not flags & (ACRONYM | LINE)
            ):
                count = add_hit(hits, count, t, t, ALL_CAPITALS)
            if t == 0:
                continue
            plain_before = tokens[t - 1, T_KIND] == WORD and not tokens[t - 1, T_FLAGS] & CAPITAL
            if (
                tokens[t, T_HASH] == tokens[t - 1, T_HASH]
                and plain_before
                and not flags & (CAPITAL | SENTENCE | GLUED)
                and tokens[t, T_DIGITS] > 1
                and not among(_MAY_DOUBLE, tokens[t, T_HASH])
            ):
                count = add_hit(hits, count, t - 1, t, DOUBLED_WORD)
            if (
                plain_before
                and flags & CAPITAL
                and not flags & (SENTENCE | GLUED | CAPITALS | NAME)
                and tokens[t, T_MASK] & _FUNCTION_WORD
                and not tokens[t, T_MASK] & _MONTH
                and tokens[t, T_DIGITS] > 1
                and not tokens[t - 1, T_MASK] & _FUNCTION_WORD
                and t + 1 < n
                and tokens[t + 1, T_KIND] == WORD
                and not tokens[t + 1, T_FLAGS] & CAPITAL
            ):
                count = add_hit(hits, count, t - 1, t, MISSING_STOP)
        elif kind == STOP:
            if tokens[t, T_DIGITS] == 2 and flags & GLUED:
                count = add_hit(hits, count, max(t - 1, 0), t, DOUBLED_STOP)
            if (
                0 < t < n - 1
                and tokens[t, T_DIGITS] == 1
                and flags & GLUED
                and tokens[t - 1, T_KIND] == WORD
                and tokens[t - 1, T_DIGITS] > 2
                and not tokens[t - 1, T_FLAGS] & CAPITAL
                and tokens[t + 1, T_KIND] == WORD
                and tokens[t + 1, T_DIGITS] > 1
                and tokens[t + 1, T_FLAGS] & GLUED
                and tokens[t + 1, T_FLAGS] & CAPITAL
            ):
                count = add_hit(hits, count, t - 1, t + 1, GLUED_SENTENCE)
        elif (
            kind == APOSTROPHE
            and 0 < t < n - 1
            and not flags & (GLUED | LINE)
            and not tokens[t + 1, T_FLAGS] & GLUED
            and tokens[t - 1, T_KIND] == WORD
            and (
                tokens[t + 1, T_HASH] == _S
                or tokens[t + 1, T_HASH] == _T
                or tokens[t + 1, T_HASH] == _RE
            )
        ):
            count = add_hit(hits, count, t - 1, t + 1, DETACHED_APOSTROPHE)
    return count


@inner
def find_acronyms_in_lower_case(tokens, n, hits, count, scratch):
    """Marks words in small letters that are acronyms elsewhere in the text."""
    acronyms = 0
    for t in range(n):
        acronyms += tokens[t, T_FLAGS] & CAPITALS != 0
    if acronyms < _MIN_ACRONYM_USES:
        return count
    size = size_for(acronyms)
    keys, upper, lower = scratch[:size], scratch[size : 2 * size], scratch[2 * size : 3 * size]
    clear(keys)
    clear(upper)
    clear(lower)
    return _compare_cases(tokens, n, hits, count, keys, upper, lower)


@leaf
def _compare_cases(tokens, n, hits, count, keys, upper, lower):
    most = np.int64(0)
    for t in range(n):
        if (
            tokens[t, T_FLAGS] & CAPITALS
            and tokens[t, T_DIGITS] < _SHOUTED_LETTERS
            and tokens[t, T_MASK] & ~_TITLE == 0
            and not among(_LEGITIMATE_TWINS, tokens[t, T_HASH])
        ):
            slot = slot_for(keys, tokens[t, T_HASH])
            keys[slot] = tokens[t, T_HASH]
            upper[slot] += 1
            most = max(most, upper[slot])
    if most < _MIN_ACRONYM_USES:
        return count
    for t in range(n):
        if (
            tokens[t, T_KIND] == WORD
            and tokens[t, T_DIGITS] < _SHOUTED_LETTERS
            and not tokens[t, T_FLAGS] & CAPITAL
            and not tokens[t, T_MASK] & _FUNCTION_WORD
        ):
            slot = slot_for(keys, tokens[t, T_HASH])
            lower[slot] += keys[slot] != 0
    for t in range(n):
        if (
            tokens[t, T_KIND] == WORD
            and 1 < tokens[t, T_DIGITS] < _SHOUTED_LETTERS
            and not tokens[t, T_MASK] & _FUNCTION_WORD
            and not tokens[t, T_FLAGS] & (CAPITAL | GLUED | MIXED)
        ):
            slot = slot_for(keys, tokens[t, T_HASH])
            if (
                keys[slot] != 0
                and upper[slot] >= _MIN_ACRONYM_USES
                and lower[slot] * 4 <= upper[slot]
            ):
                count = add_hit(hits, count, t, t, ACRONYM_IN_LOWER_CASE)
    return count
