"""Sums that do not work out."""

import re
from collections.abc import Iterator
from itertools import pairwise

from features.article import Article
from features.kernel.tokens import N_SUMS
from features.reading import Evidence, Reading
from features.scan import Quantity, Scan
from features.sift import where_counted

_RISE = re.compile(
    r"\b(?:up|rise|rose|risen|rising|increas\w+|grew|grow\w*|gain\w*|jump\w*|climb\w*|surg\w+|soar\w*)\b",
    re.IGNORECASE,
)
_FALL = re.compile(
    r"\b(?:down|fall\w*|fell|drop\w*|declin\w+|decreas\w+|cut\w*|slump\w*|plung\w+|shrank|shrunk)\b",
    re.IGNORECASE,
)
_STAKE = re.compile(
    r"\s*(?:minority\s+|majority\s+|equity\s+|of\s+)?(?:stake|interest|shareholding)\b"
)
_BUYS = re.compile(r"\b(?:b(?:uy(?:s|ing)?|ought)|acquir\w+|s(?:ells?|old)|t(?:akes?|ook|aking))\b")
_VALUED = re.compile(r"\bvalu(?:ed|es|ing|ation)\b", re.IGNORECASE)
_YEARLY = re.compile(r"\b(?:annual\w*|yearly|(?:a|per|each|every)\s+year|per\s+annum)\b", re.I)
_FROM = re.compile(r"\bfrom\s+$", re.IGNORECASE)
_TO = re.compile(r"\bto\s+$")
_FROM_OR_BETWEEN = re.compile(r"\b(?:from|between)\s+$", re.IGNORECASE)
_FOR = re.compile(r",?\s+(?:for|or|a\s+period\s+of|a\s+span\s+of|in\s+all)\s+(?:some\s+)?")
_OF_THE = re.compile(r"\s+of\s+(?:the|its|their|his|her|these|those|all)\s+")
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_COUNTED = ("count", "headcount", "people", "places")
_CLOSE = 12  # code points from a share to the sum that it leads to
# Fewer make no sum; more are a table, where neighbours need not belong together.
_MIN_FIGURES, _MAX_FIGURES = 3, 9
# Rounded figures make a sum that is a little off; these are far beyond rounding.
_CHANGE_TOLERANCE_POINTS = 3.0
_CHANGE_TOLERANCE_SHARE = 0.2
_VALUATION_TOLERANCE = 1.6
_NEAR = 80  # code points between a verb and its figure


@where_counted(N_SUMS)
def failed_arithmetic(article: Article) -> Reading:
    """Sums in one sentence that do not work out (changes, stakes, parts, durations), a count."""
    scan = article.text
    evidence: list[Evidence] = []
    for number, figures in scan.summed_quantities():
        if len(figures) <= _MAX_FIGURES:
            evidence += _part_above_whole(scan, figures)
            if len(figures) >= _MIN_FIGURES:
                evidence += _failed_change(scan, figures, number)
                evidence += _failed_stake(scan, figures, number)
                evidence += _failed_duration(scan, figures)
    return Reading(float(len(evidence)), evidence, critical=bool(evidence))


def _part_above_whole(scan: Scan, figures: list[Quantity]) -> Iterator[Evidence]:
    """ "58 of the 50 delegates"."""
    for part, whole in pairwise(figures):
        if (
            part.kind in _COUNTED
            and whole.kind in _COUNTED
            and part.value > whole.value
            and "range" not in (part.precision, whole.precision)
            and _OF_THE.fullmatch(scan.text, part.end, whole.start)
        ):
            reason = f"{part.quote} cannot be a part of {whole.quote}"
            yield scan.evidence(part.start, whole.end, reason)


