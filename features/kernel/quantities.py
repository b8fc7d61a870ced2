"""Fourth walk: figures as values, with what is counted, between which bounds and how exactly.

The grammar is deterministic: a figure, a range of two, or a ratio; before it a sign, a currency and
what makes it approximate or a bound; behind it a magnitude, a currency, a share, a unit or a noun.
No look-back goes behind the figure before, and each look-ahead is bounded by a constant.
"""

import numpy as np

from features.alphabet import CLOSE, COMMA, CURRENCY, DASH, OPEN, PERCENT, STOP, SYMBOL
from features.kernel.compiled import leaf
from features.kernel.dates import from_now, is_ago, read_date
from features.kernel.figures import (
    AGE,
    APPROXIMATE,
    COUNT,
    DURATION,
    EXACT,
    HEADCOUNT,
    HIGH,
    IS_APPROXIMATE,
    LOW,
    MEASURE,
    MONEY,
    ORDINAL,
    PEOPLE,
    PLACES,
    RANGE,
    RATIO,
    RELATIVE_DATE,
    ROUNDED,
    SHARE,
    SPEED,
    TEMPERATURE,
    UNBOUNDED,
    UNIT_FIRST,
    UNIT_LAST,
    VAGUE,
    enter,
)
from features.kernel.grammar import (
    digits_at,
    is_glued,
    is_hyphen,
    is_kind,
    is_the_mark,
    is_the_word,
    is_year,
    role_at,
)
from features.kernel.numbers import (
    A_FRACTION,
    AN_ORDER,
    AN_ORDINAL,
    PLAIN,
    fraction_after,
    is_magnitude,
    plural_worth,
    read_digits,
    read_words,
    vulgar_fraction,
)
from features.kernel.tokens import (
    CAPITAL,
    CAPITALS,
    DECIMAL,
    GLUED,
    GROUPED,
    NAME,
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
    T_WORD,
    WORD,
)
from features.kernel.units import is_duration, is_speed, is_temperature, per_what, read_unit
from features.kernel.words import among, hashes, members
from features.lexicon import MAGNITUDE, NUMERAL, STARTER, bit, word_hash
from features.quantity_words import (
    ABOVE,
    ARTICLE,
    BELOW,
    CENTS,
    CHANGE,
    CONTEST,
    CURRENCY_CODE,
    DAY_PART,
    DIRECTION,
    EXTENT,
    FEW,
    FRACTION_WORD,
    LABEL,
    LINKS,
    MERIDIEM,
    NEAR,
    NEEDS_LINK,
    NEGATOR,
    PAYING,
    PAYROLL,
    PERIOD,
    PLURAL,
    POSSESSIVE,
    SEASON,
    SIGN,
    STAFFING,
    TEMPERATURE_UNIT,
    TENS_ORDER,
    UNIT_PREFIX,
    UNIT_WORD,
    WEEKDAY,
    WEIGHING,
)

_APPROXIMATOR, _CURRENCY_WORD = bit("approximator"), bit("currency_word")
_PERCENT_WORD, _UNIT, _MONTH = bit("percent_word"), bit("unit"), bit("month")
_HEADCOUNT, _PEOPLE, _PLACES = bit("headcount_noun"), bit("people_noun"), bit("place_noun")
_FUNCTION_WORD = bit("function_word")
_ORDINAL_ENDINGS = hashes("st nd rd th")
_AND, _TO, _FROM, _BETWEEN, _OR, _IN, _OUT, _OF, _ON, _EVERY = (
    word_hash(word)
    for word in ("and", "to", "from", "between", "or", "in", "out", "of", "on", "every")
)
_OLD, _AGE, _YO, _POINTS, _POINT, _SO, _M, _MM, _T, _K = (
    word_hash(word) for word in ("old", "age", "yo", "points", "point", "so", "m", "mm", "t", "k")
)
_POUND, _POUNDS, _OVER, _DAY, _DAYS, _ABSOLUTE, _AT = (
    word_hash(word) for word in ("pound", "pounds", "over", "day", "days", "absolute", "at")
)
_AGES = hashes("age aged")
_LINKING = hashes("than to of")
# Units that are more often something else after an article.
_OTHER_SENSES = hashes("bit bar stone mole barn gray yard knot kilo league")
_BEFORE_DURATION = hashes("for within in after over about than nearly almost least under")
_WEIGHTS = hashes("wt vol mol at w v")
_TIMES = hashes("x c p")
_A_OR_I = hashes("a i")
_SLASH, _COLON, _PLUS_SIGN, _PLUS_MINUS = ord("/"), ord(":"), ord("+"), 0xB1
_SQUARE_BRACKET = ord("[")
_TILDES = members([ord("~"), 0x223C, 0x2248, 0x2243, 0x2245, 0x02DC])
_LESS_THAN, _GREATER_THAN = ord("<"), ord(">")
_LESS = members([_LESS_THAN, 0x2264, 0x2A7D])
_GREATER = members([_GREATER_THAN, 0x2265, 0x2A7E])
_MAX_DECIMALS, _STOP_MARK = 4, ord(".")
_NOUN_REACH = 4  # words between a figure and the noun that it counts, at most
_YEAR_DIGITS, _DATE_DIGITS = 4, 8
_SHORT_UNIT = 3  # letters: words as short may be units in many ways
_SHORT = 4  # letters: a magnitude of more is million and up, or thousand
_MAX_LIST = 4  # numbers of a list that share one unit
_LOOK_BACK = 8  # tokens that what makes a figure approximate can take
_CHANGE_REACH = 10  # tokens around "from 2 to 3" that may say that something changed
_EXACT_DIGITS = 3
_LARGEST_AGE = 120
_SMALLEST_AGE = 10
_HUNDRED = 100.0
_MAX_RATIO = 1_000_000.0
_NONE = -1


