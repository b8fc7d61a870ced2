"""Who is said to have said what: source, cue and content of each attributed statement.

Learnt linear decisions, one after the other: is this word a cue (``cues``), which phrase is its
source (``sources``), is it an attribution after all, and to somebody (``verdicts``), on which side
is the content and where does it end (``contents``). What a source is and how it is said, rules over
the word lists decide here. All searches are bounded by a sentence and by a number of tokens.
"""

import numpy as np

from features.alphabet import COMMA, QUOTE
from features.kernel.compiled import inner, leaf
from features.kernel.contents import (
    BOTH,
    END_FEATURES,
    LEFT_CLAUSE,
    MAX_CONTENT_TOKENS,
    MAX_ENDS,
    RIGHT,
    SIDE_FEATURES,
    SIDES,
    clause_first,
    end_features,
    left_last,
    list_ends,
    right_first,
    side_features,
)
from features.kernel.cues import (
    CUE_FEATURES,
    WORD_FEATURES,
    context_features,
    may_cue,
    word_features,
)
from features.kernel.linear import SCALE, score
from features.kernel.sources import (
    AUXILIARIES,
    MAX_SOURCES,
    SOURCE_FEATURES,
    is_passive,
    list_sources,
    source_features,
    source_first,
    source_last,
)
from features.kernel.tokens import (
    CAPITAL,
    CAPITALS,
    NAME,
    PARAGRAPH,
    QUOTED,
    T_CLASSES,
    T_FLAGS,
    T_HASH,
    T_KIND,
    T_MASK,
    T_SENTENCE,
    WORD,
)
from features.kernel.verdicts import (
    VERDICT_FEATURES,
    WITH_SOURCE,
    WITHOUT_SOURCE,
    verdict_features,
)
from features.kernel.views import PAD, V_QUOTE_FIRST, V_QUOTE_LAST
from features.kernel.words import among, hashes
from features.lexicon import bit, word_hash

KINDS = ("none", "person", "role", "organisation", "document", "anonymous")
NONE, PERSON, ROLE, ORGANISATION, DOCUMENT, ANONYMOUS = range(len(KINDS))
# Something said, written or shown; or something thought, felt, wanted or supported.
MANNERS = ("speech", "attitude")
SPEECH, ATTITUDE = range(len(MANNERS))

# Columns of a row; -1 where a part is missing. ``REST_…``: where a content goes on behind its cue.
# ``IS_LOADED``: the cue judges ("claimed"). ``SOURCE_KEY`` is the same for the same source: its
# last word's hash.
(
    SOURCE_FIRST, SOURCE_LAST, KIND, CUE_FIRST, CUE_LAST, CONTENT_FIRST, CONTENT_LAST, REST_FIRST,
    REST_LAST, IS_LOADED, SENTENCE_NUMBER, IS_PRONOUN, SOURCE_KEY, MANNER,
) = range(14)  # fmt: skip
COLUMNS = 14

_LOADED = bit("report_verb_loaded")
_PHRASE = bit("report_phrase")
_SPEECH = bit("report_verb") | _LOADED | _PHRASE
_CUE = _SPEECH | bit("thought_verb")
_ANONYMOUS = bit("anonymous_source") | bit("generic_authority") | bit("weasel")
_UNNAMED = bit("anonymous_source")
_ROLE, _TITLE = bit("role_noun"), bit("person_title")
_ORGANISATION, _DOCUMENT = bit("organisation_noun"), bit("document_noun")
_PRONOUN, _FUNCTION_WORD = bit("speech_pronoun"), bit("function_word")
_WHEN = bit("weekday") | bit("month")
_BELONGING = hashes("of for at with")
_ARTICLE = word_hash("the")
_ARTICLES = hashes("the a an no any some")
_AFTER_NOUN = hashes("that of for on by to about from")
_BY, _IT, _THAT = word_hash("by"), word_hash("it"), word_hash("that")
_BODY = hashes("it which office offices team campaign administration staff camp")
_THIS = hashes("this that these")
_WHO = word_hash("who")

