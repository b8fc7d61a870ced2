"""The last word on a candidate: attributed to a source, attributed to nobody, or no attribution."""

from features.kernel.compiled import leaf
from features.kernel.linear import SCALE, feature, pair
from features.kernel.sources import head_kind
from features.kernel.views import PAD, V_CLASS, V_ENDING, V_WORD

# The outcomes that are scored; "no attribution" has the score 0.
WITH_SOURCE, WITHOUT_SOURCE = range(2)
OUTCOMES = 2
VERDICT_FEATURES = 10
_FINEST = SCALE // 4


@leaf
def _level(points):
    return max(-24, min(24, points // _FINEST)) + 24


@leaf
def verdict_features(tokens, views, cue, cue_points, head, source_points, passive, outcome, keys):
    """Fills in the keys for one outcome, from the scores of the cue and of its best source."""
    row = cue + PAD
    group = views[row, V_CLASS]
    side = 0 if head < 0 else 1 + (head > cue)
    kind = head_kind(tokens, head) if head >= 0 else 15
    sure = _level(cue_points)
    sourced = _level(source_points) if head >= 0 else 63
    base = outcome * 4 + side
    keys[0] = feature(1, base * 2 + passive)
    keys[1] = feature(2, pair(outcome, sure))
    keys[2] = feature(3, pair(base, sourced))
    keys[3] = feature(4, pair(outcome, pair(sure // 4, sourced // 4)))
    keys[4] = feature(5, pair(outcome, group))
    keys[5] = feature(6, pair(base * 16 + kind, passive))
    keys[6] = feature(7, pair(pair(outcome, passive), views[row, V_ENDING]))
    keys[7] = feature(8, pair(outcome, views[row - 1, V_WORD]))
    keys[8] = feature(9, pair(outcome, views[row + 1, V_WORD]))
    keys[9] = feature(10, pair(outcome, pair(sourced // 4, kind)))
