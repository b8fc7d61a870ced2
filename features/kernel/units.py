"""Reads the unit behind a number, simple or compound, and tells what it measures."""

from features.alphabet import APOSTROPHE, CLOSE, DASH, QUOTE, STOP, SYMBOL
from features.kernel.compiled import leaf
from features.kernel.grammar import (
    digits_at,
    is_glued,
    is_hyphen,
    is_kind,
    is_the_mark,
    is_the_word,
    role_at,
)
from features.kernel.numbers import superscript
from features.kernel.tokens import (
    CAPITAL,
    DECIMAL,
    GLUED,
    QUOTED,
    SENTENCE,
    T_CLASSES,
    T_DIGITS,
    T_FLAGS,
    T_HASH,
    T_KIND,
    T_MASK,
    T_START,
    WORD,
)
from features.kernel.words import among, hashes
from features.lexicon import bit, word_hash
from features.quantity_words import (
    ARTICLE,
    EXTENT,
    LENGTH_UNIT,
    MERIDIEM,
    PERIOD,
    SPEED_UNIT,
    TEMPERATURE_UNIT,
    THERMAL,
    UNIT_PREFIX,
    UNIT_SUFFIX,
    UNIT_WORD,
)

_UNIT = bit("unit")
_PER, _IN, _ON, _THE = (word_hash(word) for word in ("per", "in", "on", "the"))
_SLASH, _CARET = ord("/"), ord("^")
_DEGREE, _MASCULINE, _CELSIUS_SIGN, _FAHRENHEIT_SIGN = 0xB0, 0xBA, 0x2103, 0x2109
_MIDDLE_DOT, _DOT_OPERATOR = 0xB7, 0x22C5
_SCALES = hashes("c f k celsius centigrade fahrenheit celcius farenheit")
_DEGREES = hashes("degree degrees deg degs")
# One letter is a unit in the case that the SI gives it, where nothing else is likelier.
_SMALL_LETTERS = hashes("m g s h l t b")
_LARGE_LETTERS = hashes("k n v w j c f l b t m")
_MAX_PARTS = 4
_CUE_REACH = 8  # tokens around degrees that may say that it is hot
_MAX_SUPERSCRIPTS = 3
# Powers of a unit have one digit.
_POWER_DIGITS = 1
_SYMBOL_LETTERS = 3


@leaf
def _letter_is_unit(tokens, codes, n, t):
    """Whether the single letter at t, behind a figure, is the symbol of a unit."""
    if among(_SMALL_LETTERS, tokens[t, T_HASH]) and not tokens[t, T_FLAGS] & CAPITAL:
        return True
    if not among(_LARGE_LETTERS, tokens[t, T_HASH]) or not tokens[t, T_FLAGS] & CAPITAL:
        return False
    # "5 C. Smith", "10 K's"
    return not (is_glued(tokens, n, t + 1) and is_the_mark(tokens, codes, n, t + 1, ord("'")))


@leaf
def _is_unit(tokens, roles, codes, n, t):
    """Whether a word that is a unit stands at t."""
    if not is_kind(tokens, n, t, WORD) or tokens[t, T_DIGITS] == 0:
        return False
    if tokens[t, T_DIGITS] == 1:
        return _letter_is_unit(tokens, codes, n, t)
    role = role_at(tokens, roles, n, t)
    if role & MERIDIEM:  # "2.1 pm" is a length, "5 AM" a station
        return tokens[t, T_FLAGS] & CAPITAL == 0 and tokens[t - 1, T_FLAGS] & DECIMAL != 0
    if role & UNIT_WORD or tokens[t, T_CLASSES] & _UNIT:
        return True
    if tokens[t, T_HASH] == _IN:
        # Inches: "2 in thick", "a 5in pipe"; elsewhere the preposition.
        after = t + 1
        ends = after >= n or (
            tokens[after, T_KIND] == STOP
            or tokens[after, T_KIND] == CLOSE
            or tokens[after, T_FLAGS] & SENTENCE != 0
        )
        return is_glued(tokens, n, t) or ends or role_at(tokens, roles, n, after) & EXTENT != 0
    return False


