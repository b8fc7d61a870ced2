"""Third walk: every entry of every word list, in one pass over the trie; and marks of other walks.

A hit's category is a word list's number or one of the marks below it; per category the leftmost,
then the longest entry counts.
"""

import numpy as np

from features.alphabet import DASH
from features.kernel.attributions import KINDS as SOURCE_KINDS
from features.kernel.compiled import leaf
from features.kernel.figures import PRECISIONS
from features.kernel.tokens import (
    CAPITAL,
    GLUED,
    LINE,
    NUMBER,
    QUOTED,
    SENTENCE,
    T_CLASSES,
    T_END,
    T_FLAGS,
    T_KIND,
    T_START,
    T_WORD,
    WORD,
    edge,
    look_up,
)
from features.lexicon import CATEGORIES, GUARD_SHIFT, GUARDS

# Marks: what the scan notices that is not in a word list.
MARKS = (
    "acronym_in_lower_case",
    "all_capitals",
    "date",
    "detached_apostrophe",
    "distinct_source",
    "doubled_identity",
    "doubled_stop",
    "doubled_word",
    "glued_sentence",
    "hedged_figure",
    "hedged_sentence",
    "loaded_cue",
    "missing_stop",
    "money",
    "name",
    "quotation",
    "repeated_sentence",
    "retold_sentence",
    "sourced_figure",
    "unclosed_quotation",
    "unopened_quotation",
    "unusual_figure",
)
(
    ACRONYM_IN_LOWER_CASE, ALL_CAPITALS, A_DATE, DETACHED_APOSTROPHE, DISTINCT_SOURCE,
    DOUBLED_IDENTITY, DOUBLED_STOP, DOUBLED_WORD, GLUED_SENTENCE, HEDGED_FIGURE, HEDGED_SENTENCE,
    LOADED_CUE, MISSING_STOP, MONEY_FIGURE, A_NAME, QUOTATION, REPEATED_SENTENCE, RETOLD_SENTENCE,
    SOURCED_FIGURE, UNCLOSED_QUOTATION, UNOPENED_QUOTATION, UNUSUAL_FIGURE,
) = range(len(CATEGORIES), len(CATEGORIES) + len(MARKS))  # fmt: skip
# One kind for each kind of source, and for each precision of a figure.
SOURCES = len(CATEGORIES) + len(MARKS)
FIGURES = SOURCES + len(SOURCE_KINDS)
KINDS_OF_HIT = (
    *CATEGORIES,
    *MARKS,
    *(f"source_{kind}" for kind in SOURCE_KINDS),
    *(f"figure_{precision}" for precision in PRECISIONS),
)

# Grammar needs these lists as classes of words; nobody counts them.
_CLASSES_ONLY = np.zeros(len(CATEGORIES), np.bool_)
_CLASSES_ONLY[
    [
        CATEGORIES.index(category)
        for category in (
            "abbreviation", "currency_word", "deal_noun", "document_noun", "function_word",
            "headcount_noun", "magnitude", "month", "number_word", "organisation_noun",
            "people_noun", "percent_word", "person_title", "place_noun", "report_phrase",
            "report_verb", "report_verb_loaded", "speech_pronoun", "unit",
        )
    ]
] = True  # fmt: skip
# Lists that mean one thing share their coverage: a modal inside a hedging phrase is one hedge.
_COVERAGE = np.array(
    [
        CATEGORIES.index("hedge_shield") if category.startswith("hedge_") else number
        for number, category in enumerate(CATEGORIES)
    ]
)

_N_CATEGORIES = len(CATEGORIES)
_N_KINDS = len(KINDS_OF_HIT)
_LOWER, _CAPITAL, _WHOLE_LINE = GUARDS["lower"], GUARDS["capital"], GUARDS["line"]
_CATEGORY = (1 << GUARD_SHIFT) - 1
_START, _FIGURE = GUARDS["start"], GUARDS["figure"]
# A token has at most so many marks: slips, a repeated sentence, two quotation marks, a source that
# is distinct and its cue, a figure that is money, sourced, hedged and unusual, a hedge.
_MARKS_PER_TOKEN = 15


@leaf
def most_hits(n, tables):
    """How many hits so many tokens can have."""
    return n * (tables.longest_path + _MARKS_PER_TOKEN) + _MARKS_PER_TOKEN


