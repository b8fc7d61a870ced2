"""Writes what is said of an article as JSON: shares of the score with their passages, and the rest.

An answer quotes some two hundred passages. As Python objects, they would cost more than the scan.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from features.kernel import attributions, figures
from features.kernel.compiled import leaf, quick
from features.kernel.found import FIELDS, PIECES
from features.kernel.hits import KINDS_OF_HIT
from features.kernel.tokens import COUNTS
from features.kernel.writing import (
    FIGURE_BYTES,
    MOST_BYTES,
    PASSAGE_BYTES,
    Bytes,
    constant,
    copy,
    count_wide,
    pool,
    write,
    write_characters,
    write_figure,
    write_number,
    write_passage,
    write_place,
    write_words,
)

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_NAMES, _N_PIECES = list(PIECES), len(PIECES)
_TALLY, _HITS = _NAMES.index("tally"), _NAMES.index("hits")
_ATTRIBUTIONS = _N_PIECES + _NAMES.index("attributions")
_QUANTITIES = _N_PIECES + _NAMES.index("quantities")
_N_KINDS_AND_VOICES = 2 * len(KINDS_OF_HIT)
_TITLE = 0

_OPEN, _CLOSE, _COMMA, _ZERO = (ord(mark) for mark in "[],0")
_CONTRIBUTIONS, _INTERCEPT = constant(b'"contributions":['), constant(b'],"intercept":')
_FLAGS, _EVIDENCE = constant(b',"flags":['), constant(b',"evidence":[')
_END_OF_EVIDENCE, _END_OF_OBJECT = constant(b"]}"), constant(b"}")
_FIELD_TEXTS, _FIELD_FROM = pool(b'{"field":"%b","start":' % field.encode() for field in FIELDS)
_REASON = constant(b',"reason":')
_SAID, _FIGURES = constant(b'],"attributions":['), constant(b'],"quantities":[')
_CUE, _CONTENT, _REST = constant(b',"cue":'), constant(b',"content":'), constant(b',"rest":')
_LEFT_OUT, _END_OF_LIST = constant(b'],"left_out":'), constant(b"]")
_START, _VALUE, _UNIT = constant(b'{"start":'), constant(b',"value":'), constant(b',"unit":')
_LOW, _HIGH = constant(b',"low":'), constant(b',"high":')
_SOURCE_TEXTS, _SOURCE_FROM = pool(
    b'{"kind":"%b","manner":"%b","source":' % (kind.encode(), manner.encode())
    for kind in attributions.KINDS
    for manner in attributions.MANNERS
)
_KIND_TEXTS, _KIND_FROM = pool(
    b',"kind":"%b","precision":"%b","approximate":%b}' % (kind.encode(), precision.encode(), about)
    for kind in figures.KINDS
    for precision in figures.PRECISIONS
    for about in (b"false", b"true")
)
# The parts of a contribution that are its signal's own: before the value, the share, the reason's
# figure, and behind that.
SIGNAL_TEXTS = 4
# So many passages of a signal, attributions and quantities are written at most. News articles have
# a tenth of it; a text of nothing but quotation marks would get an answer of 300 times its size.
MOST_WRITTEN = 1000
# At most, beside passages: the keys of an attribution, a figure or a passage with a reason of its
# own, and all that is said once.
_ROW_BYTES, _ONCE_BYTES = 256, 256


class Shape(NamedTuple):
    """What an answer says of the signals, the same for every article.

    A row of `cited` is a signal: its field, and where its part of `keys` starts and ends. A row of
    `keys` is a kind and voice of hits, as a place in a tally behind its counts, and which two of
    the `texts` stand before such a passage's numbers and behind its quote. Text i goes from
    `text_from[i]` to `text_from[i + 1]`. `scored` are the model's signals as rows of `cited`, and
    the texts from `first_text` on are theirs, `SIGNAL_TEXTS` each.
    """

    cited: Numbers
    keys: Numbers
    texts: Bytes
    text_from: Numbers
    scored: Numbers
    first_text: int


class Made(NamedTuple):
    """What of an answer is written already.

    `numbers`: a JSON array of all the numbers in it (`write_answer` says which). A row of `cited`
    is a signal whose evidence is no hits, and between which of the `passages` it stands: rows of
    field, start, end, and where in `texts` the reason is, as JSON. A row of `flags` is a signal,
    and where in `texts` the object is that flags it, without its evidence and its end.
    """

    numbers: Bytes
    texts: Bytes
    cited: Numbers
    passages: Numbers
    flags: Numbers


@leaf
def _strongest_first(shares, sizes, order):
    """The order of the shares by their sizes; those of one size stay as they are."""
    for number in range(np.uint64(shares.size)):
        size = abs(shares[number])
        at = number
        while at > np.uint64(0) and sizes[at - np.uint64(1)] < size:
            sizes[at] = sizes[at - np.uint64(1)]
            order[at] = order[at - np.uint64(1)]
            at -= np.uint64(1)
        sizes[at] = size
        order[at] = number


@leaf
def _split(numbers, number_from):
    """At which mark each number starts that a JSON array holds, and at which the last ends."""
    count = np.uint64(0)
    for place in range(np.uint64(numbers.size)):
        mark = numbers[place]
        if mark == _COMMA or mark == _OPEN or mark == _CLOSE:
            number_from[count] = place
            count += np.uint64(1)


@leaf
def _list_hits(packed, field, first):
    """At which number the hits of each kind and voice start; the body's follow on the title's."""
    counted = packed[field * _N_PIECES + _TALLY] + COUNTS
    first[field, 0] = first[0, _N_KINDS_AND_VOICES] if field > 0 else 0
    for key in range(_N_KINDS_AND_VOICES):
        first[field, key + 1] = first[field, key] + packed[counted + key]


@leaf
def _hits_at(packed, field, first):
    """Where the hit of number 0 would stand, if all were the field's."""
    return packed[field * _N_PIECES + _HITS] - 2 * first[field, 0]