# A candidate is looked at from this score on; the verdict decides. A word whose own features score
# less than the first is not looked at in its context.
LEAST_OF_WORD = -7 * SCALE // 4
LEAST_OF_CUE = -3 * SCALE // 2
# What is added to the score of each outcome; chosen on held-out articles of the training set.
BIAS_WITH_SOURCE = 14
BIAS_WITHOUT_SOURCE = 24
_MAX_CUE_TOKENS = 4
_MAX_MORE_QUOTATIONS = 4
_MAX_CUES_CHECKED = 8
_MAX_KEYS = 40
_MAX_BY_TOKENS = 8
# The score of a source that a rule names.
_CERTAIN = 4 * SCALE


@leaf
def cue_points(tokens, views, gates, n, t, table, keys):
    """The score of a token as a cue, or less than LEAST_OF_CUE where it is sorted out early."""
    if not may_cue(tokens, views, gates, t):
        return LEAST_OF_CUE - 1
    word_features(tokens, views, t, keys)
    if score(table, keys, WORD_FEATURES) < LEAST_OF_WORD:
        return LEAST_OF_CUE - 1
    context_features(tokens, views, n, t, keys)
    return score(table, keys, CUE_FEATURES)


@leaf
def is_impersonal(tokens, low, high, cue):
    """Whether the cue stands as in "it was announced that", perhaps with "by" whom."""
    t = cue - 1
    floor = max(low, cue - _MAX_CUE_TOKENS)
    while t > floor and among(AUXILIARIES, tokens[t, T_HASH]):
        t -= 1
    if t < low or t == cue - 1 or tokens[t, T_HASH] != _IT:
        return False
    for t in range(cue + 1, min(high, cue + _MAX_BY_TOKENS) + 1):
        if tokens[t, T_KIND] != WORD:
            return False
        if tokens[t, T_HASH] == _THAT:
            return True
    return False


@leaf
def best_source(tokens, views, gates, low, high, cue, passive, table, heads, keys):
    """The head of the likeliest source and its score; (-1, 0) where there is no phrase at all."""
    best, points = -1, 0
    rank = 0
    count = list_sources(tokens, views, gates, low, high, cue, heads)
    for candidate in range(count):
        if candidate > 0 and heads[candidate - 1] < cue < heads[candidate]:
            rank = 0
        head = heads[candidate]
        if passive and head > cue and tokens[cue + 1, T_HASH] == _BY:
            return head, _CERTAIN  # "announced by the ministry"
        source_features(tokens, views, low, cue, passive, head, rank, keys)
        found = score(table, keys, SOURCE_FEATURES)
        if best < 0 or found > points:
            best, points = head, found
        rank += 1
    return best, points


@leaf
def best_side(tokens, views, low, high, cue, first, last, table, keys):
    """On which side the content is."""
    best, points = 0, 0
    for side in range(SIDES):
        side_features(tokens, views, low, high, cue, first, last, side, keys)
        found = score(table, keys, SIDE_FEATURES)
        if side == 0 or found > points:
            best, points = side, found
    return best


@leaf
def best_end(tokens, views, cue, first, high, table, ends, keys):
    """The last token of a content that begins at ``first``."""
    best, points = high, 0
    count = list_ends(tokens, first, high, ends)
    for rank in range(count):
        end_features(tokens, views, cue, first, ends[rank], high, rank, keys)
        found = score(table, keys, END_FEATURES)
        if rank == 0 or found > points:
            best, points = ends[rank], found
    return best


