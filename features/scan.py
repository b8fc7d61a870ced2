"""What one pass over a text found: words, sentences, quotations, lexicon hits, names, figures,
attributions.

The compiled kernel does the reading; here its rows become Python objects, each only when asked for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import NamedTuple, Protocol, overload

import numpy as np
import numpy.typing as npt

from features.alphabet import alphabet
from features.kernel import attributions as attribution_rows
from features.kernel import names as name_rows
from features.kernel import quantities as quantity_rows
from features.kernel import tokens as counted
from features.kernel.hits import KINDS_OF_HIT
from features.kernel.structure import CLOSED, CONTINUED
from features.kernel.walk import Found, walk
from features.lexicon import tables
from features.reading import Evidence, Reading

# The figures, of every precision.
FIGURES = tuple(f"figure_{precision}" for precision in quantity_rows.PRECISIONS)
_KEY_OF = {kind: 2 * number for number, kind in enumerate(KINDS_OF_HIT)}


class Span(NamedTuple):
    """A passage: half-open code points into its field, and its text."""

    start: int
    end: int
    quote: str


class Sentence(NamedTuple):
    """A sentence and how many words it has."""

    start: int
    end: int
    quote: str
    words: int


class Name(NamedTuple):
    """Somebody or something named, at its first mention; ``mentions`` counts this spelling."""

    start: int
    end: int
    quote: str
    mentions: int
    words: int


class Quantity(NamedTuple):
    """A figure as a value.

    ``kind``: count, money, share, headcount, people, places, measure, date or ordinal. ``unit``:
    what stands for it in the text ("$", "per cent", "workers"). A date's value is yyyymmdd with
    zeros for what is not told. ``precision``: exact, rounded, approximate or range. ``sentence``:
    the number of the sentence.
    """

    start: int
    end: int
    quote: str
    value: float
    unit: Span | None
    kind: str
    precision: str
    is_quoted: bool
    sentence: int


class Attribution(NamedTuple):
    """A statement with the one who made it.

    ``kind`` of the source: person, role, organisation, document, anonymous or none. Two
    attributions with one ``source_key`` have the same source (-1: no source).
    """

    source: Span | None
    kind: str
    cue: Span
    content: Span | None
    is_loaded: bool
    sentence: int
    is_pronoun: bool
    source_key: int


class Hits(Sequence[Span]):
    """Hits in one scan: counted at once, cut out of the text when looked at.

    ``low`` and ``high`` bound the hits' rows in the kernel's order; ``more`` are further bounds.
    """

    __slots__ = ("_high", "_low", "_more", "_scan")

    def __init__(
        self, scan: "Scan", low: int, high: int, more: tuple[tuple[int, int], ...] = ()
    ) -> None:
        self._scan, self._low, self._high, self._more = scan, low, high, more

    def __len__(self) -> int:
        count = self._high - self._low
        for low, high in self._more:
            count += high - low
        return count

    @overload
    def __getitem__(self, index: int) -> Span: ...
    @overload
    def __getitem__(self, index: slice) -> list[Span]: ...
    def __getitem__(self, index: int | slice) -> Span | list[Span]:
        return list(self)[index]

    def __iter__(self) -> Iterator[Span]:
        span = self._scan.span
        for low, high in ((self._low, self._high), *self._more):
            for start, end in self._scan.hit_bounds(low, high):
                yield span(start, end)


class Passage(Protocol):
    """Anything with a place in a text: a span, a name, a figure."""

    @property
    def start(self) -> int:
        """Its first code point."""
        ...

    @property
    def end(self) -> int:
        """The code point after its last."""
        ...

    @property
    def quote(self) -> str:
        """Its text."""
        ...


class Names(Sequence[Name]):
    """The names of one scan: counted at once, cut out of the text when looked at."""

    __slots__ = ("_scan",)

    def __init__(self, scan: "Scan") -> None:
        self._scan = scan

    def __len__(self) -> int:
        return len(self._scan.name_rows)

    @overload
    def __getitem__(self, index: int) -> Name: ...
    @overload
    def __getitem__(self, index: slice) -> list[Name]: ...
    def __getitem__(self, index: int | slice) -> Name | list[Name]:
        return list(self)[index]

    def __iter__(self) -> Iterator[Name]:
        return map(self._scan.name, self._scan.name_rows)


class Cited(Sequence[Evidence]):
    """Spans of one text with the reason that they share, as evidence."""

    __slots__ = ("_field", "_reason", "_spans")

    def __init__(self, field: str, spans: Sequence[Passage], reason: str) -> None:
        self._field, self._spans, self._reason = field, spans, reason

    def __len__(self) -> int:
        return len(self._spans)

    @overload
    def __getitem__(self, index: int) -> Evidence: ...
    @overload
    def __getitem__(self, index: slice) -> list[Evidence]: ...
    def __getitem__(self, index: int | slice) -> Evidence | list[Evidence]:
        return list(self)[index]

    def __iter__(self) -> Iterator[Evidence]:
        field, reason = self._field, self._reason
        return (Evidence(field, span.start, span.end, span.quote, reason) for span in self._spans)


def bounds_by_kind(bounds: dict[str, float]) -> tuple[float, ...]:
    """One bound for each kind of figure, infinite where none is given."""
    return tuple(bounds.get(kind, inf) for kind in quantity_rows.KINDS)


@dataclass(frozen=True)
class Scan:
    """One scanned text: ``field`` says of which part of the article."""

    field: str
    text: str

    @cached_property
    def _found(self) -> Found:
        # A lone surrogate is a code point like any other here; JSON can smuggle one in.
        codes = np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), np.uint32)
        return walk(codes, alphabet(), tables())

    @cached_property
    def counts(self) -> list[int]:
        """The kernel's counts, indexed by the ``N_`` names of ``kernel.tokens``."""
        counts: list[int] = self._found.counts.tolist()
        return counts

    @cached_property
    def words(self) -> int:
        """How many words."""
        return self.counts[counted.N_WORDS]

    @cached_property
    def _hundreds(self) -> float:
        """Hundreds of words, to divide by: one word at least."""
        return max(self.words, 1) / 100.0

    @property
    def n_sentences(self) -> int:
        """How many sentences."""
        return self.counts[counted.N_SENTENCES]

    @property
    def lexical_diversity(self) -> float:
        """Share of different words, mean of blocks of 100 words."""
        return self._found.diversity

    @property
    def tokens(self) -> npt.NDArray[np.int64]:
        """The tokens, one row each, columns as in ``kernel.tokens``."""
        return self._found.tokens

    @cached_property
    def _index(self) -> list[int]:
        index: list[int] = self._found.hit_index.tolist()
        return index

    def hit_bounds(self, low: int, high: int) -> list[tuple[int, int]]:
        """Start and end of the hits in these rows, which go by kind, voice and place."""
        found = self._found
        return list(
            zip(found.hit_starts[low:high].tolist(), found.hit_ends[low:high].tolist(), strict=True)
        )

    def hits(self, kind: str, *more: str) -> Hits:
        """The hits of word lists, or of marks of ``kernel.hits``, wherever they stand."""
        return self._hits(0, 2, kind, more)

    def own(self, kind: str, *more: str) -> Hits:
        """The hits in the outlet's own voice: outside quotations."""
        return self._hits(0, 1, kind, more)

    def quoted(self, kind: str, *more: str) -> Hits:
        """The hits inside quotations: the speakers' words."""
        return self._hits(1, 2, kind, more)

    def _hits(self, first: int, last: int, kind: str, more: tuple[str, ...]) -> Hits:
        index = self._index
        key = _KEY_OF[kind]
        if not more:
            return Hits(self, index[key + first], index[key + last])
        further = tuple(
            [(index[_KEY_OF[other] + first], index[_KEY_OF[other] + last]) for other in more]
        )
        return Hits(self, index[key + first], index[key + last], further)

    def span(self, start: int, end: int) -> Span:
        """The passage between two code points."""
        return Span(start, end, self.text[start:end])

    def cite(self, spans: Sequence[Passage], reason: str) -> Sequence[Evidence]:
        """These passages as evidence, for one reason."""
        return Cited(self.field, spans, reason)

    def evidence(self, start: int, end: int, reason: str) -> Evidence:
        """One passage as evidence."""
        return Evidence(self.field, start, end, self.text[start:end], reason)

    def per_100_words(self, spans: Sequence[Passage], reason: str) -> Reading:
        """How many of these there are per 100 words, with each of them as evidence."""
        return Reading(len(spans) / self._hundreds, Cited(self.field, spans, reason))

    def findings_per_100_words(self, reasons: dict[str, str]) -> Reading:
        """Hits of several kinds in the own voice, each kind for its own reason, per 100 words."""
        index = self._index
        count = 0
        for kind in reasons:
            key = _KEY_OF[kind]
            count += index[key + 1] - index[key]
        if not count:
            return Reading(0.0)
        found = [(self.own(kind), reason) for kind, reason in reasons.items()]
        return Reading(
            count / self._hundreds,
            [one for hits, reason in found for one in self.cite(hits, reason)],
        )

    def share(self, part: Hits, whole: int, reason: str) -> Reading:
        """These hits as a share of so many, 0 where there are none; with each as evidence."""
        return Reading(len(part) / whole if whole else 0.0, self.cite(part, reason))

    def share_of_words(self, count: int) -> float:
        """A count as a share of the words."""
        return count / max(self.words, 1)

    def _span_or_none(self, start: int, end: int) -> Span | None:
        return self.span(start, end) if start >= 0 else None

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences."""
        span = self.span
        return [
            Sentence(*span(start, end), words)
            for start, end, words in self._found.sentences.tolist()
        ]

    @cached_property
    def quotations(self) -> list[Span]:
        """What stands between quotation marks, marks included; a quotation that runs on into the
        next paragraph is one for each. Marks without a partner are hits, not quotations.
        """
        return [
            self.span(start, end)
            for start, end, state in self._found.quotations.tolist()
            if state in (CLOSED, CONTINUED)
        ]

    @cached_property
    def repeats(self) -> list[tuple[int, int]]:
        """Sentences that repeat an earlier one word for word: (its number, the earlier one's)."""
        repeats: list[tuple[int, int]] = [tuple(row) for row in self._found.repeats.tolist()]
        return repeats

    @cached_property
    def name_rows(self) -> list[list[int]]:
        """The names as the kernel's rows (columns of ``kernel.names``)."""
        rows: list[list[int]] = self._found.names.tolist()
        return rows

    def name(self, row: list[int]) -> Name:
        """The name that a row stands for."""
        start, end = row[name_rows.FIRST], row[name_rows.LAST]
        return Name(start, end, self.text[start:end], row[name_rows.MENTIONS], row[name_rows.WORDS])

    @property
    def names(self) -> "Names":
        """The names, one entry a spelling."""
        return Names(self)

    @cached_property
    def quantity_rows(self) -> list[tuple[list[int], float]]:
        """The figures as the kernel's rows (columns of ``kernel.quantities``), and their values."""
        found = self._found
        return list(zip(found.quantities.tolist(), found.quantity_values.tolist(), strict=True))

    def quantity(self, row: list[int], value: float) -> Quantity:
        """The figure that a row and its value stand for."""
        start, end, kind, precision, unit_start, unit_end, quoted, sentence = row
        return Quantity(
            start,
            end,
            self.text[start:end],
            value,
            self._span_or_none(unit_start, unit_end),
            quantity_rows.KINDS[kind],
            quantity_rows.PRECISIONS[precision],
            bool(quoted),
            sentence,
        )

    def quantities_above(self, bounds: Sequence[float]) -> list[Quantity]:
        """The figures whose value is above the bound of their kind (see ``bounds_by_kind``)."""
        return [
            self.quantity(row, value)
            for row, value in self.quantity_rows
            if value > bounds[row[quantity_rows.KIND]]
        ]

    def context(self, quantity: Quantity, before: int, after: int) -> str:
        """What stands around a figure in its sentence, at most so many code points either way."""
        sentence = self.sentences[quantity.sentence]
        return self.text[
            max(sentence.start, quantity.start - before) : min(sentence.end, quantity.end + after)
        ]

    @cached_property
    def quantities(self) -> list[Quantity]:
        """The figures and dates, in order."""
        return [self.quantity(row, value) for row, value in self.quantity_rows]

    @cached_property
    def attributions(self) -> list[Attribution]:
        """Who is said to have said what, in the order of the cues."""
        span = self._span_or_none
        return [
            Attribution(
                span(source_start, source_end),
                attribution_rows.KINDS[kind],
                self.span(cue_start, cue_end),
                span(content_start, content_end),
                bool(loaded),
                sentence,
                bool(pronoun),
                key,
            )
            for (
                source_start, source_end, kind, cue_start, cue_end, content_start, content_end,
                loaded, sentence, pronoun, key,
            ) in self._found.attributions.tolist()
        ]  # fmt: skip
