"""Reads dates and times of day: on the calendar (12 March 2019, Q3 2020, the 1990s), and relative
to the day of writing (last Tuesday, two weeks ago).

A date is worth yyyymmdd, with zeros for what is not told, a time of day hhmmss. A relative date is
worth its distance in the unit that it names; ``features/dates.py`` resolves it.
"""

import numpy as np

from features.alphabet import CURRENCY, DASH, PERCENT, STOP
from features.kernel.compiled import leaf
from features.kernel.figures import (
    APPROXIMATE,
    DATE,
    EXACT,
    HIGH,
    IS_APPROXIMATE,
    LOW,
    RANGE,
    RELATIVE_DATE,
    TIME,
    UNIT_FIRST,
    UNIT_LAST,
    enter,
)
from features.kernel.figures import FIRST as FIRST_COLUMN
from features.kernel.figures import PRECISION as PRECISION_COLUMN
from features.kernel.grammar import (
    amount,
    digits_at,
    is_capital,
    is_glued,
    is_hyphen,
    is_kind,
    is_the_mark,
    is_the_word,
    is_year,
    role_at,
)
from features.kernel.numbers import AN_ORDER, read_words
from features.kernel.tokens import (
    CAPITAL,
    CAPITALS,
    DECIMAL,
    GLUED,
    NUMBER,
    SENTENCE,
    T_CLASSES,
    T_DIGITS,
    T_END,
    T_FLAGS,
    T_HASH,
    T_KIND,
    T_MASK,
    T_START,
    WORD,
)
from features.kernel.words import among, hashes
from features.lexicon import NUMERAL, bit, word_hash
from features.quantity_words import (
    AGO,
    CLOCK_TIME,
    DAY_PART,
    DAY_WORD,
    DECADE_WORD,
    DIRECTION,
    FRACTION_WORD,
    HOLIDAY,
    MERIDIEM,
    ORDINAL_WORD,
    PART_OF,
    PERIOD,
    SEASON,
    UNIT_WORD,
    WEEKDAY,
    YEAR_PREFIX,
)

_MONTH = bit("month")
_TWENTY = 20.0
_EVE, _FROM, _AFTER, _NOW = (word_hash(word) for word in ("eve", "from", "after", "now"))
_FUNCTION_WORD = bit("function_word")
_NOT_A_YEAR = bit("percent_word") | bit("currency_word")
_COUNTED = bit("headcount_noun") | bit("people_noun") | bit("place_noun") | bit("unit")
_ORDINAL_ENDINGS = hashes("st nd rd th")
# Months that are also verbs or names; in small letters they are no months.
_AMBIGUOUS = hashes("may march mar")
_OF, _THE, _IN, _TO, _S, _SECOND, _DAY, _PAST, _AT = (
    word_hash(word) for word in ("of", "the", "in", "to", "s", "second", "day", "past", "at")
)
_A, _P, _Q, _H, _QUARTER, _HALF = (
    word_hash(word) for word in ("a", "p", "q", "h", "quarter", "half")
)
# "on 3/4": what stands before a day and a month without a year.
_BEFORE_DATE = hashes("on by since until till before after dated due")
_SLASH, _COLON, _COMMA, _HYPHEN, _STOP = (ord(mark) for mark in "/:,-.")
_LAST_DAY, _LAST_MONTH, _LAST_HOUR, _LAST_MINUTE = 31, 12, 24, 59
_IMPOSSIBLE_DAY = 99  # "March 35" is a date too, one that no calendar has
_CENTURY_PIVOT = 50
_SHORT = 5  # letters of the longest abbreviation of a weekday
_YEAR, _MONTHS = 10000.0, 100.0
_NO_DATE = (0.0, -1)


@leaf
def _full_year(values, digits, t):
    """The year of four digits, or of two in the hundred years around now."""
    if digits == 2:
        return values[t] + (2000.0 if values[t] < _CENTURY_PIVOT else 1900.0)
    return values[t]


@leaf
def _is_month(tokens, n, t):
    if not is_kind(tokens, n, t, WORD) and not (t == 0 and t < n):
        return 0 <= t < n and tokens[t, T_CLASSES] & _MONTH != 0
    if tokens[t, T_CLASSES] & _MONTH:
        return True
    return tokens[t, T_MASK] & _MONTH != 0 and not among(_AMBIGUOUS, tokens[t, T_HASH])


@leaf
def _after_abbreviation(tokens, n, t):
    """The token after the month at t and the stop that may shorten it."""
    stop = t + 1
    # Not in "on 5 May. 12 people came".
    shortens = (
        is_kind(tokens, n, stop, STOP)
        and is_glued(tokens, n, stop)
        and tokens[stop, T_DIGITS] == 1
        and stop + 1 < n
        and not tokens[stop + 1, T_FLAGS] & SENTENCE
        and tokens[t, T_DIGITS] <= _SHORT
    )
    return stop + 1 if shortens else stop