@leaf
def find_quantities(rows, worth, bounds, tokens, values, roles, codes, n):
    """Enters rows as the columns of ``kernel.figures``, each with its value and (low, high).

    Returns their count, n at most.
    """
    count = 0
    t = floor = 0
    while t < n:
        kind = tokens[t, T_KIND]
        if kind == WORD:
            mask = tokens[t, T_MASK]
            if not mask & (NUMERAL | STARTER) or not (
                mask & NUMERAL or _may_start(tokens, roles, n, t)
            ):
                t += 1
                continue
        elif kind != NUMBER and not (kind == SYMBOL and vulgar_fraction(codes, tokens, n, t) > 0):
            t += 1
            continue
        if kind == NUMBER and _is_label(tokens, roles, codes, n, t):
            t += 1
            continue
        last = _NONE
        if kind == WORD or _may_be_date(tokens, roles, n, t):
            last = read_date(tokens, values, roles, codes, n, t, rows, worth, bounds, count)
        if last < 0:
            last = _read_quantity(
                tokens, values, roles, codes, n, t, floor, rows, worth, bounds, count
            )
        if last < 0:
            t += 1
            continue
        count += 1
        t = floor = last + 1
    return count


# The grammar's functions take all arrays, which costs more than most of what they ask: three cheap
# questions come first.


@leaf
def _may_start(tokens, roles, n, t):
    """Whether an article, or "last" and its like, stands before what makes it a quantity."""
    role = roles[tokens[t, T_WORD]]
    if role & (ARTICLE | DIRECTION) == 0:
        return True
    if t + 1 >= n:
        return False
    after = roles[tokens[t + 1, T_WORD]]
    if role & ARTICLE:
        ones = FEW | PLURAL | FRACTION_WORD | TENS_ORDER | UNIT_WORD | CENTS
        return after & ones != 0 or tokens[t + 1, T_MASK] & MAGNITUDE != 0
    return (
        after & (PERIOD | WEEKDAY | SEASON | DAY_PART) != 0
        or tokens[t + 1, T_CLASSES] & _MONTH != 0
    )


@leaf
def _may_be_date(tokens, roles, n, t):
    """Whether digits may be a date or a time: not those before a plain word, but for a year."""
    after = t + 1
    if after >= n or tokens[after, T_KIND] != WORD or tokens[after, T_FLAGS] & GLUED:
        return True
    length = tokens[t, T_END] - tokens[t, T_START]
    if length == _YEAR_DIGITS or length == _DATE_DIGITS:
        return True
    return (
        tokens[after, T_MASK] & (_MONTH | _FUNCTION_WORD) != 0
        or roles[tokens[after, T_WORD]] & (MERIDIEM | PERIOD | DIRECTION) != 0
        or (t > 0 and tokens[t - 1, T_HASH] == _AT)
    )


@leaf
def _may_measure(tokens, roles, n, t):
    """Whether what stands at t may be a unit, a share or a currency."""
    kind = tokens[t, T_KIND]
    if kind != WORD:
        return kind != COMMA and kind != STOP and kind != CLOSE and kind != NUMBER
    if tokens[t, T_DIGITS] <= _SHORT_UNIT:
        return True
    return (
        roles[tokens[t, T_WORD]] & (UNIT_WORD | UNIT_PREFIX | CURRENCY_CODE | MERIDIEM) != 0
        or tokens[t, T_CLASSES] & (_UNIT | _PERCENT_WORD | _CURRENCY_WORD) != 0
        or (t + 1 < n and tokens[t + 1, T_CLASSES] & _CURRENCY_WORD != 0)
    )


@leaf
def _is_label(tokens, roles, codes, n, t):
    """Whether the digits at t name something and count nothing: Fig. 3, F-16, B52, [12]."""
    before = t - 1
    if before < 0:
        return False
    if tokens[t, T_FLAGS] & GLUED:
        kind = tokens[before, T_KIND]
        if kind == WORD and tokens[before, T_DIGITS] > 0:
            role = role_at(tokens, roles, n, before)
            return not role & CURRENCY_CODE and not tokens[before, T_CLASSES] & _CURRENCY_WORD
        if kind == DASH and is_glued(tokens, n, before) and before > 0:
            word = before - 1
            # COVID-19, F-16, but pre-1990 and mid-40s.
            return (
                tokens[word, T_KIND] == WORD
                and tokens[word, T_FLAGS] & CAPITAL != 0
                and (tokens[word, T_FLAGS] & (CAPITALS | SENTENCE) != SENTENCE)
                and not tokens[word, T_MASK] & (NUMERAL | _MONTH)
                and not tokens[word, T_CLASSES] & (_UNIT | _CURRENCY_WORD)
            )
        if kind == OPEN and (
            codes[tokens[before, T_START]] == _SQUARE_BRACKET
            or (
                # "(34)", but "Ann Lee (34)"
                0 < digits_at(tokens, n, t) <= _EXACT_DIGITS
                and is_kind(tokens, n, t + 1, CLOSE)
                and not (before > 0 and tokens[before - 1, T_FLAGS] & NAME)
            )
        ):
            return True
        if kind == CLOSE:
            return True
    if (
        tokens[before, T_KIND] == WORD
        and tokens[before, T_DIGITS] == 1
        and tokens[before, T_FLAGS] & CAPITAL
        and not among(_A_OR_I, tokens[before, T_HASH])
        and digits_at(tokens, n, t) == 1
    ):  # "plan B 2", "C 2"
        return True
    if (
        is_hyphen(tokens, n, t + 1)
        and is_kind(tokens, n, t + 2, WORD)
        and tokens[t + 2, T_FLAGS] & CAPITALS
        and tokens[t + 2, T_DIGITS] <= _EXACT_DIGITS
        and not tokens[t + 2, T_CLASSES] & (_UNIT | _MONTH)
        and not role_at(tokens, roles, n, t + 2) & (UNIT_WORD | CURRENCY_CODE)
        and digits_at(tokens, n, t) <= 2
    ):  # "7-AB"
        return True
    if tokens[before, T_KIND] == STOP and before > 0 and tokens[before, T_FLAGS] & GLUED:
        before -= 1
    if role_at(tokens, roles, n, before) & LABEL:
        # "No. 5", not "no 5 people came"; "page 5", not "the table 5 people sat at"
        if role_at(tokens, roles, n, before) & NEGATOR:
            return before < t - 1
        return digits_at(tokens, n, t) <= _EXACT_DIGITS
    return False


