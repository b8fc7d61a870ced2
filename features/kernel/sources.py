"""Which noun phrase is the source of a cue: a linear choice among those around it, or none."""

from features.alphabet import COMMA, DASH, QUOTE, STOP
from features.kernel.compiled import leaf
from features.kernel.cues import MAY_HEAD
from features.kernel.linear import bucket, feature, pair
from features.kernel.tokens import (
    CAPITAL,
    GLUED,
    NAME,
    QUOTED,
    T_CLASSES,
    T_DIGITS,
    T_FLAGS,
    T_HASH,
    T_KIND,
    T_MASK,
    WORD,
)
from features.kernel.views import LEARNT_CLASSES, PAD, V_CLASS, V_ENDING, V_WORD
from features.kernel.words import among, hashes
from features.lexicon import bit

SOURCE_FEATURES = 17
MAX_SOURCES = 6
# A source is looked for so many tokens before and after its cue, within the sentence.
_REACH_BEFORE, _REACH_AFTER = 24, 12
_MOST_BEFORE, _MOST_AFTER = 4, 2
_MAX_PHRASE_TOKENS = 8

_ABBREVIATION = bit("abbreviation")
_WHEN = bit("weekday") | bit("month")
_PRONOUN, _FUNCTION_WORD = bit("speech_pronoun"), bit("function_word")
_ROLE = bit("role_noun") | bit("person_title") | bit("people_noun")
_ORGANISATION, _DOCUMENT = bit("organisation_noun"), bit("document_noun")
_ANONYMOUS = bit("anonymous_source") | bit("generic_authority") | bit("weasel")
_HEAD = _PRONOUN | _ROLE | _ORGANISATION | _DOCUMENT | _ANONYMOUS
_VERB = bit("report_verb") | bit("report_verb_loaded") | bit("thought_verb")
_INSIDE_PHRASE = hashes("'s")
_OF = hashes("of for at")
_PREPOSITIONS = hashes("of for at from with familiar close in on who briefed involved")
_DETERMINERS = hashes(
    "the a an his her its their this that these those any another each some my our your two three "
    "one several many most all"
)
AUXILIARIES = hashes(
    "has have had also later then now once often recently previously is are was were be been would "
    "will could may might did does do not never first still"
)
_MAX_ABBREVIATION_LETTERS = 4
_MAX_VERB_TOKENS = 5
_MAX_DETERMINERS = 3
_L, _Y = ord("l") & 31, ord("y") & 31
_PASSIVE = hashes("be been being was were is are am get got")
_STANDS_ALONE = hashes(
    "i we you it this who which these those he she they many some others one all most both "
    "nobody everyone"
)


@leaf
def may_head(tokens, views, gates, t):
    """Whether the token can be the last word of a source's noun phrase."""
    if tokens[t, T_KIND] != WORD:
        return False
    if tokens[t, T_FLAGS] & NAME:
        return True
    mask = tokens[t, T_MASK]
    if mask & _FUNCTION_WORD:
        return mask & _PRONOUN != 0 or among(_STANDS_ALONE, tokens[t, T_HASH])
    if mask & (_ABBREVIATION | _WHEN):
        return False  # "Mr. Lind" is one phrase; "said Ann Lind on Monday"
    if mask & _HEAD or tokens[t, T_FLAGS] & CAPITAL:
        return True
    group = views[t + PAD, V_CLASS]
    if group > LEARNT_CLASSES and t > 0 and among(_DETERMINERS, tokens[t - 1, T_HASH]):
        return True
    return gates[group] & MAY_HEAD != 0


@leaf
def list_sources(tokens, views, gates, low, high, cue, heads):
    """Fills in the last tokens of the noun phrases around a cue, nearest first; how many.

    Those before the cue come first.
    """
    count = 0
    goes_on = False
    for t in range(cue - 1, max(low, cue - _REACH_BEFORE) - 1, -1):
        head = may_head(tokens, views, gates, t)
        if head and not goes_on:
            heads[count] = t
            count += 1
            if count == _MOST_BEFORE:
                break
        goes_on = head
    most = count + _MOST_AFTER
    last = min(high, cue + _REACH_AFTER)
    goes_on = False
    for t in range(cue + 1, last + 2):
        head = t <= last and may_head(tokens, views, gates, t)
        if goes_on and not head:
            heads[count] = t - 1
            count += 1
            if count == most:
                break
        goes_on = head
    return count


@leaf
def _belongs(tokens, t):
    """Whether the token before t and the one at t are parts of one phrase, t before its head."""
    if tokens[t, T_FLAGS] & NAME:
        return True
    kind = tokens[t, T_KIND]
    if kind == WORD:
        if among(_INSIDE_PHRASE, tokens[t, T_HASH]):
            return True
        return tokens[t, T_MASK] & _FUNCTION_WORD == 0 and tokens[t, T_CLASSES] & _VERB == 0
    if kind == DASH:
        return tokens[t, T_FLAGS] & GLUED != 0 and tokens[t + 1, T_FLAGS] & GLUED != 0
    # "Mr. Lind", "Gov. Berg"
    return (
        kind == STOP
        and tokens[t, T_FLAGS] & GLUED != 0
        and tokens[t - 1, T_FLAGS] & CAPITAL != 0
        and tokens[t - 1, T_DIGITS] <= _MAX_ABBREVIATION_LETTERS
    )


