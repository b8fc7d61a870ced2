"""What one pass over a text found: words, sentences, quotations, lexicon hits, names, figures,
attributions.

The compiled kernel does the reading; here its rows become Python objects, each only when asked for.
"""

import threading
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from itertools import accumulate
from typing import NamedTuple, Protocol, TypeVar, overload

import numpy as np
import numpy.typing as npt

from features.alphabet import Alphabet, alphabet
from features.attribution_weights import Weights, attribution_weights
from features.hedging import HedgeWeights, hedge_weights
from features.kernel import attributions as attribution_rows
from features.kernel import figures as quantity_rows
from features.kernel import hedges as hedge_rows
from features.kernel import names as name_rows
from features.kernel.found import Found
from features.kernel.hits import KINDS_OF_HIT
from features.kernel.tokens import COLUMNS, COUNTS, N_TOKEN_ROWS, N_TOKENS, N_WORDS
from features.kernel.walk import MOST_BY_ROWS, room_for, walk
from features.lexicon import Tables, tables
from features.reading import Evidence
from features.units import Unit, money_unit, unit_of
from features.wording import WordingWeights, wording_weights

T = TypeVar("T")

# The figures, of every precision that can be checked.
FIGURES = tuple(
    f"figure_{precision}" for precision in quantity_rows.PRECISIONS if precision != "vague"
)

# Kinds whose unit is a noun, or a word of the calendar.
_WITHOUT_MEASURE = ("headcount", "people", "places", "date", "relative_date")

