"""Figures as values: number, magnitude, currency or unit, how exact, and what is counted."""

import numpy as np

from features.alphabet import COMMA, CURRENCY, DASH, PERCENT
from features.kernel.compiled import leaf
from features.kernel.tokens import (
    CAPITAL,
    DECIMAL,
    GLUED,
    GROUPED,
    NUMBER,
    QUOTED,
    SENTENCE,
    T_CLASSES,
    T_DIGITS,
    T_END,
    T_FLAGS,
    T_HASH,
    T_KIND,
    T_MASK,
    T_SENTENCE,
    T_START,
    WORD,
)
from features.kernel.words import among, hashes
from features.lexicon import MAGNITUDE, NUMERAL, bit, word_hash

KINDS = ("count", "money", "share", "headcount", "people", "places", "measure", "date", "ordinal")
COUNT, MONEY, SHARE, HEADCOUNT, PEOPLE, PLACES, MEASURE, DATE, ORDINAL = range(len(KINDS))
PRECISIONS = ("exact", "rounded", "approximate", "range")
EXACT, ROUNDED, APPROXIMATE, RANGE = range(len(PRECISIONS))

# Columns of a row. ``unit_first``/``unit_last`` are tokens, -1 where there is none.
FIRST, LAST, KIND, PRECISION, UNIT_FIRST, UNIT_LAST, IS_QUOTED, SENTENCE_NUMBER = range(8)
COLUMNS = 8

_APPROXIMATOR, _CURRENCY_WORD = bit("approximator"), bit("currency_word")
_PERCENT_WORD, _UNIT, _MONTH = bit("percent_word"), bit("unit"), bit("month")
_HEADCOUNT, _PEOPLE, _PLACES = bit("headcount_noun"), bit("people_noun"), bit("place_noun")
_FUNCTION_WORD = bit("function_word")
_ORDINAL_ENDINGS = hashes("st nd rd th")
_AND, _TO, _FROM = word_hash("and"), word_hash("to"), word_hash("from")
_HUNDRED = 100.0
_FIRST_YEAR, _LAST_YEAR = 1700, 2200
_NOUN_REACH = 4  # words between a figure and the noun that it counts, at most
_EXACT_DIGITS = 3


@leaf
def _is_year(tokens, values, n, t):
    """Whether a year stands at t: four digits and nothing else, in modern times."""
    return (
        t < n
        and tokens[t, T_KIND] == NUMBER
        and tokens[t, T_END] - tokens[t, T_START] == 4
        and not tokens[t, T_FLAGS] & (DECIMAL | GROUPED)
        and _FIRST_YEAR <= values[t] < _LAST_YEAR
    )


@leaf
def _is_magnitude(tokens, n, t):
    if t >= n or not tokens[t, T_MASK] & MAGNITUDE:
        return False
    # "m", "k" and "b" scale a figure only where they touch it: "$5m", not "5 m".
    return tokens[t, T_DIGITS] > 1 or tokens[t, T_FLAGS] & GLUED != 0


@leaf
def _read_words(tokens, values, n, t):
    """A number in words from t: (value, last token), value -1 if there is none."""
    total = current = 0.0
    last = -1
    while t < n and tokens[t, T_KIND] == WORD:
        if tokens[t, T_MASK] & NUMERAL:
            current += values[t]
        elif tokens[t, T_MASK] & MAGNITUDE and tokens[t, T_DIGITS] > 1 and (last >= 0):
            if values[t] == _HUNDRED:
                current *= _HUNDRED
            else:
                total += current * values[t]
                current = 0.0
        elif (
            tokens[t, T_HASH] == _AND
            and last >= 0
            and t + 1 < n
            and tokens[t + 1, T_MASK] & NUMERAL
        ):
            if current < _HUNDRED and total == 0.0:
                break
            t += 1
            continue
        else:
            break
        last = t
        after = t + 1
        if (
            after + 1 < n
            and tokens[after, T_KIND] == DASH
            and tokens[after, T_FLAGS] & GLUED
            and tokens[after + 1, T_MASK] & NUMERAL
        ):
            after += 1
        t = after
    return (total + current, last) if last >= 0 else (-1.0, -1)


@leaf
def _noun_after(tokens, n, t):
    """The noun counted: (kind, its token) among the next few words, or (COUNT, -1)."""
    for reach in range(_NOUN_REACH):
        at = t + reach
        if at >= n or tokens[at, T_KIND] != WORD or tokens[at, T_FLAGS] & SENTENCE:
            break
        if tokens[at, T_CLASSES] & _HEADCOUNT:
            return HEADCOUNT, at
        if tokens[at, T_CLASSES] & _PEOPLE:
            return PEOPLE, at
        if tokens[at, T_CLASSES] & _PLACES:
            return PLACES, at
        if tokens[at, T_MASK] & _FUNCTION_WORD:
            break
    return COUNT, -1


