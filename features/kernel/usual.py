"""How far each figure lies beyond what is usual for such a figure, by the words around it.

A linear scale, learnt from articles of credible outlets (``models.usual_figures``): a figure's
usual power of ten is a sum of weights, for its kind, for what it counts and for the words near by;
so is the logarithm of how much such figures differ. What the same article says of the same thing
moves the expectation. The table holds numbers only, found by hash.
"""

from pathlib import Path

import numpy as np

from features.alphabet import CURRENCY
from features.kernel.compiled import inner, leaf, shared
from features.kernel.figures import FIRST, KIND, LAST, is_a_figure
from features.kernel.hits import UNUSUAL_FIGURE, add_hit
from features.kernel.tokens import (
    N_AMOUNTS,
    N_EXCESS,
    T_HASH,
    T_KIND,
    T_MASK,
    T_SENTENCE,
    WORD,
)
from features.lexicon import HASH_MASK, MAGNITUDE, NUMERAL

SIZE = 1 << 15  # weights of the level, and as many of the spread
HEAD = 16  # before them: the two intercepts, then each kind's threshold
# The table's numbers, and the counted excess, are in thousandths.
UNIT = 1000.0
MAX_KEYS = 40
# An article's other figures of the same thing weigh as much against the scale as so many figures.
SHARED = 1.5
_TABLE = np.load(Path(__file__).parents[1] / "usual_figures.npy")

# Where a word stands: it is what is counted, inside the figure, the next word on either side, or
# further off; or two neighbours make one key.
(
    _COUNTED, _INSIDE, _AFTER, _BEFORE, _FAR_AFTER, _FAR_BEFORE, _PLAIN, _PAIR_AFTER, _PAIR_BEFORE,
    _PAIR_COUNTED,
) = range(10)  # fmt: skip
_REACH_AFTER, _REACH_BEFORE, _REACH_INSIDE = 8, 10, 8
_NUMERAL = NUMERAL | MAGNITUDE
_GROUPS = 512


@leaf
def _key(value, kind, place):
    mixed = value ^ (np.int64(kind) * 16 + place + 1) * 0x1E3779B1
    mixed = (mixed ^ mixed >> 29) & 0xFFFFFFFF
    return (mixed * 0x5BD1E995 >> 20) & (SIZE - 1)


@leaf
def _tells(tokens, t):
    """Whether the token says what a figure is of, and is no part of a value."""
    kind = tokens[t, T_KIND]
    return (kind == WORD and not tokens[t, T_MASK] & _NUMERAL) or kind == CURRENCY


@leaf
def _add_word(tokens, t, kind, place, keys, count):
    if not _tells(tokens, t):
        return count
    keys[count] = _key(tokens[t, T_HASH], kind, place)
    return count + 1


@leaf
def _add_pair(tokens, t, kind, place, keys, count):
    if not (_tells(tokens, t) and _tells(tokens, t + 1)):
        return count
    pair = (tokens[t, T_HASH] * 31 + tokens[t + 1, T_HASH]) & HASH_MASK
    keys[count] = _key(pair, kind, place)
    return count + 1


@shared
def keys_of(tokens, n, quantities, row, keys):
    """Fills in where one figure's weights stand; returns how many, 0 for what is no amount.

    The first key is the kind's, the second that of what is counted (where something is).
    """
    kind = quantities[row, KIND]
    if not is_a_figure(kind):
        return 0
    first, last = quantities[row, FIRST], quantities[row, LAST]
    sentence = tokens[first, T_SENTENCE]
    keys[0] = _key(np.int64(0), kind, _PLAIN)
    count = 1
    for t in range(last, max(first, last - _REACH_INSIDE) - 1, -1):
        count = _add_word(tokens, t, kind, _COUNTED if count == 1 else _INSIDE, keys, count)
    place = _AFTER
    for t in range(last + 1, min(n, last + 1 + _REACH_AFTER)):
        if tokens[t, T_SENTENCE] != sentence:
            break
        count = _add_word(tokens, t, kind, place, keys, count)
        place = _FAR_AFTER
    place = _BEFORE
    for t in range(first - 1, max(-1, first - 1 - _REACH_BEFORE), -1):
        if tokens[t, T_SENTENCE] != sentence:
            break
        count = _add_word(tokens, t, kind, place, keys, count)
        place = _FAR_BEFORE
    if last + 2 < n and tokens[last + 2, T_SENTENCE] == sentence:
        count = _add_pair(tokens, last + 1, kind, _PAIR_AFTER, keys, count)
        count = _add_pair(tokens, last, kind, _PAIR_COUNTED, keys, count)
    if first > 1 and tokens[first - 2, T_SENTENCE] == sentence:
        count = _add_pair(tokens, first - 2, kind, _PAIR_BEFORE, keys, count)
    return count


@inner
def find_unusual_figures(tokens, n, quantities, values, hits, count, counts, scratch):
    """Enters the figures beyond what is usual among the hits, and by how much they are in counts.

    Returns the count of hits.
    """
    rows = quantities.shape[0]
    if rows == 0:
        return count
    keys, numbers = scratch[:MAX_KEYS], scratch[MAX_KEYS:].view(np.float64)
    # By row: how far above the usual, how much such figures differ, its group.
    beyond = numbers[: 3 * rows].reshape(rows, 3)
    # By group: the sum of how far above, and of how many.
    groups = numbers[3 * rows : 3 * rows + 2 * _GROUPS].reshape(_GROUPS, 2)
    groups[:] = 0.0
    return _fill(tokens, n, quantities, values, hits, count, counts, keys, beyond, groups)


@leaf
def _fill(tokens, n, quantities, values, hits, count, counts, keys, beyond, groups):
    for row in range(quantities.shape[0]):
        beyond[row, 2] = -1.0
        n_keys = keys_of(tokens, n, quantities, row, keys) if values[row] > 0.0 else 0
        if n_keys == 0:
            continue
        level = np.int64(_TABLE[0])
        spread = np.int64(_TABLE[1])
        for key in range(n_keys):
            level += _TABLE[HEAD + keys[key]]
            spread += _TABLE[HEAD + SIZE + keys[key]]
        group = group_of(quantities[row, KIND], n_keys, keys)
        beyond[row, 0] = np.log10(values[row]) - level / UNIT
        beyond[row, 1] = np.exp(spread / UNIT)
        beyond[row, 2] = group
        groups[group, 0] += beyond[row, 0]
        groups[group, 1] += 1.0
        counts[N_AMOUNTS] += 1
    for row in range(quantities.shape[0]):
        group = np.int64(beyond[row, 2])
        if group < 0:
            continue
        others = groups[group, 0] - beyond[row, 0]
        above = beyond[row, 0] - others / (groups[group, 1] - 1.0 + SHARED)
        excess = above - _TABLE[2 + quantities[row, KIND]] / UNIT * beyond[row, 1]
        thousandths = np.int64(excess * UNIT)
        if thousandths > 0:
            counts[N_EXCESS] += thousandths
            count = add_hit(
                hits, count, quantities[row, FIRST], quantities[row, LAST], UNUSUAL_FIGURE
            )
    return count


@shared
def group_of(kind, n_keys, keys):
    """A number below 512 for what is counted: figures that share it are of the same thing.

    Two things may share one by chance, about one pair of things in five hundred.
    """
    counted = keys[1] if n_keys > 1 else np.int64(SIZE)
    return (counted * 7 + kind * 61 + (counted >> 9)) % _GROUPS
