"""All the signals that are one count over another, or a number of the scan's own, in one step."""

import numpy as np
import numpy.typing as npt

from features.kernel.compiled import quick
from features.kernel.found import PIECES, TALLY

_TITLE = list(PIECES).index("tally")
_BODY = _TITLE + len(PIECES)


@quick
def read_rates(
    packed: npt.NDArray[np.int64],
    rates: npt.NDArray[np.int64],
    scales: npt.NDArray[np.float64],
    values: npt.NDArray[np.float64],
) -> None:
    """Enters each rate in ``values``: a scale times some counts over others, 0 over nothing.

    ``packed`` is what ``walk`` returns. ``rates`` holds for each rate its place in ``values``, how
    many counts go above and below the line, and which: places in the body's tally, those in the
    title's are ``TALLY`` more. Where -1 stands for how many go above, what follows is a place in
    the header instead: that of the piece whose float is the value.
    """
    body, title = packed[_BODY], packed[_TITLE] - TALLY
    floats = packed.view(np.float64)
    at = 0
    for rate in range(scales.size):
        above, below = rates[at + 1], rates[at + 2]
        place = rates[at]
        at += 3
        if above < 0:
            values[place] = floats[packed[below]]
            continue
        part = whole = np.int64(0)
        for count in range(at, at + above):
            part += packed[rates[count] + (body if rates[count] < TALLY else title)]
        at += above
        for count in range(at, at + below):
            whole += packed[rates[count] + (body if rates[count] < TALLY else title)]
        at += below
        values[place] = scales[rate] * part / max(whole, 1)
