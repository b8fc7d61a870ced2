"""The readings' evidence as annotation: labelled spans, for people and for scoring.

One function a label. Each takes what was found in one field of an article (its scan, or the flags
of its assessment) and gives the spans as plain dictionaries: half-open code points `start` and
`end` into that field, `label`, and what else is known of it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from math import isfinite
from types import MappingProxyType
from typing import Any, NamedTuple

from features.article import Article
from features.catalogue import all_signals
from features.rate import Rate
from features.scan import Attribution, Quantity, Scan, Span
from models.assessment import Assessment, Flag

Annotation = dict[str, Any]

# Kinds of quantities that are points in time.
_DATES = ("date", "relative_date", "time")


class Annotations(NamedTuple):
    """The spans of one article, those of its text and those of its title apart."""

    text: list[Annotation]
    title: list[Annotation]


def annotate(
    article: Article, families: Iterable[str], assess: Callable[[Article], Assessment]
) -> Annotations:
    """The spans of these families, by place; KeyError for a family that annotates nothing.

    `assess` is called for the flags of fabrication only.
    """
    scans = article.text, article.headline
    found: tuple[list[Annotation], list[Annotation]] = [], []
    for family in families:
        if family == "fabrication":
            assessment = assess(article)
            flagged = (*assessment.flags, *_graded(assessment))
        for scan, spans in zip(scans, found, strict=True):
            spans += flags(flagged, scan) if family == "fabrication" else _OF_SCANS[family](scan)
    return Annotations(*(sorted(spans, key=_place) for spans in found))


def hedges(scan: Scan) -> Iterator[Annotation]:
    """`hedge`: its `kind`, its `strength` from 0 to 1, and whose `voice` it is, own or quoted."""
    for hedge in scan.hedges:
        yield {
            **_span(hedge.start, hedge.end, "hedge"),
            "kind": hedge.kind,
            "strength": hedge.strength,
            "voice": "quoted" if hedge.is_quoted else "own",
        }


def attributions(scan: Scan) -> Iterator[Annotation]:
    """What each attribution consists of; `attribution`, a number, holds its spans together."""
    for number, said in enumerate(scan.attributions):
        for part in (sources, cues, contents, unattributed):
            for span in part(said):
                yield {**span, "attribution": number}


def sources(said: Attribution) -> Iterator[Annotation]:
    """`source`: who made the statement, and which `kind` of source that is."""
    for span in _given(said.source):
        yield {**_span(*span, "source"), "kind": said.kind}


def cues(said: Attribution) -> Iterator[Annotation]:
    """`cue`: the words that say that somebody said it."""
    for span in _given(said.cue):
        yield _span(*span, "cue")


def contents(said: Attribution) -> Iterator[Annotation]:
    """`content`: what was said."""
    for part in (said.content, said.rest):
        for span in _given(part):
            yield _span(*span, "content")


def unattributed(said: Attribution) -> Iterator[Annotation]:
    """`unattributed`: the cue of a statement whose maker the text does not tell."""
    if said.source is None:
        yield _span(said.cue.start, said.cue.end, "unattributed")


def figures(scan: Scan) -> Iterator[Annotation]:
    """The quantities and the dates."""
    for figure in scan.quantities:
        yield date(figure) if figure.kind in _DATES else quantity(figure)


def quantity(figure: Quantity) -> Annotation:
    """`quantity`: its `value`, the least and the most that it may stand for (`low`, `high`; null
    where there is no bound), its `unit` as written, that unit's name (`measured_in`, null where
    none is known), its `kind`, and how precise it is.
    """
    measured_in = figure.measured_in
    return {
        **_span(figure.start, figure.end, "quantity"),
        "value": figure.value,
        "low": figure.low if isfinite(figure.low) else None,
        "high": figure.high if isfinite(figure.high) else None,
        "unit": figure.unit and figure.unit.quote,
        "measured_in": measured_in and measured_in.name,
        "kind": figure.kind,
        "precision": figure.precision,
        "approximate": figure.is_approximate,
    }


def date(figure: Quantity) -> Annotation:
    """`date`: its `value` in ISO 8601, of which "--06-05" has no year and "2024-06" no day; null
    for one that only the day of writing fixes, and for a time of day.
    """
    if figure.kind != "date":
        return {**_span(figure.start, figure.end, "date"), "value": None}
    number = int(figure.value)
    year, month, day = number // 10000, number // 100 % 100, number % 100
    parts = f"{year:04}" if year else "-", f"{month:02}" if month else "-", f"{day:02}"
    told = parts if day else parts[:2] if month else parts[:1]
    return {**_span(figure.start, figure.end, "date"), "value": "-".join(told)}


def flags(found: Iterable[Flag], scan: Scan) -> Iterator[Annotation]:
    """`flag`: a finding of fabrication, its `kind`, its `reason`, and whether it is `critical`."""
    for flag in found:
        for piece in flag.evidence:
            if piece.field == scan.field:
                yield {
                    **_span(piece.start, piece.end, "flag"),
                    "kind": flag.signal.removeprefix("fabrication."),
                    "reason": piece.reason,
                    "critical": flag.critical,
                }


def _graded(assessment: Assessment) -> Iterator[Flag]:
    """What is beyond the usual, by degrees: no finding, so no flag of the assessment."""
    readings = assessment.contributions.readings
    for name, signal in all_signals().items():
        if isinstance(signal.function, Rate) and signal.function.graded:
            yield Flag(name, signal.description, False, readings[name].evidence)


def _given(span: Span | None) -> Iterator[tuple[int, int]]:
    if span is not None:
        yield span.start, span.end


def _span(start: int, end: int, label: str) -> Annotation:
    return {"start": start, "end": end, "label": label}


def _place(annotation: Annotation) -> tuple[int, int, str]:
    return annotation["start"], annotation["end"], annotation["label"]


_OF_SCANS: Mapping[str, Callable[[Scan], Iterator[Annotation]]] = MappingProxyType(
    {"hedging": hedges, "attribution": attributions, "quantities": figures}
)
FAMILIES = (*_OF_SCANS, "fabrication")
