"""Lets a signal say beforehand where it reads nothing, or that the scan holds what it reads.

A signal that is a function takes one article. Most articles hold no figure beyond a bound and no
name in two spellings; what the scan has counted tells, and then the function is not called. Over a
corpus to make an object of each article, only to find out that there is nothing, would cost more
than the scan.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from features.kernel.found import FIELDS, PIECES

if TYPE_CHECKING:
    from features.batch import Batch

Column = Any  # one value an article: an array or a list
Signal = TypeVar("Signal", bound=Callable[..., Any])

_COUNTS, _WHERE, _SCANNED = "where_counted", "only_where", "scanned"


def where_counted(*counts: int) -> Callable[[Signal], Signal]:
    """The signal reads 0 where all these places of the body's tally are 0.

    Those of the title's tally are ``kernel.found.TALLY`` more; ``features.rate.places`` tells those
    of hits.
    """
    return _marked(_COUNTS, counts)


def only_where(possible: Callable[["Batch"], Column]) -> Callable[[Signal], Signal]:
    """The signal is read only where this is true of a batch's articles; elsewhere it reads 0."""
    return _marked(_WHERE, possible)


def scanned(piece: str, field: str = "body") -> Callable[[Signal], Signal]:
    """The signal's value is a number that the scan holds, in this piece of this field.

    The function is asked for evidence only.
    """
    return _marked(_SCANNED, FIELDS.index(field) * len(PIECES) + list(PIECES).index(piece))


def counts_of(signal: Callable[..., Any]) -> tuple[int, ...]:
    """What `where_counted` was told of this signal; nothing where it always has to be asked."""
    counts: tuple[int, ...] = getattr(signal, _COUNTS, ())
    return counts


def where_possible(signal: Callable[..., Any]) -> Callable[["Batch"], Column] | None:
    """What `only_where` was told of this signal."""
    return getattr(signal, _WHERE, None)


def header_of(signal: Callable[..., Any]) -> int | None:
    """Where the scan's header says what `scanned` was told of; None where it was not told."""
    return getattr(signal, _SCANNED, None)


def _marked(name: str, told: object) -> Callable[[Signal], Signal]:
    def mark(signal: Signal) -> Signal:
        setattr(signal, name, told)
        return signal

    return mark