@leaf
def _kind_of(tokens, first, last):
    """What kind of source stands between two tokens."""
    names = capitals = 0
    found = np.int64(0)
    belongs = False  # "the head of Acme" is an office, "Acme head Ann Lee" a person
    for t in range(first, last + 1):
        belongs = belongs or among(_BELONGING, tokens[t, T_HASH])
        if not belongs:
            found |= tokens[t, T_CLASSES]
        elif tokens[t, T_CLASSES] & _ANONYMOUS:
            found |= tokens[t, T_CLASSES] & _ANONYMOUS
        flags = tokens[t, T_FLAGS]
        named = flags & NAME or (flags & CAPITAL and tokens[t, T_CLASSES] == 0)
        if named and not tokens[t, T_CLASSES] & (_ROLE | _TITLE):
            names += 1
            capitals += flags & CAPITALS != 0
    if first == last:
        if among(_THIS, tokens[last, T_HASH]):
            return DOCUMENT
        if found & _PRONOUN or tokens[last, T_HASH] == _WHO:
            return PERSON
    if among(_BODY, tokens[last, T_HASH]):
        return ORGANISATION
    ends_in_name = tokens[last, T_FLAGS] & NAME and not tokens[last, T_CLASSES] & _ROLE
    has_article = tokens[first, T_HASH] == _ARTICLE
    if found & _ANONYMOUS and (
        not found & (_ORGANISATION | _DOCUMENT | (_ROLE | _TITLE if names else 0))
        or tokens[last, T_MASK] & _UNNAMED
    ):
        return ANONYMOUS
    if names and ends_in_name and not belongs and found & (_TITLE | _ROLE):
        return PERSON
    if found & _DOCUMENT:
        return DOCUMENT
    if names - capitals >= 2 and not found & _ORGANISATION and not belongs and not has_article:
        return PERSON
    if found & _ORGANISATION and not found & _TITLE:
        return ORGANISATION if not found & _ROLE or ends_in_name else ROLE
    if found & (_ROLE | _TITLE):
        return ROLE
    if names == 1 and capitals == 0 and not has_article and not belongs:
        return PERSON  # a surname alone, once introduced
    return ORGANISATION if names else ANONYMOUS


@leaf
def _has_words(tokens, first, last):
    """Whether anything but a date stands between two tokens."""
    for t in range(first, min(last, first + _MAX_CUE_TOKENS) + 1):
        if (
            tokens[t, T_KIND] == WORD
            and not tokens[t, T_CLASSES] & _WHEN
            and not tokens[t, T_MASK] & _FUNCTION_WORD
        ):
            return True
        if tokens[t, T_FLAGS] & QUOTED:
            return True
    return last - first > _MAX_CUE_TOKENS


@leaf
def _set_content(tokens, views, rows, at, low, high, cue, side_table, end_table, ends, keys):
    """Enters the content, and what of it stands behind the cue."""
    first, last = rows[at, SOURCE_FIRST], rows[at, SOURCE_LAST]
    # A sentence without an end is not to be searched anew for every cue in it.
    low, high = max(low, cue - MAX_CONTENT_TOKENS), min(high, cue + MAX_CONTENT_TOKENS)
    if is_impersonal(tokens, low, high, cue):
        side = RIGHT
    else:
        side = best_side(tokens, views, low, high, cue, first, last, side_table, keys)
    edge = rows[at, CUE_FIRST] if first < 0 else min(rows[at, CUE_FIRST], first)
    if tokens[cue, T_FLAGS] & QUOTED:
        # What is attributed inside a quotation ends with it.
        low = max(low, views[cue + PAD, V_QUOTE_FIRST] + 1)
        high = min(high, views[cue + PAD, V_QUOTE_LAST] - 1)
    column = CONTENT_FIRST
    if side != RIGHT:
        end = left_last(tokens, low, edge)
        floor = max(low, end - _MAX_CUE_TOKENS)
        while end > floor and among(AUXILIARIES, tokens[end, T_HASH]):
            end -= 1  # "the plan is expected"
        if end >= 0:
            begin = clause_first(tokens, low, end) if side == LEFT_CLAUSE else low
            quotation = views[end + PAD, V_QUOTE_FIRST]
            if quotation >= 0 and not tokens[cue, T_FLAGS] & QUOTED:
                begin = min(begin, quotation)
            if begin < end or (begin == end and tokens[end, T_KIND] == WORD):
                rows[at, column], rows[at, column + 1] = begin, end
                column = REST_FIRST
    if side == RIGHT or side == BOTH or column == CONTENT_FIRST:
        begin = right_first(tokens, high, cue, max(rows[at, CUE_LAST], last) + 1)
        if begin <= high:
            end = best_end(tokens, views, cue, begin, high, end_table, ends, keys)
            quotation = views[begin + PAD, V_QUOTE_LAST]
            if quotation >= 0 and tokens[begin, T_KIND] == QUOTE:
                end = max(end, quotation)
            if begin <= end and _has_words(tokens, begin, end):
                rows[at, column], rows[at, column + 1] = begin, end