@leaf
def find_quantities(rows, worth, tokens, values, n):
    """Enters rows as the columns above, and each row's value (a date's as yyyymmdd, 0 where not
    told); returns their count, n at most.
    """
    count = 0
    t = 0
    while t < n:
        first = t
        if tokens[t, T_KIND] == NUMBER:
            value, last = values[t], t
        elif tokens[t, T_KIND] == WORD and tokens[t, T_MASK] & NUMERAL:
            value, last = _read_words(tokens, values, n, t)
        else:
            t += 1
            continue
        in_words = tokens[t, T_KIND] == WORD
        exact = not in_words and (
            tokens[t, T_FLAGS] & (DECIMAL | GROUPED) != 0 or tokens[t, T_DIGITS] >= _EXACT_DIGITS
        )
        kind, unit_first, unit_last = COUNT, -1, -1
        precision = EXACT if exact else ROUNDED
        # "one" alone is a pronoun more often than a figure.
        if in_words and last == first and value == 1.0:
            t += 1
            continue
        after = last + 1
        plain_year = _is_year(tokens, values, n, t)
        if (
            after < n
            and among(_ORDINAL_ENDINGS, tokens[after, T_HASH])
            and tokens[after, T_FLAGS] & GLUED
        ):
            last, kind = after, ORDINAL
            after += 1
        # A range: 10-12, 10 to 12.
        if (
            kind != ORDINAL
            and after + 1 < n
            and (
                tokens[after, T_KIND] == DASH
                # "from 200 to 300" are two figures, "200 to 300" is one.
                or (
                    tokens[after, T_HASH] == _TO
                    and not (first > 0 and tokens[first - 1, T_HASH] == _FROM)
                )
            )
            and tokens[after + 1, T_KIND] == NUMBER
            and not tokens[after + 1, T_FLAGS] & SENTENCE
            and not plain_year
        ):
            value, last, precision = values[after + 1], after + 1, RANGE
            after += 2
        if _is_magnitude(tokens, n, after):
            value *= values[after]
            last = after
            after += 1
        elif (
            after + 1 < n
            and tokens[after, T_KIND] == DASH
            and tokens[after, T_FLAGS] & GLUED
            and tokens[after + 1, T_FLAGS] & GLUED
            and _is_magnitude(tokens, n, after + 1)
            and tokens[after + 1, T_DIGITS] > 1
        ):  # "15-billion"
            value *= values[after + 1]
            last = after + 1
            after += 2
        before = first - 1
        if before >= 0 and tokens[before, T_KIND] == CURRENCY:
            kind, unit_first, unit_last, first = MONEY, before, before, before
            # "US$", "A$"
            if (
                before > 0
                and tokens[before, T_FLAGS] & GLUED
                and tokens[before - 1, T_KIND] == WORD
            ):
                first = unit_first = before - 1
            before = first - 1
        elif after < n and tokens[after, T_KIND] == CURRENCY and tokens[after, T_FLAGS] & GLUED:
            kind, unit_first, unit_last, last = MONEY, after, after, after
        elif after < n and tokens[after, T_KIND] == PERCENT:
            kind, unit_first, unit_last, last = SHARE, after, after, after
        elif after < n and tokens[after, T_CLASSES] & _PERCENT_WORD:
            kind, unit_first, unit_last = SHARE, after, after
            while unit_last + 1 < n and tokens[unit_last + 1, T_CLASSES] & _PERCENT_WORD:
                unit_last += 1
            last = unit_last
        elif after < n and tokens[after, T_CLASSES] & _CURRENCY_WORD:
            kind, unit_first, unit_last, last = MONEY, after, after, after
        elif before >= 0 and tokens[before, T_CLASSES] & _MONTH and value <= 31:
            kind, first = DATE, before
            day, month, year = value, values[before], 0.0
            if (
                after < n
                and tokens[after, T_KIND] == COMMA
                and _is_year(tokens, values, n, after + 1)
            ):
                year, last = values[after + 1], after + 1
            value = year * 10000 + month * 100 + np.floor(day)
        elif (
            after < n
            and tokens[after, T_CLASSES] & _MONTH
            and value <= 99
            and not in_words
            and tokens[after, T_FLAGS] & CAPITAL
        ):
            day, month, year = value, values[after], 0.0
            kind, last = DATE, after
            if _is_year(tokens, values, n, after + 1):
                year, last = values[after + 1], after + 1
            value = year * 10000 + month * 100 + np.floor(day)
        elif plain_year and kind == COUNT and not (after < n and tokens[after, T_CLASSES] & _UNIT):
            month = 0.0
            if before >= 0 and tokens[before, T_CLASSES] & _MONTH:
                month, first = values[before], before
            noun, _ = _noun_after(tokens, n, after)
            if noun == COUNT:
                kind = DATE
                value = value * 10000 + month * 100
        if kind == COUNT:
            if after < n and tokens[after, T_CLASSES] & _UNIT:
                kind, unit_first, unit_last, last = MEASURE, after, after, after
            elif (
                after + 1 < n
                and tokens[after, T_KIND] == DASH
                and tokens[after, T_FLAGS] & GLUED
                and tokens[after + 1, T_CLASSES] & _UNIT
            ):  # "600-word"
                kind, unit_first, unit_last, last = MEASURE, after + 1, after + 1, after + 1
            else:
                kind, noun = _noun_after(tokens, n, after)
                if noun >= 0:
                    unit_first, unit_last, last = noun, noun, noun
        if first > 0 and tokens[first - 1, T_CLASSES] & _APPROXIMATOR and kind != DATE:
            first -= 1
            while first > 0 and tokens[first - 1, T_CLASSES] & _APPROXIMATOR:
                first -= 1
            if precision != RANGE:
                precision = APPROXIMATE
        rows[count, FIRST] = first
        rows[count, LAST] = last
        rows[count, KIND] = kind
        rows[count, PRECISION] = precision
        rows[count, UNIT_FIRST] = unit_first
        rows[count, UNIT_LAST] = unit_last
        rows[count, IS_QUOTED] = tokens[first, T_FLAGS] & QUOTED != 0
        rows[count, SENTENCE_NUMBER] = tokens[first, T_SENTENCE]
        worth[count] = value
        count += 1
        t = last + 1
    return count