@leaf
def _sum_quotes(packed, field, first, places, title_size, quoted):
    """How many bytes the quotes of all hits before each have."""
    hits, shift = _hits_at(packed, field, first), _shift(field, title_size)
    for hit in range(first[field, 0], first[field, _N_KINDS_AND_VOICES]):
        start, end = packed[hits + 2 * hit], packed[hits + 2 * hit + 1]
        quoted[hit + 1] = quoted[hit] + places[end + shift] - places[start + shift]


@leaf
def _evidence_bytes(signal, title_size, shape, first, quoted, places, made):
    """How long the passages of a signal get at most."""
    size = np.int64(0)
    left = MOST_WRITTEN
    field = shape.cited[signal, 0]
    for part in range(shape.cited[signal, 1], shape.cited[signal, 2]):
        key, text = shape.keys[part, 0], shape.keys[part, 1]
        around = shape.text_from[text + 2] - shape.text_from[text] + PASSAGE_BYTES
        low = first[field, key]
        high = min(first[field, key + 1], low + left)
        left -= high - low
        size += (high - low) * around + quoted[high] - quoted[low]
    for row in range(made.cited.shape[0]):
        if made.cited[row, 0] == signal:
            low = made.cited[row, 1]
            for passage in range(low, min(made.cited[row, 2], low + left)):
                shift = _shift(made.passages[passage, 0], title_size)
                start, end = made.passages[passage, 1], made.passages[passage, 2]
                size += made.passages[passage, 4] - made.passages[passage, 3]
                size += _ROW_BYTES + _passage_bytes(places, shift, start, end)
    return size


@leaf
def _left_out(counted):
    return max(0, counted - MOST_WRITTEN)


@leaf
def _passages_of(signal, shape, first, made):
    """How many passages a signal has."""
    count = np.int64(0)
    field = shape.cited[signal, 0]
    for part in range(shape.cited[signal, 1], shape.cited[signal, 2]):
        key = shape.keys[part, 0]
        count += first[field, key + 1] - first[field, key]
    for row in range(made.cited.shape[0]):
        if made.cited[row, 0] == signal:
            count += made.cited[row, 2] - made.cited[row, 1]
    return count