_SCALES = {"C": "celsius", "F": "fahrenheit"}

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
    """A figure or a date as a value; ``docs/quantities.md`` says how each kind is read.

    ``kind`` is one of ``kernel.figures.KINDS``, ``precision`` of its ``PRECISIONS``. ``unit``: what
    stands for it in the text ("$", "per cent", "workers"). The value of a range is its high end,
    ``low`` and ``high`` are both ends; of "more than 40" one of them is infinite. A date's value is
    yyyymmdd with zeros for what is not told, a time's hhmmss, a relative date's its distance in its
    unit. ``is_approximate``: about, nearly, some. ``sentence``: the number of the sentence.
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
    low: float
    high: float
    is_approximate: bool

    @property
    def measured_in(self) -> Unit | None:
        """The unit by its name, with its dimension and size; None where there is none known."""
        if self.unit is None or self.kind in _WITHOUT_MEASURE:
            return None
        if self.kind == "money":
            denominator = self.quote[self.unit.end - self.start :] if self.unit else ""
            return money_unit(self.unit.quote, denominator)
        if self.kind == "temperature" and len(self.unit.quote) == 1:
            return unit_of(_SCALES.get(self.unit.quote, self.unit.quote))
        return unit_of(self.unit.quote)


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


class Hedge(NamedTuple):
    """A hedge: ``strength``, how much it takes from its claim, 0 to 1.

    ``kind``: modal, verb, inference, adverb, reach, shield, condition or weasel (the word lists
    ``hedge_…``). ``probability`` that it is one, 0.5 to 1. ``sentence``: the sentence's number.
    """

    start: int
    end: int
    quote: str
    strength: float
    kind: str
    is_quoted: bool
    sentence: int
    probability: float


class _Made(Sequence[T]):
    """Things that are counted at once, and made when they are looked at: all of them, in order."""

    __slots__ = ()

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        return list(self)[index]

    @abstractmethod
    def __iter__(self) -> Iterator[T]: ...


class Hits(_Made[Span]):
    """Hits in one scan: counted at once, cut out of the text when looked at.

    ``ranges`` are half-open ranges of the hits' rows in the kernel's order.
    """

    __slots__ = ("_ranges", "_scan")

    def __init__(self, scan: "Scan", ranges: Sequence[tuple[int, int]]) -> None:
        self._scan, self._ranges = scan, ranges

    def __len__(self) -> int:
        return sum([high - low for low, high in self._ranges])

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


class Cited(_Made[Evidence]):
    """Hits with the reason that each kind counts for, as evidence: made when looked at."""

    __slots__ = ("_kinds", "_reasons", "_scan", "_voice")

    def __init__(
        self, scan: "Scan", kinds: tuple[str, ...], voice: Voice, reasons: tuple[str, ...]
    ) -> None:
        self._scan, self._kinds, self._voice, self._reasons = scan, kinds, voice, reasons

    def __len__(self) -> int:
        return len(self._scan.hits(*self._kinds, voice=self._voice))

    def __iter__(self) -> Iterator[Evidence]:
        evidence, hits, voice = self._scan.evidence, self._scan.hits, self._voice
        return (
            evidence(start, end, reason)
            for kind, reason in zip(self._kinds, self._reasons, strict=True)
            for start, end in hits(kind, voice=voice).bounds()
        )


class Phrased(_Made[Evidence]):
    """The phrases that weigh most, with the reason that each direction counts for: those of
    credible articles before those of others; made when looked at.
    """

    __slots__ = ("_against", "_for_it", "_scan")

    def __init__(self, scan: "Scan", for_it: str, against: str) -> None:
        self._scan, self._for_it, self._against = scan, for_it, against

    def __len__(self) -> int:
        return len(self._scan.phrase_rows)

    def __iter__(self) -> Iterator[Evidence]:
        evidence = self._scan.evidence
        return (evidence(start, end, reason) for _, start, end, reason in self.places())

    def places(self) -> list[tuple[str, int, int, str]]:
        """Field, start, end and reason of each."""
        field, for_it, against = self._scan.field, self._for_it, self._against
        rows = self._scan.phrase_rows.tolist()
        return [
            *[(field, start, end, for_it) for start, end, weight in rows if weight > 0],
            *[(field, start, end, against) for start, end, weight in rows if weight < 0],
        ]


# Scratch paper of the kernel's, one for each thread: an article of 10,000 words fits.
_ROOM = 1 << 20
_scratch = threading.local()
# A long text gets a room of its own, of so many numbers for each code point: each may be a token.
# numpy asks the system for large pages. Where this is not enough the kernel makes a larger one, but
# of small pages, which cost as much to be given as to be filled.
_LONG = 20_000
ROOM_A_CODE_POINT = 300


def scratch() -> npt.NDArray[np.int64]:
    """This thread's scratch paper for the kernel."""
    try:
        room: npt.NDArray[np.int64] = _scratch.room
    except AttributeError:
        room = _scratch.room = np.empty(_ROOM, np.int64)
    return room


def _room_for(code_points: int) -> npt.NDArray[np.int64]:
    """Scratch paper for so long a text."""
    if code_points < _LONG:
        return scratch()
    try:
        return np.empty(code_points * ROOM_A_CODE_POINT, np.int64)
    except MemoryError:  # prose takes a fifth of it, and the kernel makes what it takes
        return scratch()


def code_points(text: str) -> npt.NDArray[np.uint32]:
    """A text as the kernel takes it."""
    # A lone surrogate is a code point like any other here; JSON can smuggle one in.
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


@cache
def learnt() -> tuple[Alphabet, Tables, HedgeWeights, Weights, WordingWeights]:
    """What the kernel knows of the language."""
    return alphabet(), tables(), hedge_weights(), attribution_weights(), wording_weights()


class Scanned(NamedTuple):
    """A scanned article: its two texts, the code points of both one behind the other, and all that
    was found in them as ``kernel.found`` packs it.
    """

    title: "Scan"
    body: "Scan"
    codes: npt.NDArray[np.uint32]
    packed: npt.NDArray[np.int64]


def scan_article(title: str, body: str) -> Scanned:
    """Scans title and body in one step."""
    codes = code_points(title + body)
    packed = walk(codes, len(title), *learnt(), _room_for(codes.size))
    return Scanned(
        Scan("title", title, Found(packed, "title")),
        Scan("body", body, Found(packed, "body")),
        codes,
        packed,
    )


