"""Second walk, over tokens: where sentences end and which words stand inside quotation marks."""

from features.alphabet import (
    APOSTROPHE,
    CLOSE,
    CLOSING_QUOTES,
    COMMA,
    DASH,
    END,
    OPEN,
    OPENING_QUOTES,
    QUOTE,
    STOP,
)
from features.kernel.compiled import leaf
from features.kernel.tokens import (
    ACRONYM,
    CAPITAL,
    GLUED,
    LINE,
    N_QUOTED_WORDS,
    N_SENTENCES,
    NUMBER,
    PARAGRAPH,
    QUOTED,
    SENTENCE,
    T_DIGITS,
    T_FLAGS,
    T_HASH,
    T_KIND,
    T_MASK,
    T_SENTENCE,
    T_START,
    WORD,
    is_word,
)
from features.kernel.words import among, members
from features.lexicon import bit, word_hash

# How a quotation ends: closed; by a new opening mark in the next paragraph, as newspapers do it;
# never; or it is a closing mark without an opening one.
CLOSED, CONTINUED, UNCLOSED, UNOPENED = range(4)

_ABBREVIATION = bit("abbreviation")
_FUNCTION_WORD = bit("function_word")
_NO = word_hash("no")
_OPENING = members(OPENING_QUOTES)
_CLOSING = members(CLOSING_QUOTES)
# So many marks may close behind a sentence's end.
_MAX_CLOSING_MARKS = 4
_MAX_SINGLE_QUOTED_TOKENS = 60
_MAX_UNCLOSED_TOKENS = 40


@leaf
def mark_sentences(tokens, n, counts):
    """Numbers the sentences and flags the first token of each."""
    sentence = -1
    for t in range(n):
        if t == 0 or _starts_sentence(tokens, t):
            sentence += 1
            tokens[t, T_FLAGS] |= SENTENCE
        tokens[t, T_SENTENCE] = sentence
    counts[N_SENTENCES] = sentence + 1
    return sentence + 1


@leaf
def _starts_sentence(tokens, t):
    flags = tokens[t, T_FLAGS]
    kind = tokens[t, T_KIND]
    before = t - 1
    if flags & LINE:
        # A line that goes on in small letters is a wrapped line, not a new sentence.
        wrapped = (kind == WORD and not flags & CAPITAL) or tokens[before, T_KIND] == COMMA
        return flags & PARAGRAPH != 0 or not wrapped
    if tokens[before, T_KIND] == WORD and not tokens[before, T_FLAGS] & ACRONYM:
        return False  # most tokens: nothing below ends a sentence behind a plain word
    # Closing marks belong to the sentence that they close.
    reach = max(0, t - 1 - _MAX_CLOSING_MARKS)
    while before > reach and (
        tokens[before, T_KIND] == CLOSE
        or (
            (tokens[before, T_KIND] == QUOTE or tokens[before, T_KIND] == APOSTROPHE)
            and tokens[before, T_FLAGS] & GLUED
        )
    ):
        before -= 1
    capital = kind == WORD and flags & CAPITAL
    if tokens[before, T_KIND] == WORD and tokens[before, T_FLAGS] & ACRONYM:
        # "in the U.S. The ..." ends a sentence, "the U.S. Senate" does not.
        return capital and before == t - 1 and tokens[t, T_MASK] & _FUNCTION_WORD != 0
    if tokens[before, T_KIND] != STOP and tokens[before, T_KIND] != END:
        return False
    if flags & GLUED and not (kind == QUOTE or kind == APOSTROPHE):
        # "end.Next": the space is missing; "example.com" has none to miss.
        return capital and before > 0 and tokens[before - 1, T_KIND] == WORD
    if kind == WORD and not flags & CAPITAL:
        return False
    if kind == STOP or kind == END or kind == COMMA or kind == CLOSE or kind == DASH:
        return False
    if flags & GLUED:
        return False
    if tokens[before, T_KIND] == STOP and tokens[before, T_DIGITS] == 1 and before > 0:
        last = before - 1
        if tokens[last, T_KIND] == WORD and tokens[before, T_FLAGS] & GLUED:
            if tokens[last, T_MASK] & _ABBREVIATION:
                return False
            if kind == NUMBER and tokens[last, T_HASH] == _NO:  # "No. 5"
                return False
            # An initial: "John F. Kennedy".
            if tokens[last, T_DIGITS] == 1 and tokens[last, T_FLAGS] & CAPITAL:
                return False
    return True