@leaf
def _currency_before(tokens, roles, n, t, floor):
    """The first token of the currency right before t, -1 if there is none: $, US$, EUR."""
    before = t - 1
    if before < floor:
        return _NONE
    if tokens[before, T_KIND] == CURRENCY:
        if (
            before > floor
            and tokens[before, T_FLAGS] & GLUED
            and tokens[before - 1, T_KIND] == WORD
            and tokens[before - 1, T_DIGITS] > 0
        ):
            return before - 1
        return before
    if role_at(tokens, roles, n, before) & CURRENCY_CODE and (
        tokens[before, T_FLAGS] & CAPITALS or tokens[before, T_DIGITS] == 2
    ):
        return before
    return _NONE


@leaf
def _number_at(tokens, values, roles, codes, n, t):
    """A second number of a range at t: (value, last token, exact), last -1 if there is none."""
    if t >= n or tokens[t, T_FLAGS] & SENTENCE:
        return 0.0, -1, False
    sign = 1.0
    if tokens[t, T_KIND] == DASH and is_glued(tokens, n, t + 1) and not is_glued(tokens, n, t):
        sign = -1.0
        t += 1
    if tokens[t, T_KIND] == NUMBER:
        value, last, exact = read_digits(tokens, values, codes, n, t)
        return sign * value, last, exact
    if tokens[t, T_KIND] == WORD and tokens[t, T_MASK] & NUMERAL:
        value, last, what = read_words(tokens, values, roles, n, t)
        if what == PLAIN or what == A_FRACTION:
            return value, last, False
    return 0.0, -1, False


@leaf
def _decimals(tokens, codes, t):
    """How many decimals the number at t has."""
    if not tokens[t, T_FLAGS] & DECIMAL:
        return 0
    end = tokens[t, T_END]
    count = 0
    for place in range(1, _MAX_DECIMALS):
        if codes[end - place] == _STOP_MARK:
            break
        count += 1
    return count


@leaf
def _magnitude_worth(tokens, values, roles, n, t):
    role = role_at(tokens, roles, n, t)
    return plural_worth(role) if role & PLURAL else values[t]


@leaf
def _magnitude_at(tokens, roles, codes, n, t, is_money):
    """The last token of the magnitude behind a figure, -1 if there is none."""
    at = t
    if is_hyphen(tokens, n, t) and tokens[t + 1, T_DIGITS] > 1:  # "15-billion"
        at = t + 1
    if not is_magnitude(tokens, n, at):
        return at if role_at(tokens, roles, n, at) & PLURAL and at == t else _NONE
    word = tokens[at, T_HASH]
    # "1500m", "310.15K": nobody writes thousands of millions so.
    if (
        tokens[at, T_DIGITS] == 1
        and not is_money
        and tokens[t - 1, T_KIND] == NUMBER
        and (
            digits_at(tokens, n, t - 1) > _EXACT_DIGITS
            or tokens[t - 1, T_FLAGS] & GROUPED
            or (
                word == _K and tokens[at, T_FLAGS] & CAPITAL and _decimals(tokens, codes, t - 1) > 1
            )
        )
    ):
        return _NONE
    if word == _MM and not is_money:
        return _NONE
    if tokens[at, T_DIGITS] == 1 and is_glued(tokens, n, at + 1) and at + 1 < n:
        # "5k/s", "10m2" are units with a power or a denominator.
        after = tokens[at + 1, T_KIND]
        if after == NUMBER or after == SYMBOL:
            return _NONE
    if word == _M and not is_money:
        # "800m": metres on a track or of something's extent, millions elsewhere.
        around = role_at(tokens, roles, n, at + 1)
        further = role_at(tokens, roles, n, at + 2)
        if around & (CONTEST | EXTENT) or (further & (CONTEST | EXTENT) and not around & LINKS):
            return _NONE
        before = role_at(tokens, roles, n, t - 2)
        if before & (EXTENT | CONTEST) and not before & (ABOVE | BELOW):
            return _NONE
    return at


@leaf
def _counted_noun(tokens, n, t):
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
    return COUNT, _NONE


@leaf
def _payroll_around(tokens, roles, n, first, after, floor):
    """The word that makes a bare figure a headcount, -1 if there is none.

    "40 million on its payroll", "a workforce of 3,000", "employs 3,000 at its plant".
    """
    at = after
    if is_the_word(tokens, n, at, _ON) or is_the_word(tokens, n, at, _IN):
        at += 1
        if role_at(tokens, roles, n, at) & POSSESSIVE:
            at += 1
            if role_at(tokens, roles, n, at) & PAYROLL:
                return at
    before = first - 1
    if (
        before >= max(floor, 1)
        and is_the_word(tokens, n, before, _OF)
        and role_at(tokens, roles, n, before - 1) & PAYROLL
    ):
        return before - 1
    if before >= floor and role_at(tokens, roles, n, before) & STAFFING:
        return before
    return _NONE


@leaf
def _says_change(tokens, roles, n, first, last):
    """Whether words around "from 2 to 3" say that something rose or fell."""
    for t in range(first - 1, max(first - _CHANGE_REACH, 0) - 1, -1):
        if role_at(tokens, roles, n, t) & CHANGE:
            return True
        if tokens[t, T_FLAGS] & SENTENCE:
            break
    for t in range(last + 1, min(last + _CHANGE_REACH, n)):
        if tokens[t, T_FLAGS] & SENTENCE:
            break
        if role_at(tokens, roles, n, t) & CHANGE:
            return True
    return False


