"""First walk, over characters: words, numbers and marks, with what their letters tell.

Tokens are rows of one integer matrix, columns ``T_…``: a matrix passes between compiled functions
at no cost, a tuple of arrays does not. Their values, where they have one, stand in a vector beside.
"""

import numpy as np

from features.alphabet import (
    APOSTROPHE,
    COMMA,
    DIGIT,
    END,
    IGNORED,
    LOWER,
    NEWLINE,
    OPEN,
    SPACE,
    STOP,
    SYMBOL,
    TABLE_SIZE,
    UPPER,
)
from features.kernel.compiled import fetch, leaf
from features.lexicon import (
    HASH_FACTOR,
    HASH_MASK,
    KEY_FOLD,
    VALUE_BITS,
    VALUE_MASK,
    VALUED,
    WORD_BITS,
    bit,
)

# The columns. START and END are half-open code points; FLAGS the bits below; HASH the word's hash
# or the mark itself; WORD its number in the lexicon or -1; MASK the categories it is in by itself;
# CLASSES those of the entries found over it; DIGITS a number's significant digits, a word's letters
# or a mark's characters; SENTENCE the number of the sentence; PREFIX the hash of a
# word's first letters.
(
    T_START, T_END, T_KIND, T_FLAGS, T_HASH, T_WORD, T_MASK, T_CLASSES, T_DIGITS, T_SENTENCE,
    T_PREFIX,
) = range(11)  # fmt: skip
COLUMNS = 11

# A token's kind is the character class of its mark, or one of these.
WORD, NUMBER = 17, 18

# What is known of a token, one bit each.
CAPITAL = 1  # starts with a capital
CAPITALS = 2  # two letters or more, all capitals
MIXED = 4  # a capital after a small letter: LaMA
GLUED = 8  # no space before it
LINE = 16  # first on its line
PARAGRAPH = 32  # first of its paragraph
SENTENCE = 64  # first of its sentence
QUOTED = 128  # inside a closed quotation
DECIMAL = 256  # a number with a decimal point
GROUPED = 512  # a number with thousands separators
ACRONYM = 1024  # U.S.
NAME = 2048  # part of a name

# What is counted of a whole text.
(
    N_WORDS, N_SENTENCES, N_LETTERS, N_SYLLABLES, N_LONG, N_QUOTED_WORDS, N_EXCLAMATIONS,
    N_QUESTIONS, N_COMMAS, N_BRACKETS, N_LY, N_TION, N_ED, N_ING, N_CONTRACTIONS, N_SHOUTED,
    N_SYMBOLS, N_NUMBERS, N_FUNCTION_WORDS, N_ATTRIBUTED_SENTENCES, N_VISIBLE,
    N_HEDGE_STRENGTH, N_AMOUNTS, N_EXCESS, N_BEYOND_BOUND, N_MONTH_ENDS, N_LATEST_DATE,
    N_NAME_SLIPS, N_CAPITAL_VARIANTS, N_MISSPELT, N_NEAR_PUBLIC, N_SUMS, N_RETOLD, N_TOKENS,
    N_TOKEN_ROWS,
) = range(35)  # fmt: skip
COUNTS = 35

# The longest look ahead of the tokeniser; the class arrays are padded by as many spaces.
PADDING = 5
_A, _E, _I, _O, _U, _Y, _S = (ord(letter) for letter in "aeiouys")
_D, _G, _L, _N, _T, _X = (ord(letter) for letter in "dglntx")
_APOSTROPHE_S = (ord("'") * HASH_FACTOR + _S) & HASH_MASK
_VOWELS = np.zeros(256, np.bool_)
_VOWELS[[_A, _E, _I, _O, _U, _Y]] = True
# Letters go together, digits too; spaces start nothing; each mark stands alone.
_STARTS_ALWAYS = 3
_GROUPS = np.full(32, _STARTS_ALWAYS, np.uint8)
_GROUPS[[SPACE, NEWLINE]], _GROUPS[[LOWER, UPPER]], _GROUPS[DIGIT] = 0, 1, 2
_FUNCTION_WORD = bit("function_word")
# Misspellings seldom touch the first letters.
PREFIX_LETTERS = 4
_LONG_WORD_LETTERS = 7
_SHOUTED_LETTERS = 5
_CARRIAGE_RETURN, _LINE_FEED = 13, 10
_LAST_IDEOGRAPH = 0x40000
_MAX_ACCUMULATED = 1e300