def scan(text: str) -> "Scan":
    """A scanned text that has no title."""
    return scan_article("", text).body


class Scan:
    """One scanned text: ``field`` says which part of the article it is."""

    def __init__(self, field: str, text: str, found: Found) -> None:
        self.field = field
        self.text = text
        self._found = found

    @cached_property
    def _tally(self) -> npt.NDArray[np.int64]:
        return self._found["tally"]

    @cached_property
    def tally(self) -> list[int]:
        """What was counted: by the ``N_`` names of ``kernel.tokens``, then by kind and voice."""
        tally: list[int] = self._tally.tolist()
        return tally

    def count(self, number: int) -> int:
        """One number of the tally: a few of them cost less than all."""
        return int(self._tally[number])

    @property
    def words(self) -> int:
        """How many words."""
        return self.count(N_WORDS)

    @property
    def lexical_diversity(self) -> float:
        """Share of different words, mean of blocks of 100 words."""
        return float(self._found.floats("diversity")[0])

    @property
    def sentence_length_spread(self) -> float:
        """Standard deviation of the sentences' words, as a share of their mean."""
        return float(self._found.floats("spread")[0])

    @property
    def wording(self) -> float:
        """The leaning of the text's phrases (``kernel.wording``); above 0 towards credible ones."""
        return float(self._found.floats("wording")[0])

    @property
    def phrase_rows(self) -> npt.NDArray[np.int64]:
        """The phrases that weigh most: start, end and weight, above 0 of credible articles."""
        return self._found["phrases"]

    @cached_property
    def tokens(self) -> npt.NDArray[np.int64]:
        """The tokens, one row each, columns as in ``kernel.tokens``: read anew, none is kept."""
        # As a title, whose tokens the scan leaves at the beginning of a room that is large enough.
        codes = code_points(self.text)
        room = np.empty(room_for(codes.size, tables()) + room_for(0, tables()), np.int64)
        walk(codes, codes.size, *learnt(), room)
        rows = self.count(N_TOKEN_ROWS)
        table = room[: rows * COLUMNS]
        if rows > MOST_BY_ROWS:
            table = table.reshape(COLUMNS, rows).T
        tokens: npt.NDArray[np.int64] = table.reshape(rows, COLUMNS)[: self.count(N_TOKENS)]
        return tokens.copy()

    @cached_property
    def _index(self) -> list[int]:
        # The row at which the hits of each kind and voice begin.
        return list(accumulate(self.tally[COUNTS:], initial=0))

    @cached_property
    def hit_bounds(self) -> list[list[int]]:
        """Start and end of every hit; they go by kind, voice and place."""
        bounds: list[list[int]] = self._found["hits"].tolist()
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
            for start, end, words in self._found["sentences"].tolist()
        ]

    def sentence_at(self, number: int) -> Sentence:
        """The sentence with this number."""
        start, end, words = self._found["sentences"][number].tolist()
        return Sentence(start, end, self.text[start:end], words)

    @property
    def quotations(self) -> Sequence[Span]:
        """What stands between quotation marks, marks included; a quotation that runs on into the
        next paragraph is one for each. Marks without a partner are hits, not quotations.
        """
        return self.hits("quotation")

    @cached_property
    def repeats(self) -> list[tuple[int, int]]:
        """Sentences that repeat an earlier one word for word: (its number, the earlier one's)."""
        repeats: list[tuple[int, int]] = [tuple(row) for row in self._found["repeats"].tolist()]
        return repeats

    @property
    def name_rows(self) -> npt.NDArray[np.int64]:
        """The names as the kernel's rows (columns of ``kernel.names``)."""
        return self._found["names"]

    def name(self, row: list[int]) -> Name:
        """The name that a row stands for."""
        start, end = row[name_rows.FIRST], row[name_rows.LAST]
        return Name(start, end, self.text[start:end], row[name_rows.MENTIONS], row[name_rows.WORDS])

    @property
    def names(self) -> list[Name]:
        """The names, one entry a spelling."""
        return [self.name(row) for row in self.name_rows.tolist()]

    @property
    def quantity_rows(self) -> npt.NDArray[np.int64]:
        """The figures as the kernel's rows (columns of ``kernel.figures``)."""
        return self._found["quantities"]

    @property
    def quantity_kinds(self) -> npt.NDArray[np.int64]:
        """The figures' kinds, as numbers of ``kernel.figures``."""
        return self.quantity_rows[:, quantity_rows.KIND]

    @property
    def quantity_values(self) -> npt.NDArray[np.float64]:
        """The figures' values."""
        return self._found.floats("values")

    @property
    def quantity_bounds(self) -> npt.NDArray[np.float64]:
        """The least and the most that each figure may stand for, infinite where that is open."""
        return self._found.floats("extremes")

    def quantity_at(self, number: int) -> Quantity:
        """The figure with this number."""
        low, high = self.quantity_bounds[number].tolist()
        row = self.quantity_rows[number].tolist()
        return self._quantity(row, float(self.quantity_values[number]), low, high)

    @property
    def sums(self) -> npt.NDArray[np.int64]:
        """The numbers of the sentences whose figures may make a sum."""
        return self._found["sums"]

    def summed_quantities(self) -> Iterator[tuple[int, list[Quantity]]]:
        """The sentences whose figures may make a sum: each one's number and figures."""
        numbers = np.ascontiguousarray(self.quantity_rows[:, quantity_rows.SENTENCE_NUMBER])
        firsts = np.searchsorted(numbers, self.sums).tolist()
        lasts = np.searchsorted(numbers, self.sums, side="right").tolist()
        for sentence, first, last in zip(self.sums.tolist(), firsts, lasts, strict=True):
            yield sentence, [self.quantity_at(number) for number in range(first, last)]

    @property
    def retold(self) -> npt.NDArray[np.int64]:
        """Figures told differently before, in the same words: rows (its number, the earlier's)."""
        return self._found["retold"]

    def _quantity(self, row: list[int], value: float, low: float, high: float) -> Quantity:
        (
            start, end, kind, precision, unit_start, unit_end, quoted, sentence, approximate,
        ) = row  # fmt: skip
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
            low,
            high,
            bool(approximate),
        )

    def context(self, quantity: Quantity, before: int, after: int) -> str:
        """What stands around a figure in its sentence, at most so many code points either way."""
        sentence = self.sentence_at(quantity.sentence)
        return self.text[
            max(sentence.start, quantity.start - before) : min(sentence.end, quantity.end + after)
        ]

    @cached_property
    def quantities(self) -> list[Quantity]:
        """The figures and dates, in order."""
        rows, values = self.quantity_rows.tolist(), self.quantity_values.tolist()
        return [
            self._quantity(row, value, *bounds)
            for row, value, bounds in zip(rows, values, self.quantity_bounds.tolist(), strict=True)
        ]

    @property
    def hedge_rows(self) -> npt.NDArray[np.int64]:
        """The candidates as the kernel's rows (columns of ``kernel.hedges``), in code points."""
        return self._found["hedges"]

    @cached_property
    def hedges(self) -> list[Hedge]:
        """The hedges, in order."""
        rows = self.hedge_rows.tolist()
        return [
            Hedge(
                *self.span(start, end),
                strength / 1000,
                hedge_rows.KINDS[kind],
                bool(quoted),
                sentence,
                probability / 1000,
            )
            for start, end, kind, probability, strength, quoted, sentence in rows
            if probability >= hedge_rows.THRESHOLD
        ]

    @property
    def attribution_rows(self) -> npt.NDArray[np.int64]:
        """The attributions as the kernel's rows (columns of ``kernel.attributions``)."""
        return self._found["attributions"]

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
            ) in self._found["attributions"].tolist()
        ]  # fmt: skip