@leaf
def _modifiers(tokens, roles, codes, n, first, floor):
    """What stands before a figure: (first token, 1 near, 2 at least, 4 at most, summed up)."""
    what = 0
    negated = False
    start = first
    for t in range(first - 1, max(floor, first - _LOOK_BACK) - 1, -1):
        if tokens[t + 1, T_FLAGS] & SENTENCE:
            break
        kind = tokens[t, T_KIND]
        if kind == SYMBOL:
            code = codes[tokens[t, T_START]]
            if among(_TILDES, code):
                what |= 1
            elif among(_GREATER, code):
                what |= 2
            elif among(_LESS, code):
                what |= 4
            else:
                break
            start = t
            continue
        if kind != WORD:
            break
        role = role_at(tokens, roles, n, t)
        if role & NEEDS_LINK and not among(_LINKING, tokens[t + 1, T_HASH]):
            break
        if role & NEAR and not tokens[t, T_FLAGS] & NAME:
            what |= 1
            start = t
        elif role & ABOVE and what & 6 == 0:
            what |= 2
            start = t
        elif role & BELOW and what & 6 == 0:
            what |= 4
            start = t
        elif role & NEGATOR and what & 6 != 0 and start == t + 1:
            negated = True
            start = t
        elif tokens[t, T_CLASSES] & _APPROXIMATOR:
            start = t
            if what == 0:
                what |= 8
        elif not role & LINKS:
            break
    if negated:
        what ^= 6
    return start, what