@leaf
def _ordinal_end(tokens, n, t):
    """The ending of "12th" behind the number at t, or t."""
    end = t + 1
    if is_glued(tokens, n, end) and among(_ORDINAL_ENDINGS, tokens[end, T_HASH]):
        return end
    return t


@leaf
def _day(tokens, values, roles, n, t, largest):
    """A day of the month at t, in digits or words: (day, last token), last -1 if there is none."""
    digits = digits_at(tokens, n, t)
    if 1 <= digits <= 2:
        if 0 <= values[t] <= largest:
            return values[t], _ordinal_end(tokens, n, t)
        return _NO_DATE
    if t < n and tokens[t, T_KIND] == WORD:
        role = role_at(tokens, roles, n, t)
        if tokens[t, T_MASK] & NUMERAL or role & ORDINAL_WORD:
            value, last, what = read_words(tokens, values, roles, n, t)
            if value == _TWENTY and is_the_word(tokens, n, last + 1, _SECOND):
                return value + 2.0, last + 1
            if last >= 0 and 1 <= value <= _LAST_DAY and what != AN_ORDER:
                return value, last
    return _NO_DATE


@leaf
def _year(tokens, values, codes, n, t):
    """A year behind a day or a month, after "," or "of": (year, last token), last -1 if none."""
    if (
        is_the_mark(tokens, codes, n, t, _COMMA)
        or is_the_word(tokens, n, t, _OF)
        or is_the_word(tokens, n, t, _IN)
    ):
        t += 1
    if is_year(tokens, values, n, t) and not tokens[t, T_FLAGS] & SENTENCE:
        return values[t], t
    # '19
    if (
        is_the_mark(tokens, codes, n, t, ord("'"))
        and digits_at(tokens, n, t + 1) == 2
        and is_glued(tokens, n, t + 1)
    ):
        return _full_year(values, 2, t + 1), t + 1
    return _NO_DATE


@leaf
def _year_in_words(tokens, values, roles, n, t):
    """ "nineteen eighty six": (year, last token), last -1 if there is none."""
    if t < n and tokens[t, T_MASK] & NUMERAL and not tokens[t, T_FLAGS] & SENTENCE:
        value, last, _ = read_words(tokens, values, roles, n, t)
        if last > t and 1500 <= value < 2200:
            return value, last
    return _NO_DATE


@leaf
def _is_range_mark(tokens, n, t):
    return is_kind(tokens, n, t, DASH) or is_the_word(tokens, n, t, _TO)


@leaf
def _numeric(tokens, values, codes, n, t, rows, worth, bounds, count):
    """2019-03-12, 12/03/2019, 12.03.2019, 05-Aug-2016: the last token, -1 if there is none."""
    digits = digits_at(tokens, n, t)
    if digits == 8:  # 20190312
        year, day = np.floor(values[t] / _YEAR), values[t] % _MONTHS
        month = np.floor(values[t] / _MONTHS) % _MONTHS
        if 1900 <= year < 2100 and 1 <= month <= _LAST_MONTH and 1 <= day <= _LAST_DAY:
            enter(rows, worth, bounds, count, tokens, t, t, DATE, EXACT, values[t])
            return t
        return -1
    mark = codes[tokens[t + 1, T_START]] if t + 1 < n else 0
    if tokens[t, T_FLAGS] & DECIMAL:
        # 12.03.2019 is a number with a fraction, a stop and a number.
        if (
            tokens[t, T_END] - tokens[t, T_START] <= 5
            and is_kind(tokens, n, t + 1, STOP)
            and is_glued(tokens, n, t + 1)
            and is_glued(tokens, n, t + 2)
            and is_year(tokens, values, n, t + 2)
        ):
            day = np.floor(values[t])
            start, end = tokens[t, T_START], tokens[t, T_END]
            tens = codes[end - 2] - 48.0 if codes[end - 2] != _STOP else 0.0
            month = tens * 10 + (codes[end - 1] - 48.0)
            if end - start >= 3 and 1 <= month <= _LAST_MONTH and 1 <= day <= _LAST_DAY:
                value = values[t + 2] * _YEAR + month * _MONTHS + day
                enter(rows, worth, bounds, count, tokens, t, t + 2, DATE, EXACT, value)
                return t + 2
        return -1
    if digits == 0 or t + 4 >= n or not is_glued(tokens, n, t + 1):
        return -1
    if not (mark == _SLASH or tokens[t + 1, T_KIND] == DASH):
        return -1
    for at in range(t + 2, t + 5):
        if not is_glued(tokens, n, at):
            return -1
    if tokens[t + 1, T_KIND] != tokens[t + 3, T_KIND] or (
        mark == _SLASH and codes[tokens[t + 3, T_START]] != _SLASH
    ):
        return -1
    end_digits = digits_at(tokens, n, t + 4)
    if end_digits == 0 or (is_glued(tokens, n, t + 5) and tokens[t + 5, T_KIND] == DASH):
        return -1
    first, second, third = values[t], values[t + 2], values[t + 4]
    if tokens[t + 2, T_CLASSES] & _MONTH or tokens[t + 2, T_MASK] & _MONTH:
        if digits == 4 and end_digits <= 2:
            year, month, day = first, second, third
        elif digits <= 2 and (end_digits == 4 or end_digits == 2):
            year, month, day = _full_year(values, end_digits, t + 4), second, first
        else:
            return -1
    elif digits_at(tokens, n, t + 2) == 0 or digits_at(tokens, n, t + 2) > 2:
        return -1
    elif digits == 4 and end_digits <= 2:
        year, month, day = first, second, third
    elif digits <= 2 and (end_digits == 4 or (end_digits == 2 and mark == _SLASH)):
        year = _full_year(values, end_digits, t + 4)
        # American order, where the figures do not say otherwise.
        month, day = first, second
        if month > _LAST_MONTH:
            month, day = second, first
    else:
        return -1
    if not (1 <= month <= _LAST_MONTH and 1 <= day <= _LAST_DAY and 1000 <= year < 3000):
        return -1
    value = year * _YEAR + month * _MONTHS + day
    enter(rows, worth, bounds, count, tokens, t, t + 4, DATE, EXACT, value)
    return t + 4


