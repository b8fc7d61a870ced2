"""Writes the passages of an article's hits as JSON.

An answer quotes some hundred passages. As Python objects, they would cost more than the scan.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from features.kernel.compiled import entry, inner, leaf
from features.kernel.found import PIECES
from features.kernel.hits import KINDS_OF_HIT
from features.kernel.tokens import COUNTS

Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int64]

_TALLY, _HITS, _N_PIECES = list(PIECES).index("tally"), list(PIECES).index("hits"), len(PIECES)
_N_KINDS_AND_VOICES = 2 * len(KINDS_OF_HIT)


def constant(text: bytes) -> Bytes:
    """These bytes as the kernel reads them."""
    return np.frombuffer(text, np.uint8)


# What stands between a passage's values; the field's name before them and the reason behind them
# are each rate's own.
_END, _UTF16_START = constant(b',"end":'), constant(b',"utf16_start":')
_UTF16_END, _QUOTE = constant(b',"utf16_end":'), constant(b',"quote":"')
_START, _NULL = constant(b'{"start":'), constant(b"null")
_HEXADECIMAL = constant(b"0123456789abcdef")
_OPEN, _CLOSE, _CLOSE_OBJECT, _COMMA, _ZERO = (ord(mark) for mark in "[]},0")
_QUOTATION_MARK, _BACKSLASH, _U = (ord(mark) for mark in '"\\u')
# A code point becomes six bytes at most (\u001f), and no number has more digits than this.
_MOST_BYTES, _MOST_DIGITS = 6, 19
_KEYS_AND_NUMBERS = 80 + 4 * _MOST_DIGITS
_SPACE, _ONE_BYTE, _TWO_BYTES, _THREE_BYTES = 0x20, 0x80, 0x800, 0x10000
_SURROGATES, _BEHIND_SURROGATES = 0xD800, 0xE000


class Cited(NamedTuple):
    """What is cited: for each rate its field, and where its part of `keys` starts and ends.

    A row of `keys` is a kind and voice of hits, as a place in a tally behind its counts, and which
    two of the `texts` stand before such a passage's numbers and behind its quote. Text i goes from
    `text_from[i]` to `text_from[i + 1]`.
    """

    rates: Numbers
    keys: Numbers
    texts: Bytes
    text_from: Numbers


@leaf
def _first_hits(packed, field, first):
    """Where the hits of each kind and voice start among the field's hits."""
    counted = packed[field * _N_PIECES + _TALLY] + COUNTS
    first[field, 0] = 0
    for key in range(_N_KINDS_AND_VOICES):
        first[field, key + 1] = first[field, key] + packed[counted + key]


@leaf
def _most_bytes(packed, cited, first):
    """How long the text gets at most."""
    size = 0
    for rate in range(cited.rates.shape[0]):
        field = cited.rates[rate, 0]
        hits = packed[field * _N_PIECES + _HITS]
        size += 2
        for part in range(cited.rates[rate, 1], cited.rates[rate, 2]):
            key, text = cited.keys[part, 0], cited.keys[part, 1]
            constant = cited.text_from[text + 2] - cited.text_from[text]
            for hit in range(first[field, key], first[field, key + 1]):
                quoted = packed[hits + 2 * hit + 1] - packed[hits + 2 * hit]
                size += _MOST_BYTES * quoted + constant + _KEYS_AND_NUMBERS
    return size


@leaf
def _copy(out, at, text, first, last):
    for place in range(first, last):
        out[at + place - first] = text[place]
    return at + last - first


@leaf
def _write_number(out, at, number):
    digits = 1
    rest = number
    while rest >= 10:
        rest //= 10
        digits += 1
    rest = number
    for place in range(digits - 1, -1, -1):
        out[at + place] = _ZERO + rest % 10
        rest //= 10
    return at + digits


@leaf
def _write_escape(out, at, code):
    out[at], out[at + 1] = _BACKSLASH, _U
    for digit in range(4):
        out[at + 2 + digit] = _HEXADECIMAL[code >> 4 * (3 - digit) & 15]
    return at + 6


@leaf
def _write_quote(out, at, codes, first, last):
    """A passage's text inside JSON's quotation marks, in UTF-8."""
    for place in range(first, last):
        code = np.int64(codes[place])
        if _SPACE <= code < _ONE_BYTE and code != _QUOTATION_MARK and code != _BACKSLASH:
            out[at] = code
            at += 1
        elif code in (_QUOTATION_MARK, _BACKSLASH):
            out[at], out[at + 1] = _BACKSLASH, code
            at += 2
        elif code < _SPACE or _SURROGATES <= code < _BEHIND_SURROGATES:
            at = _write_escape(out, at, code)
        elif code < _TWO_BYTES:
            out[at], out[at + 1] = 0xC0 | code >> 6, 0x80 | code & 0x3F
            at += 2
        elif code < _THREE_BYTES:
            out[at], out[at + 1] = 0xE0 | code >> 12, 0x80 | code >> 6 & 0x3F
            out[at + 2] = 0x80 | code & 0x3F
            at += 3
        else:
            out[at], out[at + 1] = 0xF0 | code >> 18, 0x80 | code >> 12 & 0x3F
            out[at + 2], out[at + 3] = 0x80 | code >> 6 & 0x3F, 0x80 | code & 0x3F
            at += 4
    return at


