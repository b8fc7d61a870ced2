"""What the decisions about attributions see, for training: the features that the scan computes."""

import numpy as np

from features.kernel.attributions import best_source
from features.kernel.compiled import entry
from features.kernel.contents import (
    END_FEATURES,
    MAX_ENDS,
    SIDE_FEATURES,
    SIDES,
    end_features,
    list_ends,
    right_first,
    side_features,
)
from features.kernel.cues import CUE_FEATURES, context_features, may_cue, word_features
from features.kernel.sources import (
    MAX_SOURCES,
    SOURCE_FEATURES,
    is_passive,
    list_sources,
    source_features,
    source_first,
    source_last,
)
from features.kernel.tokens import COUNTS, PADDING, T_SENTENCE, classify
from features.kernel.verdicts import OUTCOMES, VERDICT_FEATURES, verdict_features
from features.kernel.views import PAD, V_COLUMNS, fill_views


@entry
def views_of(codes, alphabet, tokens, classes):
    """The views of a text's tokens."""
    n = tokens.shape[0]
    kinds = np.empty(codes.size + PADDING, np.uint8)
    letters = np.empty(codes.size + PADDING, np.uint8)
    classify(codes, alphabet.classes, alphabet.folded, kinds, letters, np.zeros(COUNTS, np.int64))
    views = np.empty((n + 2 * PAD, V_COLUMNS), np.int64)
    fill_views(views, tokens, n, letters, classes)
    return views


@entry
def cue_examples(tokens, views, gates):
    """The tokens that may be cues, and their features."""
    n = tokens.shape[0]
    places = np.empty(n, np.int64)
    keys = np.empty((n, CUE_FEATURES), np.int64)
    count = 0
    for t in range(n):
        if may_cue(tokens, views, gates, t):
            places[count] = t
            word_features(tokens, views, t, keys[count])
            context_features(tokens, views, n, t, keys[count])
            count += 1
    return places[:count], keys[:count].astype(np.int32)


@entry
def source_examples(tokens, views, gates, sentences, cues):
    """Of each cue the heads of the phrases around it (-1: no more), and their features."""
    heads = np.full((cues.size, MAX_SOURCES), -1, np.int64)
    keys = np.zeros((cues.size, MAX_SOURCES, SOURCE_FEATURES), np.int64)
    for number in range(cues.size):
        cue = cues[number]
        sentence = tokens[cue, T_SENTENCE]
        low, high = sentences[sentence, 0], sentences[sentence, 1]
        passive = is_passive(tokens, low, cue)
        count = list_sources(tokens, views, gates, low, high, cue, heads[number])
        rank = 0
        for candidate in range(count):
            head = heads[number, candidate]
            if candidate > 0 and heads[number, candidate - 1] < cue < head:
                rank = 0
            source_features(tokens, views, low, cue, passive, head, rank, keys[number, candidate])
            rank += 1
    return heads, keys.astype(np.int32)


@entry
def source_bounds(tokens, views, gates, sentences, cues, heads):
    """First and last token of the sources with these heads (-1, -1 for the head -1)."""
    bounds = np.full((cues.size, 2), -1, np.int64)
    for number in range(cues.size):
        cue, head = cues[number], heads[number]
        if head >= 0:
            sentence = tokens[cue, T_SENTENCE]
            low, high = sentences[sentence, 0], sentences[sentence, 1]
            bounds[number, 0] = source_first(tokens, low, head)
            if head > cue:
                bounds[number, 0] = max(bounds[number, 0], cue + 1)
            bounds[number, 1] = source_last(tokens, views, gates, high, cue, head)
    return bounds


@entry
def side_examples(tokens, views, sentences, cues, bounds):
    """Of each cue the features of the places of its content."""
    keys = np.empty((cues.size, SIDES, SIDE_FEATURES), np.int64)
    for number in range(cues.size):
        sentence = tokens[cues[number], T_SENTENCE]
        low, high = sentences[sentence, 0], sentences[sentence, 1]
        for side in range(SIDES):
            side_features(
                tokens, views, low, high, cues[number], bounds[number, 0], bounds[number, 1], side,
                keys[number, side],
            )  # fmt: skip
    return keys.astype(np.int32)


@entry
def end_examples(tokens, views, sentences, cues, bounds):
    """Of each cue where a content after it begins and can end (-1: no more), and the features."""
    firsts = np.empty(cues.size, np.int64)
    ends = np.full((cues.size, MAX_ENDS), -1, np.int64)
    keys = np.zeros((cues.size, MAX_ENDS, END_FEATURES), np.int64)
    for number in range(cues.size):
        cue = cues[number]
        high = sentences[tokens[cue, T_SENTENCE], 1]
        first = right_first(tokens, high, cue, max(cue, bounds[number, 1]) + 1)
        firsts[number] = first
        if first <= high:
            count = list_ends(tokens, first, high, ends[number])
            for rank in range(count):
                end_features(
                    tokens, views, cue, first, ends[number, rank], high, rank, keys[number, rank]
                )
    return firsts, ends, keys.astype(np.int32)


@entry
def verdict_examples(tokens, views, gates, sentences, cues, points, source_table):
    """Of each cue, with its score, the features of the verdicts."""
    keys = np.zeros((cues.size, OUTCOMES, VERDICT_FEATURES), np.int64)
    heads = np.empty(MAX_SOURCES, np.int64)
    own = np.empty(64, np.int64)
    for number in range(cues.size):
        cue = cues[number]
        sentence = tokens[cue, T_SENTENCE]
        low, high = sentences[sentence, 0], sentences[sentence, 1]
        passive = is_passive(tokens, low, cue)
        head, source_points = best_source(
            tokens, views, gates, low, high, cue, passive, source_table, heads, own
        )
        for outcome in range(OUTCOMES):
            verdict_features(
                tokens, views, cue, points[number], head, source_points, passive, outcome,
                keys[number, outcome],
            )  # fmt: skip
    return keys.astype(np.int32)
