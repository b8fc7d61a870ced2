"""Who is said to have said what: source, cue and content of each attributed statement.

A rule-based reading of the frames that news prose uses: "X said", "said X", "X, the mayor, said",
"according to X". All searches are bounded by a sentence and by a number of tokens.
"""

import numpy as np

from features.alphabet import CLOSE, COMMA, DASH, OPEN, QUOTE, STOP
from features.kernel.compiled import leaf
from features.kernel.tokens import (
    CAPITAL,
    CAPITALS,
    GLUED,
    NAME,
    NUMBER,
    QUOTED,
    SENTENCE,
    T_CLASSES,
    T_DIGITS,
    T_FLAGS,
    T_HASH,
    T_KIND,
    T_MASK,
    WORD,
)
from features.kernel.words import among, hashes
from features.lexicon import bit, word_hash

KINDS = ("none", "person", "role", "organisation", "document", "anonymous")
NONE, PERSON, ROLE, ORGANISATION, DOCUMENT, ANONYMOUS = range(len(KINDS))

# Columns of a row; -1 where a part is missing. ``IS_LOADED``: the cue judges ("claimed").
# ``SOURCE_KEY`` is the same for the same source: its last word's hash.
(
    SOURCE_FIRST, SOURCE_LAST, KIND, CUE_FIRST, CUE_LAST, CONTENT_FIRST, CONTENT_LAST, IS_LOADED,
    SENTENCE_NUMBER, IS_PRONOUN, SOURCE_KEY,
) = range(11)  # fmt: skip
COLUMNS = 11

_VERB = bit("report_verb") | bit("report_verb_loaded")
_LOADED = bit("report_verb_loaded")
_PHRASE = bit("report_phrase")
_ANONYMOUS = bit("anonymous_source") | bit("generic_authority") | bit("weasel")
_ROLE, _TITLE = bit("role_noun"), bit("person_title")
_ORGANISATION, _DOCUMENT = bit("organisation_noun"), bit("document_noun")
_PRONOUN, _FUNCTION_WORD = bit("speech_pronoun"), bit("function_word")
_CONNECTIVE = bit("connective")


_LEADS_TO_SOURCE = hashes("to by from of per citing cites cited quoting with via")
_DETERMINERS = hashes("the a an his her its their this that any no another each some my our your")
_PASSIVE = hashes("be been being was were is are am 's")
_INSIDE_SOURCE = hashes("of for at from the a an 's and & who is has in with to on not be")
_ALSO_BEFORE_VERB = hashes("has have had also later then now once often recently previously")
_NOT_FINITE = hashes("to would could should might may must will can not without of for by")
_THAT, _BY, _WHO = (word_hash(word) for word in ("that", "by", "who"))
_BELONGING = hashes("of for at with")
_NOUN_TOO = hashes(
    "report reports claim claims state states note notes comment comments remark remarks estimate "
    "estimates charge charges argument quote quotes tweet tweets post posts warning finding"
)
_REPORTED_TO = hashes("told tell tells telling informed assured reminded warned advised")

_MAX_SOURCE_TOKENS = 16
_MAX_APPOSITION_TOKENS = 24
_MAX_CONTENT_TOKENS = 120


@leaf
def _kind_of(tokens, first, last):
    """What kind of source stands between two tokens."""
    names = capitals = 0
    found = np.int64(0)
    belongs = False  # "the head of Acme" is an office, "Acme head Ann Lee" a person
    for t in range(first, last + 1):
        belongs = belongs or among(_BELONGING, tokens[t, T_HASH])
        found |= tokens[t, T_CLASSES]
        if tokens[t, T_FLAGS] & NAME and not tokens[t, T_CLASSES] & (_ROLE | _TITLE):
            names += 1
            capitals += tokens[t, T_FLAGS] & CAPITALS != 0
    ends_in_name = tokens[last, T_FLAGS] & NAME and not tokens[last, T_CLASSES] & _ROLE
    if found & _ANONYMOUS and not (names and found & (_ROLE | _TITLE)):
        return ANONYMOUS
    if found & _PRONOUN and first == last:
        return PERSON
    if names - capitals >= 2 and not found & _ORGANISATION and not belongs:
        return PERSON
    if names and ends_in_name and not belongs and found & (_TITLE | _ROLE):
        return PERSON
    if found & _DOCUMENT:
        return DOCUMENT
    if found & (_ROLE | _TITLE):
        return ROLE
    if found & _ORGANISATION:
        return ORGANISATION
    if names == 1 and capitals == 0 and first == last:
        return PERSON  # a surname alone, once introduced
    return ORGANISATION if names else NONE


