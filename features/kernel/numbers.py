"""Reads one number: digits with groups, powers of ten and fractions, or number words."""

import numpy as np

from features.alphabet import DASH, SYMBOL
from features.kernel.compiled import leaf
from features.kernel.grammar import (
    amount,
    digits_at,
    is_glued,
    is_hyphen,
    is_kind,
    is_the_mark,
    is_the_word,
    role_at,
)
from features.kernel.tokens import (
    CAPITAL,
    DECIMAL,
    GLUED,
    GROUPED,
    NUMBER,
    SENTENCE,
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
from features.lexicon import MAGNITUDE, NUMERAL, bit, word_hash
from features.quantity_words import (
    ARTICLE,
    FEW,
    FRACTION_WORD,
    NEAR,
    ORDINAL_WORD,
    PERIOD,
    PLURAL,
    POSSESSIVE,
    TENS_ORDER,
    UNIT_WORD,
)

# What was read: a plain number, an ordinal, a fraction, or an order of size ("hundreds").
PLAIN, AN_ORDINAL, A_FRACTION, AN_ORDER = range(4)

_FUNCTION_WORD = bit("function_word")
_AND, _E, _X, _OF, _POINT, _THAN = (
    word_hash(word) for word in ("and", "e", "x", "of", "point", "than")
)
_K = word_hash("k")
_SLASH, _FRACTION_SLASH = 0x2F, 0x2044
_CARET, _STOP = ord("^"), ord(".")
_MINUS = -1.0
_PLUS = ord("+")
_HUNDRED, _THOUSAND, _LAKH, _DOZEN = 100.0, 1000.0, 1e5, 12.0
_GROUP_DIGITS, _MAX_GROUPS = 3, 6
_LARGEST_EXPONENT, _LARGEST = 290, 1e290
_EXACT_DIGITS = 3
_MAX_DENOMINATOR = 1000
_MAX_SUPERSCRIPTS = 4
# Of hundreds, dozens and several thousand there are two at least.
_LEAST_OF_SEVERAL = 2.0
# ¼ ½ ¾ begin at 0xBC, ⅐ and the rest at 0x2150.
_FIRST_OLD, _FIRST_NEW = 0xBC, 0x2150
_OLD_FRACTIONS = np.array([1 / 4, 1 / 2, 3 / 4])
_NEW_FRACTIONS = np.array(
    [1 / 7, 1 / 9, 1 / 10, 1 / 3, 2 / 3, 1 / 5, 2 / 5, 3 / 5, 4 / 5, 1 / 6, 5 / 6, 1 / 8, 3 / 8,
     5 / 8, 7 / 8]
)  # fmt: skip
# The tens and teens that begin a year in words: nineteen eighty-six, twenty twenty.
_FIRST_CENTURY, _LAST_CENTURY = 13.0, 20.0
_TEN, _TWENTY = 10.0, 20.0


@leaf
def vulgar_fraction(codes, tokens, n, t):
    """What a character such as ½ is worth; 0 if there is none at t."""
    if t >= n or tokens[t, T_KIND] != SYMBOL:
        return 0.0
    code = np.int64(codes[tokens[t, T_START]])
    if _FIRST_OLD <= code < _FIRST_OLD + _OLD_FRACTIONS.size:
        return _OLD_FRACTIONS[code - _FIRST_OLD]
    if _FIRST_NEW <= code < _FIRST_NEW + _NEW_FRACTIONS.size:
        return _NEW_FRACTIONS[code - _FIRST_NEW]
    return 0.0


@leaf
def superscript(code):
    """The digit that a raised character stands for, 10 of a raised minus, -1 of others."""
    if code == 0xB2 or code == 0xB3:
        return np.int64(code) - 0xB0
    if code == 0xB9:
        return np.int64(1)
    if code == 0x2070 or 0x2074 <= code <= 0x2079:
        return np.int64(code) - 0x2070
    return np.int64(10) if code == 0x207B else np.int64(-1)


@leaf
def is_magnitude(tokens, n, t):
    """Whether a magnitude stands at t: "million", or a "bn", "k" or "m" right after its figure."""
    if t >= n or not tokens[t, T_MASK] & MAGNITUDE or tokens[t, T_FLAGS] & SENTENCE:
        return False
    if tokens[t, T_DIGITS] > 1 or tokens[t, T_FLAGS] & GLUED != 0:
        return True
    # "10 k" in small letters: a large one would be kelvin
    return tokens[t, T_HASH] == _K and tokens[t, T_FLAGS] & CAPITAL == 0


@leaf
def _is_slash(tokens, codes, n, t):
    return is_glued(tokens, n, t) and (
        is_the_mark(tokens, codes, n, t, _SLASH)
        or is_the_mark(tokens, codes, n, t, _FRACTION_SLASH)
    )


@leaf
def simple_fraction(tokens, values, codes, n, t):
    """What "3/4" at t is worth; 0 if there is no such fraction."""
    if (
        digits_at(tokens, n, t) == 0
        or not _is_slash(tokens, codes, n, t + 1)
        or not is_glued(tokens, n, t + 2)
        or digits_at(tokens, n, t + 2) == 0
        or not 1 <= values[t + 2] <= _MAX_DENOMINATOR
        or is_the_mark(tokens, codes, n, t + 3, _SLASH)
    ):
        return 0.0
    return values[t] / values[t + 2]


@leaf
def _exponent(tokens, values, codes, n, t):
    """The exponent at t, raised or after a caret or a sign: (its value, last token), -1 if none."""
    if t < n and tokens[t, T_KIND] == SYMBOL and tokens[t, T_FLAGS] & GLUED:
        sign, digits, last = 1.0, 0.0, -1
        for at in range(t, min(n, t + _MAX_SUPERSCRIPTS)):
            digit = superscript(codes[tokens[at, T_START]])
            if digit < 0 or not is_glued(tokens, n, at):
                break
            if digit == 10:
                sign = _MINUS
            else:
                digits = digits * _TEN + digit
                last = at
        if last >= 0:
            return sign * digits, last
    at = t
    if is_the_mark(tokens, codes, n, at, _CARET) and is_glued(tokens, n, at):
        at += 1
    sign = 1.0
    if is_kind(tokens, n, at, DASH) and is_glued(tokens, n, at):
        sign = _MINUS
        at += 1
    elif is_the_mark(tokens, codes, n, at, _PLUS) and is_glued(tokens, n, at):
        at += 1
    if at > t and is_glued(tokens, n, at) and digits_at(tokens, n, at) > 0:
        return sign * values[at], at
    return 0.0, -1


@leaf
def _is_group(tokens, codes, t):
    """Whether three digits, and perhaps a fraction, stand at t."""
    start, end = tokens[t, T_START], tokens[t, T_END]
    if tokens[t, T_FLAGS] & DECIMAL:
        return end - start > _GROUP_DIGITS and codes[start + _GROUP_DIGITS] == _STOP
    return end - start == _GROUP_DIGITS


@leaf
def _grouped(tokens, values, codes, n, t):
    """Digits whose groups other marks than the comma set apart: (value, last token)."""
    value, last = values[t], t
    if tokens[t, T_FLAGS] & (DECIMAL | GROUPED) or digits_at(tokens, n, t) > _GROUP_DIGITS:
        return value, last
    # "10 000", with any space.
    at = t + 1
    while (
        at < n
        and at - t <= _MAX_GROUPS
        and tokens[at, T_KIND] == NUMBER
        and not tokens[last, T_FLAGS] & DECIMAL
        and tokens[at, T_START] == tokens[last, T_END] + 1
        and not tokens[at, T_FLAGS] & SENTENCE
        and values[t] > 0
        and _is_group(tokens, codes, at)
    ):
        value = value * _THOUSAND + values[at]
        last = at
        at += 1
    if last > t:
        return value, last
    # "12,34,567": lakh and crore go by two digits.
    at = t + 1
    whole = values[t]
    while (
        at + 1 < n
        and at - t <= 2 * _MAX_GROUPS
        and is_the_mark(tokens, codes, n, at, ord(","))
        and is_glued(tokens, n, at)
        and is_glued(tokens, n, at + 1)
        and tokens[at + 1, T_KIND] == NUMBER
    ):
        if tokens[at + 1, T_FLAGS] & GROUPED:
            if codes[tokens[at + 1, T_START] + 2] == ord(",") and values[at + 1] < _LAKH:
                return whole * _LAKH + values[at + 1], at + 1
            return value, last
        if digits_at(tokens, n, at + 1) != 2:
            return value, last
        whole = whole * _HUNDRED + values[at + 1]
        at += 2
    return value, last


@leaf
def read_digits(tokens, values, codes, n, t):
    """The number in digits at t: (value, last token, whether it is given to the digit)."""
    exact = tokens[t, T_FLAGS] & (DECIMAL | GROUPED) != 0 or tokens[t, T_DIGITS] >= _EXACT_DIGITS
    fraction = simple_fraction(tokens, values, codes, n, t)
    if fraction > 0:
        return fraction, t + 2, True
    value, last = _grouped(tokens, values, codes, n, t)
    exact = exact or (last > t and tokens[last, T_DIGITS] > 0)
    after = last + 1
    # "2 1/2", "2½"
    fraction = simple_fraction(tokens, values, codes, n, after)
    if 0 < fraction < 1 and 1 <= tokens[after, T_START] - tokens[last, T_END] <= 2:
        return value + fraction, after + 2, True
    fraction = vulgar_fraction(codes, tokens, n, after)
    if fraction > 0:
        return value + fraction, after, True
    # "4e14"
    if is_the_word(tokens, n, after, _E) and is_glued(tokens, n, after):
        at = after + 1
        sign = 1.0
        if is_kind(tokens, n, at, DASH) and is_glued(tokens, n, at):
            sign = _MINUS
            at += 1
        elif is_the_mark(tokens, codes, n, at, _PLUS) and is_glued(tokens, n, at):
            at += 1
        if is_glued(tokens, n, at) and 0 < digits_at(tokens, n, at) <= _GROUP_DIGITS:
            return _scaled(value, _TEN, sign * values[at]), at, True
    # "10^8", "10⁸"
    if not is_kind(tokens, n, after, DASH):
        power, end = _exponent(tokens, values, codes, n, after)
        if end >= 0 and not is_the_mark(tokens, codes, n, after, _PLUS):
            return _scaled(1.0, value, power), end, True
    # "2.5 × 10^8", "5.5x10-3"
    if after + 1 < n and (
        is_the_word(tokens, n, after, _X)
        or is_the_mark(tokens, codes, n, after, 0xD7)
        or is_the_mark(tokens, codes, n, after, 0xB7)
        or is_the_mark(tokens, codes, n, after, ord("*"))
    ):
        base = after + 1
        if digits_at(tokens, n, base) > 0 and (values[base] == _TEN or values[base] == 2.0):
            power, end = _exponent(tokens, values, codes, n, base + 1)
            if end >= 0:
                return _scaled(value, values[base], power), end, True
    return value, last, exact


@leaf
def _scaled(value, base, power):
    if abs(power) > _LARGEST_EXPONENT or base <= 0:
        return value
    size = power * np.log10(base)
    if abs(size) > _LARGEST_EXPONENT:
        return value
    return value * base**power


@leaf
def plural_worth(role):
    """What "thousands", "dozens" multiply by."""
    return _DOZEN if amount(role) == 0 else _TEN ** amount(role)


@leaf
def _order(tokens, values, roles, n, t):
    """ "hundreds of thousands", "a few dozen": (the least that it can be, last), -1 if none."""
    at = t
    role = role_at(tokens, roles, n, at)
    if role & ARTICLE and role_at(tokens, roles, n, at + 1) & FEW:
        at += 1
        role = role_at(tokens, roles, n, at)
    worth = 0.0
    last = -1
    if role & FEW:
        few = np.float64(amount(role))
        at += 1
        if is_the_word(tokens, n, at, _OF):
            at += 1
        if is_magnitude(tokens, n, at) and tokens[at, T_DIGITS] > 1:
            return few * values[at], at
        unit = role_at(tokens, roles, n, at)
        if unit & UNIT_WORD and tokens[at, T_DIGITS] > 2:  # "a few minutes"
            return few, at - 1
    elif role & PLURAL:
        worth, last = plural_worth(role), at
    if last < 0:
        return 0.0, -1
    for _ in range(2):
        if not is_the_word(tokens, n, last + 1, _OF):
            break
        role = role_at(tokens, roles, n, last + 2)
        if not role & PLURAL:
            break
        worth *= plural_worth(role)
        last += 2
    if worth == _TEN:  # "tens" alone are anything
        return 0.0, -1
    return _LEAST_OF_SEVERAL * worth, last


@leaf
def fraction_after(tokens, values, roles, n, t):
    """The fraction of "two and a half", from the word after "and": (worth, last), -1 if none."""
    role = role_at(tokens, roles, n, t)
    over = role_at(tokens, roles, n, t + 1 + (is_hyphen(tokens, n, t + 1)))
    last = t + 1 + (is_hyphen(tokens, n, t + 1))
    if role & FRACTION_WORD and amount(role) == 2:  # "one hour and half"
        return 0.5, t
    if not over & FRACTION_WORD or amount(over) <= 0:
        return 0.0, -1
    if role & ARTICLE:
        return 1.0 / amount(over), last
    if last < n and tokens[t, T_MASK] & NUMERAL and values[t] < amount(over):
        return values[t] / amount(over), last
    return 0.0, -1


@leaf
def _ends_phrase(tokens, n, t):
    """Whether no noun follows at t: "by a third.", not "a third man"."""
    return (
        t >= n
        or tokens[t, T_KIND] != WORD
        or tokens[t, T_FLAGS] & SENTENCE != 0
        or tokens[t, T_MASK] & _FUNCTION_WORD != 0
    )


@leaf
def _decimals(tokens, values, n, t):
    """The digits in words after "point": (what they add, last token), last -1 if there are none."""
    added, place, last = 0.0, 0.1, -1
    for at in range(t, min(n, t + _MAX_GROUPS)):
        if not tokens[at, T_MASK] & NUMERAL or tokens[at, T_FLAGS] & SENTENCE:
            break
        if values[at] >= _TEN:
            if last < 0:  # "point seventy-one"
                unit = at + 1 + is_hyphen(tokens, n, at + 1)
                if unit < n and tokens[unit, T_MASK] & NUMERAL and values[unit] < _TEN:
                    return (values[at] + values[unit]) / _HUNDRED, unit
                return values[at] / _HUNDRED, at
            break
        added += values[at] * place
        place /= _TEN
        last = at
    return added, last


@leaf
def read_words(tokens, values, roles, n, t):
    """A number in words from t: (value, last token, what it is); last is -1 if there is none."""
    first = t
    role = role_at(tokens, roles, n, t)
    if role & (FEW | PLURAL | ARTICLE):
        worth, end = _order(tokens, values, roles, n, t)
        if end >= 0:
            return worth, end, AN_ORDER
        if role & (FEW | PLURAL):
            return 0.0, -1, PLAIN
    total = current = 0.0
    last = -1
    if role & ARTICLE:
        # "a million", "a dozen", "a third of"; "half a million" is below.
        after = role_at(tokens, roles, n, t + 1)
        if is_magnitude(tokens, n, t + 1) and tokens[t + 1, T_DIGITS] > 1:
            current = 1.0
            t += 1
        elif after & TENS_ORDER and _ends_phrase(tokens, n, t + 2):
            return 1.0 / _TEN ** amount(after), t + 1, A_FRACTION
        elif after & FRACTION_WORD and not after & TENS_ORDER:
            third = amount(after) > 2 and not after & PERIOD and _ends_phrase(tokens, n, t + 2)
            if third or is_the_word(tokens, n, t + 2, _OF):
                fraction = 1.0 / amount(after)
                if role_at(tokens, roles, n, t + 3) & ARTICLE and is_magnitude(tokens, n, t + 4):
                    return fraction * values[t + 4], t + 4, PLAIN
                return fraction, t + 1, A_FRACTION
            if amount(after) == 2:  # "a half million"
                current, last = 0.5, t + 1
                t += 2
            else:
                return 0.0, -1, PLAIN
        else:
            return 0.0, -1, PLAIN
    elif role & FRACTION_WORD and amount(role) == 2:
        if role_at(tokens, roles, n, t + 1) & ARTICLE:
            if is_magnitude(tokens, n, t + 2) and tokens[t + 2, T_DIGITS] > 1:
                return 0.5 * values[t + 2], t + 2, PLAIN
            if role_at(tokens, roles, n, t + 2) & PERIOD:
                return 0.5, t + 1, PLAIN
        elif is_magnitude(tokens, n, t + 1) and tokens[t + 1, T_DIGITS] > 1:
            return 0.5 * values[t + 1], t + 1, PLAIN
        # "half of", "half the", but not the second half.
        whole = (
            is_the_word(tokens, n, t + 1, _OF)
            or role_at(tokens, roles, n, t + 1) & POSSESSIVE
            or is_the_word(tokens, n, t - 1, _THAN)
            or role_at(tokens, roles, n, t - 1) & NEAR
        )
        if not whole or role_at(tokens, roles, n, t - 1) & ORDINAL_WORD:
            return 0.0, -1, PLAIN
        return 0.5, t, A_FRACTION
    elif role & ORDINAL_WORD:
        return np.float64(amount(role)), t, AN_ORDINAL
    elif role & TENS_ORDER:
        return _TEN ** amount(role), t, AN_ORDINAL
    while t < n and tokens[t, T_KIND] == WORD:
        if tokens[t, T_FLAGS] & SENTENCE and t > first:
            break
        role = roles[tokens[t, T_WORD]]
        if tokens[t, T_MASK] & NUMERAL:
            # A year: nineteen eighty-six.
            if (
                total == 0.0
                and last == first
                and t == last + 1
                and _FIRST_CENTURY <= current <= _LAST_CENTURY
                and values[t] >= _TEN
            ):
                current = current * _HUNDRED + values[t]
            elif (
                last >= 0
                and current % _HUNDRED > 0
                and (
                    values[t] >= _TEN
                    or values[t] == 0.0
                    or current % _TEN > 0
                    or current % _HUNDRED < _TWENTY
                )
            ):
                break  # "three, twenty", "five five"
            else:
                current += values[t]
        elif tokens[t, T_MASK] & MAGNITUDE and tokens[t, T_DIGITS] > 1 and current > 0:
            if values[t] == _HUNDRED:
                current = min(current * _HUNDRED, _LARGEST)
            else:
                total += current * values[t]
                current = 0.0
        elif role & PLURAL and last >= 0 and current > 0:  # "three dozens"
            total += current * plural_worth(role)
            current = 0.0
        elif (
            role & FRACTION_WORD
            and last >= 0
            and amount(role) > 0
            and current > 0
            and (not role & ORDINAL_WORD or current == 1.0)
            and (not role & PERIOD or current == 1.0 or current == 3.0)
        ):
            if role & TENS_ORDER:
                return (total + current) / _TEN ** amount(role), t, A_FRACTION
            tens = current % _HUNDRED
            if current > _HUNDRED and tens >= _TWENTY and tens % _TEN == 0 and amount(role) < _TEN:
                return (total + current - tens) / (tens + amount(role)), t, A_FRACTION
            return (total + current) / amount(role), t, A_FRACTION
        elif role & ORDINAL_WORD and last >= 0 and not role & PERIOD:
            if current == 0.0 or current % _TEN == 0.0:
                return total + current + amount(role), t, AN_ORDINAL
            break
        elif role & TENS_ORDER and last >= 0:
            return (total + max(current, 1.0)) * _TEN ** amount(role), t, AN_ORDINAL
        elif tokens[t, T_HASH] == _POINT and last >= 0:
            decimals, end = _decimals(tokens, values, n, t + 1)
            if end >= 0:
                current += decimals
                last = end
                t = end + 1
                if is_magnitude(tokens, n, t) and tokens[t, T_DIGITS] > 1:
                    return (total + current) * values[t], t, PLAIN
            break
        elif tokens[t, T_HASH] == _AND and last >= 0 and t + 1 < n:
            fraction, end = fraction_after(tokens, values, roles, n, t + 1)
            if end >= 0:
                current += fraction
                last = end
                t = end + 1
                if is_magnitude(tokens, n, t) and tokens[t, T_DIGITS] > 1:
                    return (total + current) * values[t], t, PLAIN
                break
            if not tokens[t + 1, T_MASK] & NUMERAL or (current < _HUNDRED and total == 0.0):
                break
            t += 1
            continue
        else:
            break
        last = t
        after = t + 1
        if (
            is_kind(tokens, n, after, DASH)
            and after + 1 < n
            and _TEN < current < _HUNDRED
            and current % _TEN == 0.0
            and tokens[after + 1, T_MASK] & NUMERAL
            and 0 < values[after + 1] < _TEN
        ):  # "fifty - two"
            after += 1
        elif (
            is_kind(tokens, n, after, DASH)
            and (
                role_at(tokens, roles, n, after + 1) & (FRACTION_WORD | ORDINAL_WORD)
                == FRACTION_WORD
            )
        ) or (
            is_hyphen(tokens, n, after)
            and (
                tokens[after + 1, T_MASK] & (NUMERAL | MAGNITUDE)
                or role_at(tokens, roles, n, after + 1) & (ORDINAL_WORD | FRACTION_WORD)
                or tokens[after + 1, T_HASH] == _AND
            )
        ):  # "five - eighths"
            after += 1
        t = after
    return total + current, last, PLAIN
