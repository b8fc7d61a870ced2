"""Writes numbers, words and passages as JSON into an array of bytes.

Most functions take the array and where to write, and return where to go on. Where a loop is to do
many bytes at once, its places are unsigned: the compiler then knows that none counts from the end.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from features.kernel.compiled import leaf, move, quick

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]


def constant(text: bytes) -> Bytes:
    """These bytes as the kernel reads them."""
    return np.frombuffer(text, np.uint8)


def pool(texts: Iterable[bytes]) -> tuple[Bytes, Places]:
    """Texts one behind the other, and where each starts and the last one ends."""
    texts = list(texts)
    return constant(b"".join(texts)), np.cumsum([0, *map(len, texts)], dtype=np.int64)


_START, _END, _NULL = constant(b'{"start":'), constant(b',"end":'), constant(b"null")
_UTF16_START, _UTF16_END = constant(b',"utf16_start":'), constant(b',"utf16_end":')
_PAIRS = constant(b"".join(b"%02d" % number for number in range(100)))
_QUOTE, _HEXADECIMAL = constant(b',"quote":"'), constant(b"0123456789abcdef")
_QUOTATION_MARK, _BACKSLASH, _U, _ZERO, _COMMA, _POINT, _CLOSE = (ord(mark) for mark in '"\\u0,.}')
# From here on a code point takes another byte of UTF-8; from the last, two units of UTF-16, too.
_SPACE, _TWO_BYTES, _THREE_BYTES, _FOUR_BYTES = 0x20, 0x80, 0x800, 0x10000
_SURROGATES, _BEHIND_SURROGATES = 0xD800, 0xE000
# A code point becomes six bytes at most (\u001f), and no number has more digits than this.
MOST_BYTES, _MOST_DIGITS = 6, 19
# What a passage takes beside its quote, and what a reading's value in words takes, at most.
PASSAGE_BYTES, FIGURE_BYTES = 80 + 4 * _MOST_DIGITS, 32
# The bytes that are written as they are, which most code points are.
_IS_PLAIN = np.array(
    [code >= _SPACE and code not in (_QUOTATION_MARK, _BACKSLASH) for code in range(_TWO_BYTES)]
)
_MOST_DECIMALS = 9
_LARGEST = 1e18


@leaf
def copy(out, at, text, first, last):
    """A part of a text."""
    move(out, at, text, first, last - first)
    return at + last - first


@leaf
def write(out, at, text):
    """A whole text."""
    move(out, at, text, 0, text.size)
    return at + text.size


@leaf
def write_number(out, at, number):
    """A whole number, not below 0; two digits at a time."""
    rest, bound = np.uint64(number), np.uint64(10)
    digits = 1
    while rest >= bound and digits < _MOST_DIGITS:
        digits += 1
        bound *= np.uint64(10)
    place = at + digits
    while rest >= np.uint64(100):
        above = rest // np.uint64(100)
        pair = np.int64(2 * (rest - above * np.uint64(100)))
        place -= 2
        out[place], out[place + 1] = _PAIRS[pair], _PAIRS[pair + 1]
        rest = above
    if rest >= np.uint64(10):
        pair = np.int64(2 * rest)
        out[at], out[at + 1] = _PAIRS[pair], _PAIRS[pair + 1]
    else:
        out[at] = _ZERO + rest
    return at + digits


@leaf
def write_figure(out, at, value):
    """A number as a reader wants it: two or three digits of it, or all before the point."""
    if value < 0.0:
        out[at] = ord("-")
        at += 1
        value = -value
    if value >= 999.5:
        return _write_thousands(out, at, np.int64(np.rint(min(value, _LARGEST))))
    enough = 10.0 if value < 10.0 else 100.0
    scaled, unit = value, np.int64(1)
    decimals = 0
    while 0.0 < scaled < enough and decimals < _MOST_DECIMALS:
        decimals += 1
        unit *= 10
        scaled = value * unit
    digits = np.int64(np.rint(scaled))
    while decimals > 0 and digits % 10 == 0:
        decimals -= 1
        unit //= 10
        digits //= 10
    at = write_number(out, at, digits // unit)
    if decimals > 0:
        out[at] = _POINT
        at += 1
    for _ in range(decimals):
        unit //= 10
        out[at] = _ZERO + digits // unit % 10
        at += 1
    return at


@leaf
def _write_thousands(out, at, number):
    """A whole number with a comma before each three digits."""
    unit = np.int64(1)
    while number // unit >= 1000:
        unit *= 1000
    at = write_number(out, at, number // unit)
    while unit > 1:
        number %= unit
        unit //= 1000
        group = number // unit
        out[at], out[at + 1] = _COMMA, _ZERO + group // 100
        out[at + 2], out[at + 3] = _ZERO + group // 10 % 10, _ZERO + group % 10
        at += 4
    return at


@leaf
def _write_character(out, at, code):
    """A code point inside JSON's quotation marks, in UTF-8."""
    if code == _QUOTATION_MARK or code == _BACKSLASH:
        out[at], out[at + 1] = _BACKSLASH, code
        return at + 2
    if code < _SPACE or _SURROGATES <= code < _BEHIND_SURROGATES:
        out[at], out[at + 1] = _BACKSLASH, _U
        for digit in range(4):
            out[at + 2 + digit] = _HEXADECIMAL[code >> 4 * (3 - digit) & 15]
        return at + 6
    if code < _TWO_BYTES:
        out[at] = code
        return at + 1
    if code < _THREE_BYTES:
        out[at], out[at + 1] = 0xC0 | code >> 6, 0x80 | code & 0x3F
        return at + 2
    if code < _FOUR_BYTES:
        out[at], out[at + 1] = 0xE0 | code >> 12, 0x80 | code >> 6 & 0x3F
        out[at + 2] = 0x80 | code & 0x3F
        return at + 3
    out[at], out[at + 1] = 0xF0 | code >> 18, 0x80 | code >> 12 & 0x3F
    out[at + 2], out[at + 3] = 0x80 | code >> 6 & 0x3F, 0x80 | code & 0x3F
    return at + 4


