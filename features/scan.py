"""What one pass over a text found: words, sentences, quotations, lexicon hits, names, figures,
attributions.

The compiled kernel does the reading; here its rows become Python objects, each only when asked for.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import inf
from typing import NamedTuple, Protocol, overload

import numpy as np
import numpy.typing as npt

from features.alphabet import alphabet
from features.attribution_weights import attribution_weights
from features.kernel import attributions as attribution_rows
from features.kernel import names as name_rows
from features.kernel import quantities as quantity_rows
from features.kernel.hits import KINDS_OF_HIT
from features.kernel.tokens import COUNTS, N_WORDS
from features.kernel.walk import Found, walk
from features.lexicon import tables
from features.reading import Evidence

# The figures, of every precision.
FIGURES = tuple(f"figure_{precision}" for precision in quantity_rows.PRECISIONS)

# In whose voice: the outlet's own, inside quotations, or either. Each kind's hits stand in this
# order, so a voice is where its part begins and ends.
Voice = tuple[int, int]
OWN: Voice = (0, 1)
QUOTED: Voice = (1, 2)
EITHER: Voice = (0, 2)

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

    ``kind`` of the source: person, role, organisation, document, anonymous or none. ``manner``:
    speech (said, written, shown) or attitude (thought, felt, wanted, supported). ``rest`` is what
    of a split content stands behind ``content``. Two attributions with one ``source_key`` have the
    same source (-1: no source).
    """

    source: Span | None
    kind: str
    cue: Span
    content: Span | None
    rest: Span | None
    manner: str
    is_loaded: bool
    sentence: int
    is_pronoun: bool
    source_key: int


class Hits(Sequence[Span]):
    """Hits in one scan: counted at once, cut out of the text when looked at.

    ``ranges`` are half-open ranges of the hits' rows in the kernel's order.
    """

    __slots__ = ("_ranges", "_scan")

    def __init__(self, scan: "Scan", ranges: Sequence[tuple[int, int]]) -> None:
        self._scan, self._ranges = scan, ranges

    def __len__(self) -> int:
        return sum([high - low for low, high in self._ranges])

    @overload
    def __getitem__(self, index: int) -> Span: ...
    @overload
    def __getitem__(self, index: slice) -> list[Span]: ...
    def __getitem__(self, index: int | slice) -> Span | list[Span]:
        return list(self)[index]

    def __iter__(self) -> Iterator[Span]:
        span = self._scan.span
        return (span(start, end) for start, end in self.bounds())

    def bounds(self) -> list[list[int]]:
        """Start and end of each hit."""
        return [bounds for low, high in self._ranges for bounds in self._scan.hit_bounds[low:high]]


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


class Cited(Sequence[Evidence]):
    """Hits with the reason that they count for, as evidence: made when looked at."""

    __slots__ = ("_hits", "_reason", "_scan")

    def __init__(self, scan: "Scan", kinds: tuple[str, ...], voice: Voice, reason: str) -> None:
        self._scan, self._hits, self._reason = scan, scan.hits(*kinds, voice=voice), reason

    def __len__(self) -> int:
        return len(self._hits)

    @overload
    def __getitem__(self, index: int) -> Evidence: ...
    @overload
    def __getitem__(self, index: slice) -> list[Evidence]: ...
    def __getitem__(self, index: int | slice) -> Evidence | list[Evidence]:
        return list(self)[index]

    def __iter__(self) -> Iterator[Evidence]:
        return (Evidence(*row) for row in self.rows())

    def rows(self) -> list[tuple[str, int, int, str, str]]:
        """Each evidence's fields, as plain tuples: faster to make where there are many."""
        field, text, reason = self._scan.field, self._scan.text, self._reason
        return [(field, start, end, text[start:end], reason) for start, end in self._hits.bounds()]


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
        return walk(codes, alphabet(), tables(), attribution_weights())

    @property
    def tally_vector(self) -> npt.NDArray[np.int64]:
        """What was counted: by the ``N_`` names of ``kernel.tokens``, then by kind and voice."""
        return self._found.tally

    @cached_property
    def tally(self) -> list[int]:
        """The same as plain numbers."""
        tally: list[int] = self._found.tally.tolist()
        return tally

    @property
    def words(self) -> int:
        """How many words."""
        return self.tally[N_WORDS]

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
        # The row at which the hits of each kind and voice begin.
        return list(accumulate(self.tally[COUNTS:], initial=0))

    @cached_property
    def hit_bounds(self) -> list[list[int]]:
        """Start and end of every hit; they go by kind, voice and place."""
        bounds: list[list[int]] = self._found.hits.tolist()
        return bounds

    def hits(self, *kinds: str, voice: Voice = EITHER) -> Hits:
        """The hits of word lists, or of marks of ``kernel.hits``."""
        index = self._index
        first, last = voice
        keys = [_KEY_OF[kind] for kind in kinds]
        return Hits(self, [(index[key + first], index[key + last]) for key in keys])

    def span(self, start: int, end: int) -> Span:
        """The passage between two code points."""
        return Span(start, end, self.text[start:end])

    def cite(self, spans: Iterable[Passage], reason: str) -> list[Evidence]:
        """These passages as evidence, for one reason."""
        field = self.field
        return [Evidence(field, span.start, span.end, span.quote, reason) for span in spans]

    def evidence(self, start: int, end: int, reason: str) -> Evidence:
        """One passage as evidence."""
        return Evidence(self.field, start, end, self.text[start:end], reason)

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

    @property
    def quotations(self) -> Sequence[Span]:
        """What stands between quotation marks, marks included; a quotation that runs on into the
        next paragraph is one for each. Marks without a partner are hits, not quotations.
        """
        return self.hits("quotation")

    @cached_property
    def repeats(self) -> list[tuple[int, int]]:
        """Sentences that repeat an earlier one word for word: (its number, the earlier one's)."""
        repeats: list[tuple[int, int]] = [tuple(row) for row in self._found.repeats.tolist()]
        return repeats

    @property
    def name_rows(self) -> npt.NDArray[np.int64]:
        """The names as the kernel's rows (columns of ``kernel.names``)."""
        return self._found.names

    def name(self, row: list[int]) -> Name:
        """The name that a row stands for."""
        start, end = row[name_rows.FIRST], row[name_rows.LAST]
        return Name(start, end, self.text[start:end], row[name_rows.MENTIONS], row[name_rows.WORDS])

    @property
    def names(self) -> list[Name]:
        """The names, one entry a spelling."""
        return [self.name(row) for row in self.name_rows.tolist()]

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
                span(rest_start, rest_end),
                attribution_rows.MANNERS[manner],
                bool(loaded),
                sentence,
                bool(pronoun),
                key,
            )
            for (
                source_start, source_end, kind, cue_start, cue_end, content_start, content_end,
                rest_start, rest_end, loaded, sentence, pronoun, key, manner,
            ) in self._found.attributions.tolist()
        ]  # fmt: skip