@leaf
def _day_first(tokens, values, roles, codes, n, t, rows, worth, bounds, count):
    """5 June 2024, the 5th of June, 5-7 June: the last token, -1 if there is none."""
    low, last = _day(tokens, values, roles, n, t, _IMPOSSIBLE_DAY)
    if last < 0:
        return -1
    day = low
    at = last + 1
    if _is_range_mark(tokens, n, at) and not _is_month(tokens, n, at + 1):
        high, end = _day(tokens, values, roles, n, at + 1, _LAST_DAY)
        if end < 0 or low > _LAST_DAY:
            return -1
        day, at = high, end + 1
    if is_the_word(tokens, n, at, _DAY) and is_the_word(tokens, n, at + 1, _OF):
        at += 2
    elif is_the_word(tokens, n, at, _OF) or is_hyphen(tokens, n, at):
        at += 1
    elif at < n and tokens[at, T_FLAGS] & GLUED:
        return -1
    if not _is_month(tokens, n, at) or tokens[at, T_FLAGS] & SENTENCE:
        return -1
    if not tokens[at, T_FLAGS] & CAPITAL and tokens[t, T_KIND] == NUMBER and day > _LAST_DAY:
        return -1
    month = values[at]
    last = at
    year, end = _year(tokens, values, codes, n, _after_abbreviation(tokens, n, at))
    if end < 0:
        year, end = _year_in_words(tokens, values, roles, n, at + 1)
    if end >= 0:
        last = end
    base = year * _YEAR + month * _MONTHS
    enter(rows, worth, bounds, count, tokens, t, last, DATE, EXACT, base + day)
    if day != low:
        bounds[count, LOW] = base + low
        rows[count, PRECISION_COLUMN] = RANGE
    return last


@leaf
def _month_first(tokens, values, roles, codes, n, t, rows, worth, bounds, count):
    """June 5, 2024, June 2024, June 5-7: the last token, -1 if there is none."""
    if not _is_month(tokens, n, t):
        return -1
    month = values[t]
    at = _after_abbreviation(tokens, n, t)
    if at < n and tokens[at, T_FLAGS] & SENTENCE:
        return -1
    if (
        is_the_word(tokens, n, at, _THE)
        or is_hyphen(tokens, n, at)
        or (is_the_mark(tokens, codes, n, at, _SLASH) and is_glued(tokens, n, at + 1))
        or (
            # "October, 1st"
            is_the_mark(tokens, codes, n, at, _COMMA)
            and 1 <= digits_at(tokens, n, at + 1) <= 2
            and _ordinal_end(tokens, n, at + 1) > at + 1
        )
    ):
        at += 1
    day, last = _day(tokens, values, roles, n, at, _IMPOSSIBLE_DAY)
    if last >= 0:
        after = last + 1
        if after < n and tokens[after, T_FLAGS] & GLUED and tokens[after, T_KIND] == WORD:
            return -1
        if day > _LAST_DAY and (
            after < n
            and (
                tokens[after, T_CLASSES] & _COUNTED
                or tokens[after, T_KIND] == PERCENT
                or role_at(tokens, roles, n, after) & UNIT_WORD
            )
        ):
            return -1
        low = day
        if _is_range_mark(tokens, n, after) and digits_at(tokens, n, after + 1) in (1, 2):
            high, end = _day(tokens, values, roles, n, after + 1, _LAST_DAY)
            if end >= 0 and high > day:
                day, last = high, end
                after = last + 1
        year, end = _year(tokens, values, codes, n, after + is_hyphen(tokens, n, after))
        if end < 0:
            year, end = _year_in_words(tokens, values, roles, n, after)
        if end >= 0:
            last = end
        base = year * _YEAR + month * _MONTHS
        enter(rows, worth, bounds, count, tokens, t, last, DATE, EXACT, base + day)
        if low != day:
            bounds[count, LOW] = base + low
            rows[count, PRECISION_COLUMN] = RANGE
        return last
    year, end = _year(tokens, values, codes, n, at)
    if end < 0:
        year, end = _year_in_words(tokens, values, roles, n, at)
    if end < 0:
        return -1
    value = year * _YEAR + month * _MONTHS
    enter(rows, worth, bounds, count, tokens, t, end, DATE, EXACT, value)
    return end


