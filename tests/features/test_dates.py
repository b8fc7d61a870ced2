"""Dates and times as values, and what the day of publication resolves."""

import datetime

import pytest

from features.article import Article
from features.dates import dates
from features.scan import scan

WEDNESDAY = datetime.date(2019, 3, 13)

# Text with the date, its value.
ABSOLUTE = [
    ("[[12 March 2019]]", 20190312),
    ("[[March 12, 2019]]", 20190312),
    ("[[Tuesday, March 12, 2019]]", 20190312),
    ("[[the 12th of March]]", 312),
    ("[[March 12th]]", 312),
    ("[[12 March]]", 312),
    ("[[2019-03-12]]", 20190312),
    ("[[13/03/2019]]", 20190313),
    ("[[03/12/2019]]", 20190312),
    ("[[12.03.2019]]", 20190312),
    ("[[05-Aug-2016]]", 20160805),
    ("[[Dec. 31, 1994]]", 19941231),
    ("[[March 2019]]", 20190300),
    ("[[2019]]", 20190000),
    ("[[March 35]]", 335),
    ("[[February 30, 2019]]", 20190230),
    ("[[Christmas Eve]]", 1224),
    ("[[9/11]]", 911),
]


@pytest.mark.parametrize(("text", "value"), ABSOLUTE)
def test_a_date_is_worth_its_digits(text, value, marked):
    article, quotes = marked(f"It was on {text} then.")
    (found,) = article.text.quantities
    assert (found.kind, found.value) == ("date", value)
    assert found.quote in quotes[0]


SPANS = [
    ("the 1990s", 19900000, 19991231),
    ("Q3 2020", 20200700, 20200900),
    ("the third quarter of 2020", 20200700, 20200900),
    ("5-7 June 2019", 20190605, 20190607),
    ("June 5-7, 2019", 20190605, 20190607),
    ("2013-14", 20130000, 20140000),
    ("2001–2008", 20010000, 20080000),
]


@pytest.mark.parametrize(("text", "low", "high"), SPANS)
def test_a_span_of_time_has_two_ends(text, low, high):
    (found,) = scan(f"It was in {text} then.").quantities
    assert (found.kind, found.low, found.high) == ("date", low, high)


def test_a_part_of_a_year_is_approximate():
    (found,) = scan("It was in mid-2019 then.").quantities
    assert (found.quote, found.precision, found.is_approximate) == ("mid-2019", "approximate", True)


RELATIVE = [
    ("yesterday", 20190312),
    ("tomorrow", 20190314),
    ("on Tuesday", 20190312),
    ("on Wednesday", 20190313),
    ("last Tuesday", 20190305),
    ("next Tuesday", 20190319),
    ("two weeks ago", 20190227),
    ("three days from now", 20190316),
    ("a year ago", 20180313),
    ("six months ago", 20180913),
    ("last month", 20190200),
    ("next year", 20200000),
    ("this year", 20190000),
    ("last December", 20181200),
    ("12 March", 20190312),
    ("28 December", 20181228),
    ("Friday the 13th", 20190913),
    ("2 May 2001", 20010502),
    ("February 30", 230),
]


@pytest.mark.parametrize(("text", "value"), RELATIVE)
def test_the_day_of_publication_resolves_dates(text, value):
    article = Article(f"It rained {text}.", published=WEDNESDAY)
    assert [one.value for one in dates(article)] == [value]


def test_without_a_day_of_publication_a_distance_stays_one():
    (found,) = dates(Article("It rained two weeks ago."))
    assert (found.kind, found.value, found.unit.quote) == ("relative_date", -2, "weeks")


TIMES = [
    ("10:30", 103000),
    ("10:30:15", 103015),
    ("5 pm", 170000),
    ("5pm", 170000),
    ("8.15 p.m.", 201500),
    ("12 a.m.", 0),
    ("noon", 120000),
    ("7 o'clock in the evening", 190000),
    ("half past seven", 73000),
    ("quarter to nine", 84500),
    ("ten past nine", 91000),
]


@pytest.mark.parametrize(("text", "value"), TIMES)
def test_times_of_day(text, value):
    (found,) = scan(f"It was at {text}, then.").quantities
    assert (found.kind, found.value) == ("time", value)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("It had $2000 over 5 years.", "money"),
        ("It had 2000 people.", "people"),
        ("It had 2000 km to go.", "measure"),
        ("They may march on 5 miles.", "measure"),
        ("May 40 people came.", "people"),
    ],
)
def test_figures_that_are_no_dates(text, kind):
    assert scan(text).quantities[0].kind == kind