@leaf
def _write_place(out, at, codes, wide, shift, start, end):
    """Where a passage is and what it says, from the number behind `"start":` to the quote's mark.

    `wide` counts the code points before each that take two units of UTF-16, if any does; the field
    starts at `shift`.
    """
    wide_before = wide_inside = np.int64(0)
    if wide.size > 0:
        wide_before = wide[start + shift] - wide[shift]
        wide_inside = wide[end + shift] - wide[start + shift]
    at = _write_number(out, at, start)
    at = _copy(out, at, _END, 0, _END.size)
    at = _write_number(out, at, end)
    at = _copy(out, at, _UTF16_START, 0, _UTF16_START.size)
    at = _write_number(out, at, start + wide_before)
    at = _copy(out, at, _UTF16_END, 0, _UTF16_END.size)
    at = _write_number(out, at, end + wide_before + wide_inside)
    at = _copy(out, at, _QUOTE, 0, _QUOTE.size)
    at = _write_quote(out, at, codes, start + shift, end + shift)
    out[at] = _QUOTATION_MARK
    return at + 1


@leaf
def _write_rates(out, bounds, codes, wide, title_size, packed, cited, first):
    rates, keys, texts, text_from = cited
    at = 0
    for rate in range(rates.shape[0]):
        bounds[rate] = at
        field = rates[rate, 0]
        hits = packed[field * _N_PIECES + _HITS]
        shift = title_size if field == 1 else 0
        for part in range(rates[rate, 1], rates[rate, 2]):
            key, text = keys[part, 0], keys[part, 1]
            for hit in range(first[field, key], first[field, key + 1]):
                start, end = packed[hits + 2 * hit], packed[hits + 2 * hit + 1]
                out[at] = _COMMA if at > bounds[rate] else _OPEN
                at = _copy(out, at + 1, texts, text_from[text], text_from[text + 1])
                at = _write_place(out, at, codes, wide, shift, start, end)
                at = _copy(out, at, texts, text_from[text + 1], text_from[text + 2])
        if at == bounds[rate]:
            out[at] = _OPEN
            at += 1
        out[at] = _CLOSE
        at += 1
    bounds[rates.shape[0]] = at
    return at


@leaf
def _write_spans(out, bounds, codes, wide, shift, spans):
    at = 0
    for span in range(spans.shape[0]):
        bounds[span] = at
        if spans[span, 0] < 0:
            at = _copy(out, at, _NULL, 0, _NULL.size)
        else:
            at = _copy(out, at, _START, 0, _START.size)
            at = _write_place(out, at, codes, wide, shift, spans[span, 0], spans[span, 1])
            out[at] = _CLOSE_OBJECT
            at += 1
    bounds[spans.shape[0]] = at
    return at


@inner
def _count_wide(codes):
    """How many code points before each take two units of UTF-16; nothing where none does."""
    widest = np.uint32(0)
    for code in codes:
        widest = max(widest, code)
    wide = np.zeros(codes.size + 1 if widest >= _THREE_BYTES else 0, np.int64)
    for place in range(wide.size - 1):
        wide[place + 1] = wide[place] + (codes[place] >= _THREE_BYTES)
    return wide


@entry
def write_rates(
    codes: npt.NDArray[np.uint32], title_size: int, packed: Numbers, cited: Cited
) -> tuple[Bytes, Numbers]:
    """A JSON array for each rate, one behind the other, and where each of them starts.

    `codes` and `packed` are what `walk` was given and returned.
    """
    first = np.empty((2, _N_KINDS_AND_VOICES + 1), np.int64)
    for field in range(2):
        _first_hits(packed, field, first)
    out = np.empty(_most_bytes(packed, cited, first), np.uint8)
    bounds = np.empty(cited.rates.shape[0] + 1, np.int64)
    wide = _count_wide(codes)
    size = _write_rates(out, bounds, codes, wide, title_size, packed, cited, first)
    return out[:size], bounds


@entry
def write_spans(
    codes: npt.NDArray[np.uint32], title_size: int, spans: Numbers
) -> tuple[Bytes, Numbers]:
    """A JSON object for each passage of the body, one behind the other, and where each starts.

    `spans` are rows (start, end) in code points; start -1 gives null.
    """
    most = np.int64(0)
    for span in range(spans.shape[0]):
        most += _KEYS_AND_NUMBERS + _MOST_BYTES * (spans[span, 1] - spans[span, 0])
    out = np.empty(most, np.uint8)
    bounds = np.empty(spans.shape[0] + 1, np.int64)
    size = _write_spans(out, bounds, codes, _count_wide(codes), title_size, spans)
    return out[:size], bounds
