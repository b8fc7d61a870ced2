"""Many articles in one call from Python: their readings as a matrix, and what was found in each."""

import numpy as np
import numpy.typing as npt

from features.alphabet import Alphabet
from features.attribution_weights import Weights
from features.hedging import HedgeWeights
from features.kernel.compiled import entry
from features.kernel.found import FIELDS, PIECES, TALLY
from features.kernel.rates import read_rates
from features.kernel.walk import walk
from features.lexicon import Tables
from features.wording import WordingWeights

_N_PIECES = len(PIECES)
_TITLE_TALLY = FIELDS.index("title") * _N_PIECES + list(PIECES).index("tally")
_BODY = FIELDS.index("body") * _N_PIECES
_BODY_TALLY = _BODY + list(PIECES).index("tally")
# An article's row of counts: the body's tally, the title's, the sizes of the body's pieces.
COLUMNS = 2 * TALLY + _N_PIECES
# What most articles' packed rows take up; more is found where it is needed.
_PACKED_SIZE = 2_048


@entry
def read_many(
    codes: npt.NDArray[np.uint32],
    starts: npt.NDArray[np.int64],
    title_sizes: npt.NDArray[np.int64],
    alphabet: Alphabet,
    tables: Tables,
    hedging: HedgeWeights,
    attributing: Weights,
    wording: WordingWeights,
    room: npt.NDArray[np.int64],
    rates: npt.NDArray[np.int64],
    scales: npt.NDArray[np.float64],
    values: npt.NDArray[np.float64],
    counts: npt.NDArray[np.int64],
    places: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    """Enters each article's rates in its row of ``values``, and its counts in that of ``counts``.

    Article ``a`` is ``codes[starts[a]:starts[a + 1]]``, of which the first ``title_sizes[a]`` are
    its title. Returns the articles' packed rows (``kernel.found``) one behind the other; row ``a``
    is from ``places[a]`` to ``places[a + 1]``. The other arguments are those of ``walk`` and of
    ``read_rates``.
    """
    n = title_sizes.size
    kept = np.empty(n * _PACKED_SIZE, np.int64)
    places[0] = 0
    for article in range(n):
        packed = walk(
            codes[starts[article] : starts[article + 1]], title_sizes[article], alphabet, tables,
            hedging, attributing, wording, room,
        )  # fmt: skip
        read_rates(packed, rates, scales, values[article])
        body, title = packed[_BODY_TALLY], packed[_TITLE_TALLY]
        for count in range(TALLY):
            counts[article, count] = packed[body + count]
            counts[article, TALLY + count] = packed[title + count]
        for piece in range(_N_PIECES):
            size = packed[_BODY + piece + 1] - packed[_BODY + piece]
            counts[article, 2 * TALLY + piece] = size
        at = places[article]
        end = at + packed.size
        if end > kept.size:
            more = np.empty(max(end, 2 * kept.size), np.int64)
            more[:at] = kept[:at]
            kept = more
        kept[at:end] = packed
        places[article + 1] = end
    return kept[: places[n]]
