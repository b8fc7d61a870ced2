"""What a report says of a run, gathered record by record in a bounded space."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from models.records import Record, is_fault
from models.scorer import band_of
from service.report.bounded import Kinds, Least, Sample
from service.scored_outlets import ByOutlet, OutletRow

# Steps of the histogram; the edges of the bands are edges of steps.
STEPS = 50
SAMPLE = 10_000
EXTREMES = 8
_EXAMPLES = 6
_KINDS = 40
_PASSAGES = 4
_CHARACTERS = 240


class Case(NamedTuple):
    """An article to look at; `note` is about it.

    `passages` are some of the `found` ones that it is shown for: quotation and what is wrong.
    """

    id: str
    outlet: str | None
    score: float | None
    interval: Sequence[float] | None = None
    passages: tuple[tuple[str, str], ...] = ()
    found: int = 0
    note: str = ""


class Finding(NamedTuple):
    """A kind of flag: how many articles have it, in how many it is critical, the worst of them."""

    signal: str
    reason: str
    articles: int
    critical: int
    cases: list[Case]


class Summary:
    """Everything that a report shows of a run's records."""

    def __init__(self) -> None:
        self.articles = self.scored = self.critical = 0
        self.words = 0
        self.widths = 0.0
        self.steps = [0] * STEPS
        self.bands = {"low": 0, "mixed": 0, "high": 0}
        self.models = Kinds[None](_KINDS, 0)
        self.abstained = Kinds[Case](_KINDS, _EXAMPLES)
        self.faults = Kinds[Case](_KINDS, _EXAMPLES)
        self.lowest, self.highest = Least[Case](EXTREMES), Least[Case](EXTREMES)
        self.signals: tuple[str, ...] = ()
        self.readings: Sample | None = None
        self.shares: Sample | None = None
        self._flags = Kinds[Case](_KINDS, _EXAMPLES)
        self._reasons: dict[str, str] = {}
        self._critical: dict[str, int] = {}
        self._outlets = ByOutlet()

    def add_all(self, records: Iterable[Record]) -> "Summary":
        """Take in all records; the summary itself, for convenience."""
        for record in records:
            self.add(record)
        return self

    def add(self, record: Record) -> None:
        """Take in one record."""
        if is_fault(record):
            self._add_fault(record)
            return
        self.articles += 1
        self.words += record.get("words") or 0
        self.models.add(record["model"], None)
        self._outlets.add(record)
        case = Case(_cut(str(record["id"])), record["outlet"], record["score"], record["interval"])
        self._add_flags(record, case)
        if case.score is None:
            reason = record["abstained"]
            self.abstained.add(
                reason["reason"], case._replace(note=_cut(reason.get("detail") or ""))
            )
            return
        self._add_score(case.score, case)
        self._add_readings(record)

    @property
    def median(self) -> float:
        """The score that half of the articles stay below, to a hundredth."""
        left = self.scored / 2
        for number, count in enumerate(self.steps):
            if count and count >= left:
                return (number + left / count) / STEPS
            left -= count
        return 0.0

    @property
    def outlets(self) -> list[OutletRow]:
        """The outlets, the best first."""
        return self._outlets.rows()

    @property
    def findings(self) -> list[Finding]:
        """The kinds of flags, the most frequent first."""
        return [
            Finding(
                signal,
                self._reasons.get(signal, "Other findings"),
                kind.count,
                self._critical.get(signal, 0),
                kind.examples.items(),
            )
            for signal, kind in self._flags.items()
        ]

    def _add_fault(self, record: Record) -> None:
        error = record["error"]
        field = error.get("field")
        # What comes behind the colon is each row's own.
        problem = error["problem"].split(": ")[0].rstrip(".")
        row = f"row {record['row']}" if record.get("row") else ""
        place = " ".join(filter(None, (record.get("source"), row)))
        self.faults.add(
            _cut(f"{field}: {problem}" if field else problem),
            Case(
                "" if record["id"] is None else _cut(str(record["id"])),
                None,
                None,
                note=_cut(f"{place}: {error['problem']}" if place else error["problem"]),
            ),
        )

    def _add_score(self, score: float, case: Case) -> None:
        self.scored += 1
        self.steps[min(int(score * STEPS), STEPS - 1)] += 1
        self.bands[band_of(score)] += 1
        low, high = case.interval or (score, score)
        self.widths += high - low
        self.lowest.add(score, case)
        self.highest.add(-score, case)

    def _add_readings(self, record: Record) -> None:
        """Readings are compared among articles that one set of signals was read of: the first's."""
        if self.readings is None:
            self.signals = tuple(record["signals"])
            self.readings = Sample(SAMPLE, len(self.signals))
            if "contributions" in record:
                self.shares = Sample(SAMPLE, len(self.signals))
        if tuple(record["signals"]) != self.signals:
            return
        self.readings.add([*record["signals"].values()])
        shares = record.get("contributions", {})
        if self.shares is not None and tuple(shares) == self.signals:
            self.shares.add([*shares.values()])

    def _add_flags(self, record: Record, case: Case) -> None:
        self.critical += any(flag["critical"] for flag in record["flags"])
        for flag in record["flags"]:
            passages = tuple(
                (_cut(each["quote"]), _cut(each["reason"])) for each in flag["passages"][:_PASSAGES]
            )
            # The critical ones first, and of these the lowest score.
            worst = (0.0 if flag["critical"] else 2.0) + (1.0 if case.score is None else case.score)
            self._flags.add(
                flag["signal"],
                case._replace(passages=passages, found=len(flag["passages"])),
                worst,
            )
            if len(self._reasons) < _KINDS:
                self._reasons.setdefault(flag["signal"], flag["reason"])
            if flag["critical"] and (
                flag["signal"] in self._critical or len(self._critical) < _KINDS
            ):
                self._critical[flag["signal"]] = self._critical.get(flag["signal"], 0) + 1


def _cut(text: str) -> str:
    """As much of a stranger's text as a report has room for."""
    return text if len(text) <= _CHARACTERS else f"{text[: _CHARACTERS - 1]}…"