@leaf
def phrase_first(tokens, low, head):
    """The first word of the noun phrase that ends at ``head``, its determiner apart."""
    first = head
    floor = max(low, head - _MAX_PHRASE_TOKENS)
    while first > floor and _belongs(tokens, first - 1):
        first -= 1
    return first


@leaf
def source_first(tokens, low, head):
    """Where the source that ends at ``head`` begins: with its determiner, "the head of" it."""
    first = phrase_first(tokens, low, head)
    if (
        first - 1 > low
        and among(_OF, tokens[first - 1, T_HASH])
        and tokens[first - 2, T_KIND] == WORD
        and tokens[first - 2, T_CLASSES] & _HEAD
    ):
        first = phrase_first(tokens, low, first - 2)
    floor = max(low, first - _MAX_DETERMINERS)
    while first > floor and among(_DETERMINERS, tokens[first - 1, T_HASH]):
        first -= 1
    return first


@leaf
def source_last(tokens, views, gates, high, cue, head):
    """Where it ends: "a spokesman for" it belongs to the source too."""
    if head < cue:
        last = cue - 1
        # Auxiliaries and adverbs before the cue are the verb's.
        floor = max(head, cue - _MAX_VERB_TOKENS)
        while last > floor and (
            among(AUXILIARIES, tokens[last, T_HASH]) or _is_adverb(views, last)
        ):
            last -= 1
        if last == head or not among(_PREPOSITIONS, tokens[head + 1, T_HASH]):
            return head
        if last - head > _MAX_PHRASE_TOKENS:
            return head
        for t in range(head + 1, last + 1):
            if tokens[t, T_KIND] != WORD and tokens[t, T_KIND] != DASH:
                return head
        return last
    last = head
    reach = min(high, head + _MAX_PHRASE_TOKENS)
    while last + 2 <= reach and among(_PREPOSITIONS, tokens[last + 1, T_HASH]):
        t = last + 2
        if t < reach and among(_DETERMINERS, tokens[t, T_HASH]):
            t += 1
        if not may_head(tokens, views, gates, t):
            break
        while t < reach and may_head(tokens, views, gates, t + 1):
            t += 1
        last = t
    return last


@leaf
def _is_adverb(views, t):
    ending = views[t + PAD, V_ENDING]
    return ending >> 10 == _Y and ending >> 5 & 31 == _L


@leaf
def head_kind(tokens, head):
    """What the head can be, as a small number."""
    found = tokens[head, T_CLASSES]
    kind = 0
    if found & _PRONOUN:
        kind = 1
    elif found & _ROLE:
        kind = 2
    elif found & _ORGANISATION:
        kind = 3
    elif found & _DOCUMENT:
        kind = 4
    elif found & _ANONYMOUS:
        kind = 5
    elif among(_STANDS_ALONE, tokens[head, T_HASH]):
        kind = 6
    return kind * 2 + (tokens[head, T_FLAGS] & NAME != 0)


@leaf
def is_passive(tokens, low, cue):
    """Whether a form of "be" stands just before the cue."""
    for t in range(max(low, cue - 3), cue):
        if among(_PASSIVE, tokens[t, T_HASH]):
            return 1
    return 0


@leaf
def source_features(tokens, views, low, cue, passive, head, rank, keys):
    """Fills in the keys for the phrase that ends at ``head`` as the source of the cue.

    ``rank``: how many phrases on its side are nearer.
    """
    side = 1 if head > cue else 0
    row, at = cue + PAD, head + PAD
    first = phrase_first(tokens, low, head)
    start, end = (cue + 1, first) if side else (head + 1, cue)
    commas = verbs = quotes = 0
    for t in range(start, end):
        commas += tokens[t, T_KIND] == COMMA
        quotes += tokens[t, T_KIND] == QUOTE
        verbs += tokens[t, T_CLASSES] & _VERB != 0
    between = min(commas, 2) * 9 + min(verbs, 2) * 3 + min(quotes, 2)
    kind = head_kind(tokens, head)
    distance = bucket(end - start) * 2 + side
    word, group, ending = views[row, V_WORD], views[row, V_CLASS], views[row, V_ENDING]
    voice = (tokens[cue, T_FLAGS] & QUOTED != 0) * 2 + (tokens[head, T_FLAGS] & QUOTED != 0)
    place = (min(rank, 5) * 2 + side) * 2 + (first == low)
    before = views[first + PAD - 1, V_CLASS]
    keys[0] = feature(1, side * 2 + passive)
    keys[1] = feature(2, pair(word, side))
    keys[2] = feature(3, pair(group, place))
    keys[3] = feature(4, pair(ending, side * 2 + passive))
    keys[4] = feature(5, pair(views[at, V_WORD], side))
    keys[5] = feature(6, pair(views[at, V_CLASS], side))
    keys[6] = feature(7, pair(distance, between))
    keys[7] = feature(8, pair(place, kind))
    keys[8] = feature(9, pair(views[first + PAD - 1, V_WORD], side))
    keys[9] = feature(10, pair(voice, side))
    keys[10] = feature(11, pair(between, pair(kind, side)))
    keys[11] = feature(12, pair(views[row - 1, V_CLASS], distance))
    keys[12] = feature(13, pair(views[row + 1, V_CLASS], distance))
    keys[13] = feature(14, pair(before, pair(side, views[at, V_CLASS])))
    keys[14] = feature(15, pair(views[at + 1, V_CLASS], pair(side, kind)))
    keys[15] = feature(16, pair(group, pair(distance, kind)))
    keys[16] = feature(17, pair(pair(ending, passive), pair(place, between)))
