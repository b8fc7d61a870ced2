"""Dates that do not exist, and dates that the article could not know."""

import calendar
import datetime
from collections.abc import Iterator

from features.article import Article
from features.kernel.quantities import DATE, FIRST, KIND, LAST
from features.reading import Evidence, Reading

_LEAP_YEAR = 2024
_REACH = 150  # code points around a date that say whether it is told as past


def impossible_dates(article: Article) -> Reading:
    """Dates that no calendar has, and past events dated after publication, a count."""
    evidence = list(_findings(article))
    return Reading(float(len(evidence)), evidence)


def _findings(article: Article) -> Iterator[Evidence]:
    scan = article.text
    for row, value in scan.quantity_rows:
        if row[KIND] != DATE:
            continue
        year, month, day = int(value) // 10000, int(value) // 100 % 100, int(value) % 100
        if month and day > _last_day(year or _LEAP_YEAR, month):
            yield scan.evidence(row[FIRST], row[LAST], "no calendar has this day")
        elif article.published and year and month and day:
            told = datetime.date(year, month, day)
            around = scan.context(scan.quantity(row, value), _REACH, _REACH)
            if told > article.published and _is_told_as_past(around):
                reason = f"told as past, but after the day of publication, {article.published}"
                yield scan.evidence(row[FIRST], row[LAST], reason)


def _last_day(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _is_told_as_past(around: str) -> bool:
    words = around.lower().split()
    tells_future = {"will", "would", "shall", "could", "should", "until", "by", "to", "next"}
    tells_past = {"was", "were", "said", "announced", "had", "died", "took", "happened", "opened"}
    return not tells_future.intersection(words) and bool(tells_past.intersection(words))
