"""Resolves what dates leave open, by the day of publication.

The kernel reads "two weeks ago" as a distance and "12 March" as a month and a day; the day that
they mean depends on the day of writing.
"""

import calendar
import datetime
from collections.abc import Iterator

from features.article import Article
from features.scan import Quantity, Scan

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_DAYS = {"day": 1, "night": 1, "week": 7, "wk": 7, "fortnight": 14, "weekend": 7}
_MONTHS_OF = {"month": 1, "quarter": 3, "year": 12, "yr": 12, "decade": 120, "century": 1200}
_CENTURIES = {"centuries": "century"}


def dates(article: Article) -> Iterator[Quantity]:
    """The dates of the body, their values resolved where the day of publication is known."""
    for quantity in article.text.quantities:
        if quantity.kind in ("date", "relative_date"):
            value = resolve(quantity, article.text, article.published)
            yield quantity if value is None else quantity._replace(value=value)


def resolve(quantity: Quantity, scan: Scan, published: datetime.date | None) -> float | None:
    """A date as yyyymmdd with zeros for what is not told; None where it cannot be known.

    A day and a month without a year are those nearest to the day of publication, a weekday alone is
    the last one until then; "last Tuesday" is that of the week before, "next Tuesday" that of the
    week after.
    """
    if quantity.kind == "date":
        if published is None or quantity.value >= 10000 or quantity.value % 100 == 0:
            return quantity.value
        weekday = quantity.quote[:3].lower()
        return _nearest(
            int(quantity.value) // 100,
            int(quantity.value) % 100,
            _WEEKDAYS.index(weekday) if weekday in _WEEKDAYS else None,
            published,
        )
    if published is None or quantity.unit is None or quantity.kind != "relative_date":
        return None
    lead = scan.text[quantity.start : quantity.unit.start].lower().split()
    try:
        return _relative(quantity.unit.quote.lower(), quantity.value, lead, published)
    except OverflowError:
        return None


def _nearest(month: int, day: int, weekday: int | None, published: datetime.date) -> float:
    """The day that is nearest, of the weekday where only that and a day are told.

    A day that no calendar has stays as it was told.
    """
    if month == 0:  # "Friday the 13th"
        at = published.year * 12 + published.month - 1
        reach = 1 if weekday is None else 11
        months = [divmod(at + step, 12) for step in range(-reach, reach + 1)]
    else:
        months = [(published.year + step, month - 1) for step in (-1, 0, 1)]
    candidates = [
        datetime.date(year, zero + 1, day)
        for year, zero in months
        if zero < 12 and 1 <= day <= calendar.monthrange(year, zero + 1)[1]
    ]
    if month == 0 and weekday is not None:
        candidates = [one for one in candidates if one.weekday() == weekday] or candidates
    if not candidates:
        return float(month * 100 + day)
    return _value(min(candidates, key=lambda one: abs((one - published).days)))


def _value(day: datetime.date) -> float:
    return float(day.year * 10000 + day.month * 100 + day.day)


def _relative(
    unit: str, distance: float, lead: list[str], published: datetime.date
) -> float | None:
    if unit[:3] in _WEEKDAYS and unit.rstrip("s").endswith(("day", *_WEEKDAYS)):
        return _value(_weekday(_WEEKDAYS.index(unit[:3]), distance, lead, published))
    if unit in ("yesterday", "today", "tonight", "tomorrow", "morning", "afternoon", "evening"):
        return _value(published + datetime.timedelta(days=int(distance)))
    if unit in _SEASONS:
        return float((published.year + int(distance)) * 10000 + _SEASONS[unit] * 100)
    if unit[:3] in _MONTHS and unit not in _MONTHS_OF:
        return _named_month(_MONTHS.index(unit[:3]) + 1, distance, published)
    singular = _CENTURIES.get(unit, unit.rstrip("s"))
    if singular in _DAYS:
        return _value(published + datetime.timedelta(days=distance * _DAYS[singular]))
    if singular in _MONTHS_OF:
        return _by_months(distance * _MONTHS_OF[singular], bool(lead), singular, lead, published)
    return _value(published)  # hours and minutes


def _weekday(
    weekday: int, distance: float, lead: list[str], published: datetime.date
) -> datetime.date:
    monday = published - datetime.timedelta(days=published.weekday())
    if distance < 0 and lead[-1] == "past":
        back = (published.weekday() - weekday - 1) % 7 + 1
        return published - datetime.timedelta(days=back)
    if distance > 0 and lead[-1] in ("coming", "upcoming"):
        return published + datetime.timedelta(days=(weekday - published.weekday() - 1) % 7 + 1)
    if distance:
        return monday + datetime.timedelta(days=7 * int(distance) + weekday)
    if "this" in lead:
        return monday + datetime.timedelta(days=weekday)
    return published - datetime.timedelta(days=(published.weekday() - weekday) % 7)


def _named_month(month: int, distance: float, published: datetime.date) -> float:
    year = published.year
    if distance < 0 and month >= published.month:
        year -= 1
    elif distance > 0 and month <= published.month:
        year += 1
    return float(year * 10000 + month * 100)


def _by_months(
    months: float, named: bool, unit: str, lead: list[str], published: datetime.date
) -> float:
    """ "last month" is a month, "two months ago" a day."""
    whole = round(months)
    total = published.year * 12 + published.month - 1 + whole
    year, month = divmod(total, 12)
    directed = named and lead[-1] in (
        "last",
        "next",
        "this",
        "past",
        "previous",
        "coming",
        "current",
    )
    if directed:
        return float(year * 10000 + (0 if unit != "month" else (month + 1) * 100))
    last = calendar.monthrange(year, month + 1)[1] if 1 <= year <= 9999 else 28
    return float(year * 10000 + (month + 1) * 100 + min(published.day, last))