@leaf
def _read_quantity(tokens, values, roles, codes, n, t, floor, rows, worth, bounds, count):
    """Enters the figure at t; returns its last token, -1 if there is none."""
    first = t
    what = PLAIN
    sign = 1.0
    in_words = tokens[t, T_KIND] == WORD
    exact = False
    if in_words:
        role = role_at(tokens, roles, n, t)
        if role & SIGN:
            value, last, exact = _number_at(tokens, values, roles, codes, n, t + 1)
            if last < 0 or tokens[t + 1, T_KIND] == DASH:
                return _NONE
            sign = -1.0
            in_words = tokens[t + 1, T_KIND] == WORD
        else:
            value, last, what = read_words(tokens, values, roles, n, t)
            if last < 0:
                return _one_of_a_unit(
                    tokens, values, roles, codes, n, t, floor, rows, worth, bounds, count
                )
    elif tokens[t, T_KIND] == NUMBER:
        value, last, exact = read_digits(tokens, values, codes, n, t)
    else:
        value, last, exact = vulgar_fraction(codes, tokens, n, t), t, True
    after = last + 1
    # A sign, ".5", a currency, in front.
    before = first - 1
    if not in_words and sign > 0 and before >= floor:
        if (
            tokens[before, T_KIND] == STOP
            and tokens[first, T_FLAGS] & GLUED
            and tokens[before, T_DIGITS] == 1
            and not tokens[before, T_FLAGS] & GLUED
            and digits_at(tokens, n, first) > 0
        ):
            value /= 10.0 ** min(tokens[first, T_END] - tokens[first, T_START], 300)
            first, exact = before, True
            before -= 1
        if (
            before >= floor
            and tokens[before, T_KIND] == DASH
            and tokens[first, T_FLAGS] & GLUED
            and (
                not tokens[before, T_FLAGS] & GLUED
                or (before > 0 and tokens[before - 1, T_KIND] == CURRENCY)
                or (before > 0 and tokens[before - 1, T_KIND] == SYMBOL)
                or (before > 0 and tokens[before - 1, T_KIND] == OPEN)
            )
        ):
            sign = -1.0
            first = before
    value *= sign
    currency = _currency_before(tokens, roles, n, first, floor)
    unit_first = unit_last = _NONE
    if currency >= 0:
        unit_first, unit_last = currency, first - 1
        first = currency
        if (
            first - 1 >= floor
            and tokens[first - 1, T_KIND] == DASH
            and not tokens[first - 1, T_FLAGS] & GLUED
            and is_glued(tokens, n, first)
        ):
            first -= 1
            value = -value
    # An ordinal: "12th", "twenty-first".
    if (
        what == PLAIN
        and not in_words
        and is_glued(tokens, n, after)
        and among(_ORDINAL_ENDINGS, tokens[after, T_HASH])
    ):
        last, after = after, after + 1
        what = AN_ORDINAL if value == np.floor(value) else A_FRACTION  # 1/100th
    if what == AN_ORDINAL:
        precision = EXACT if exact else ROUNDED
        enter(rows, worth, bounds, count, tokens, first, last, ORDINAL, precision, value)
        return last
    # An identifier: "4C72".
    if not in_words and currency < 0 and _is_identifier(tokens, roles, codes, n, after):
        return _NONE
    low = value
    precision = EXACT if exact else ROUNDED
    is_range = False
    tolerance = 0.0
    times = 1.0
    magnitude = _magnitude_at(tokens, roles, codes, n, after, currency >= 0)
    if magnitude >= 0:
        times = _magnitude_worth(tokens, values, roles, n, magnitude)
        last, after = magnitude, magnitude + 1
    elif currency >= 0 and is_the_word(tokens, n, after, _T) and is_glued(tokens, n, after):
        times = 1e12
        last, after = after, after + 1
    value *= times
    low = value
    # A unit between the two numbers of a range: "30 mg to 60 mg", "6- to 9-metre".
    inner_last = _NONE
    inner_first = at = after
    measures = currency < 0 and after < n and _may_measure(tokens, roles, n, after)
    if measures and what != AN_ORDER:
        if at < n and tokens[at, T_KIND] == PERCENT:
            inner_last = at
        elif at < n and tokens[at, T_CLASSES] & _PERCENT_WORD:
            inner_last = at
            while inner_last + 1 < n and tokens[inner_last + 1, T_CLASSES] & _PERCENT_WORD:
                inner_last += 1
        else:
            inner_last = read_unit(tokens, roles, codes, n, at)
        if inner_last >= 0:
            at = inner_last + 1
    if is_kind(tokens, n, at, DASH) and is_the_word(tokens, n, at + 1, _TO):
        at += 1
    end = _NONE
    if what != AN_ORDER and at < n and _may_join(tokens, at):
        high, end, is_range = _range_end(
            tokens,
            values,
            roles,
            codes,
            n,
            first,
            at,
            value,
            currency >= 0,
            inner_last >= 0,
            inner_first,
        )
    if end >= 0:
        if is_range:
            precision = RANGE
            magnitude = _magnitude_at(tokens, roles, codes, n, end + 1, currency >= 0)
            if magnitude >= 0:
                times_high = _magnitude_worth(tokens, values, roles, n, magnitude)
                high *= times_high
                if times == 1.0 and inner_last < 0:  # "$10-12 million"
                    low *= times_high
                end = magnitude
            value = max(low, high)
            low = min(low, high)
        else:
            tolerance = abs(high)
        last, after = end, end + 1
    kind = COUNT
    if what == A_FRACTION:
        kind = RATIO
    # What is measured.
    if currency >= 0:
        kind = MONEY
        last = _past_denominator(tokens, roles, codes, n, after, last)
    elif (measures or end >= 0) and after < n and not tokens[after, T_FLAGS] & SENTENCE:
        kind, unit_first, unit_last, last = _what_is_measured(
            tokens, roles, codes, n, after, last, kind
        )
    if kind == MONEY and last > unit_last >= 0 and role_at(tokens, roles, n, last) & CENTS:
        at = unit_last + 1 + is_the_word(tokens, n, unit_last + 1, _AND)
        cents, _, _ = _number_at(tokens, values, roles, codes, n, at)
        value += cents / _HUNDRED
        low = value
    elif kind == DURATION and is_the_word(tokens, n, last + 1, _AND) and end < 0:
        # "an hour and a half"
        fraction, fraction_last = fraction_after(tokens, values, roles, n, last + 2)
        if fraction_last >= 0:
            value += fraction
            low, last = value, fraction_last
    if unit_first < 0 and inner_last >= 0 and end >= 0 and currency < 0:
        # The unit is the first number's where the second has none: "30 mg to 60".
        kind, unit_first, unit_last, _ = _what_is_measured(
            tokens, roles, codes, n, inner_first, last, kind
        )
    if kind == COUNT and what == PLAIN and end < 0:
        ratio, ratio_last = _ratio(tokens, values, roles, codes, n, after, value)
        if ratio_last >= 0:
            value = low = ratio
            kind, last = RATIO, ratio_last
            precision = ROUNDED
    if value == 0.0 and in_words and is_the_word(tokens, n, t - 1, _ABSOLUTE) and t - 1 >= floor:
        kind, unit_first, unit_last, first = TEMPERATURE, t - 1, t, t - 1
    # "one" alone is a pronoun more often than a figure.
    if in_words and kind == COUNT and value == 1.0 and last == t and end < 0:
        return _NONE
    after = last + 1
    if kind == COUNT or kind == DURATION:
        age_first, age_last = _age(tokens, n, first, last, kind, value, floor)
        if age_last >= 0:
            kind, first, last = AGE, age_first, age_last
    if kind == DURATION:
        direction = is_ago(tokens, roles, n, last + 1)
        then, days = from_now(tokens, roles, n, last + 1)
        if (
            then >= 0
            and what != AN_ORDER
            and not is_range
            and (days == 0 or _is_days(tokens, unit_first))
        ):
            enter(
                rows, worth, bounds, count, tokens, first, then,
                RELATIVE_DATE, EXACT, value + days,
            )  # fmt: skip
            rows[count, UNIT_FIRST], rows[count, UNIT_LAST] = unit_first, unit_last
            return then
        if direction < 0 and what != AN_ORDER and not is_range:
            last += 1
            start, near = _modifiers(tokens, roles, codes, n, first, floor)
            enter(
                rows, worth, bounds, count, tokens, start if near else first, last,
                RELATIVE_DATE, APPROXIMATE if near else EXACT, -value,
            )  # fmt: skip
            rows[count, UNIT_FIRST], rows[count, UNIT_LAST] = unit_first, unit_last
            rows[count, IS_APPROXIMATE] = near & 1
            return last
    if kind == COUNT and what == PLAIN and not is_range:
        shared_kind, shared_first, shared_last = _shared_unit(
            tokens, values, roles, codes, n, last + 1
        )
        if shared_first >= 0:
            kind, unit_first, unit_last = shared_kind, shared_first, shared_last
    if kind == COUNT:
        noun_kind, noun = _counted_noun(tokens, n, last + 1)
        if noun >= 0:
            kind, unit_first, unit_last, last = noun_kind, noun, noun, noun
        elif not in_words or times > 1:
            payroll = _payroll_around(tokens, roles, n, first, last + 1, floor)
            if payroll >= 0:
                kind, unit_first, unit_last = HEADCOUNT, payroll, payroll
                last = max(last, payroll)
    start, near = _modifiers(tokens, roles, codes, n, first, floor)
    if kind == AGE and near & 6:
        start, near = first, 0
    if is_the_word(tokens, n, start - 1, _BETWEEN) and is_range and start - 1 >= floor:
        start -= 1
    if what == AN_ORDER:
        precision = VAGUE
    elif near and precision != RANGE:
        precision = APPROXIMATE
    if near or (is_range and start < first):
        first = start
    # "40 or so"
    if is_the_word(tokens, n, last + 1, _OR) and is_the_word(tokens, n, last + 2, _SO):
        last += 2
        near |= 1
        precision = APPROXIMATE if precision != RANGE else RANGE
    enter(rows, worth, bounds, count, tokens, first, last, kind, precision, value)
    rows[count, UNIT_FIRST], rows[count, UNIT_LAST] = unit_first, unit_last
    rows[count, IS_APPROXIMATE] = near & 1
    if is_range:
        bounds[count, LOW], bounds[count, HIGH] = min(low, value), max(low, value)
    elif tolerance > 0:
        bounds[count, LOW], bounds[count, HIGH] = value - tolerance, value + tolerance
    elif what == AN_ORDER or near & 2:
        bounds[count, HIGH] = UNBOUNDED
    elif near & 4:
        bounds[count, LOW] = -UNBOUNDED
    return last