@leaf
def classify(codes, classes, folded, kinds, letters, counts):
    """Fills in each code point's character class and folded letter, padded with spaces.

    Returns how many tokens there are at most: one starts at a mark, or where letters or digits do.
    Counts the groups of vowels on the way, as syllables, and what is not white space.
    """
    n = codes.size
    bound = syllables = blank = 0
    before = _STARTS_ALWAYS
    vowel_before = False
    for i in range(n):
        code = codes[i]
        if code < TABLE_SIZE:
            kinds[i] = classes[code]
            letters[i] = folded[code]
        else:
            kinds[i] = LOWER if code < _LAST_IDEOGRAPH else IGNORED
            letters[i] = _X
        group = _GROUPS[kinds[i]]
        blank += group == 0
        bound += (group != before) | (group == _STARTS_ALWAYS)
        before = group
        vowel = _VOWELS[letters[i]]
        syllables += vowel & (not vowel_before)
        vowel_before = vowel
    for i in range(n, n + PADDING):
        kinds[i] = SPACE
        letters[i] = 32
    counts[N_SYLLABLES] += syllables
    counts[N_VISIBLE] += n - blank
    return bound


@leaf
def slot_of(slots, key):
    """Where ``look_up`` looks first."""
    return (key ^ key >> KEY_FOLD) & (slots.size - 1)


@leaf
def look_up(slots, key):
    """What an open-addressed table (``lexicon.open_addressed``) holds for this key, or -1."""
    last = slots.size - 1
    slot = slot_of(slots, key)
    while slots[slot] >= 0:
        if slots[slot] >> VALUE_BITS == key:
            return slots[slot] & VALUE_MASK
        slot = (slot + 1) & last
    return -1


@leaf
def edge(node, word):
    """The key of the way from a node of the trie over this word."""
    return np.int64(node) << WORD_BITS | word


@leaf
def is_word(tokens, t):
    """Whether the token is a word of its own, and not the 's of the one before."""
    return tokens[t, T_KIND] == WORD and tokens[t, T_DIGITS] > 0


@leaf
def _is_letter(kind):
    return kind == LOWER or kind == UPPER


@leaf
def _is_lone_s(kinds, letters, i):
    """Whether a single "s" stands at i: what follows the apostrophe of a possessive."""
    return letters[i] == _S and not _is_letter(kinds[i + 1]) and kinds[i + 1] != DIGIT


@leaf
def _is_acronym(kinds, i):
    """Whether letters with a stop after each start at i: U.S., e.g., J.K."""
    return (
        kinds[i + 1] == STOP
        and _is_letter(kinds[i + 2])
        and not _is_letter(kinds[i + 3])
        and kinds[i + 3] != DIGIT
    )


@leaf
def _read_word(kinds, letters, i, tokens, t, counts):
    """Reads the word that starts at i into row t; returns where it ends.

    Few branches: a wrongly guessed one costs more than the whole rest of a word.
    """
    first = i
    value = prefix = np.int64(0)
    capitals = np.int64(0)
    mixed = False
    while kinds[i] == LOWER or kinds[i] == UPPER:
        capital = kinds[i] == UPPER
        capitals += capital
        mixed |= capital & (i - first >= capitals)
        value = (value * HASH_FACTOR + letters[i]) & HASH_MASK
        prefix = value if i - first + 1 == PREFIX_LETTERS else prefix
        i += 1
    n_letters = i - first
    flags = CAPITAL if kinds[first] == UPPER else 0
    stop = kinds[i]
    if stop == APOSTROPHE or stop == IGNORED or (n_letters == 1 and stop == STOP):
        if stop == STOP:
            if _is_acronym(kinds, first):
                i, value, n_letters = _read_acronym(kinds, letters, i, value)
                flags |= ACRONYM
                capitals = n_letters if flags & CAPITAL else np.int64(0)
        else:
            i, value, n_letters = _read_on(kinds, letters, i, value, n_letters, counts)
    if n_letters > 1 and capitals == n_letters:
        flags |= CAPITALS
        counts[N_SHOUTED] += n_letters >= _SHOUTED_LETTERS and not flags & ACRONYM
    counts[N_WORDS] += 1
    counts[N_LETTERS] += n_letters
    counts[N_LONG] += n_letters >= _LONG_WORD_LETTERS
    _count_ending(letters, i, n_letters > 3, counts)
    tokens[t, T_KIND] = WORD
    tokens[t, T_FLAGS] = flags | MIXED * mixed
    tokens[t, T_HASH] = value
    tokens[t, T_DIGITS] = n_letters
    tokens[t, T_PREFIX] = prefix
    return i