@leaf
def _power_after(tokens, roles, codes, n, t):
    """The last token of a power right behind the unit at t ("2", "^2", "²", "-1"), or t."""
    at = t + 1
    if at >= n:
        return t
    if role_at(tokens, roles, n, at) & UNIT_SUFFIX:
        return at
    if not tokens[at, T_FLAGS] & GLUED:
        # "km s −1": a raised minus that came apart.
        return t
    if is_the_mark(tokens, codes, n, at, _CARET):
        at += 1
    # "s-1", but not "6-foot-4"
    if (
        is_kind(tokens, n, at, DASH)
        and is_glued(tokens, n, at + 1)
        and tokens[t, T_DIGITS] <= _SYMBOL_LETTERS
    ):
        at += 1
    if digits_at(tokens, n, at) == _POWER_DIGITS and is_glued(tokens, n, at):
        return at
    at = t
    for _ in range(_MAX_SUPERSCRIPTS):
        if (
            is_kind(tokens, n, at + 1, SYMBOL)
            and is_glued(tokens, n, at + 1)
            and superscript(codes[tokens[at + 1, T_START]]) >= 0
        ):
            at += 1
    return at


@leaf
def _head(tokens, roles, codes, n, t):
    """The last token of the simple unit at t, -1 if there is none."""
    if t >= n or tokens[t, T_FLAGS] & SENTENCE:
        return -1
    kind = tokens[t, T_KIND]
    if kind == SYMBOL:
        code = codes[tokens[t, T_START]]
        if code == _DEGREE or code == _MASCULINE:
            after = t + 1
            if is_kind(tokens, n, after, WORD) and among(_SCALES, tokens[after, T_HASH]):
                return after
            # "40° on the Celsius scale"
            if (
                is_the_word(tokens, n, after, _ON)
                and is_the_word(tokens, n, after + 1, _THE)
                and is_kind(tokens, n, after + 2, WORD)
                and among(_SCALES, tokens[after + 2, T_HASH])
            ):
                return after + 2
            return t
        return t if code == _CELSIUS_SIGN or code == _FAHRENHEIT_SIGN else -1
    if kind == QUOTE or (kind == APOSTROPHE and not is_glued(tokens, n, t + 1)):
        inches = tokens[t, T_FLAGS] & GLUED and not tokens[t, T_FLAGS] & QUOTED
        return t if inches else -1
    if kind != WORD:
        return -1
    last = t
    if role_at(tokens, roles, n, t) & UNIT_PREFIX and not is_hyphen(tokens, n, t + 1):
        last = t + 1
        if role_at(tokens, roles, n, last) & UNIT_PREFIX:
            last += 1
        if not _is_unit(tokens, roles, codes, n, last):
            last = t
    if not _is_unit(tokens, roles, codes, n, last):
        return -1
    if among(_DEGREES, tokens[last, T_HASH]):
        after = last + 1
        if is_the_mark(tokens, codes, n, after, ord(".")) and is_glued(tokens, n, after):
            after += 1
        if is_kind(tokens, n, after, WORD) and among(_SCALES, tokens[after, T_HASH]):
            return after
        return last
    # "watt-hours", "light-years", "gigawatt hours", "parts per million" of the lists
    while (
        last + 1 < n
        and last - t < _MAX_PARTS
        and is_kind(tokens, n, last + 1 + is_hyphen(tokens, n, last + 1), WORD)
        and tokens[last + 1 + is_hyphen(tokens, n, last + 1), T_CLASSES] & _UNIT
        and not (
            tokens[last + 1 + is_hyphen(tokens, n, last + 1), T_MASK] & _UNIT
            and tokens[last, T_MASK] & _UNIT
        )
        and not is_the_word(tokens, n, last + 1, _PER)
        and not role_at(tokens, roles, n, last + 1) & ARTICLE
    ):
        last += 1 + is_hyphen(tokens, n, last + 1)
    return last


