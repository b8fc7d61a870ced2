"""Lets a signal say of many articles at once what most of them read: nothing, or a plain number.

A signal that is a function takes one article. Over a corpus most articles have no reading to speak
of, and making an object of each of them only to find that out would cost more than the scan.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from features.batch import Batch

Column = Any  # one value an article: an array or a list
Signal = TypeVar("Signal", bound=Callable[..., Any])

_WHERE, _ALL = "only_where", "all_at_once"


def only_where(possible: Callable[["Batch"], Column]) -> Callable[[Signal], Signal]:
    """The signal is read only where this is true of a batch's articles; elsewhere it reads 0."""
    return _marked(_WHERE, possible)


def all_at_once(values: Callable[["Batch"], Column]) -> Callable[[Signal], Signal]:
    """The signal's values for all articles of a batch; it has no evidence."""
    return _marked(_ALL, values)


def where_possible(signal: Callable[..., Any]) -> Callable[["Batch"], Column] | None:
    """What `only_where` was told of this signal."""
    return getattr(signal, _WHERE, None)


def values_of(signal: Callable[..., Any]) -> Callable[["Batch"], Column] | None:
    """What `all_at_once` was told of this signal."""
    return getattr(signal, _ALL, None)


def _marked(name: str, told: Callable[["Batch"], Column]) -> Callable[[Signal], Signal]:
    def mark(signal: Signal) -> Signal:
        setattr(signal, name, told)
        return signal

    return mark
