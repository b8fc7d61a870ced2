"""The whole scan of one text, in one call from Python."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from features.alphabet import Alphabet
from features.attribution_weights import Weights
from features.kernel.attributions import (
    ANONYMOUS,
    CONTENT_FIRST,
    CONTENT_LAST,
    CUE_FIRST,
    CUE_LAST,
    IS_LOADED,
    IS_PRONOUN,
    KIND,
    MANNER,
    NONE,
    REST_FIRST,
    REST_LAST,
    SENTENCE_NUMBER,
    SOURCE_FIRST,
    SOURCE_KEY,
    SOURCE_LAST,
    SPEECH,
    find_attributions,
)
from features.kernel.compiled import entry, inner
from features.kernel.hits import (
    A_DATE,
    DISTINCT_SOURCE,
    FIGURES,
    KINDS_OF_HIT,
    LOADED_CUE,
    MONEY_FIGURE,
    QUOTATION,
    SOURCED_FIGURE,
    SOURCES,
    UNCLOSED_QUOTATION,
    UNOPENED_QUOTATION,
    add_hit,
    find_hits,
    room_for_hits,
    sort_hits,
)
from features.kernel.names import find_names, find_slips
from features.kernel.quantities import (
    DATE,
    FIRST,
    LAST,
    MONEY,
    ORDINAL,
    PRECISION,
    UNIT_FIRST,
    UNIT_LAST,
    find_quantities,
)
from features.kernel.quantities import KIND as QUANTITY_KIND
from features.kernel.quantities import SENTENCE_NUMBER as QUANTITY_SENTENCE
from features.kernel.repetition import find_repeated_sentences, lexical_diversity, sentence_rows
from features.kernel.structure import UNCLOSED, UNOPENED, mark_quotations, mark_sentences
from features.kernel.tokens import (
    COLUMNS,
    COUNTS,
    N_ATTRIBUTED_SENTENCES,
    T_END,
    T_START,
    classify,
    tokenise,
)
from features.kernel.views import make_views
from features.lexicon import Tables

N_KINDS_OF_HIT = len(KINDS_OF_HIT)


class Found(NamedTuple):
    """What one scan found; the rows' places are code points (see each finder for the columns)."""

    tokens: npt.NDArray[np.int64]
    tally: npt.NDArray[np.int64]
    sentences: npt.NDArray[np.int32]
    hits: npt.NDArray[np.int32]
    names: npt.NDArray[np.int64]
    quantities: npt.NDArray[np.int32]
    quantity_values: npt.NDArray[np.float64]
    attributions: npt.NDArray[np.int32]
    repeats: npt.NDArray[np.int32]
    diversity: float


@inner
def _to_code_points(tokens, rows, first, last):
    """Turns two columns of token numbers into where these tokens start and end."""
    for row in range(rows.shape[0]):
        if rows[row, first] >= 0:
            rows[row, first] = tokens[rows[row, first], T_START]
            rows[row, last] = tokens[rows[row, last], T_END]


