"""Folds each code point to one byte and one class, so that a byte offset is a text offset.

Typography must not decide a score: quotation marks, apostrophes, dashes and spaces of all kinds
fold to one of each, accents fall away, and letters of other scripts become ``x``.
"""

import unicodedata
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

# Character classes. Letters, digits and marks build tokens; each of the others is one.
SPACE, NEWLINE, LOWER, UPPER, DIGIT, IGNORED, APOSTROPHE, QUOTE, DASH, STOP = range(10)
END, COMMA, OPEN, CLOSE, CURRENCY, PERCENT, SYMBOL = range(10, 17)

# Code points above the table are ideographs (letters) or unassigned.
TABLE_SIZE = 0x20000

_QUOTES = '"“”„‟«»″〝〞＂'
_APOSTROPHES = "'‘’‚‛′`´ʼ＇‹›"
_DASHES = "-‐‑‒–—―−﹣－"
_BY_CHARACTER = {
    **dict.fromkeys("\n\r\v\f\x85\u2028\u2029", (NEWLINE, "\n")),
    **dict.fromkeys("\t \u00a0", (SPACE, " ")),
    **dict.fromkeys(_QUOTES, (QUOTE, '"')),
    **dict.fromkeys(_APOSTROPHES, (APOSTROPHE, "'")),
    **dict.fromkeys(_DASHES, (DASH, "-")),
    **dict.fromkeys(".．。", (STOP, ".")),
    **dict.fromkeys("!！", (END, "!")),
    **dict.fromkeys("?？", (END, "?")),
    "…": (END, "."),
    **dict.fromkeys(",，", (COMMA, ",")),
    **dict.fromkeys(";；", (COMMA, ";")),
    **dict.fromkeys(":：", (COMMA, ":")),
    **dict.fromkeys("%‰", (PERCENT, "%")),
}
# The opening and closing forms; the straight marks are neither.
OPENING_QUOTES = frozenset(map(ord, "“„‟«〝‘‚‛‹"))
CLOSING_QUOTES = frozenset(map(ord, "”»〞’›"))


class Alphabet(NamedTuple):
    """Two tables over code points: the character class and the folded byte."""

    classes: npt.NDArray[np.uint8]
    folded: npt.NDArray[np.uint8]


def _class_and_fold(code: int) -> tuple[int, str]:
    character = chr(code)
    if character in _BY_CHARACTER:
        return _BY_CHARACTER[character]
    category = unicodedata.category(character)
    if category[0] == "L":
        base = unicodedata.normalize("NFKD", character)[0].lower()
        return (UPPER if category in ("Lu", "Lt") else LOWER), base if "a" <= base <= "z" else "x"
    if category[0] == "M" or category == "Cf":
        return IGNORED, " "
    if category == "Nd":
        return DIGIT, str(unicodedata.digit(character))
    match category:
        case "Zs":
            return SPACE, " "
        case "Ps":
            return OPEN, "("
        case "Pe":
            return CLOSE, ")"
        case "Sc":
            return CURRENCY, "$"
    return SYMBOL, "#"


@cache
def alphabet() -> Alphabet:
    """The folding tables, from Python's own Unicode database."""
    classes = np.full(TABLE_SIZE, SYMBOL, np.uint8)
    folded = np.full(TABLE_SIZE, ord("#"), np.uint8)
    for code in range(TABLE_SIZE):
        if 0x3400 <= code < 0xD7FC:  # ideographs and syllables: 41,000 code points, one answer
            continue
        classes[code], fold = _class_and_fold(code)
        folded[code] = ord(fold)
    classes[0x3400:0xD7FC] = LOWER
    folded[0x3400:0xD7FC] = ord("x")
    return Alphabet(classes, folded)