@leaf
def _rows_of(packed, piece, columns):
    """How many rows a piece has, and where those that are written end."""
    count = (packed[piece + 1] - packed[piece]) // columns
    return count, packed[piece] + min(count, MOST_WRITTEN) * columns


@leaf
def _shift(field, title_size):
    return 0 if field == _TITLE else title_size


@leaf
def _passage_bytes(places, shift, start, end):
    """How long a passage gets at most."""
    quoted = places[end + shift] - places[start + shift] if start >= 0 else 0
    return PASSAGE_BYTES + quoted


@leaf
def _row_bytes(places, title_size, packed):
    """How long attributions and quantities get at most."""
    size = np.int64(0)
    _, end = _rows_of(packed, _ATTRIBUTIONS, attributions.COLUMNS)
    for row in range(packed[_ATTRIBUTIONS], end, attributions.COLUMNS):
        size += _ROW_BYTES
        for part in _PARTS:
            size += _passage_bytes(places, title_size, packed[row + part], packed[row + part + 1])
    _, end = _rows_of(packed, _QUANTITIES, figures.COLUMNS)
    for row in range(packed[_QUANTITIES], end, figures.COLUMNS):
        size += _ROW_BYTES
        for part in (figures.FIRST, figures.UNIT_FIRST):
            size += _passage_bytes(places, title_size, packed[row + part], packed[row + part + 1])
    return size


_PARTS = (
    attributions.SOURCE_FIRST, attributions.CUE_FIRST, attributions.CONTENT_FIRST,
    attributions.REST_FIRST,
)  # fmt: skip


@leaf
def _write_evidence(out, at, signal, text, title_size, packed, shape, first, made):
    """The passages of a signal, between commas."""
    began, left = at, MOST_WRITTEN
    field = shape.cited[signal, 0]
    hits, shift = _hits_at(packed, field, first), _shift(field, title_size)
    for part in range(shape.cited[signal, 1], shape.cited[signal, 2]):
        key, pair = shape.keys[part, 0], shape.keys[part, 1]
        before, behind, end = (
            shape.text_from[pair], shape.text_from[pair + 1], shape.text_from[pair + 2],
        )  # fmt: skip
        low = first[field, key]
        high = min(first[field, key + 1], low + left)
        left -= high - low
        for hit in range(low, high):
            if at > began:
                out[at] = _COMMA
                at += 1
            place = hits + 2 * hit
            at = copy(out, at, shape.texts, before, behind)
            at = write_place(out, at, text, shift, packed[place], packed[place + 1])
            at = copy(out, at, shape.texts, behind, end)
    for row in range(made.cited.shape[0]):
        if made.cited[row, 0] == signal:
            low = made.cited[row, 1]
            for passage in range(low, min(made.cited[row, 2], low + left)):
                if at > began:
                    out[at] = _COMMA
                    at += 1
                at = _write_cited(out, at, text, title_size, made, passage)
    return at


@leaf
def _write_cited(out, at, text, title_size, made, passage):
    """A passage with a reason of its own."""
    field = made.passages[passage, 0]
    start, end = made.passages[passage, 1], made.passages[passage, 2]
    at = copy(out, at, _FIELD_TEXTS, _FIELD_FROM[field], _FIELD_FROM[field + 1])
    at = write_place(out, at, text, _shift(field, title_size), start, end)
    at = write(out, at, _REASON)
    at = copy(out, at, made.texts, made.passages[passage, 3], made.passages[passage, 4])
    out[at] = ord("}")
    return at + 1


@leaf
def _write_float(out, at, numbers, number_from, number):
    return copy(out, at, numbers, number_from[number] + 1, number_from[number + 1])