@leaf
def _read_acronym(kinds, letters, i, value):
    """Reads on after an acronym's first letter; its last stop belongs to it."""
    n_letters = 1
    while kinds[i] == STOP and _is_letter(kinds[i + 1]) and not _is_letter(kinds[i + 2]):
        value = (value * HASH_FACTOR + 46) & HASH_MASK
        value = (value * HASH_FACTOR + letters[i + 1]) & HASH_MASK
        n_letters += 1
        i += 2
    return i + (kinds[i] == STOP), value, n_letters


@leaf
def _read_on(kinds, letters, i, value, n_letters, counts):
    """Reads on where an apostrophe or a mark without width stands after the first letters."""
    contracted = False
    while True:
        kind = kinds[i]
        if _is_letter(kind):
            n_letters += 1
            value = (value * HASH_FACTOR + letters[i]) & HASH_MASK
        elif kind == APOSTROPHE:
            if not _is_letter(kinds[i + 1]) or _is_lone_s(kinds, letters, i + 1):
                break
            contracted = True
            value = (value * HASH_FACTOR + 39) & HASH_MASK
        elif kind != IGNORED:
            break
        i += 1
    counts[N_CONTRACTIONS] += contracted
    return i, value, n_letters


@leaf
def _count_ending(letters, i, is_long, counts):
    """Counts the word that ends before i by its last letters, without a branch."""
    # Of a word at the start of the text the indexes wrap round to the padding: spaces.
    last, second, third = letters[i - 1], letters[i - 2], letters[i - 3]
    counts[N_LY] += is_long & (last == _Y) & (second == _L)
    counts[N_ED] += is_long & (last == _D) & (second == _E)
    counts[N_ING] += is_long & (last == _G) & (second == _N) & (third == _I)
    counts[N_TION] += (
        is_long & (last == _N) & (second == _O) & (third == _I) & (letters[i - 4] == _T)
    )
    silent_e = is_long & (last == _E) & (second != _L) & (not _VOWELS[second])
    counts[N_SYLLABLES] -= silent_e


@leaf
def _read_number(kinds, letters, i, tokens, t, values):
    """Reads the number that starts at i into row t; returns where it ends."""
    value = 0.0
    fraction = 0.0  # the worth of the next decimal place; 0 before the point
    digits = zeros = 0
    flags = 0
    while True:
        kind = kinds[i]
        if kind == DIGIT:
            digit = np.float64(letters[i]) - 48.0
            if digit > 0 or flags & DECIMAL:
                digits += zeros + 1 if digits > 0 else 1
                zeros = 0
            elif digits > 0:
                zeros += 1
            if flags & DECIMAL:
                value += digit * fraction
                fraction /= 10.0
            elif value < _MAX_ACCUMULATED:
                value = value * 10.0 + digit
            i += 1
        elif (
            kind == COMMA
            and letters[i] == 44
            and not flags & DECIMAL
            and kinds[i + 1] == DIGIT
            and kinds[i + 2] == DIGIT
            and kinds[i + 3] == DIGIT
            and kinds[i + 4] != DIGIT
        ):
            flags |= GROUPED
            i += 1
        elif kind == STOP and not flags & DECIMAL and kinds[i + 1] == DIGIT:
            flags |= DECIMAL
            fraction = 0.1
            i += 1
        else:
            break
    tokens[t, T_KIND] = NUMBER
    tokens[t, T_FLAGS] = flags
    tokens[t, T_HASH] = 0
    tokens[t, T_DIGITS] = digits
    values[t] = value
    return i


