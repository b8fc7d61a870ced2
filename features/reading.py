"""A signal's number for one article, and the passages it rests on."""

from collections.abc import Sequence
from typing import NamedTuple


class Evidence(NamedTuple):
    """A quoted passage and the reason it counts.

    ``start`` and ``end`` are code points into the field as submitted, half-open:
    ``field_text[start:end] == quote``.
    """

    field: str
    start: int
    end: int
    quote: str
    reason: str


class Reading(NamedTuple):
    """What a signal measured: the value in the signal's unit, and the evidence for it.

    ``critical`` says of a finding of fabrication that an editor must look at it before publishing.
    """

    value: float
    evidence: Sequence[Evidence] = ()
    critical: bool = False