def _failed_duration(scan: Scan, figures: list[Quantity]) -> Iterator[Evidence]:
    """ "From 1998 to 2005, for 12 years"."""
    for first, last, span in zip(figures, figures[1:], figures[2:], strict=False):
        if not (_is_year(first) and _is_year(last) and span.kind == "duration" and span.unit):
            continue
        if (
            span.unit.quote.lower() not in ("year", "years")
            or not _FROM_OR_BETWEEN.search(scan.text[max(0, first.start - 9) : first.start])
            or scan.text[first.end : last.start].strip() not in ("to", "and", "until", "through")
            or not _FOR.fullmatch(scan.text, last.end, span.start)
        ):
            continue
        years = (last.value - first.value) // 10_000
        if abs(years - span.value) > 1:
            reason = f"from {first.quote} to {last.quote} are {years:.0f} years"
            yield scan.evidence(span.start, span.end, reason)


def _is_year(figure: Quantity) -> bool:
    return figure.kind == "date" and figure.value % 10_000 == 0


def _failed_change(scan: Scan, figures: list[Quantity], number: int) -> Iterator[Evidence]:
    """ "From 200 to 300, up 10%"."""
    shares = [figure for figure in figures if figure.kind == "share"]
    if len(shares) != 1:
        return
    sentence = scan.sentence_at(number)
    for one, other in pairwise(figures):
        if (
            shares[0] in (one, other)
            or one.kind != other.kind
            or one.kind in ("date", "ordinal")
            or "range" in (one.precision, other.precision)
        ):
            continue
        between = scan.text[one.end : other.start].strip()
        before = scan.context(one, _NEAR, 0)[: -len(one.quote)]
        if between == "to" and _FROM.search(before):
            old, new = one, other
        elif between == "from" and _TO.search(before) and 0 <= one.start - shares[0].end < _CLOSE:
            old, new = other, one
        else:
            continue
        if old.value <= 0:
            continue
        if _YEARLY.search(sentence.quote):
            continue
        rises, falls = _RISE.search(sentence.quote), _FALL.search(sentence.quote)
        if (rises is None) == (falls is None):
            continue
        change = 100.0 * (new.value - old.value) / old.value
        told = shares[0].value if rises else -shares[0].value
        allowed = max(_CHANGE_TOLERANCE_POINTS, _CHANGE_TOLERANCE_SHARE * abs(change))
        allowed += 100.0 * (_rounding(old) + _rounding(new)) * new.value / old.value
        if abs(change - told) > allowed:
            reason = f"from {old.quote} to {new.quote} is a change of {change:+.0f}%"
            yield scan.evidence(shares[0].start, shares[0].end, reason)


def _rounding(figure: Quantity) -> float:
    """Half a unit of the last digit told, as a share of the figure."""
    digits = _DIGITS.search(figure.quote)
    if digits is None:
        return 0.0
    told = float(digits[0].replace(",", ""))
    decimals = len(digits[0].partition(".")[2])
    return float(0.5 * 10.0**-decimals / told) if told else 0.0


def _failed_stake(scan: Scan, figures: list[Quantity], number: int) -> Iterator[Evidence]:
    """ "$10 billion for a 49% stake, valuing the company at $90 billion"."""
    sentence = scan.sentence_at(number)
    stakes = [
        figure
        for figure in figures
        if figure.kind == "share"
        and figure.value > 0
        and (_STAKE.match(scan.text, figure.end) or _BUYS.search(scan.context(figure, _NEAR, 0)))
    ]
    sums = [figure for figure in figures if figure.kind == "money"]
    valued = _VALUED.search(sentence.quote)
    if len(stakes) != 1 or len(sums) != 2 or valued is None:
        return
    at = sentence.start + valued.start()
    price, valuation = sums if sums[0].start < at < sums[1].start else (None, None)
    if price is None or valuation is None or price.value <= 0:
        return
    implied = price.value / (stakes[0].value / 100.0)
    ratio = valuation.value / implied
    if not 1 / _VALUATION_TOLERANCE < ratio < _VALUATION_TOLERANCE:
        reason = (
            f"{price.quote} for {stakes[0].quote} puts the whole at {implied / 1e9:,.1f} billion, "
            f"not at {valuation.quote}"
        )
        yield scan.evidence(valuation.start, valuation.end, reason)