@leaf
def write_characters(out, places, codes):
    """All code points as they stand in a quote, and at which byte each starts.

    Returns whether any of them takes two units of UTF-16.
    """
    at = np.int64(0)
    seen = np.uint32(0)
    for place in range(codes.size):
        code = codes[place]
        seen |= code
        places[place] = at
        if code < _TWO_BYTES and _IS_PLAIN[code]:
            out[at] = code
            at += 1
        else:
            at = _write_character(out, at, np.int64(code))
    places[codes.size] = at
    return seen >= _FOUR_BYTES


@leaf
def count_wide(wide, codes):
    """How many code points before each take two units of UTF-16."""
    count = np.int64(0)
    for place in range(codes.size):
        wide[place] = count
        count += codes[place] >= _FOUR_BYTES
    wide[codes.size] = count


@leaf
def write_place(out, at, text, shift, start, end):
    """Where a passage is and what it says, from the number behind `"start":` to the quote's mark.

    `text` holds what `write_characters` and `count_wide` have written of all code points, the
    latter empty where none is wide; the passage's field starts at `shift`.
    """
    written, places, wide = text
    wide_start, wide_end = start, end
    if wide.size > 0:
        wide_start += wide[start + shift] - wide[shift]
        wide_end += wide[end + shift] - wide[shift]
    at = write_number(out, at, start)
    at = write(out, at, _END)
    at = write_number(out, at, end)
    at = write(out, at, _UTF16_START)
    at = write_number(out, at, wide_start)
    at = write(out, at, _UTF16_END)
    at = write_number(out, at, wide_end)
    at = write(out, at, _QUOTE)
    at = copy(out, at, written, places[start + shift], places[end + shift])
    out[at] = _QUOTATION_MARK
    return at + 1


@leaf
def write_passage(out, at, text, shift, start, end):
    """A passage as an object; null where it starts below 0."""
    if start < 0:
        return write(out, at, _NULL)
    at = write(out, at, _START)
    at = write_place(out, at, text, shift, start, end)
    out[at] = _CLOSE
    return at + 1


@leaf
def write_words(out, at, text, shift, start, end):
    """A passage's words alone; null where it starts below 0."""
    if start < 0:
        return write(out, at, _NULL)
    written, places, _ = text
    out[at] = _QUOTATION_MARK
    at = copy(out, at + 1, written, places[start + shift], places[end + shift])
    out[at] = _QUOTATION_MARK
    return at + 1


@quick
def figure_text(value: float) -> Bytes:
    """What `write_figure` writes."""
    out = np.empty(FIGURE_BYTES, np.uint8)
    return out[: write_figure(out, 0, value)]
