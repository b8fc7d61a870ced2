"""What the readers of numbers, units and dates ask of a token."""

import numpy as np

from features.alphabet import DASH
from features.kernel.compiled import leaf
from features.kernel.tokens import (
    CAPITAL,
    DECIMAL,
    GLUED,
    GROUPED,
    NUMBER,
    SENTENCE,
    T_END,
    T_FLAGS,
    T_HASH,
    T_KIND,
    T_START,
    T_WORD,
    WORD,
)
from features.quantity_words import AMOUNT_SHIFT, AMOUNT_ZERO

_FIRST_YEAR, _LAST_YEAR = 1700, 2200
_YEAR_DIGITS = 4
_NO_ROLE = np.int64(0)


@leaf
def role_at(tokens, roles, n, t):
    """The role of the word at t; 0 of anything else, and outside the text."""
    if t < 0 or t >= n:
        return _NO_ROLE
    return roles[tokens[t, T_WORD]]


@leaf
def amount(role):
    """The amount that goes with a role."""
    return (role >> AMOUNT_SHIFT) - AMOUNT_ZERO


@leaf
def is_kind(tokens, n, t, kind):
    """Whether a token of this kind stands at t, in the same sentence as what is before."""
    return 0 <= t < n and tokens[t, T_KIND] == kind and not tokens[t, T_FLAGS] & SENTENCE


@leaf
def is_glued(tokens, n, t):
    """Whether the token at t follows without a space."""
    return 0 <= t < n and tokens[t, T_FLAGS] & GLUED != 0


@leaf
def is_the_word(tokens, n, t, word):
    """Whether the word with this hash stands at t."""
    return 0 <= t < n and tokens[t, T_KIND] == WORD and tokens[t, T_HASH] == word


@leaf
def is_the_mark(tokens, codes, n, t, code):
    """Whether the character with this code stands at t."""
    return 0 <= t < n and codes[tokens[t, T_START]] == code


@leaf
def is_capital(tokens, t):
    """Whether the word at t starts with a capital."""
    return tokens[t, T_FLAGS] & CAPITAL != 0


@leaf
def is_hyphen(tokens, n, t):
    """Whether a dash stands at t with no space around it."""
    return is_kind(tokens, n, t, DASH) and is_glued(tokens, n, t) and is_glued(tokens, n, t + 1)


@leaf
def digits_at(tokens, n, t):
    """How many digits a plain whole number at t has; 0 if there is none."""
    if t >= n or t < 0 or tokens[t, T_KIND] != NUMBER or tokens[t, T_FLAGS] & (DECIMAL | GROUPED):
        return 0
    return tokens[t, T_END] - tokens[t, T_START]


@leaf
def is_year(tokens, values, n, t):
    """Whether a year stands at t: four digits and nothing else, in modern times."""
    return digits_at(tokens, n, t) == _YEAR_DIGITS and _FIRST_YEAR <= values[t] < _LAST_YEAR