@leaf
def _add_quotations(tokens, views, n, rows, count, sentences):
    """Adds the sentences behind an attributed quotation that go on with the quotation."""
    for at in range(count):
        last = rows[at, REST_LAST] if rows[at, REST_LAST] >= 0 else rows[at, CONTENT_LAST]
        if rows[at, CONTENT_FIRST] < 0 or not tokens[rows[at, CONTENT_LAST], T_FLAGS] & QUOTED:
            continue
        if tokens[rows[at, CUE_FIRST], T_FLAGS] & QUOTED:
            continue
        sentence = tokens[max(last, rows[at, CUE_LAST]), T_SENTENCE]
        for _ in range(_MAX_MORE_QUOTATIONS):
            following = sentences[sentence, 1] + 1
            if (
                following >= n
                or tokens[following, T_KIND] != QUOTE
                or tokens[following, T_FLAGS] & PARAGRAPH
                or views[following + PAD, V_QUOTE_FIRST] != following
            ):
                break
            end = views[following + PAD, V_QUOTE_LAST]
            sentence = tokens[end, T_SENTENCE]
            if _has_cue(tokens, rows, count, at + 1, sentence):
                break
            if rows[at, REST_FIRST] >= 0:
                rows[at, REST_LAST] = end
            elif rows[at, CONTENT_FIRST] > rows[at, CUE_LAST]:
                rows[at, CONTENT_LAST] = end
            else:
                rows[at, REST_FIRST], rows[at, REST_LAST] = following, end


@leaf
def _has_cue(tokens, rows, count, number, sentence):
    """Whether a row from this number on has its cue up to this sentence, outside quotations."""
    for other in range(number, min(count, number + _MAX_CUES_CHECKED)):
        if rows[other, SENTENCE_NUMBER] > sentence:
            return False
        if not tokens[rows[other, CUE_FIRST], T_FLAGS] & QUOTED:
            return True
    return number + _MAX_CUES_CHECKED < count