@leaf
def _source_before(tokens, low, at):
    """The noun phrase that ends before token ``at``: (first, last), -1 where there is none."""
    last = at - 1
    while last > low and (
        among(_ALSO_BEFORE_VERB, tokens[last, T_HASH])
        or (
            tokens[last, T_KIND] == WORD
            and not tokens[last, T_FLAGS] & CAPITAL
            and tokens[last, T_MASK] == 0
        )
    ):
        # Adverbs between subject and verb; two at most, an unknown noun is not stepped over.
        if at - last > 2:
            break
        if not among(_ALSO_BEFORE_VERB, tokens[last, T_HASH]) and at - last > 1:
            break
        if (
            not among(_ALSO_BEFORE_VERB, tokens[last, T_HASH])
            and not tokens[last - 1, T_FLAGS] & NAME
        ):
            break
        last -= 1
    if last < low:
        return -1, -1
    if tokens[last, T_KIND] == COMMA:
        # "Name, the mayor of X, said": the name stands before the apposition.
        opening = last - 1
        reach = max(low, last - _MAX_APPOSITION_TOKENS)
        while opening > reach and tokens[opening, T_KIND] != COMMA:
            if tokens[opening, T_KIND] == QUOTE:
                return -1, -1
            opening -= 1
        if opening <= reach or tokens[opening, T_KIND] != COMMA:
            return -1, -1
        last = opening - 1
    elif tokens[last, T_KIND] == CLOSE:
        reach = max(low, last - _MAX_APPOSITION_TOKENS)
        while last > reach and tokens[last, T_KIND] != OPEN:
            last -= 1
        last -= 1
        if last < low:
            return -1, -1
    if tokens[last, T_KIND] != WORD:
        return -1, -1
    first = last
    while first > low and last - first < _MAX_SOURCE_TOKENS:
        t = first - 1
        kind = tokens[t, T_KIND]
        if kind == DASH and tokens[t, T_FLAGS] & GLUED and tokens[first, T_FLAGS] & GLUED:
            first = t
            continue
        if kind == STOP and tokens[t, T_FLAGS] & GLUED and t > low and tokens[t - 1, T_DIGITS] <= 3:
            first = t  # "Mr. Smith", "John F. Kennedy"
            continue
        if kind != WORD or tokens[t, T_MASK] & _CONNECTIVE:
            break
        if tokens[t, T_HASH] == _THAT or (
            tokens[t, T_MASK] & _VERB and not tokens[t, T_FLAGS] & NAME
        ):
            break
        if tokens[t, T_MASK] & _FUNCTION_WORD and not (
            among(_INSIDE_SOURCE, tokens[t, T_HASH]) or among(_DETERMINERS, tokens[t, T_HASH])
        ):
            break
        first = t
        if among(_DETERMINERS, tokens[t, T_HASH]) and not (
            t > low and among(_INSIDE_SOURCE, tokens[t - 1, T_HASH])
        ):
            break
    while (
        first < last
        and among(_INSIDE_SOURCE, tokens[first, T_HASH])
        and not (among(_DETERMINERS, tokens[first, T_HASH]))
    ):
        first += 1
    return first, last