@leaf
def _is_identifier(tokens, roles, codes, n, t):
    """Whether letters that are no unit are glued to the figure before t: 4C72, 88R17."""
    if not is_glued(tokens, n, t) or tokens[t, T_KIND] != WORD or tokens[t, T_DIGITS] == 0:
        return False
    if is_magnitude(tokens, n, t) or tokens[t, T_CLASSES] & (_CURRENCY_WORD | _PERCENT_WORD):
        after = t + 1
        return (
            is_glued(tokens, n, after)
            and tokens[after, T_KIND] == NUMBER
            and digits_at(tokens, n, after) > 1
        )
    if read_unit(tokens, roles, codes, n, t) >= 0:
        after = t + 1
        return (
            is_glued(tokens, n, after)
            and tokens[after, T_KIND] == NUMBER
            and digits_at(tokens, n, after) > 1
        )
    return not among(_TIMES, tokens[t, T_HASH]) and tokens[t, T_HASH] != _YO


@leaf
def _may_join(tokens, t):
    """Whether a mark or a word that joins two numbers of a range stands at t."""
    if tokens[t, T_FLAGS] & SENTENCE:
        return False
    kind, word = tokens[t, T_KIND], tokens[t, T_HASH]
    if kind == WORD:
        return word == _TO or word == _AND or word == _OR
    return kind == DASH or kind == SYMBOL


@leaf
def _has_unit(tokens, roles, codes, n, last):
    """Whether a unit, a share or a currency follows the figure that ends at last."""
    _, first, _, _ = _what_is_measured(tokens, roles, codes, n, last + 1, last, COUNT)
    return first >= 0


@leaf
def _range_end(tokens, values, roles, codes, n, first, at, value, is_money, has_unit, unit):
    """The second number of a range or a tolerance at ``at``: (it, its last token, is a range)."""
    if is_the_mark(tokens, codes, n, at, _PLUS_MINUS):
        high, end, _ = _number_at(tokens, values, roles, codes, n, at + 1)
        return high, end, False
    if (
        is_the_mark(tokens, codes, n, at, _PLUS_SIGN)
        and is_the_mark(tokens, codes, n, at + 1, _SLASH)
        and is_kind(tokens, n, at + 2, DASH)
    ):
        high, end, _ = _number_at(tokens, values, roles, codes, n, at + 3)
        return high, end, False
    dash = tokens[at, T_KIND] == DASH
    word = tokens[at, T_HASH] if tokens[at, T_KIND] == WORD else 0
    leads_between = first > 0 and tokens[first - 1, T_HASH] == _BETWEEN
    leads_from = first > 0 and tokens[first - 1, T_HASH] == _FROM
    if not (
        dash or word == _TO or (word == _AND and leads_between) or (word == _OR and not is_money)
    ):
        return 0.0, _NONE, False
    start = at + 1
    if is_money and start < n and tokens[start, T_KIND] == CURRENCY:
        start += 1
    elif is_money and start + 1 < n and tokens[start + 1, T_KIND] == CURRENCY:
        start += 2
    high, end, _ = _number_at(tokens, values, roles, codes, n, start)
    if end < 0 or is_year(tokens, values, n, start):
        return 0.0, _NONE, False
    if dash and (is_glued(tokens, n, at) != is_glued(tokens, n, start)) and not has_unit:
        return 0.0, _NONE, False
    # A score, "3-2".
    if dash and not has_unit and 0 <= high < value and not _has_unit(tokens, roles, codes, n, end):
        return 0.0, _NONE, False
    if word == _OR and not (high == value + 1 or high == 2 * value):
        return 0.0, _NONE, False
    if has_unit and end + 1 < n and not dash and tokens[end + 1, T_HASH] != tokens[unit, T_HASH]:
        # "20 ml to 30 mg"; a scale is a unit of several words
        other = read_unit(tokens, roles, codes, n, end + 1)
        if other >= 0 and tokens[end + 1, T_KIND] == WORD:
            return 0.0, _NONE, False
    if leads_from and not dash and _says_change(tokens, roles, n, first, end):
        return 0.0, _NONE, False
    return high, end, True


@leaf
def _past_denominator(tokens, roles, codes, n, after, last):
    """The last token of a sum of money with what it is per: "$15 an hour", "$3/kg"."""
    if is_the_mark(tokens, codes, n, after, _SLASH) and is_glued(tokens, n, after):
        if is_kind(tokens, n, after + 1, WORD) and is_glued(tokens, n, after + 1):
            return after + 1
        return last
    end = per_what(tokens, roles, codes, n, after)
    return end if end >= 0 else last