@leaf
def add_hit(hits, count, first, last, kind):
    """Enters (first token, last token, kind); returns the new count."""
    hits[count, 0] = first
    hits[count, 1] = last
    hits[count, 2] = kind
    return count + 1


@leaf
def _allowed(guards, tokens, values, n, first, last):
    flags = tokens[first, T_FLAGS]
    # "May 5 is ...": the month may start a sentence too.
    before_number = last + 1 < n and tokens[last + 1, T_KIND] == NUMBER
    if guards & _LOWER and flags & CAPITAL and (before_number or not flags & SENTENCE):
        return False
    if guards & _CAPITAL and not flags & CAPITAL:
        return False
    if guards & _START and not flags & SENTENCE:
        return False
    if guards & _FIGURE and not (last + 1 < n and _leads_figure(tokens, values, n, last + 1)):
        return False
    if guards & _WHOLE_LINE:
        # A heading may number itself before and end in a colon.
        if not flags & LINE and not (first > 0 and tokens[first - 1, T_FLAGS] & LINE):
            return False
        after = last + 1
        if after < n and tokens[after, T_KIND] != WORD and not tokens[after, T_FLAGS] & LINE:
            after += 1
        return after == n or tokens[after, T_FLAGS] & LINE != 0
    return True


@leaf
def _leads_figure(tokens, values, n, t):
    if tokens[t, T_KIND] == NUMBER or values[t] > 0:
        return True
    # "about $40"
    return tokens[t, T_KIND] != WORD and t + 1 < n and tokens[t + 1, T_KIND] == NUMBER


@leaf
def find_hits(tokens, values, n, tables, hits, covered, path):
    """Enters the hits of all word lists, and their categories in the tokens; returns the count.

    ``covered`` has room for each category, ``path`` for two numbers for each entry on a way down
    the trie.
    """
    described, nodes = tables.described, tables.nodes
    entries, edges = tables.entries, tables.edges
    for category in range(_N_CATEGORIES):
        covered[category] = 0
    count = 0
    for t in range(n):
        word = tokens[t, T_WORD]
        if word < 0:
            continue
        node = described[word, 1]
        depth = 0
        last = t
        while node >= 0:
            for entry in range(nodes[node] >> 1, nodes[node + 1] >> 1):
                path[depth, 0] = last
                path[depth, 1] = entries[entry]
                depth += 1
            if not nodes[node] & 1:
                break
            after = last + 1
            if (
                after + 1 < n
                and tokens[after, T_KIND] == DASH
                and tokens[after, T_FLAGS] & GLUED
                and tokens[after + 1, T_FLAGS] & GLUED
            ):
                after += 1
            if after >= n or tokens[after, T_WORD] < 0 or tokens[after, T_FLAGS] & SENTENCE:
                break
            node = look_up(edges, edge(node, tokens[after, T_WORD]))
            last = after
        for step in range(depth - 1, -1, -1):  # the longest first
            last, guards = path[step, 0], path[step, 1] >> GUARD_SHIFT
            category = path[step, 1] & _CATEGORY
            coverage = _COVERAGE[category]
            if t < covered[coverage]:
                continue
            if guards == 0 or _allowed(guards, tokens, values, n, t, last):
                covered[coverage] = last + 1
                if not _CLASSES_ONLY[category]:
                    count = add_hit(hits, count, t, last, category)
                for inside in range(t, last + 1):
                    tokens[inside, T_CLASSES] |= np.int64(1) << category
    return count


@leaf
def sort_hits(hits, count, tokens, tally, place, bounds):
    """Where the hits are, in code points: by kind, own voice before quoted, then by place.

    Enters (start, end) in ``bounds``, and how many hits each (kind, voice) has in ``tally``;
    ``place`` has room for as many.
    """
    for row in range(count):
        quoted = tokens[hits[row, 0], T_FLAGS] & QUOTED != 0
        tally[2 * hits[row, 2] + quoted] += 1
    before = 0
    for key in range(2 * _N_KINDS):
        place[key] = before
        before += tally[key]
    for row in range(count):
        quoted = tokens[hits[row, 0], T_FLAGS] & QUOTED != 0
        key = 2 * hits[row, 2] + quoted
        bounds[place[key], 0] = tokens[hits[row, 0], T_START]
        bounds[place[key], 1] = tokens[hits[row, 1], T_END]
        place[key] += 1