@leaf
def _write_share(out, at, row, values, number_from, shape, made):
    """A contribution without its evidence and its end."""
    texts, text_from, numbers = shape.texts, shape.text_from, made.numbers
    own = shape.first_text + SIGNAL_TEXTS * row
    at = copy(out, at, texts, text_from[own], text_from[own + 1])
    at = _write_float(out, at, numbers, number_from, row)
    at = copy(out, at, texts, text_from[own + 1], text_from[own + 2])
    at = _write_float(out, at, numbers, number_from, values.size + row)
    at = copy(out, at, texts, text_from[own + 2], text_from[own + 3])
    at = write_figure(out, at, values[row])
    return copy(out, at, texts, text_from[own + 3], text_from[own + 4])


@leaf
def _write_attributions(out, at, text, title_size, packed):
    """Who is said to have said what, in order."""
    first = packed[_ATTRIBUTIONS]
    _, end = _rows_of(packed, _ATTRIBUTIONS, attributions.COLUMNS)
    for row in range(first, end, attributions.COLUMNS):
        if row > first:
            out[at] = _COMMA
            at += 1
        source, cue = row + attributions.SOURCE_FIRST, row + attributions.CUE_FIRST
        content, rest = row + attributions.CONTENT_FIRST, row + attributions.REST_FIRST
        kind = packed[row + attributions.KIND] * len(attributions.MANNERS)
        kind += packed[row + attributions.MANNER]
        at = copy(out, at, _SOURCE_TEXTS, _SOURCE_FROM[kind], _SOURCE_FROM[kind + 1])
        at = write_passage(out, at, text, title_size, packed[source], packed[source + 1])
        at = write(out, at, _CUE)
        at = write_passage(out, at, text, title_size, packed[cue], packed[cue + 1])
        at = write(out, at, _CONTENT)
        at = write_passage(out, at, text, title_size, packed[content], packed[content + 1])
        at = write(out, at, _REST)
        at = write_passage(out, at, text, title_size, packed[rest], packed[rest + 1])
        at = write(out, at, _END_OF_OBJECT)
    return at


@leaf
def _write_quantities(out, at, text, title_size, packed, numbers, number_from, number):
    """The figures and dates, in order; a bound that is open is null.

    The numbers from `number` on are the values, and then the low and high end of each.
    """
    first = packed[_QUANTITIES]
    count, _ = _rows_of(packed, _QUANTITIES, figures.COLUMNS)
    for figure in range(min(count, MOST_WRITTEN)):
        if figure > 0:
            out[at] = _COMMA
            at += 1
        row = first + figure * figures.COLUMNS
        place, unit = row + figures.FIRST, row + figures.UNIT_FIRST
        kind = packed[row + figures.KIND] * len(figures.PRECISIONS)
        kind = 2 * (kind + packed[row + figures.PRECISION]) + packed[row + figures.IS_APPROXIMATE]
        at = write(out, at, _START)
        at = write_place(out, at, text, title_size, packed[place], packed[place + 1])
        at = write(out, at, _VALUE)
        at = _write_float(out, at, numbers, number_from, number + figure)
        at = write(out, at, _LOW)
        at = _write_float(out, at, numbers, number_from, number + count + 2 * figure)
        at = write(out, at, _HIGH)
        at = _write_float(out, at, numbers, number_from, number + count + 2 * figure + 1)
        at = write(out, at, _UNIT)
        at = write_words(out, at, text, title_size, packed[unit], packed[unit + 1])
        at = copy(out, at, _KIND_TEXTS, _KIND_FROM[kind], _KIND_FROM[kind + 1])
    return at