@leaf
def _day_and_month(tokens, values, codes, n, t, rows, worth, bounds, count):
    """3/4 after "on" or a weekday, and 9/11: the last token, -1 if there is none."""
    first, second = digits_at(tokens, n, t), digits_at(tokens, n, t + 2)
    if (
        not 1 <= first <= 2
        or not 1 <= second <= 2
        or not is_the_mark(tokens, codes, n, t + 1, _SLASH)
        or not is_glued(tokens, n, t + 1)
        or not is_glued(tokens, n, t + 2)
    ):
        return -1
    month, day = values[t], values[t + 2]
    if month > _LAST_MONTH:
        month, day = day, month
    if not (1 <= month <= _LAST_MONTH and 1 <= day <= _LAST_DAY):
        return -1
    value = month * _MONTHS + day
    enter(rows, worth, bounds, count, tokens, t, t + 2, DATE, EXACT, value)
    return t + 2


@leaf
def _day_alone(tokens, values, roles, n, t, rows, worth, bounds, count):
    """ "the 18th" after a weekday: the last token, -1 if there is none."""
    if is_the_word(tokens, n, t, _THE):
        t += 1
    if t >= n or tokens[t, T_FLAGS] & SENTENCE:
        return -1
    day, last = _day(tokens, values, roles, n, t, _LAST_DAY)
    if last < 0 or (last == t and tokens[t, T_KIND] == NUMBER and _is_followed(tokens, n, t)):
        return -1
    enter(rows, worth, bounds, count, tokens, t, last, DATE, EXACT, day)
    return last


@leaf
def _is_the_day(tokens, n, t):
    """Whether "on the 18th" and no noun stands around t."""
    end = _ordinal_end(tokens, n, t)
    return (
        t > 1
        and end > t
        and is_the_word(tokens, n, t - 1, _THE)
        and among(_BEFORE_DATE, tokens[t - 2, T_HASH])
        and not _is_followed(tokens, n, end)
    )


@leaf
def _is_followed(tokens, n, t):
    """Whether anything but a mark follows in the sentence: "Friday 31 people came"."""
    after = t + 1
    if after >= n or tokens[after, T_FLAGS] & SENTENCE:
        return False
    kind = tokens[after, T_KIND]
    if kind == WORD:
        return tokens[after, T_MASK] & _FUNCTION_WORD == 0
    return kind == NUMBER or kind == CURRENCY or kind == PERCENT or kind == DASH


@leaf
def _counts_something(tokens, roles, n, t):
    """Whether what stands at t is counted by the figure before: people, a unit, a share."""
    for at in range(t, min(n, t + 3)):
        if tokens[at, T_KIND] != WORD or tokens[at, T_FLAGS] & SENTENCE:
            return False
        if tokens[at, T_CLASSES] & _COUNTED:
            return True
        if tokens[at, T_MASK] & _FUNCTION_WORD:
            return False
        if at == t and role_at(tokens, roles, n, at) & UNIT_WORD and tokens[at, T_DIGITS] > 1:
            return True
    return False