@leaf
def _direction(tokens, n, t, codes, is_open):
    """1 if the mark at t opens a quotation, -1 if it closes one: by its place, then by its form."""
    left = tokens[t, T_FLAGS] & GLUED != 0
    if left:
        kind = tokens[t - 1, T_KIND]
        left = kind != OPEN and kind != DASH
    right = t + 1 < n and tokens[t + 1, T_FLAGS] & GLUED != 0
    if right:
        kind = tokens[t + 1, T_KIND]
        right = not (kind == STOP or kind == END or kind == COMMA or kind == CLOSE or kind == DASH)
    if right and not left:
        return 1
    if left and not right:
        return -1
    code = codes[tokens[t, T_START]]
    if among(_OPENING, code):
        return 1
    if among(_CLOSING, code):
        return -1
    return -1 if is_open else 1


@leaf
def _enter(rows, count, first, last, state):
    rows[count, 0] = first
    rows[count, 1] = last
    rows[count, 2] = state


@leaf
def mark_quotations(rows, tokens, n, codes, counts):
    """Pairs the quotation marks and flags the tokens inside.

    Enters rows (first, last, state), n + 1 at most, and returns their count.
    """
    count = 0
    opened = single = -1
    for t in range(n):
        kind = tokens[t, T_KIND]
        if tokens[t, T_FLAGS] & LINE and tokens[t, T_FLAGS] & SENTENCE:
            single = -1
            if opened >= 0:
                goes_on = kind == QUOTE and _direction(tokens, n, t, codes, False) == 1
                _enter(rows, count, opened, t - 1, CONTINUED if goes_on else UNCLOSED)
                count += 1
                opened = -1
        if kind == QUOTE:
            direction = _direction(tokens, n, t, codes, opened >= 0)
            inches = (
                t > 0
                and tokens[t - 1, T_KIND] == NUMBER
                and tokens[t, T_FLAGS] & GLUED
                and opened < 0
            )
            if direction == 1:
                if opened >= 0:
                    # Line breaks may be lost: an opening mark at a sentence's start goes on.
                    goes_on = tokens[t - 1, T_KIND] == STOP or tokens[t - 1, T_KIND] == END
                    _enter(rows, count, opened, t - 1, CONTINUED if goes_on else UNCLOSED)
                    count += 1
                opened = t
            elif opened >= 0:
                _enter(rows, count, opened, t, CLOSED)
                count += 1
                opened = -1
            elif not inches:
                _enter(rows, count, t, t, UNOPENED)
                count += 1
        elif kind == APOSTROPHE and opened < 0:
            # Single marks are quotations only in pairs: an apostrophe looks the same.
            direction = _direction(tokens, n, t, codes, single >= 0)
            if direction == 1:
                single = t if tokens[t + 1, T_KIND] == WORD else -1  # not the '90s
            elif single >= 0:
                if 2 < t - single < _MAX_SINGLE_QUOTED_TOKENS:
                    _enter(rows, count, single, t, CLOSED)
                    count += 1
                single = -1
    if opened >= 0:
        _enter(rows, count, opened, n - 1, UNCLOSED)
        count += 1
    for row in range(count):
        first, last, state = rows[row, 0], rows[row, 1], rows[row, 2]
        if state == CLOSED or state == CONTINUED:
            for t in range(first, last + 1):
                if not tokens[t, T_FLAGS] & QUOTED:
                    tokens[t, T_FLAGS] |= QUOTED
                    counts[N_QUOTED_WORDS] += is_word(tokens, t)
        elif state == UNCLOSED:
            # Cite the opening words only: nobody knows where the quotation was meant to end.
            rows[row, 1] = min(last, first + _MAX_UNCLOSED_TOKENS)
    return count
