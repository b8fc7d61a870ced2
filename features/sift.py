"""Lets a signal say beforehand where it reads nothing, or of many articles what they read.

A signal that is a function takes one article. Most articles hold no figure beyond a bound and no
name in two spellings; what the scan has counted tells, and then the function is not called. Over a
corpus a signal may look at all articles at once: to make an object of each of them only to find out
that there is nothing would cost more than the scan.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from features.batch import Batch

Column = Any  # one value an article: an array or a list
Signal = TypeVar("Signal", bound=Callable[..., Any])

_COUNTS, _WHERE, _ALL = "where_counted", "only_where", "all_at_once"


def where_counted(*counts: int) -> Callable[[Signal], Signal]:
    """The signal reads 0 where all these places of the body's tally are 0.

    Those of the title's tally are ``kernel.found.TALLY`` more; ``features.rate.places`` tells those
    of hits.
    """
    return _marked(_COUNTS, counts)


def only_where(possible: Callable[["Batch"], Column]) -> Callable[[Signal], Signal]:
    """The signal is read only where this is true of a batch's articles; elsewhere it reads 0."""
    return _marked(_WHERE, possible)


def all_at_once(values: Callable[["Batch"], Column]) -> Callable[[Signal], Signal]:
    """The signal's values for all articles of a batch; it has no evidence."""
    return _marked(_ALL, values)


def counts_of(signal: Callable[..., Any]) -> tuple[int, ...]:
    """What `where_counted` was told of this signal; nothing where it always has to be asked."""
    counts: tuple[int, ...] = getattr(signal, _COUNTS, ())
    return counts


def where_possible(signal: Callable[..., Any]) -> Callable[["Batch"], Column] | None:
    """What `only_where` was told of this signal."""
    return getattr(signal, _WHERE, None)


def values_of(signal: Callable[..., Any]) -> Callable[["Batch"], Column] | None:
    """What `all_at_once` was told of this signal."""
    return getattr(signal, _ALL, None)


def _marked(name: str, told: object) -> Callable[[Signal], Signal]:
    def mark(signal: Signal) -> Signal:
        setattr(signal, name, told)
        return signal

    return mark