@quick
def write_answer(
    codes: npt.NDArray[np.uint32],
    title_size: int,
    packed: Numbers,
    values: Floats,
    shares: Floats,
    shape: Shape,
    made: Made,
    evidence: bool,
) -> Bytes:
    """The fields from `contributions` to `quantities`, and `left_out`.

    `codes` and `packed` are what `walk` was given and returned; `values` and `shares` are those of
    the model's signals, whose contributions are written strongest first. The made numbers are the
    values, the shares, the body's quantities' values, their low and high ends in pairs, and the
    intercept. Without `evidence`, all that quotes the article is left out. With it, `left_out` says
    how many passages, attributions and quantities there are beyond the MOST_WRITTEN of each list.
    """
    count = values.size
    quantities, _ = _rows_of(packed, _QUANTITIES, figures.COLUMNS)
    said, _ = _rows_of(packed, _ATTRIBUTIONS, attributions.COLUMNS)
    left_out = _left_out(quantities) + _left_out(said)
    sizes, order = np.empty(count), np.empty(count, np.int64)
    _strongest_first(shares, sizes, order)
    number_from = np.empty(2 * count + 3 * quantities + 2, np.int64)
    _split(made.numbers, number_from)
    size = _ONCE_BYTES + shape.texts.size + made.numbers.size + made.texts.size
    size += (count + made.flags.shape[0]) * (FIGURE_BYTES + _EVIDENCE.size + _END_OF_EVIDENCE.size)
    # Of what there is no use, an array of nothing is made.
    characters = codes if evidence else codes[:0]
    written = np.empty(MOST_BYTES * characters.size, np.uint8)
    places = np.empty(characters.size + 1, np.int64)
    has_wide = write_characters(written, places, characters)
    wide = np.empty(characters.size + 1 if has_wide else 0, np.int64)
    if has_wide:
        count_wide(wide, characters)
    text = (written, places, wide)
    first = np.empty((2, _N_KINDS_AND_VOICES + 1), np.int64)
    if evidence:
        _list_hits(packed, 0, first)
        _list_hits(packed, 1, first)
        quoted = np.empty(first[1, _N_KINDS_AND_VOICES] + 1, np.int64)
        quoted[0] = 0
        _sum_quotes(packed, 0, first, places, title_size, quoted)
        _sum_quotes(packed, 1, first, places, title_size, quoted)
        for row in range(count):
            size += _evidence_bytes(
                shape.scored[row], title_size, shape, first, quoted, places, made
            )
            left_out += _left_out(_passages_of(shape.scored[row], shape, first, made))
        for row in range(made.flags.shape[0]):
            size += _evidence_bytes(
                made.flags[row, 0], title_size, shape, first, quoted, places, made
            )
        size += _row_bytes(places, title_size, packed)
    out = np.empty(size, np.uint8)

    at = write(out, 0, _CONTRIBUTIONS)
    for rank in range(count):
        if rank > 0:
            out[at] = _COMMA
            at += 1
        row = order[rank]
        at = _write_share(out, at, row, values, number_from, shape, made)
        if evidence:
            at = write(out, at, _EVIDENCE)
            at = _write_evidence(
                out, at, shape.scored[row], text, title_size, packed, shape, first, made
            )
            at = write(out, at, _END_OF_EVIDENCE)
        else:
            at = write(out, at, _END_OF_OBJECT)
    at = write(out, at, _INTERCEPT)
    at = _write_float(out, at, made.numbers, number_from, 2 * count + 3 * quantities)
    at = write(out, at, _FLAGS)
    for row in range(made.flags.shape[0]):
        if row > 0:
            out[at] = _COMMA
            at += 1
        signal = made.flags[row, 0]
        at = copy(out, at, made.texts, made.flags[row, 1], made.flags[row, 2])
        if evidence:
            at = write(out, at, _EVIDENCE)
            at = _write_evidence(out, at, signal, text, title_size, packed, shape, first, made)
            at = write(out, at, _END_OF_EVIDENCE)
        else:
            at = write(out, at, _END_OF_OBJECT)
    if evidence:
        at = write(out, at, _SAID)
        at = _write_attributions(out, at, text, title_size, packed)
        at = write(out, at, _FIGURES)
        at = _write_quantities(
            out, at, text, title_size, packed, made.numbers, number_from, 2 * count
        )
        at = write(out, at, _LEFT_OUT)
        at = write_number(out, at, left_out)
    else:
        at = write(out, at, _END_OF_LIST)
    return out[:at]