@leaf
def _read_mark(kinds, letters, i, tokens, t, counts):
    """Reads a mark, or a run of stops, into row t; returns where it ends."""
    first = i
    kind = kinds[i]
    i += 1
    if kind == STOP:
        while kinds[i] == STOP:
            i += 1
    elif kind == END:
        counts[N_EXCLAMATIONS] += letters[first] == 33
        counts[N_QUESTIONS] += letters[first] == 63
    elif kind == COMMA:
        counts[N_COMMAS] += 1
    elif kind == OPEN:
        counts[N_BRACKETS] += 1
    elif kind == SYMBOL:
        counts[N_SYMBOLS] += 1
    tokens[t, T_KIND] = kind
    tokens[t, T_FLAGS] = 0
    tokens[t, T_HASH] = np.int64(letters[first])  # tells comma from colon
    tokens[t, T_DIGITS] = i - first
    return i


@leaf
def tokenise(codes, kinds, letters, tables, tokens, values, counts):
    """Fills ``tokens``, ``values`` and ``counts``; returns the number of tokens."""
    i = t = 0
    newlines = 2
    spaced = True
    while i < codes.size:
        kind = kinds[i]
        if kind == SPACE or kind == IGNORED:
            spaced = spaced or kind == SPACE
            i += 1
            continue
        if kind == NEWLINE:
            if codes[i] == _CARRIAGE_RETURN and i + 1 < codes.size and codes[i + 1] == _LINE_FEED:
                i += 1
            newlines += 1
            spaced = True
            i += 1
            continue
        first = i
        values[t] = 0.0
        tokens[t, T_PREFIX] = 0
        if kind == LOWER or kind == UPPER:
            i = _read_word(kinds, letters, i, tokens, t, counts)
            fetch(tables.words, slot_of(tables.words, tokens[t, T_HASH]))
        elif kind == DIGIT:
            i = _read_number(kinds, letters, i, tokens, t, values)
            counts[N_NUMBERS] += 1
        elif kind == APOSTROPHE and not spaced and _is_lone_s(kinds, letters, i + 1):
            i += 2  # 's, a word of its own
            tokens[t, T_KIND] = WORD
            tokens[t, T_FLAGS] = 0
            tokens[t, T_HASH] = _APOSTROPHE_S
            tokens[t, T_DIGITS] = 0
        else:
            i = _read_mark(kinds, letters, i, tokens, t, counts)
        tokens[t, T_START] = first
        tokens[t, T_END] = i
        if not spaced:
            tokens[t, T_FLAGS] |= GLUED
        if newlines > 0:
            tokens[t, T_FLAGS] |= LINE
        if newlines > 1:
            tokens[t, T_FLAGS] |= PARAGRAPH
        t += 1
        newlines = 0
        spaced = False
    counts[N_TOKENS] = t
    _know_words(tokens, t, tables, values, counts)
    return t


@leaf
def _know_words(tokens, n, tables, values, counts):
    """Enters what the lexicon says of each token.

    The lexicon is too large for the nearest cache, and to wait for each word's place in it was half
    of what it took to tokenise. So each place is fetched one loop before it is looked into, those
    of the trie for ``kernel.hits``.
    """
    words, described, worth = tables.words, tables.described, tables.values
    for t in range(n):
        word = np.int64(-1)
        if tokens[t, T_KIND] == WORD:
            word = look_up(words, tokens[t, T_HASH])
        tokens[t, T_WORD] = word
        tokens[t, T_CLASSES] = 0
        fetch(described, 2 * max(word, 0))
    for t in range(n):
        word = tokens[t, T_WORD]
        mask = np.int64(0)
        if word >= 0:
            mask = described[word, 0]
            node = described[word, 1]
            if node >= 0:
                after = min(t + 1, n - 1)
                fetch(tables.nodes, node)
                fetch(tables.edges, slot_of(tables.edges, edge(node, tokens[after, T_WORD])))
        tokens[t, T_MASK] = mask
        counts[N_FUNCTION_WORDS] += mask & _FUNCTION_WORD != 0
        if mask & VALUED:
            values[t] = worth[word]