@inner
def _mark_sources(attributions, n_sentences, quantities, hits, count, counts):
    """Enters the attributions and the figures among the hits, and which figures have a source.

    Of the attributions only those of something said: who only wants or fears is no source.
    """
    vouched = np.zeros(n_sentences + 1, np.uint8)
    size = 16
    while size < 2 * attributions.shape[0]:
        size *= 2
    seen = np.full(size, -1, np.int64)
    for row in attributions:
        if row[MANNER] != SPEECH:
            continue
        if row[KIND] == NONE and 0 <= row[CONTENT_FIRST] < row[CUE_FIRST]:
            continue  # "the show was announced" tells nothing that somebody said
        source = SOURCE_FIRST if row[SOURCE_FIRST] >= 0 else CUE_FIRST
        kind = row[KIND]
        count = add_hit(hits, count, row[source], row[source + 1], SOURCES + kind)
        if row[IS_LOADED]:
            count = add_hit(hits, count, row[CUE_FIRST], row[CUE_LAST], LOADED_CUE)
        if kind != NONE:
            if kind != ANONYMOUS:
                vouched[row[SENTENCE_NUMBER]] |= 2
            counts[N_ATTRIBUTED_SENTENCES] += vouched[row[SENTENCE_NUMBER]] & 1 == 0
            vouched[row[SENTENCE_NUMBER]] |= 1
        if row[SOURCE_FIRST] >= 0 and not row[IS_PRONOUN]:
            key = np.int64(row[SOURCE_KEY])
            slot = (key ^ key >> 13) & (size - 1)
            while seen[slot] >= 0 and seen[slot] != key:
                slot = (slot + 1) & (size - 1)
            if seen[slot] < 0:
                seen[slot] = key
                count = add_hit(hits, count, row[SOURCE_FIRST], row[SOURCE_LAST], DISTINCT_SOURCE)
    for row in quantities:
        kind = row[QUANTITY_KIND]
        if kind == DATE:
            count = add_hit(hits, count, row[FIRST], row[LAST], A_DATE)
        elif kind != ORDINAL:
            count = add_hit(hits, count, row[FIRST], row[LAST], FIGURES + row[PRECISION])
            if kind == MONEY:
                count = add_hit(hits, count, row[FIRST], row[LAST], MONEY_FIGURE)
            if vouched[row[QUANTITY_SENTENCE]] & 2:
                count = add_hit(hits, count, row[FIRST], row[LAST], SOURCED_FIGURE)
    return count


@entry
def walk(
    codes: npt.NDArray[np.uint32], alphabet: Alphabet, tables: Tables, weights: Weights
) -> Found:
    """Scans one text, given as code points."""
    tally = np.zeros(COUNTS + 2 * N_KINDS_OF_HIT, np.int64)
    counts = tally[:COUNTS]
    kinds, letters, bound = classify(codes, alphabet.classes, alphabet.folded, counts)
    tokens = np.empty((bound + 1, COLUMNS), np.int64)
    values = np.empty(bound + 1, np.float64)
    n = tokenise(codes, kinds, letters, tables, tokens, values, counts)
    n_sentences = mark_sentences(tokens, n, counts)
    sentences = sentence_rows(tokens, n, n_sentences, counts)
    quotations = mark_quotations(tokens, n, codes, counts)
    hits = room_for_hits(n, tables)
    count = find_hits(tokens, values, n, tables, hits)
    names, count = find_names(tokens, n, hits, count)
    count = find_slips(tokens, n, hits, count)
    count, repeats = find_repeated_sentences(tokens, values, sentences, hits, count)
    for row in range(quotations.shape[0]):
        if quotations[row, 2] == UNCLOSED:
            count = add_hit(hits, count, quotations[row, 0], quotations[row, 1], UNCLOSED_QUOTATION)
        elif quotations[row, 2] == UNOPENED:
            count = add_hit(hits, count, quotations[row, 0], quotations[row, 1], UNOPENED_QUOTATION)
        else:
            count = add_hit(hits, count, quotations[row, 0], quotations[row, 1], QUOTATION)
    quantities, worth = find_quantities(tokens, values, n)
    views = make_views(tokens, n, letters, weights.classes)
    attributions = find_attributions(tokens, n, views, sentences, weights)
    count = _mark_sources(attributions, sentences.shape[0], quantities, hits, count, counts)
    bounds = sort_hits(hits, count, tokens, tally[COUNTS:])
    _to_code_points(tokens, sentences, 0, 1)
    _to_code_points(tokens, names, 0, 1)
    _to_code_points(tokens, quantities, FIRST, LAST)
    _to_code_points(tokens, quantities, UNIT_FIRST, UNIT_LAST)
    _to_code_points(tokens, attributions, SOURCE_FIRST, SOURCE_LAST)
    _to_code_points(tokens, attributions, CUE_FIRST, CUE_LAST)
    _to_code_points(tokens, attributions, CONTENT_FIRST, CONTENT_LAST)
    _to_code_points(tokens, attributions, REST_FIRST, REST_LAST)
    return Found(
        tokens[:n],
        tally,
        sentences,
        bounds,
        names,
        quantities,
        worth,
        attributions,
        repeats,
        lexical_diversity(tokens, n),
    )
