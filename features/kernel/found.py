"""What a scan of one article found, packed into one row of numbers.

One array costs a tenth of what twenty small ones cost to hand to Python; a piece is cut out of it
when it is asked for.
"""

from functools import cached_property

import numpy as np
import numpy.typing as npt

from features.kernel import attributions, figures, hedges, names
from features.kernel.hits import KINDS_OF_HIT
from features.kernel.tokens import COUNTS

Rows = npt.NDArray[np.int64]

# A row's columns: see the modules that find them. Places are code points into the field.
TALLY = COUNTS + 2 * len(KINDS_OF_HIT)
PIECES = {
    "tally": 1,  # the counts of kernel.tokens, then each kind's own and quoted hits
    "diversity": 1,  # a float: the share of different words
    "sentences": 3,  # start, end, words
    "hits": 2,  # start, end; by kind, own voice before quoted, then by place
    "names": names.COLUMNS,
    "quantities": figures.COLUMNS,
    "values": 1,  # floats: the quantities' values
    "attributions": attributions.COLUMNS,
    "repeats": 2,  # the number of a sentence and of the earlier one that it repeats
    "hedges": hedges.COLUMNS,  # candidates that are no hedges too
    "retold": 2,  # the number of a figure and of the earlier one that it tells differently
    "sums": 1,  # the numbers of the sentences whose figures may make a sum
    "extremes": 2,  # floats: the least and the most that each quantity may stand for
    "wording": 1,  # a float: the leaning of the text's phrases
    "phrases": 3,  # the strongest of them: start, end, weight
    "spread": 1,  # a float: the standard deviation of the sentences' words over their mean
}
FIELDS = ("title", "body")
# The row starts with the place of each field's each piece, and where the last one ends.
HEADER = len(FIELDS) * len(PIECES) + 1
_NUMBER = {piece: number for number, piece in enumerate(PIECES)}


class Found:
    """One field's part of the packed row."""

    def __init__(self, packed: Rows, field: str) -> None:
        self._packed = packed
        self._shift = FIELDS.index(field) * len(PIECES)

    @cached_property
    def _places(self) -> list[int]:
        places: list[int] = self._packed[self._shift : self._shift + len(PIECES) + 1].tolist()
        return places

    def __getitem__(self, piece: str) -> Rows:
        """A piece's rows, or its numbers where a row has one column."""
        number = _NUMBER[piece]
        flat = self._packed[self._places[number] : self._places[number + 1]]
        columns = PIECES[piece]
        return flat if columns == 1 else flat.reshape(-1, columns)

    def floats(self, piece: str) -> npt.NDArray[np.float64]:
        """A piece of numbers that are no integers."""
        return self[piece].view(np.float64)