@leaf
def _plain_year(tokens, values, roles, codes, n, t, rows, worth, bounds, count):
    """2019, the 1990s, 2013-14, 2001 to 2008: the last token, -1 if there is none."""
    if not is_year(tokens, values, n, t):
        return -1
    value = values[t]
    after = t + 1
    if is_the_word(tokens, n, after, _S) and is_glued(tokens, n, after):
        return _decade(tokens, t, after, value, rows, worth, bounds, count)
    if (
        is_the_mark(tokens, codes, n, after, ord("'"))
        and is_the_word(tokens, n, after + 1, _S)
        and is_glued(tokens, n, after + 1)
    ):
        return _decade(tokens, t, after + 1, value, rows, worth, bounds, count)
    if is_glued(tokens, n, after) and tokens[after, T_KIND] == WORD and tokens[after, T_DIGITS] > 0:
        return -1
    if after < n and (
        tokens[after, T_CLASSES] & _NOT_A_YEAR
        or tokens[after, T_KIND] == PERCENT
        or tokens[after, T_KIND] == CURRENCY
    ):
        return -1
    if _counts_something(tokens, roles, n, after):
        return -1
    if (is_glued(tokens, n, after) and is_glued(tokens, n, after + 1)) or is_kind(
        tokens, n, after, DASH
    ):
        dash = is_kind(tokens, n, after, DASH) or is_the_mark(tokens, codes, n, after, _SLASH)
        digits = digits_at(tokens, n, after + 1)
        if (
            dash
            and digits == 4
            and is_year(tokens, values, n, after + 1)
            and values[after + 1] > value
        ):
            if _counts_something(tokens, roles, n, after + 2):
                return -1
            return _years(
                tokens, t, after + 1, value, values[after + 1], rows, worth, bounds, count
            )
        if (
            dash
            and digits == 2
            and is_glued(tokens, n, after)
            and is_glued(tokens, n, after + 1)
            and values[after + 1] > value % 100
        ):
            end = np.floor(value / 100) * 100 + values[after + 1]
            return _years(tokens, t, after + 1, value, end, rows, worth, bounds, count)
    enter(rows, worth, bounds, count, tokens, t, t, DATE, EXACT, value * _YEAR)
    return t


@leaf
def _years(tokens, first, last, low, high, rows, worth, bounds, count):
    enter(rows, worth, bounds, count, tokens, first, last, DATE, RANGE, high * _YEAR)
    bounds[count, LOW] = low * _YEAR
    return last


@leaf
def _decade(tokens, first, last, year, rows, worth, bounds, count):
    enter(rows, worth, bounds, count, tokens, first, last, DATE, APPROXIMATE, year * _YEAR)
    length = 99 if year % 100 == 0 and year % 1000 != 0 else 9
    bounds[count, HIGH] = (year + length) * _YEAR + 1231
    rows[count, IS_APPROXIMATE] = 1
    return last


@leaf
def _span_of_year(tokens, values, roles, codes, n, t, rows, worth, bounds, count):
    """Q3 2020, H1 2020, FY2019, third quarter of 2020: the last token, -1 if there is none."""
    role = role_at(tokens, roles, n, t)
    if role & YEAR_PREFIX:
        if not is_capital(tokens, t) or not is_glued(tokens, n, t + 1):
            return -1
        number = digits_at(tokens, n, t + 1)
        if tokens[t, T_DIGITS] == 2:  # FY
            if number != 2 and number != 4:
                return -1
            year, last = _full_year(values, number, t + 1), t + 1
            enter(rows, worth, bounds, count, tokens, t, last, DATE, EXACT, year * _YEAR)
            return last
        parts = 4 if tokens[t, T_HASH] == _Q else 2
        if number != 1 or not 1 <= values[t + 1] <= parts:
            return -1
        part, at = values[t + 1], t + 2
    elif role & ORDINAL_WORD or digits_at(tokens, n, t) == 1:
        if role & ORDINAL_WORD:
            part, at = np.float64(amount(role)), t + 1
        else:
            end = _ordinal_end(tokens, n, t)
            if end == t:
                return -1
            part, at = values[t], end + 1
        if is_the_word(tokens, n, at, _QUARTER):
            parts = 4
        elif is_the_word(tokens, n, at, _HALF):
            parts = 2
        else:
            return -1
        at += 1
        if part > parts:
            return -1
    else:
        return -1
    year, last = _year(tokens, values, codes, n, at)
    if last < 0:
        if not role & YEAR_PREFIX or is_glued(tokens, n, t + 2):  # H2O
            return -1
        year, last = 0.0, t + 1
    months = 12 // parts
    low = year * _YEAR + ((part - 1) * months + 1) * _MONTHS
    enter(rows, worth, bounds, count, tokens, t, last, DATE, EXACT, low)
    bounds[count, HIGH] = year * _YEAR + part * months * _MONTHS
    return last