@leaf
def _fill_rows(
    tokens, n, views, sentences, gates, cue_table, source_table, verdict_table, side_table,
    end_table, rows, heads, ends, keys,
):  # fmt: skip
    count = 0
    for sentence in range(sentences.shape[0]):
        low, high = sentences[sentence, 0], sentences[sentence, 1]
        t = low
        while t <= high:
            points = cue_points(tokens, views, gates, n, t, cue_table, keys)
            if points < LEAST_OF_CUE:
                t += 1
                continue
            first = cue = t
            t += 1
            while t <= high and t - first < _MAX_CUE_TOKENS:
                more = cue_points(tokens, views, gates, n, t, cue_table, keys)
                if more < LEAST_OF_CUE:
                    break
                if more > points:
                    points, cue = more, t
                t += 1
            passive = is_passive(tokens, low, cue)
            head, source_points = best_source(
                tokens, views, gates, low, high, cue, passive, source_table, heads, keys
            )
            verdict_features(
                tokens, views, cue, points, head, source_points, passive, WITH_SOURCE, keys
            )
            sourced = score(verdict_table, keys, VERDICT_FEATURES) + BIAS_WITH_SOURCE
            verdict_features(
                tokens, views, cue, points, head, source_points, passive, WITHOUT_SOURCE, keys
            )
            unsourced = score(verdict_table, keys, VERDICT_FEATURES) + BIAS_WITHOUT_SOURCE
            if head < 0:
                sourced = min(sourced, 0)
            if tokens[cue, T_CLASSES] & _CUE and is_impersonal(tokens, low, high, cue):
                if head > cue and source_points == _CERTAIN:
                    sourced = _CERTAIN
                else:
                    sourced, unsourced = 0, _CERTAIN
            if sourced <= 0 and unsourced <= 0:
                continue
            at = count
            for column in range(COLUMNS):
                rows[at, column] = -1
            rows[at, KIND] = NONE
            cue_first = cue_last = cue
            while cue_first > first and tokens[cue_first - 1, T_CLASSES] & _PHRASE:
                cue_first -= 1
            while (
                cue_last < high
                and tokens[cue, T_CLASSES] & _PHRASE
                and tokens[cue_last + 1, T_CLASSES] & _PHRASE
            ):
                cue_last += 1
            rows[at, CUE_FIRST], rows[at, CUE_LAST] = cue_first, cue_last
            rows[at, SENTENCE_NUMBER] = sentence
            rows[at, IS_PRONOUN] = 0
            if sourced >= unsourced:
                begin = source_first(tokens, low, head)
                end = source_last(tokens, views, gates, high, cue_first, head)
                if head > cue:
                    begin = max(begin, cue_last + 1)
                if begin <= head:
                    rows[at, SOURCE_FIRST], rows[at, SOURCE_LAST] = begin, end
                    rows[at, KIND] = _kind_of(tokens, begin, end)
                    # A source is the same source when its last word is: "Jane Doe", "Doe".
                    rows[at, SOURCE_KEY] = tokens[end, T_HASH] & 0x3FFFFFFF
                    rows[at, IS_PRONOUN] = begin == end and tokens[head, T_MASK] & _PRONOUN != 0
            rows[at, IS_LOADED] = tokens[cue, T_CLASSES] & _LOADED != 0
            _set_content(tokens, views, rows, at, low, high, cue, side_table, end_table, ends, keys)
            rows[at, MANNER] = _manner(tokens, rows, at, cue)
            t = max(t, cue_last + 1)
            # "She has a say in it" attributes nothing.
            is_noun = cue > low and among(_ARTICLES, tokens[cue - 1, T_HASH])
            if not is_noun or (cue < high and among(_AFTER_NOUN, tokens[cue + 1, T_HASH])):
                count += 1
    _add_quotations(tokens, views, n, rows, count, sentences)
    return count


@leaf
def _manner(tokens, rows, at, cue):
    """Whether something is said, or only thought."""
    if tokens[cue, T_CLASSES] & _SPEECH or tokens[cue, T_KIND] == COMMA:
        return SPEECH
    content = rows[at, CONTENT_FIRST]
    return SPEECH if content >= 0 and tokens[content, T_KIND] == QUOTE else ATTITUDE


@inner
def find_attributions(rows, tokens, n, views, sentences, weights, scratch):
    """Enters rows as the columns above, in the order of their cues; returns their count.

    There is at most one to a token.
    """
    heads, rest = scratch[:MAX_SOURCES], scratch[MAX_SOURCES:]
    ends, keys = rest[:MAX_ENDS], rest[MAX_ENDS : MAX_ENDS + _MAX_KEYS]
    return _fill_rows(
        tokens, n, views, sentences, weights.gates, weights.cue, weights.source, weights.verdict,
        weights.side, weights.end, rows, heads, ends, keys,
    )  # fmt: skip
