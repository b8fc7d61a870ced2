"""What is attributed: a linear choice of the side of the cue, then of where the clause ends."""

from features.alphabet import COMMA, DASH, END, QUOTE, STOP
from features.kernel.compiled import leaf, shared
from features.kernel.linear import bucket, feature, pair
from features.kernel.tokens import NAME, QUOTED, T_CLASSES, T_FLAGS, T_HASH, T_KIND, WORD
from features.kernel.views import PAD, V_CLASS, V_WORD
from features.kernel.words import among, hashes
from features.lexicon import bit, word_hash

# Where the content stands: before cue and source, only its last clause, after them, or both.
LEFT, LEFT_CLAUSE, RIGHT, BOTH = range(4)
SIDES = 4
SIDE_FEATURES = 8
END_FEATURES = 7
MAX_ENDS = 6
MAX_CONTENT_TOKENS = 80

_THAT = word_hash("that")
_BREAKS = hashes(
    "and but or while as when after before because who which if although though where since so yet"
)
_VERB = bit("report_verb") | bit("report_verb_loaded") | bit("thought_verb")
_LISTENERS = hashes(
    "told tell tells telling informed assured reminded warned advised reassured asked urged"
)
_OBJECTS = hashes("me him her us them you reporters journalists lawmakers")
# A listener or a date stands between a cue and its "that".
_MAX_LISTENER_TOKENS = 8
_MAX_PAUSES = 3


@leaf
def _is_pause(kind):
    return kind == COMMA or kind == DASH


@shared
def left_last(tokens, low, edge):
    """The last token before ``edge`` that is no comma or dash; low - 1 where there is none."""
    t = edge - 1
    while t >= low and t > edge - 1 - _MAX_PAUSES and _is_pause(tokens[t, T_KIND]):
        t -= 1
    return t


@shared
def clause_first(tokens, low, last):
    """The first token of the clause that ends at ``last``."""
    t = last
    floor = max(low, last - MAX_CONTENT_TOKENS)
    while t > floor and not _is_pause(tokens[t - 1, T_KIND]):
        t -= 1
    return t


@leaf
def right_first(tokens, high, cue, after):
    """Where the content after the cue begins: behind listener, date, colon and "that"."""
    first = after
    if among(_LISTENERS, tokens[cue, T_HASH]):
        # "told CNN it rained", "told me it rained"
        if first < high and among(_OBJECTS, tokens[first, T_HASH]):
            first += 1
        while (
            first < high and first < after + _MAX_LISTENER_TOKENS and tokens[first, T_FLAGS] & NAME
        ):
            first += 1
    reach = min(high, after + _MAX_LISTENER_TOKENS)
    for t in range(after, reach + 1):
        kind = tokens[t, T_KIND]
        if kind == QUOTE or (kind == COMMA and t > after):
            break
        if tokens[t, T_HASH] == _THAT and kind == WORD:
            return min(t + 1, high)
    while first < high and _is_pause(tokens[first, T_KIND]):
        first += 1
    return first


@leaf
def side_features(tokens, views, low, high, cue, source_first, source_last, side, keys):
    """Fills in the keys for one place of the content."""
    edge = cue if source_first < 0 else min(cue, source_first)
    after = max(cue, source_last) + 1
    row, right = cue + PAD, after + PAD
    order = 0 if source_first < 0 else (1 if source_first < cue else 2)
    word, group = views[row, V_WORD], views[row, V_CLASS]
    base = side * 3 + order
    last = left_last(tokens, low, edge)
    left_quoted = last >= low and tokens[last, T_FLAGS] & QUOTED != 0
    right_quoted = after <= high and (
        tokens[after, T_FLAGS] & QUOTED != 0
        or (after < high and tokens[after + 1, T_FLAGS] & QUOTED != 0)
    )
    paused = 0
    if edge > low:
        kind = tokens[edge - 1, T_KIND]
        paused = 1 if kind == COMMA or kind == QUOTE or kind == END else 0
    voice = left_quoted * 8 + right_quoted * 4 + (tokens[cue, T_FLAGS] & QUOTED != 0) * 2 + paused
    rest = bucket(max(high - after + 1, 0))
    lengths = bucket(edge - low) * 9 + rest
    keys[0] = feature(1, pair(word, side))
    keys[1] = feature(2, pair(group, base))
    keys[2] = feature(3, pair(voice, base))
    keys[3] = feature(4, pair(views[right, V_WORD], base))
    keys[4] = feature(5, pair(views[row + 1, V_WORD], base))
    keys[5] = feature(6, pair(views[edge + PAD - 1, V_WORD], base))
    keys[6] = feature(7, pair(pair(word, voice), side))
    keys[7] = feature(8, pair(pair(lengths, voice), base))


@leaf
def list_ends(tokens, first, high, ends):
    """Fills in where a clause that begins at ``first`` can end, nearest first; how many."""
    count = 0
    for t in range(first + 1, min(high, first + MAX_CONTENT_TOKENS) + 1):
        if count == MAX_ENDS - 1:
            break
        kind = tokens[t, T_KIND]
        breaks = _is_pause(kind) or (kind == WORD and among(_BREAKS, tokens[t, T_HASH]))
        if breaks and not _is_pause(tokens[t - 1, T_KIND]):
            ends[count] = t - 1
            count += 1
    last = high
    while last > first and (tokens[last, T_KIND] == STOP or _is_pause(tokens[last, T_KIND])):
        last -= 1
    ends[count] = last
    return count + 1


@leaf
def end_features(tokens, views, cue, first, end, high, rank, keys):
    """Fills in the keys for one end."""
    row, at = cue + PAD, end + PAD
    is_last = end + 2 >= high
    verb = 0
    for t in range(end + 1, min(end + 4, high) + 1):
        if verb == 0 and tokens[t, T_CLASSES] & _VERB:
            verb = t - end
    voice = (
        (tokens[first, T_FLAGS] & QUOTED != 0) * 4
        + (tokens[end, T_FLAGS] & QUOTED != 0) * 2
        + is_last
    )
    distance = bucket(end - first + 1)
    word, next_word = views[row, V_WORD], views[at + 1, V_WORD]
    keys[0] = feature(1, pair(distance, is_last))
    keys[1] = feature(2, pair(next_word, verb))
    keys[2] = feature(3, pair(next_word, views[at + 2, V_WORD]))
    keys[3] = feature(4, pair(word, is_last))
    keys[4] = feature(5, pair(pair(next_word, rank), voice))
    keys[5] = feature(6, pair(views[at, V_CLASS], next_word))
    keys[6] = feature(7, pair(verb, voice))
