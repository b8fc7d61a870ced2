"""Signals that are one count over another, told as values.

Most signals are: how many passages of some kind per 100 words, or what share of a whole. What they
count was counted by the scan; so a rate says only what to divide by what, and all rates of an
article are worked out in one step (``features.catalogue``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from features.article import Article
from features.kernel.hits import KINDS_OF_HIT
from features.kernel.tokens import COUNTS, N_WORDS
from features.reading import Reading
from features.scan import EITHER, Cited, Scan, Voice

Field = Literal["body", "title"]

_PLACE = {kind: COUNTS + 2 * number for number, kind in enumerate(KINDS_OF_HIT)}


def places(kinds: Iterable[str], voice: Voice = EITHER) -> tuple[int, ...]:
    """Where the tally counts the hits of these kinds in this voice; KeyError if there is none."""
    return tuple(_PLACE[kind] + part for kind in kinds for part in range(*voice))


@dataclass(frozen=True)
class Rate:
    """A signal: ``scale`` times some places of the tally over others, 0 where there is nothing.

    ``description`` is what the catalogue shows: one sentence that says the unit and ends in a full
    stop. ``reason`` says of each hit of ``kinds`` why it counts, or is one reason for each kind; a
    rate of plain counts has none. Of fabrication: a ``critical`` finding is one that an editor must
    look at before publishing; a ``graded`` rate says how much of something most articles have some
    of, and is no finding.
    """

    description: str
    part: tuple[int, ...]
    whole: tuple[int, ...]
    scale: float = 1.0
    kinds: tuple[str, ...] = ()
    voice: Voice = EITHER
    reason: str | tuple[str, ...] = ""
    field: Field = "body"
    critical: bool = False
    graded: bool = False

    @property
    def reasons(self) -> tuple[str, ...]:
        """One for each kind."""
        if isinstance(self.reason, str):
            return (self.reason,) * len(self.kinds)
        return self.reason

    def __call__(self, article: Article) -> Reading:
        """The reading of one article."""
        tally = self._scan(article).tally
        part = sum([tally[place] for place in self.part])
        whole = sum([tally[place] for place in self.whole])
        return self.reading(article, self.scale * part / max(whole, 1))

    def reading(self, article: Article, value: float) -> Reading:
        """This value of this rate, with its evidence."""
        if not value or not self.kinds:
            return Reading(value)
        evidence = Cited(self._scan(article), self.kinds, self.voice, self.reasons)
        return Reading(value, evidence, self.critical)

    def _scan(self, article: Article) -> Scan:
        return article.text if self.field == "body" else article.headline


def density(
    description: str,
    *kinds: str,
    reason: str | tuple[str, ...],
    voice: Voice = EITHER,
    field: Field = "body",
    critical: bool = False,
) -> Rate:
    """Hits of these kinds, per 100 words."""
    part = places(kinds, voice)
    return Rate(description, part, (N_WORDS,), 100.0, kinds, voice, reason, field, critical)


def share(
    description: str, *kinds: str, of: Iterable[str], reason: str, voice: Voice = EITHER
) -> Rate:
    """Hits of these kinds as a share of those that they are part of."""
    return Rate(description, places(kinds, voice), places(of), 1.0, kinds, voice, reason)


def counted(
    description: str,
    *parts: int,
    per: int = N_WORDS,
    scale: float = 1.0,
    field: Field = "body",
) -> Rate:
    """Counts of ``kernel.tokens`` over another of them."""
    return Rate(description, parts, (per,), scale, field=field)