@leaf
def _relative(tokens, roles, n, t, rows, worth, bounds, count):
    """yesterday, last Tuesday, next month, on Friday: the last token, -1 if there is none."""
    role = role_at(tokens, roles, n, t)
    if role & DAY_WORD:
        enter(rows, worth, bounds, count, tokens, t, t, RELATIVE_DATE, EXACT, amount(role))
        rows[count, UNIT_FIRST], rows[count, UNIT_LAST] = t, t
        return _day_part_after(tokens, roles, n, t, rows, count)
    if role & DIRECTION:
        after = role_at(tokens, roles, n, t + 1)
        unit = t + 1
        if unit >= n or tokens[unit, T_FLAGS] & SENTENCE:
            return -1
        is_unit = after & (WEEKDAY | SEASON) or (after & PERIOD and not after & ORDINAL_WORD)
        if after & PERIOD and tokens[unit, T_DIGITS] < 3:
            return -1
        if not is_unit and not tokens[unit, T_CLASSES] & _MONTH and not after & DAY_PART:
            return -1
        enter(rows, worth, bounds, count, tokens, t, unit, RELATIVE_DATE, EXACT, amount(role))
        rows[count, UNIT_FIRST], rows[count, UNIT_LAST] = unit, unit
        return _day_part_after(tokens, roles, n, unit, rows, count)
    if role & WEEKDAY and (is_capital(tokens, t) or tokens[t, T_DIGITS] > _SHORT):
        # "Mon" and its kind are weekdays, "Fri" the start of many a name is not.
        if tokens[t, T_FLAGS] & CAPITALS and tokens[t, T_DIGITS] <= 3:
            return -1
        enter(rows, worth, bounds, count, tokens, t, t, RELATIVE_DATE, EXACT, 0.0)
        rows[count, UNIT_FIRST], rows[count, UNIT_LAST] = t, t
        return _day_part_after(tokens, roles, n, t, rows, count)
    return -1


@leaf
def _day_part_after(tokens, roles, n, last, rows, count):
    if role_at(tokens, roles, n, last + 1) & DAY_PART:
        last += 1
    rows[count, 1] = last
    return last


@leaf
def _meridiem(tokens, roles, n, t):
    """What "a.m.", "p.m." or "o'clock" at t adds to the hour, -1 if there is none."""
    role = role_at(tokens, roles, n, t)
    if role & MERIDIEM:
        return amount(role)
    if is_glued(tokens, n, t) and tokens[t, T_KIND] == WORD and not is_glued(tokens, n, t + 1):
        if tokens[t, T_HASH] == _A:
            return 0
        if tokens[t, T_HASH] == _P:
            return 12
    return -1


@leaf
def _is_hour(tokens, values, n, t):
    """Whether an hour of the clock stands at t, in digits or in one word."""
    if t >= n or tokens[t, T_FLAGS] & SENTENCE:
        return False
    if tokens[t, T_KIND] == WORD and not tokens[t, T_MASK] & NUMERAL:
        return False
    digits = digits_at(tokens, n, t)
    return 1 <= values[t] <= 12 and (tokens[t, T_KIND] == WORD or 1 <= digits <= 2)


@leaf
def _day_part(tokens, roles, n, t):
    """The last token of "in the evening", "at night" at t, 0 if there is none."""
    if is_the_word(tokens, n, t, _AT) and role_at(tokens, roles, n, t + 1) & DAY_PART:
        return t + 1
    if (
        is_the_word(tokens, n, t, _IN)
        and is_the_word(tokens, n, t + 1, _THE)
        and role_at(tokens, roles, n, t + 2) & DAY_PART
    ):
        return t + 2
    return 0


@leaf
def _half_past(tokens, values, roles, n, t, rows, worth, bounds, count):
    """ "half past seven", "quarter to nine": the last token, -1 if there is none."""
    is_to = is_the_word(tokens, n, t + 1, _TO)
    if not (is_the_word(tokens, n, t + 1, _PAST) or is_to) or not _is_hour(
        tokens, values, n, t + 2
    ):
        return -1
    minutes = 60.0 / amount(role_at(tokens, roles, n, t))
    hour = values[t + 2] - 1 if is_to else values[t + 2]
    if is_to:
        minutes = 60.0 - minutes
    last = t + 2
    adds = _meridiem(tokens, roles, n, last + 1)
    if adds >= 0:
        last += 1
        if adds == 12 and hour < 12:
            hour += 12.0
    value = hour * _YEAR + minutes * 100
    enter(rows, worth, bounds, count, tokens, t, last, TIME, EXACT, value)
    return last


