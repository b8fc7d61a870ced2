"""Dates that do not exist, and dates that the article could not know."""

import calendar
import datetime
import re
from collections.abc import Iterator

import numpy as np

from features.article import Article
from features.kernel.figures import DATE
from features.kernel.tokens import N_LATEST_DATE, N_MONTH_ENDS
from features.reading import Evidence, Reading
from features.scan import Quantity, Scan
from features.sift import only_where, where_counted

_LEAP_YEAR = 2024
_REACH = 150  # code points around a date that say whether it is told as past
_LAST_DAY, _LAST_TWO_DIGITS = 31, 99
_NO_DAY = "no calendar has this day"
# "March 35" is no date to the scan. As a day it stands before a mark or a year; "in May 40 people"
# and the year in "May 98" do not.
_MONTH_BEFORE = re.compile(
    r"\b(?:(?:Jan|Febr)uary|March|April|May|June|July|August|(?:Septem|Octo|Novem|Decem)ber|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)\s$"
)
_MONTH_REACH = 12
_AS_A_DAY = re.compile(r",?\s(?:1[89]|20)\d\d\b|[.,;)](?:\s|$)|$")
_AS_A_YEAR = 50


@where_counted(N_MONTH_ENDS)
def impossible_dates(article: Article) -> Reading:
    """Days that no calendar has (31 June, March 35), a count."""
    scan = article.text
    evidence = list(_impossible(scan))
    return Reading(float(len(evidence)), evidence, critical=bool(evidence))


@where_counted(N_LATEST_DATE)
@only_where(lambda batch: batch.body(N_LATEST_DATE) > batch.published)
def past_dates_after_publication(article: Article) -> Reading:
    """Past events dated after the day of publication, a count."""
    published, scan = article.published, article.text
    if published is None or scan.count(N_LATEST_DATE) <= _as_number(published):
        return Reading(0.0)
    evidence = list(_too_late(scan, published))
    return Reading(float(len(evidence)), evidence, critical=bool(evidence))


def _impossible(scan: Scan) -> Iterator[Evidence]:
    kinds, values = scan.quantity_kinds, scan.quantity_values
    days = values % 100
    dates = (kinds == DATE) & (days > 28)
    others = (kinds != DATE) & (values > _LAST_DAY) & (values <= _LAST_TWO_DIGITS)
    for number in np.flatnonzero(dates | others).tolist():
        found = scan.quantity_at(number)
        if scan.text[max(0, found.start - 1) : found.start].isalnum():
            continue  # the end of a word: "@anna45 May"
        if found.kind != "date":
            before = scan.text[max(0, found.start - _MONTH_REACH) : found.start]
            month = _MONTH_BEFORE.search(before)
            after = _AS_A_DAY.match(scan.text, found.end)
            if (
                month
                and after
                and found.quote.isdigit()
                and (found.value < _AS_A_YEAR or after[0].strip(" ,")[:1].isdigit())
            ):
                start = found.start - len(before) + month.start()
                yield scan.evidence(start, found.end, _NO_DAY)
            continue
        year, month_number, day = _parts(found)
        if not year and day >= _AS_A_YEAR:
            continue  # "the class of June 98"
        if month_number and day > calendar.monthrange(year or _LEAP_YEAR, month_number)[1]:
            yield scan.evidence(found.start, found.end, _NO_DAY)


def _too_late(scan: Scan, published: datetime.date) -> Iterator[Evidence]:
    late = (scan.quantity_kinds == DATE) & (scan.quantity_values > _as_number(published))
    for number in np.flatnonzero(late).tolist():
        found = scan.quantity_at(number)
        _, month, day = _parts(found)
        if month and day and _is_told_as_past(scan.context(found, _REACH, _REACH)):
            reason = f"told as past, but after the day of publication, {published}"
            yield scan.evidence(found.start, found.end, reason)


def _parts(date: Quantity) -> tuple[int, int, int]:
    told = int(date.value)
    return told // 10000, told // 100 % 100, told % 100


def _as_number(date: datetime.date) -> int:
    return date.year * 10000 + date.month * 100 + date.day


def _is_told_as_past(around: str) -> bool:
    words = around.lower().split()
    tells_future = {"will", "would", "shall", "could", "should", "until", "by", "to", "next"}
    tells_past = {"was", "were", "said", "announced", "had", "died", "took", "happened", "opened"}
    return not tells_future.intersection(words) and bool(tells_past.intersection(words))