@leaf
def _what_is_measured(tokens, roles, codes, n, after, last, kind):
    """(kind, first and last token of the unit, last token of the figure) from what follows."""
    at = after
    if is_hyphen(tokens, n, after):
        at = after + 1
    if at >= n:
        return kind, _NONE, _NONE, last
    if tokens[at, T_KIND] == CURRENCY and (
        is_glued(tokens, n, at) or not is_kind(tokens, n, at + 1, NUMBER)
    ):
        return MONEY, at, at, at
    percent = at
    # "5 wt.%", "5 vol%"
    if is_kind(tokens, n, at, WORD) and among(_WEIGHTS, tokens[at, T_HASH]):
        percent = at + 1
        if is_kind(tokens, n, percent, STOP):
            percent += 1
    if percent < n and tokens[percent, T_KIND] == PERCENT:
        end = percent
        if is_the_word(tokens, n, end + 1, _POINTS) or is_the_word(tokens, n, end + 1, _POINT):
            end += 1
        return SHARE, at, end, end
    if tokens[at, T_CLASSES] & _PERCENT_WORD:
        end = at
        while end + 1 < n and tokens[end + 1, T_CLASSES] & _PERCENT_WORD:
            end += 1
        if is_the_word(tokens, n, end + 1, _POINTS) or is_the_word(tokens, n, end + 1, _POINT):
            end += 1
        return SHARE, at, end, end
    if tokens[at, T_CLASSES] & _CURRENCY_WORD or (
        role_at(tokens, roles, n, at) & CURRENCY_CODE and tokens[at, T_FLAGS] & CAPITALS
    ):
        end = at
        while end + 1 < n and tokens[end + 1, T_CLASSES] & _CURRENCY_WORD:
            end += 1
        if _is_weight(tokens, roles, n, after, at, end):
            return MEASURE, at, end, end
        cents = _cents(tokens, roles, n, end)
        if cents >= 0:
            return MONEY, at, end, cents
        return MONEY, at, end, _past_denominator(tokens, roles, codes, n, end + 1, end)
    if (
        is_kind(tokens, n, at, WORD)
        and at + 1 < n
        and at == after
        and tokens[at + 1, T_CLASSES] & _CURRENCY_WORD
        and not tokens[at + 1, T_FLAGS] & SENTENCE
        and not tokens[at, T_MASK] & _FUNCTION_WORD
        and not tokens[at, T_CLASSES] & (_PEOPLE | _HEADCOUNT | _PLACES | _UNIT)
        and tokens[at, T_FLAGS] & GLUED == 0
    ):  # "5 million Dutch guilders"
        return MONEY, at, at + 1, at + 1
    if is_kind(tokens, n, at, OPEN) or is_the_mark(tokens, codes, n, at, _LESS_THAN):
        # "20 (kg)"
        end = read_unit(tokens, roles, codes, n, at + 1)
        closed = is_kind(tokens, n, end + 1, CLOSE) or is_the_mark(
            tokens, codes, n, end + 1, _GREATER_THAN
        )
        if end >= 0 and closed and tokens[at + 1, T_KIND] == WORD:
            return MEASURE, at + 1, end, end
    end = read_unit(tokens, roles, codes, n, at)
    if end >= 0:
        if is_temperature(tokens, roles, codes, n, at, end):
            return TEMPERATURE, at, end, end
        if is_speed(tokens, roles, n, at, end):
            return SPEED, at, end, end
        if is_duration(tokens, roles, n, at, end):
            return DURATION, at, end, end
        return MEASURE, at, end, end
    return kind, _NONE, _NONE, last


@leaf
def _shared_unit(tokens, values, roles, codes, n, t):
    """(kind, first and last token) of the unit at the end of a list: "5, 10 and 15 mg"."""
    at = t
    for _ in range(_MAX_LIST):
        is_link = (
            is_kind(tokens, n, at, COMMA)
            or is_the_word(tokens, n, at, _AND)
            or is_the_word(tokens, n, at, _OR)
        )
        if not is_link:
            break
        at += 1 + is_the_word(tokens, n, at + 1, _AND)
        if digits_at(tokens, n, at) == 0 and not is_kind(tokens, n, at, NUMBER):
            break
        if is_year(tokens, values, n, at):
            break
        at += 1
        kind, first, last, _ = _what_is_measured(tokens, roles, codes, n, at, at, COUNT)
        if first >= 0 and at < n and not tokens[at, T_FLAGS] & SENTENCE:
            if kind == MONEY or kind == DURATION:
                break
            return kind, first, last
    return COUNT, _NONE, _NONE


@leaf
def _is_days(tokens, t):
    return tokens[t, T_HASH] == _DAY or tokens[t, T_HASH] == _DAYS


@leaf
def _is_weight(tokens, roles, n, after, first, last):
    """Whether pounds are of weight: "a twenty-pound bag", "one pound of coal"."""
    if first != last or not (tokens[first, T_HASH] == _POUND or tokens[first, T_HASH] == _POUNDS):
        return False
    if is_the_word(tokens, n, last + 1, _OF) or first > after:
        return True
    singular = tokens[first, T_HASH] == _POUND
    if singular and is_kind(tokens, n, last + 1, WORD) and after > 0:
        return tokens[last + 1, T_MASK] & _FUNCTION_WORD == 0
    # Millions are of money. Fewer are where somebody pays, and of weight elsewhere.
    if tokens[after - 1, T_MASK] & MAGNITUDE and tokens[after - 1, T_DIGITS] > _SHORT:
        return False
    for t in range(after - 1, max(after - _LOOK_BACK, 0) - 1, -1):
        role = role_at(tokens, roles, n, t)
        if role & WEIGHING:
            return True
        if role & PAYING or tokens[t, T_KIND] == CURRENCY:
            return False
        if tokens[t, T_FLAGS] & SENTENCE:
            break
    for t in range(last + 1, min(last + _LOOK_BACK, n)):
        if tokens[t, T_FLAGS] & SENTENCE:
            break
        if role_at(tokens, roles, n, t) & PAYING or tokens[t, T_KIND] == CURRENCY:
            return False
    return True


@leaf
def _cents(tokens, roles, n, last):
    """The last token of "50 cents" behind "3 dollars", -1 if there is none."""
    at = last + 1
    if is_the_word(tokens, n, at, _AND):
        at += 1
    if at >= n or tokens[at, T_FLAGS] & SENTENCE:
        return _NONE
    for end in range(at + 1, min(n, at + 4)):
        if role_at(tokens, roles, n, end) & CENTS:
            is_number = tokens[at, T_KIND] == NUMBER or tokens[at, T_MASK] & NUMERAL
            return end if is_number and not role_at(tokens, roles, n, last) & CENTS else _NONE
        if tokens[end, T_KIND] != DASH and not tokens[end, T_MASK] & NUMERAL:
            break
    return _NONE


@leaf
def _ends_clause(tokens, n, t):
    """Whether a mark that is no dash, or nothing, stands at t."""
    if t >= n or tokens[t, T_FLAGS] & SENTENCE:
        return True
    kind = tokens[t, T_KIND]
    return kind == COMMA or kind == STOP or kind == CLOSE


