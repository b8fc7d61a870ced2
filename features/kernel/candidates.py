"""Whether there is anything for the findings of fabrication to look at.

They let a signal return at once: most articles hold no figure beyond a bound, no sum, no June 31.
"""

import numpy as np

from features.kernel.compiled import leaf
from features.kernel.figures import (
    DATE,
    DURATION,
    FIRST,
    KIND,
    KINDS,
    LAST,
    MONEY,
    SENTENCE_NUMBER,
    SHARE,
)
from features.kernel.tokens import (
    N_BEYOND_BOUND,
    N_LATEST_DATE,
    N_MONTH_ENDS,
    T_CLASSES,
    T_HASH,
)
from features.kernel.words import among, hashes
from features.lexicon import bit, word_hash
from features.scales import LEAST_BOUNDS

_LEAST = np.array([LEAST_BOUNDS.get(kind, np.inf) for kind in KINDS])
_MONTH = bit("month")
_LAST_DAY, _LAST_TWO_DIGITS = 31, 99
_DAYS = np.array([_LAST_DAY, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_MIN_FIGURES = 3  # fewer make no sum, unless one is part of the other
_OF, _LINKS = word_hash("of"), hashes("to from and until through")
_PART_REACH = 4  # tokens from a part to its whole, at most


@leaf
def find_candidates(sums, tokens, quantities, values, counts):
    """Enters the numbers of the sentences whose figures may make a sum; returns how many.

    Counts figures beyond the least bound of their kind and days that few years have; notes the
    latest full date, as yyyymmdd.
    """
    found = 0
    sentence = summed = -1
    figures = shares = dates = durations = prices = 0
    linked = False
    for row in range(quantities.shape[0]):
        kind = quantities[row, KIND]
        first = quantities[row, FIRST]
        counts[N_BEYOND_BOUND] += values[row] > _LEAST[kind]
        if quantities[row, SENTENCE_NUMBER] != sentence:
            sentence = quantities[row, SENTENCE_NUMBER]
            figures = shares = dates = durations = prices = 0
            linked = False
        figures += 1
        shares += kind == SHARE
        dates += kind == DATE
        durations += kind == DURATION
        prices += kind == MONEY
        # "from 200 to 300", "to 300 from 200"
        if row > 0 and first == quantities[row - 1, LAST] + 2 and figures > 1:
            linked |= among(_LINKS, tokens[first - 1, T_HASH])
        is_sum = figures >= _MIN_FIGURES and (
            (shares > 0 and (linked or prices > 1)) or (linked and dates > 1 and durations > 0)
        )
        # "58 of the 50"
        is_part = (
            row > 0
            and values[row - 1] > values[row]
            and tokens[quantities[row - 1, LAST] + 1, T_HASH] == _OF
            and first <= quantities[row - 1, LAST] + _PART_REACH
        )
        if (is_sum or is_part) and summed != sentence:
            sums[found] = summed = sentence
            found += 1
        if kind == DATE:
            date = np.int64(values[row])
            counts[N_MONTH_ENDS] += date % 100 > _DAYS[min(date // 100 % 100, 12)]
            if date % 100 > 0 and date // 100 % 100 > 0 and date > counts[N_LATEST_DATE]:
                counts[N_LATEST_DATE] = date
        elif _LAST_DAY < values[row] <= _LAST_TWO_DIGITS and first > 0:
            counts[N_MONTH_ENDS] += tokens[first - 1, T_CLASSES] & _MONTH != 0
    return found
