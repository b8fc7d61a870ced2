"""Sums that do not work out."""

import re
from collections.abc import Iterator
from itertools import pairwise

from features.article import Article
from features.kernel.quantities import KIND, SENTENCE_NUMBER, SHARE
from features.reading import Evidence, Reading
from features.scan import Quantity, Scan

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
_FROM = re.compile(r"\bfrom\s+$", re.IGNORECASE)
# Fewer make no sum; more are a table, where neighbours need not belong together.
_MIN_FIGURES, _MAX_FIGURES = 3, 9
# Rounded figures make a sum that is a little off; these are far beyond rounding.
_CHANGE_TOLERANCE_POINTS = 3.0
_CHANGE_TOLERANCE_SHARE = 0.2
_VALUATION_TOLERANCE = 1.6
_NEAR = 80  # code points between a verb and its figure


def failed_arithmetic(article: Article) -> Reading:
    """Sums in one sentence that do not work out (changes in per cent, stakes), a count."""
    scan = article.text
    with_share = {row[SENTENCE_NUMBER] for row, _ in scan.quantity_rows if row[KIND] == SHARE}
    if not with_share:
        return Reading(0.0)
    by_sentence: dict[int, list[Quantity]] = {}
    for figure in scan.quantities:
        if figure.sentence in with_share:
            by_sentence.setdefault(figure.sentence, []).append(figure)
    evidence: list[Evidence] = []
    for number, figures in by_sentence.items():
        if _MIN_FIGURES <= len(figures) <= _MAX_FIGURES:
            evidence += _failed_change(scan, figures, number)
            evidence += _failed_stake(scan, figures, number)
    return Reading(float(len(evidence)), evidence)


def _failed_change(scan: Scan, figures: list[Quantity], number: int) -> Iterator[Evidence]:
    """ "From 200 to 300, up 10%"."""
    shares = [figure for figure in figures if figure.kind == "share"]
    if len(shares) != 1:
        return
    sentence = scan.sentences[number]
    for old, new in pairwise(figures):
        if (
            shares[0] in (old, new)
            or old.kind != new.kind
            or old.kind in ("date", "ordinal")
            or old.value <= 0
            or scan.text[old.end : new.start].strip() != "to"
            or not _FROM.search(scan.context(old, _NEAR, 0)[: -len(old.quote)])
        ):
            continue
        rises, falls = _RISE.search(sentence.quote), _FALL.search(sentence.quote)
        if (rises is None) == (falls is None):
            continue
        change = 100.0 * (new.value - old.value) / old.value
        told = shares[0].value if rises else -shares[0].value
        allowed = max(_CHANGE_TOLERANCE_POINTS, _CHANGE_TOLERANCE_SHARE * abs(change))
        if abs(change - told) > allowed:
            reason = f"from {old.quote} to {new.quote} is a change of {change:+.0f}%"
            yield scan.evidence(shares[0].start, shares[0].end, reason)


def _failed_stake(scan: Scan, figures: list[Quantity], number: int) -> Iterator[Evidence]:
    """ "$10 billion for a 49% stake, valuing the company at $90 billion"."""
    sentence = scan.sentences[number]
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