@leaf
def _time_of_day(tokens, values, roles, codes, n, t, rows, worth, bounds, count):
    """10:30, 5pm, 8.15 p.m., 7 o'clock, noon: the last token, -1 if there is none."""
    role = role_at(tokens, roles, n, t)
    if role & CLOCK_TIME:
        value = amount(role) * _YEAR
        enter(rows, worth, bounds, count, tokens, t, t, TIME, EXACT, value)
        return t
    in_words = tokens[t, T_KIND] == WORD
    minute = second = 0.0
    told = False
    last = t
    if in_words:
        if not tokens[t, T_MASK] & NUMERAL:
            return -1
        hour = values[t]
    elif tokens[t, T_FLAGS] & DECIMAL:
        hour = np.floor(values[t])
        minute = np.round((values[t] - hour) * 100)
        end, start = tokens[t, T_END], tokens[t, T_START]
        if end - start < 4 or codes[end - 3] != _STOP:
            return -1
    else:
        digits = digits_at(tokens, n, t)
        if digits == 0 or digits > 4:
            return -1
        hour = values[t]
        if digits > 2:  # "1140 a.m."
            minute = hour % 100
            hour = np.floor(hour / 100)
        elif (
            is_the_mark(tokens, codes, n, t + 1, _COLON)
            and is_glued(tokens, n, t + 1)
            and is_glued(tokens, n, t + 2)
            and digits_at(tokens, n, t + 2) == 2
            and values[t + 2] <= _LAST_MINUTE
        ):
            minute, last, told = values[t + 2], t + 2, True
            if (
                is_the_mark(tokens, codes, n, t + 3, _COLON)
                and is_glued(tokens, n, t + 3)
                and is_glued(tokens, n, t + 4)
                and digits_at(tokens, n, t + 4) == 2
            ):
                second, last = values[t + 4], t + 4
    if hour > _LAST_HOUR or minute > _LAST_MINUTE:
        return -1
    at = last + 1
    if is_hyphen(tokens, n, at):
        at += 1
    adds = _meridiem(tokens, roles, n, at)
    if adds >= 0 and not (adds < 24 and hour > 12 and not told):
        last = at
        if adds == 12 and hour < 12:
            hour += 12.0
        elif adds == 0 and hour == 12:
            hour = 0.0
    elif is_the_word(tokens, n, at, _PAST) or (
        is_the_word(tokens, n, at + 1, _PAST) and role_at(tokens, roles, n, at) & PERIOD
    ):
        # "ten past nine", "20 minutes past eight"
        at += 1 + (role_at(tokens, roles, n, at) & PERIOD != 0)
        if told or not _is_hour(tokens, values, n, at):
            return -1
        minute, hour, last = hour, values[at], at
    elif is_the_word(tokens, n, at, _IN) or is_the_word(tokens, n, at, _AT):
        if not told and not _day_part(tokens, roles, n, at):
            return -1
    elif not told:
        # "in the morning at 7", "tonight at 8"
        before = role_at(tokens, roles, n, t - 2)
        if (
            not is_the_word(tokens, n, t - 1, _AT)
            or not before & (DAY_PART | DAY_WORD | WEEKDAY)
            or not _is_hour(tokens, values, n, t)
            or _is_followed(tokens, n, last)
        ):
            return -1
        if before & DAY_PART and amount(before) == 12 and hour < 12:
            hour += 12.0
    # "in the evening", "at night"
    part = _day_part(tokens, roles, n, last + 1)
    if part > 0 and hour <= 12:
        if amount(role_at(tokens, roles, n, part)) == 12 and hour < 12:
            hour += 12.0
        last = part
    enter(
        rows, worth, bounds, count, tokens, t, last, TIME, EXACT,
        hour * _YEAR + minute * 100 + second,
    )  # fmt: skip
    return last


