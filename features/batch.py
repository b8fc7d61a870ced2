"""Many articles read at once: a matrix of readings, and an article only where somebody looks at it.

The kernel reads all articles in one call. A signal that is a rate is worked out there; one that is
a function is called for the articles of which its own `features.sift.only_where` cannot tell that
it reads 0. The numbers are those of `features.catalogue.extract`, to the last digit.
"""

import datetime
from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from features.article import Article
from features.catalogue import Readings, SignalFailed, plan
from features.kernel.batch import COLUMNS, read_many
from features.kernel.found import PIECES, TALLY, Found
from features.reading import Reading
from features.scan import Scan, Scanned, learnt, scratch
from features.sift import counts_of, where_possible

Matrix = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

_NUMBER = {piece: number for number, piece in enumerate(PIECES)}
_NEVER = np.inf


class Batch:
    """Some articles and all their readings: `values` has a row an article, a column a signal.

    The columns stand in the catalogue's order. `titles` and `published` are as long as `bodies`.
    Raises SignalFailed where a signal cannot be read.
    """

    def __init__(
        self,
        bodies: Sequence[str],
        titles: Sequence[str],
        published: Sequence[datetime.date | None],
    ) -> None:
        self.bodies, self.titles = bodies, titles
        self._published = published
        n = len(bodies)
        texts = [text for pair in zip(titles, bodies, strict=True) for text in pair]
        sizes = np.array([len(text) for text in texts], np.int64)
        # Contiguous always: for a view the kernel would be compiled anew.
        self._starts: Rows = np.concatenate([[0], np.cumsum(sizes)])[::2].copy()
        # A lone surrogate is a code point like any other here; JSON can smuggle one in.
        codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
        self._codes = codes
        how = plan()
        self.values: Matrix = np.empty((n, len(how.place)))
        self.counts: Rows = np.empty((n, COLUMNS), np.int64)
        self._places: Rows = np.empty(n + 1, np.int64)
        self._packed: Rows = read_many(
            codes, self._starts, sizes[::2].copy(), *learnt(), scratch(), how.program, how.scales,
            self.values, self.counts, self._places,
        )  # fmt: skip
        self._articles: dict[int, Article] = {}
        self._made: dict[int, dict[str, Reading]] = {}
        for name, place, function in how.functions:
            self._read(name, place, function)

    def __len__(self) -> int:
        return len(self.bodies)

    def body(self, count: int) -> Rows:
        """One of the tally's counts in every body."""
        return self.counts[:, count]

    def title(self, count: int) -> Rows:
        """One of the tally's counts in every title."""
        return self.counts[:, TALLY + count]

    def size(self, piece: str) -> Rows:
        """How many rows of a piece (`kernel.found.PIECES`) every body has."""
        sizes: Rows = self.counts[:, 2 * TALLY + _NUMBER[piece]] // PIECES[piece]
        return sizes

    def rows(self, piece: str) -> tuple[Rows, Rows]:
        """A piece's rows of all bodies, and the number of each row's article."""
        columns = PIECES[piece]
        lengths = self.counts[:, 2 * TALLY + _NUMBER[piece]]
        header = self._places[:-1] + len(PIECES) + _NUMBER[piece]
        firsts = self._places[:-1] + self._packed[header]
        before = np.cumsum(lengths) - lengths
        every = np.arange(int(lengths.sum())) + np.repeat(firsts - before, lengths)
        articles = np.repeat(np.arange(len(self)), lengths // columns)
        return self._packed[every].reshape(-1, columns), articles

    @cached_property
    def published(self) -> Matrix:
        """Every day of publication as yyyymmdd, infinite where it is not known."""
        return np.array([_NEVER if day is None else _as_number(day) for day in self._published])

    def article(self, number: int) -> Article:
        """One article, scanned; made when it is asked for."""
        article = self._articles.get(number)
        if article is None:
            title, body = self.titles[number], self.bodies[number]
            packed = self._packed[self._places[number] : self._places[number + 1]]
            scanned = Scanned(
                Scan("title", title, Found(packed, "title")),
                Scan("body", body, Found(packed, "body")),
                self._codes[self._starts[number] : self._starts[number + 1]],
                packed,
            )
            article = Article.already_scanned(body, title, self._published[number], scanned)
            self._articles[number] = article
        return article

    def readings(self, number: int) -> Readings:
        """All readings of one article, with their evidence."""
        made = dict(self._made.get(number, {}))
        values = self.values[number]
        return Readings(self.article(number), values, values.tolist(), made)

    def _read(self, name: str, place: int, function: Callable[[Article], Reading]) -> None:
        """Enters the readings of a signal that is a function."""
        column = self.values[:, place]
        try:
            # What `counts_of` names was added up there.
            where = column > 0 if counts_of(function) else np.ones(len(self), np.bool_)
            column[:] = 0.0
            if (possible := where_possible(function)) is not None:
                where = where & np.asarray(possible(self), np.bool_)
            for number in np.flatnonzero(where).tolist():
                reading = function(self.article(number))
                column[number] = reading.value
                self._made.setdefault(number, {})[name] = reading
        except Exception as error:  # as in the catalogue: say which signal, never go on without it
            raise SignalFailed(name) from error


def _as_number(day: datetime.date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