@leaf
def read_unit(tokens, roles, codes, n, t):
    """The last token of the unit that starts at t, -1 if there is none."""
    last = _head(tokens, roles, codes, n, t)
    if last < 0:
        return last
    last = _power_after(tokens, roles, codes, n, last)
    for _ in range(_MAX_PARTS):
        after = last + 1
        if after >= n or tokens[after, T_FLAGS] & SENTENCE:
            break
        end = _denominator(tokens, roles, codes, n, after)
        if end < 0 and is_kind(tokens, n, after, WORD):
            end = _factor(tokens, roles, codes, n, after)
        elif end < 0 and (
            is_the_mark(tokens, codes, n, after, _MIDDLE_DOT)
            or is_the_mark(tokens, codes, n, after, _DOT_OPERATOR)
        ):
            end = _factor(tokens, roles, codes, n, after + 1)
        if end < 0:
            break
        last = end
    return last


@leaf
def _factor(tokens, roles, codes, n, t):
    """The last token of "s-1" at t, a unit with a power of its own, -1 if there is none."""
    if not _is_unit(tokens, roles, codes, n, t):
        return -1
    end = _power_after(tokens, roles, codes, n, t)
    return end if end > t and not role_at(tokens, roles, n, end) & UNIT_SUFFIX else -1


@leaf
def _denominator(tokens, roles, codes, n, t):
    """The last token of "/h", "per day", "a week" at t, -1 if there is none."""
    if is_the_mark(tokens, codes, n, t, _SLASH) and is_glued(tokens, n, t):
        if is_glued(tokens, n, t + 1) and _is_unit(tokens, roles, codes, n, t + 1):
            return _power_after(tokens, roles, codes, n, t + 1)
        return -1
    return per_what(tokens, roles, codes, n, t)


@leaf
def per_what(tokens, roles, codes, n, t):
    """The last token of "per person", "a day", "an hour" at t, -1 if there is none."""
    if is_the_word(tokens, n, t, _PER):
        end = _head(tokens, roles, codes, n, t + 1)
        if end >= 0:
            return _power_after(tokens, roles, codes, n, end)
        at = t + 1
        return at if is_kind(tokens, n, at, WORD) and not tokens[at, T_FLAGS] & CAPITAL else -1
    if role_at(tokens, roles, n, t) & ARTICLE and role_at(tokens, roles, n, t + 1) & PERIOD:
        return t + 1
    return -1


@leaf
def _is_thermal(tokens, roles, n, t):
    """Whether words around degrees say that they are no angle."""
    for at in range(t - 1, max(t - _CUE_REACH, 0) - 1, -1):
        if role_at(tokens, roles, n, at) & THERMAL:
            return True
        if tokens[at, T_FLAGS] & SENTENCE:
            break
    for at in range(t + 1, min(t + _CUE_REACH, n)):
        if tokens[at, T_FLAGS] & SENTENCE:
            break
        if role_at(tokens, roles, n, at) & THERMAL:
            return True
    return False


@leaf
def is_temperature(tokens, roles, codes, n, first, last):
    """Whether the unit from first to last is one of temperature: degrees of a scale, kelvin."""
    role = role_at(tokens, roles, n, first)
    if among(_DEGREES, tokens[first, T_HASH]):
        return last > first or _is_thermal(tokens, roles, n, first)
    if role & TEMPERATURE_UNIT:
        return True
    if tokens[first, T_KIND] == SYMBOL:
        code = codes[tokens[first, T_START]]
        return (
            last > first
            or code == _CELSIUS_SIGN
            or code == _FAHRENHEIT_SIGN
            or _is_thermal(tokens, roles, n, first)
        )
    return (
        first == last
        and tokens[first, T_DIGITS] == 1
        and among(_SCALES, tokens[first, T_HASH])
        and tokens[first, T_FLAGS] & CAPITAL != 0
    )


@leaf
def is_speed(tokens, roles, n, first, last):
    """Whether the unit is one of speed: knots, miles per hour, km/h, m s-1."""
    role = role_at(tokens, roles, n, first)
    if role & SPEED_UNIT:
        return True
    if not role & LENGTH_UNIT or last == first:
        return False
    for t in range(first + 1, min(last + 1, first + _MAX_PARTS)):
        if role_at(tokens, roles, n, t) & PERIOD:
            power = t + 1
            return power > last or tokens[power, T_KIND] == DASH
    return False


@leaf
def is_duration(tokens, roles, n, first, last):
    """Whether the unit is one of time alone."""
    return first == last and role_at(tokens, roles, n, first) & PERIOD != 0