@leaf
def read_date(tokens, values, roles, codes, n, t, rows, worth, bounds, count):
    """Enters the date or the time of day at t; returns its last token, -1 if there is none."""
    kind = tokens[t, T_KIND]
    role = role_at(tokens, roles, n, t)
    last = -1
    if kind == NUMBER:
        if t > 0 and tokens[t - 1, T_KIND] == CURRENCY:  # "$2000 over 5 years"
            return last
        last = _numeric(tokens, values, codes, n, t, rows, worth, bounds, count)
        if last < 0:
            last = _time_of_day(tokens, values, roles, codes, n, t, rows, worth, bounds, count)
        if last < 0 and t > 0 and among(_BEFORE_DATE, tokens[t - 1, T_HASH]):
            last = _day_and_month(tokens, values, codes, n, t, rows, worth, bounds, count)
        if last < 0 and values[t] == 9 and digits_at(tokens, n, t + 2) == 2 and values[t + 2] == 11:
            last = _day_and_month(tokens, values, codes, n, t, rows, worth, bounds, count)
        if last < 0 and not tokens[t, T_FLAGS] & DECIMAL:
            last = _day_first(tokens, values, roles, codes, n, t, rows, worth, bounds, count)
            if last < 0:
                last = _span_of_year(tokens, values, roles, codes, n, t, rows, worth, bounds, count)
            if last < 0 and _is_the_day(tokens, n, t):
                last = _day_alone(tokens, values, roles, n, t, rows, worth, bounds, count)
            if last < 0:
                last = _plain_year(tokens, values, roles, codes, n, t, rows, worth, bounds, count)
        return last
    if tokens[t, T_MASK] & _MONTH:
        return _month_first(tokens, values, roles, codes, n, t, rows, worth, bounds, count)
    if role & PART_OF:
        return _part_of(tokens, values, roles, codes, n, t, rows, worth, bounds, count)
    if role & WEEKDAY and (is_capital(tokens, t) or tokens[t, T_DIGITS] > _SHORT):
        # "Tuesday, March 12, 2019" is one date.
        at = t + 1
        if is_the_mark(tokens, codes, n, at, _COMMA):
            at += 1
        if at < n and not tokens[at, T_FLAGS] & SENTENCE:
            if tokens[at, T_MASK] & _MONTH:
                last = _month_first(tokens, values, roles, codes, n, at, rows, worth, bounds, count)
            elif tokens[at, T_KIND] == NUMBER:
                last = _day_first(tokens, values, roles, codes, n, at, rows, worth, bounds, count)
                if last < 0:
                    last = _day_and_month(tokens, values, codes, n, at, rows, worth, bounds, count)
            if last < 0:
                last = _day_alone(tokens, values, roles, n, at, rows, worth, bounds, count)
        if last >= 0:
            rows[count, FIRST_COLUMN] = t
            return last
    if role & HOLIDAY:
        value = np.float64(amount(role))
        last = t
        if is_the_word(tokens, n, t + 1, _EVE):
            value, last = value - 1, t + 1
        elif is_the_word(tokens, n, t + 1, _DAY):
            last = t + 1
        enter(rows, worth, bounds, count, tokens, t, last, DATE, EXACT, value)
        return last
    if role & DECADE_WORD:
        year = 1900.0 + amount(role)
        return _decade(tokens, t, t, year, rows, worth, bounds, count)
    if role & (DAY_WORD | DIRECTION | WEEKDAY):
        return _relative(tokens, roles, n, t, rows, worth, bounds, count)
    if role & (YEAR_PREFIX | ORDINAL_WORD):
        last = _span_of_year(tokens, values, roles, codes, n, t, rows, worth, bounds, count)
        if last < 0 and role & ORDINAL_WORD:
            last = _day_first(tokens, values, roles, codes, n, t, rows, worth, bounds, count)
        return last
    if role & FRACTION_WORD and not tokens[t, T_MASK] & NUMERAL:
        return _half_past(tokens, values, roles, n, t, rows, worth, bounds, count)
    if role & CLOCK_TIME or tokens[t, T_MASK] & NUMERAL:
        last = _time_of_day(tokens, values, roles, codes, n, t, rows, worth, bounds, count)
        if last < 0 and tokens[t, T_MASK] & NUMERAL:
            last = _day_first(tokens, values, roles, codes, n, t, rows, worth, bounds, count)
    return last


@leaf
def _part_of(tokens, values, roles, codes, n, t, rows, worth, bounds, count):
    """mid-2019, early March 2020, late 1990s: the last token, -1 if there is none."""
    at = t + 1
    if is_hyphen(tokens, n, at):
        at += 1
    if at >= n or tokens[at, T_FLAGS] & SENTENCE:
        return -1
    if tokens[at, T_KIND] == NUMBER:
        last = _plain_year(tokens, values, roles, codes, n, at, rows, worth, bounds, count)
    elif tokens[at, T_MASK] & _MONTH:
        last = _month_first(tokens, values, roles, codes, n, at, rows, worth, bounds, count)
        if last < 0 and tokens[at, T_CLASSES] & _MONTH:
            value = values[at] * _MONTHS
            enter(rows, worth, bounds, count, tokens, at, at, DATE, EXACT, value)
            last = at
    else:
        last = _relative(tokens, roles, n, at, rows, worth, bounds, count)
    if last >= 0:
        rows[count, FIRST_COLUMN] = t
        rows[count, PRECISION_COLUMN] = APPROXIMATE
        rows[count, IS_APPROXIMATE] = 1
    return last


@leaf
def from_now(tokens, roles, n, t):
    """ "from now", "after tomorrow" at t: (its last token, days from the day of writing), or -1."""
    if is_the_word(tokens, n, t, _FROM) or is_the_word(tokens, n, t, _AFTER):
        role = role_at(tokens, roles, n, t + 1)
        if role & DAY_WORD:
            return t + 1, amount(role)
        if is_the_word(tokens, n, t + 1, _NOW):
            return t + 1, 0
    return -1, 0


@leaf
def is_ago(tokens, roles, n, t):
    """Whether "ago" or its like stands at t: -1 for the past, 1 for the future, 0 for neither."""
    role = role_at(tokens, roles, n, t)
    if role & AGO and not tokens[t, T_FLAGS] & SENTENCE and tokens[t - 1, T_DIGITS] > 2:
        return amount(role)
    return 0