@leaf
def _source_after(tokens, high, at, open_ended):
    """The noun phrase that starts at token ``at``; ``open_ended`` lets it hold small words."""
    if at > high or tokens[at, T_KIND] != WORD:
        return -1, -1
    last = at
    while last < high and last - at < _MAX_SOURCE_TOKENS:
        t = last + 1
        kind = tokens[t, T_KIND]
        if (
            kind == DASH
            and tokens[t, T_FLAGS] & GLUED
            and t < high
            and tokens[t + 1, T_FLAGS] & GLUED
        ):
            last = t + 1
            continue
        if kind == STOP and tokens[t, T_FLAGS] & GLUED and t < high and tokens[last, T_DIGITS] <= 3:
            last = t
            continue
        if kind == NUMBER and open_ended:
            last = t
            continue
        if kind != WORD or tokens[t, T_FLAGS] & SENTENCE or tokens[t, T_MASK] & _CONNECTIVE:
            break
        if tokens[t, T_HASH] == _THAT or tokens[t, T_HASH] == _WHO:
            break
        if tokens[t, T_MASK] & _VERB and not tokens[t, T_FLAGS] & NAME and not open_ended:
            break
        if (
            not open_ended
            and not tokens[t, T_FLAGS] & NAME
            and not among(_INSIDE_SOURCE, tokens[t, T_HASH])
            and not tokens[t, T_CLASSES] & (_ROLE | _ORGANISATION | _DOCUMENT | _ANONYMOUS | _TITLE)
        ):
            break
        last = t
    while last > at and (
        tokens[last, T_KIND] != WORD or among(_INSIDE_SOURCE, tokens[last, T_HASH])
    ):
        last -= 1
    return at, last


@leaf
def _quoted_range(tokens, low, high):
    """The first and last quoted token of a sentence, or -1."""
    first = last = -1
    for t in range(low, high + 1):
        if tokens[t, T_FLAGS] & QUOTED:
            first = t if first < 0 else first
            last = t
    return first, last


@leaf
def _is_cue_verb(tokens, low, t):
    if not tokens[t, T_MASK] & _VERB or tokens[t, T_FLAGS] & (NAME | QUOTED):
        return False
    if t == low:
        return True
    before = tokens[t - 1, T_HASH]
    if among(_NOUN_TOO, tokens[t, T_HASH]):
        kind_before = tokens[t - 1, T_KIND]
        if (
            kind_before != WORD
            or among(_DETERMINERS, before)
            or (
                tokens[t - 1, T_FLAGS] == 0
                and (
                    tokens[t - 1, T_MASK] & (_FUNCTION_WORD | _ROLE | _ORGANISATION | _PRONOUN) == 0
                )
            )
        ):
            return False
    if tokens[t - 1, T_KIND] == WORD and among(_NOT_FINITE, before):
        return False
    return not among(_DETERMINERS, before)


@leaf
def _set_content(rows, count, tokens, low, high, cue_first, cue_last, source_after):
    """What is attributed: the quotation beside the cue, else the clause on its other side."""
    # A sentence without an end must not be searched anew for every cue in it.
    low, high = max(low, cue_first - _MAX_CONTENT_TOKENS), min(high, cue_last + _MAX_CONTENT_TOKENS)
    first, last = _quoted_range(tokens, low, high)
    if first < 0:
        source_first, source_last = rows[count, SOURCE_FIRST], rows[count, SOURCE_LAST]
        if cue_last + 2 >= high or source_after:
            if cue_first - low >= 2 and (source_first < 0 or source_first > low):
                first, last = (
                    low,
                    (min(cue_first, source_first) if source_first >= 0 else cue_first) - 1,
                )
            else:
                first, last = max(cue_last, source_last) + 1, high
        else:
            first, last = cue_last + 1, high
        while first < last and (tokens[first, T_KIND] == COMMA or tokens[first, T_HASH] == _THAT):
            first += 1
        while last > first and (tokens[last, T_KIND] == COMMA or tokens[last, T_KIND] == STOP):
            last -= 1
    if first <= last:
        rows[count, CONTENT_FIRST] = first
        rows[count, CONTENT_LAST] = min(last, first + _MAX_CONTENT_TOKENS)


