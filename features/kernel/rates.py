"""All the signals that are one count over another, in one step."""

import numpy as np
import numpy.typing as npt

from features.kernel.compiled import entry
from features.kernel.found import PIECES, TALLY

_TITLE = list(PIECES).index("tally")
_BODY = _TITLE + len(PIECES)


@entry
def read_rates(
    packed: npt.NDArray[np.int64],
    rates: npt.NDArray[np.int64],
    scales: npt.NDArray[np.float64],
    values: npt.NDArray[np.float64],
) -> None:
    """Enters each rate in ``values``: a scale times some counts over others, 0 over nothing.

    ``packed`` is what ``walk`` returns. ``rates`` holds for each rate its place in ``values``, how
    many counts go above and below the line, and which: places in the body's tally, those in the
    title's are ``TALLY`` more.
    """
    body, title = packed[_BODY], packed[_TITLE] - TALLY
    at = 0
    for rate in range(scales.size):
        above, below = rates[at + 1], rates[at + 2]
        place = rates[at]
        at += 3
        part = whole = np.int64(0)
        for count in range(at, at + above):
            part += packed[rates[count] + (body if rates[count] < TALLY else title)]
        at += above
        for count in range(at, at + below):
            whole += packed[rates[count] + (body if rates[count] < TALLY else title)]
        at += below
        values[place] = scales[rate] * part / max(whole, 1)
