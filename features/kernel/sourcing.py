"""Enters the attributions and the figures among the hits, and which figures have a source."""

from features.kernel import attributions as said
from features.kernel import figures
from features.kernel.compiled import leaf
from features.kernel.hits import (
    A_DATE,
    DISTINCT_SOURCE,
    FIGURES,
    LOADED_CUE,
    MONEY_FIGURE,
    SOURCED_FIGURE,
    SOURCES,
    add_hit,
)
from features.kernel.tokens import N_ATTRIBUTED_SENTENCES

# What is known of a sentence: somebody is said to have said something; somebody named is.
_ATTRIBUTED, _NAMED = 1, 2
_KEY_FOLD = 13


@leaf
def mark_attributions(rows, n, hits, count, counts, vouched, seen):
    """Enters sources and cues; ``vouched`` becomes what is known of each sentence.

    Only of what is said: who wants or fears something is no source.
    ``seen`` has room for four times as many keys as there are rows, and for 16 at least. Returns
    the count of hits.
    """
    for sentence in range(vouched.size):
        vouched[sentence] = 0
    size = 16
    while size < 2 * n:
        size *= 2
    for slot in range(size):
        seen[slot] = -1
    for row in range(n):
        first, last = rows[row, said.SOURCE_FIRST], rows[row, said.SOURCE_LAST]
        cue_first, cue_last = rows[row, said.CUE_FIRST], rows[row, said.CUE_LAST]
        kind, sentence = rows[row, said.KIND], rows[row, said.SENTENCE_NUMBER]
        if rows[row, said.MANNER] != said.SPEECH:
            continue
        if kind == said.NONE and 0 <= rows[row, said.CONTENT_FIRST] < cue_first:
            continue  # "the show was announced" tells nothing that somebody said
        if first >= 0:
            count = add_hit(hits, count, first, last, SOURCES + kind)
        else:
            count = add_hit(hits, count, cue_first, cue_last, SOURCES + kind)
        if rows[row, said.IS_LOADED]:
            count = add_hit(hits, count, cue_first, cue_last, LOADED_CUE)
        if kind != said.NONE:
            if kind != said.ANONYMOUS:
                vouched[sentence] |= _NAMED
            counts[N_ATTRIBUTED_SENTENCES] += vouched[sentence] & _ATTRIBUTED == 0
            vouched[sentence] |= _ATTRIBUTED
        if first >= 0 and not rows[row, said.IS_PRONOUN]:
            key = rows[row, said.SOURCE_KEY]
            slot = (key ^ key >> _KEY_FOLD) & (size - 1)
            while seen[slot] >= 0 and seen[slot] != key:
                slot = (slot + 1) & (size - 1)
            if seen[slot] < 0:
                seen[slot] = key
                count = add_hit(hits, count, first, last, DISTINCT_SOURCE)
    return count


@leaf
def mark_figures(rows, n, hits, count, vouched):
    """Enters dates, figures, sums of money, and figures in a sentence that names a source."""
    for row in range(n):
        first, last, kind = (
            rows[row, figures.FIRST],
            rows[row, figures.LAST],
            rows[row, figures.KIND],
        )
        if kind == figures.DATE:
            count = add_hit(hits, count, first, last, A_DATE)
        elif figures.is_a_figure(kind):
            count = add_hit(hits, count, first, last, FIGURES + rows[row, figures.PRECISION])
            if kind == figures.MONEY:
                count = add_hit(hits, count, first, last, MONEY_FIGURE)
            if vouched[rows[row, figures.SENTENCE_NUMBER]] & _NAMED:
                count = add_hit(hits, count, first, last, SOURCED_FIGURE)
    return count
