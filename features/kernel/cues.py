"""Which words are cues of attribution: a linear decision over a word and what is around it."""

from features.alphabet import COMMA, QUOTE
from features.kernel.compiled import leaf
from features.kernel.linear import feature, pair
from features.kernel.tokens import (
    CAPITAL,
    NAME,
    QUOTED,
    SENTENCE,
    T_CLASSES,
    T_FLAGS,
    T_HASH,
    T_KIND,
    T_MASK,
    T_PREFIX,
    WORD,
)
from features.kernel.views import PAD, V_CLASS, V_ENDING, V_WORD
from features.lexicon import bit, word_hash

# The features of the word alone come first: they sort out most words.
WORD_FEATURES = 7
CUE_FEATURES = 20
# What a class of words may be, a bit each (``gates``).
MAY_CUE, MAY_HEAD = 1, 2

_VERB, _LOADED = bit("report_verb"), bit("report_verb_loaded")
_PHRASE, _THOUGHT = bit("report_phrase"), bit("thought_verb")
_HEDGE, _DOCUMENT = bit("hedge_verb"), bit("document_noun")
_EVIDENTIAL, _WEASEL, _SHIELD = bit("evidential"), bit("weasel"), bit("hedge_shield")
_PRONOUN, _FUNCTION_WORD = bit("speech_pronoun"), bit("function_word")
_LISTED = _VERB | _LOADED | _PHRASE | _THOUGHT
_SUBJECT = (
    _PRONOUN | _DOCUMENT | bit("role_noun") | bit("organisation_noun") | bit("anonymous_source")
    | bit("people_noun")
)  # fmt: skip
_THAT = word_hash("that")
_COLON = ord(":")
# So many tokens either way are looked at for a subject, a quotation mark, a "that".
_REACH = 5
_NEAR = 4


@leaf
def may_cue(tokens, views, gates, t):
    """Whether the token is worth a closer look."""
    if tokens[t, T_KIND] == WORD:
        if tokens[t, T_CLASSES] & _LISTED:
            return True
        return (
            tokens[t, T_MASK] & _FUNCTION_WORD == 0
            and gates[views[t + PAD, V_CLASS]] & MAY_CUE != 0
        )
    return tokens[t, T_KIND] == COMMA and tokens[t, T_HASH] == _COLON


@leaf
def _lists(tokens, t):
    """Which of the lists with cues the token is in, as bits."""
    found = tokens[t, T_CLASSES]
    return (
        (found & _VERB != 0)
        | (found & _LOADED != 0) << 1
        | (found & _PHRASE != 0) << 2
        | (found & _THOUGHT != 0) << 3
        | (found & _HEDGE != 0) << 4
        | (found & _DOCUMENT != 0) << 5
        | (found & _EVIDENTIAL != 0) << 6
        | (found & _WEASEL != 0) << 7
        | (found & _SHIELD != 0) << 8
    )


@leaf
def word_features(tokens, views, t, keys):
    """Fills in the first WORD_FEATURES keys: those of the word without its context."""
    row = t + PAD
    flags = tokens[t, T_FLAGS]
    state = (
        (flags & QUOTED != 0)
        | (flags & CAPITAL != 0) << 1
        | (flags & NAME != 0) << 2
        | (flags & SENTENCE != 0) << 3
    )
    keys[0] = feature(1, views[row, V_WORD])
    keys[1] = feature(2, views[row, V_CLASS])
    keys[2] = feature(3, views[row, V_ENDING])
    keys[3] = feature(4, tokens[t, T_PREFIX])
    keys[4] = feature(5, pair(tokens[t, T_PREFIX], views[row, V_CLASS]))
    keys[5] = feature(6, _lists(tokens, t))
    keys[6] = feature(7, pair(views[row, V_CLASS], state))


@leaf
def context_features(tokens, views, n, t, keys):
    """Fills in the other keys."""
    row = t + PAD
    word, group, ending = views[row, V_WORD], views[row, V_CLASS], views[row, V_ENDING]
    prefix = tokens[t, T_PREFIX]
    word_1, word_2 = views[row - 1, V_WORD], views[row - 2, V_WORD]
    group_1, group_2 = views[row - 1, V_CLASS], views[row - 2, V_CLASS]
    next_word = views[row + 1, V_WORD]
    next_group, second_group = views[row + 1, V_CLASS], views[row + 2, V_CLASS]
    subject = mark_before = 0
    for step in range(1, _REACH + 1):
        if tokens[t - step + 1, T_FLAGS] & SENTENCE:
            subject |= 16
            break
        before = t - step
        if tokens[before, T_KIND] == QUOTE and mark_before == 0:
            mark_before = 1 if step < _NEAR else 2
        if subject & 3 == 0:
            beside = 4 if step == 1 else 0
            if tokens[before, T_FLAGS] & NAME:
                subject = 1 | beside
            elif tokens[before, T_CLASSES] & _SUBJECT:
                subject = 2 | beside | (8 if tokens[before, T_CLASSES] & _PRONOUN else 0)
            elif tokens[before, T_KIND] == COMMA:
                subject = 3
    that = mark_after = 0
    for step in range(1, _REACH + 1):
        after = t + step
        if after >= n or tokens[after, T_FLAGS] & SENTENCE:
            that |= 4 if step < _NEAR else 0
            break
        if tokens[after, T_KIND] == QUOTE and mark_after == 0:
            mark_after = 1 if step < _NEAR else 2
        if tokens[after, T_HASH] == _THAT:
            that |= 1 if step == 1 else 2
    marks = mark_before * 3 + mark_after
    voice = marks * 2 + (tokens[t, T_FLAGS] & QUOTED != 0)
    lists = _lists(tokens, t)
    keys[7] = feature(8, word_1)
    keys[8] = feature(9, next_word)
    keys[9] = feature(10, word_2)
    keys[10] = feature(11, pair(group_1, group_2))
    keys[11] = feature(12, pair(next_group, second_group))
    keys[12] = feature(13, pair(word, voice))
    keys[13] = feature(14, pair(group, voice))
    keys[14] = feature(15, pair(lists, marks))
    keys[15] = feature(16, pair(group, subject))
    keys[16] = feature(17, pair(ending, group_1))
    keys[17] = feature(18, pair(subject, pair(that, lists)))
    keys[18] = feature(19, pair(prefix, next_group))
    keys[19] = feature(20, pair(lists, group_1))