@leaf
def find_attributions(rows, tokens, sentences):
    """Enters rows as the columns above, in the order of their cues; returns their count.

    There is at most one to a token.
    """
    count = 0
    for sentence in range(sentences.shape[0]):
        low, high = sentences[sentence, 0], sentences[sentence, 1]
        t = low
        while t <= high:
            cue_first = t
            if tokens[t, T_CLASSES] & _PHRASE and not tokens[t, T_FLAGS] & QUOTED:
                cue = tokens[t, T_CLASSES]
                while t < high and tokens[t + 1, T_CLASSES] & _PHRASE:
                    t += 1
                    cue |= tokens[t, T_CLASSES]
                if not among(_LEADS_TO_SOURCE, tokens[t, T_HASH]) or t == high:
                    t += 1
                    continue
                first, last = _source_after(tokens, high, t + 1, True)
                kind = _kind_of(tokens, first, last) if first >= 0 else NONE
                if kind == PERSON and first == last and cue & _DOCUMENT:
                    kind = DOCUMENT  # "according to data compiled by X"
                after = True
            elif _is_cue_verb(tokens, low, t):
                auxiliary = t - 1
                if auxiliary > low and among(_ALSO_BEFORE_VERB, tokens[auxiliary, T_HASH]):
                    auxiliary -= 1
                if auxiliary >= low and among(_PASSIVE, tokens[auxiliary, T_HASH]):
                    # "it was announced that": nobody says so, unless "by" names them.
                    first = last = -1
                    kind = NONE
                    after = False
                    if t < high and tokens[t + 1, T_HASH] == _BY:
                        first, last = _source_after(tokens, high, t + 2, False)
                        kind = _kind_of(tokens, first, last) if first >= 0 else NONE
                        after = True
                    elif not (t < high and tokens[t + 1, T_HASH] == _THAT):
                        t += 1
                        continue
                else:
                    first, last = _source_before(tokens, low, t)
                    kind = _kind_of(tokens, first, last) if first >= 0 else NONE
                    after = False
                    if kind != PERSON and first > low + 1 and tokens[first - 1, T_KIND] == COMMA:
                        # "Name, head of X, one of its rivals, said": one apposition further.
                        named, named_last = _source_before(tokens, low, first)
                        if named < 0 and tokens[first - 2, T_FLAGS] & NAME:
                            named, named_last = _source_before(tokens, low, first - 1)
                        if named >= 0 and _kind_of(tokens, named, named_last) == PERSON:
                            first, last, kind = named, named_last, PERSON
                    if kind == NONE and t < high and not among(_REPORTED_TO, tokens[t, T_HASH]):
                        first, last = _source_after(tokens, high, t + 1, False)
                        kind = _kind_of(tokens, first, last) if first >= 0 else NONE
                        after = True
                    if kind == NONE:
                        t += 1
                        continue
            else:
                t += 1
                continue
            rows[count, CONTENT_FIRST] = rows[count, CONTENT_LAST] = -1
            rows[count, SOURCE_FIRST], rows[count, SOURCE_LAST], rows[count, KIND] = (
                first,
                last,
                kind,
            )
            rows[count, CUE_FIRST], rows[count, CUE_LAST] = cue_first, t
            rows[count, IS_LOADED] = tokens[t, T_CLASSES] & _LOADED != 0
            rows[count, SENTENCE_NUMBER] = sentence
            rows[count, IS_PRONOUN] = (
                first >= 0 and first == last and tokens[first, T_MASK] & _PRONOUN != 0
            )
            # A source is the same source when its last word is: "Jane Doe", "Doe".
            rows[count, SOURCE_KEY] = tokens[last, T_HASH] & 0x3FFFFFFF if first >= 0 else -1
            _set_content(rows, count, tokens, low, high, cue_first, t, after)
            count += 1
            t = max(t, last) + 1 if after else t + 1
    return count