@leaf
def _ratio(tokens, values, roles, codes, n, t, value):
    """ "one in five", "2 out of 3", "3:1": (the ratio, its last token), last -1 if none."""
    at = t
    if is_the_mark(tokens, codes, n, at, _COLON) and is_glued(tokens, n, at):
        if is_glued(tokens, n, at + 1) and digits_at(tokens, n, at + 1) > 0 and values[at + 1] > 0:
            return value / values[at + 1], at + 1
        return 0.0, _NONE
    if is_the_word(tokens, n, at, _OVER):
        whole, end, _ = _number_at(tokens, values, roles, codes, n, at + 1)
        if end < 0 or whole <= 0 or not _ends_clause(tokens, n, end + 1):
            return 0.0, _NONE
        return value / whole, end
    if is_hyphen(tokens, n, at) and is_the_word(tokens, n, at + 1, _IN):
        at += 2
        if is_hyphen(tokens, n, at):
            at += 1
    elif is_the_word(tokens, n, at, _IN):
        at += 1
        if is_the_word(tokens, n, at, _EVERY):
            at += 1
    elif is_the_word(tokens, n, at, _OUT) and is_the_word(tokens, n, at + 1, _OF):
        at += 2
        if is_the_word(tokens, n, at, _EVERY):
            at += 1
    else:
        return 0.0, _NONE
    if is_year(tokens, values, n, at):
        return 0.0, _NONE
    whole, end, _ = _number_at(tokens, values, roles, codes, n, at)
    if end < 0 or not value < whole <= _MAX_RATIO or value != np.floor(value):
        return 0.0, _NONE
    after = end + 1
    if after < n and (
        tokens[after, T_KIND] == PERCENT
        or tokens[after, T_CLASSES] & (_PERCENT_WORD | _MONTH)
        or role_at(tokens, roles, n, after) & UNIT_WORD
    ):
        return 0.0, _NONE
    return value / whole, end


@leaf
def _age(tokens, n, first, last, kind, value, floor):
    """(first, last token) of an age around a figure, last -1 if it is none.

    "42-year-old", "18 months of age", "aged 42", "Ann Lee, 42,".
    """
    at = last + 1
    if kind == DURATION:
        if is_hyphen(tokens, n, at):
            at += 1
        if is_the_word(tokens, n, at, _OLD):
            return first, at
        if is_the_word(tokens, n, at, _OF) and is_the_word(tokens, n, at + 1, _AGE):
            return first, at + 1
        return first, _NONE
    if is_the_word(tokens, n, at, _YO):
        return first, at
    before = first - 1
    if before >= floor and is_kind(tokens, n, before, WORD):
        if among(_AGES, tokens[before, T_HASH]) and value <= _LARGEST_AGE:
            return before, last
        if (
            tokens[before, T_HASH] == _OF
            and before - 1 >= floor
            and tokens[before - 1, T_HASH] == _AGE
        ):
            return before - 1, last
    # "Ann Lee, 42, said"
    if (
        before >= max(floor, 1)
        and tokens[before, T_KIND] == COMMA
        and tokens[before - 1, T_FLAGS] & NAME
        and first == last
        and tokens[first, T_KIND] == NUMBER
        and _SMALLEST_AGE <= value <= _LARGEST_AGE
        and value == np.floor(value)
        and last + 1 < n
        and (tokens[last + 1, T_KIND] == COMMA or tokens[last + 1, T_KIND] == STOP)
    ):
        return first, last
    return first, _NONE


@leaf
def _one_of_a_unit(tokens, values, roles, codes, n, t, floor, rows, worth, bounds, count):
    """ "a gallon", "a penny", "a year ago", "for an hour": one of a unit; last token or -1."""
    # "$5 a gallon" has said what the gallon is about.
    if not role_at(tokens, roles, n, t) & ARTICLE or t == floor > 0:
        return _NONE
    at = t + 1
    if at >= n or tokens[at, T_KIND] != WORD or tokens[at, T_DIGITS] < 3:
        return _NONE
    # A coin; "a dollar" may be the currency: "the euro rose, a dollar fell".
    if role_at(tokens, roles, n, at) & CENTS and tokens[at, T_CLASSES] & _CURRENCY_WORD:
        enter(rows, worth, bounds, count, tokens, t, at, MONEY, ROUNDED, 1.0)
        rows[count, UNIT_FIRST], rows[count, UNIT_LAST] = at, at
        return at
    role = role_at(tokens, roles, n, at)
    if not role & UNIT_WORD or role & TEMPERATURE_UNIT or among(_OTHER_SENSES, tokens[at, T_HASH]):
        return _NONE
    end = read_unit(tokens, roles, codes, n, at)
    if end < 0:
        return _NONE
    if is_duration(tokens, roles, n, at, end):
        fraction, fraction_last = 0.0, _NONE
        if is_the_word(tokens, n, end + 1, _AND):  # "an hour and a half"
            fraction, fraction_last = fraction_after(tokens, values, roles, n, end + 2)
        if fraction_last >= 0:
            enter(
                rows, worth, bounds, count, tokens, t, fraction_last, DURATION, ROUNDED,
                1.0 + fraction,
            )  # fmt: skip
            rows[count, UNIT_FIRST], rows[count, UNIT_LAST] = at, end
            return fraction_last
        if is_ago(tokens, roles, n, end + 1) >= 0:
            # "for an hour", not "twice a day"
            if t == 0 or not among(_BEFORE_DURATION, tokens[t - 1, T_HASH]):
                return _NONE
            enter(rows, worth, bounds, count, tokens, t, end, DURATION, ROUNDED, 1.0)
            rows[count, UNIT_FIRST], rows[count, UNIT_LAST] = at, end
            return end
        enter(rows, worth, bounds, count, tokens, t, end + 1, RELATIVE_DATE, EXACT, -1.0)
        rows[count, UNIT_FIRST], rows[count, UNIT_LAST] = at, end
        return end + 1
    enter(rows, worth, bounds, count, tokens, t, end, MEASURE, ROUNDED, 1.0)
    rows[count, UNIT_FIRST], rows[count, UNIT_LAST] = at, end
    return end
