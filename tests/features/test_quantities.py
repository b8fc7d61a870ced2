"""Figures as values: what is read, in which unit, between which bounds and how exactly."""

from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.kernel.figures import KINDS, PRECISIONS
from features.scan import scan


def only(text):
    (found,) = scan(text).quantities
    return found


# Text with the figure, its value, its kind.
NUMBERS = [
    ("[[two and a half million]] tons", 2.5e6, "measure"),
    ("[[a dozen]] eggs", 12, "count"),
    ("[[half a million]]", 5e5, "count"),
    ("[[a quarter of a million]]", 2.5e5, "count"),
    ("[[three quarters]] of it", 0.75, "ratio"),
    ("[[two-thirds]] of it", 2 / 3, "ratio"),
    ("[[five point two million]]", 5.2e6, "count"),
    ("[[1.5 × 10^8]]", 1.5e8, "count"),
    ("[[4e14]]", 4e14, "count"),
    ("[[10 000]]", 1e4, "count"),
    ("[[12,34,567]]", 1_234_567, "count"),
    ("[[2½]] cups", 2.5, "measure"),
    ("[[minus five]]", -5, "count"),
    ("[[-5]]", -5, "count"),
    ("[[one in five]] voters", 0.2, "ratio"),
    ("[[2 out of 3]]", 2 / 3, "ratio"),
    ("[[3:1]]", 3, "ratio"),
    ("[[twenty-first]]", 21, "ordinal"),
    ("[[5 crore]]", 5e7, "count"),
]


@pytest.mark.parametrize(("text", "value", "kind"), NUMBERS)
def test_numbers_have_their_value(text, value, kind, marked):
    article, quotes = marked(f"They had {text}.")
    (found,) = article.text.quantities
    assert found.value == pytest.approx(value)
    assert found.kind == kind
    assert found.quote.startswith(quotes[0])


# Text with the figure, its value, its kind, the unit's name.
UNITS = [
    ("[[60 km/h]]", 60, "speed", "kilometre per hour"),
    ("[[60 kilometres per hour]]", 60, "speed", "kilometre per hour"),
    ("[[5 mg/kg]]", 5, "measure", "milligram per kilogram"),
    ("[[5 km s-1]]", 5, "speed", "kilometre per second"),
    ("[[9.8 m/s2]]", 9.8, "measure", "metre per square second"),
    ("[[300 square miles]]", 300, "measure", "square mile"),
    ("[[4km²]]", 4, "measure", "square kilometre"),
    ("[[20 °C]]", 20, "temperature", "degree Celsius"),
    ("[[70 degrees F]]", 70, "temperature", "degree Fahrenheit"),
    ("[[six months]]", 6, "duration", "month"),
    ("a [[two-year]] plan", 2, "duration", "year"),
    ("[[an hour and a half]]", 1.5, "duration", "hour"),
    ("[[half an hour]]", 0.5, "duration", "hour"),
    ("[[$15 an hour]]", 15, "money", "dollar per hour"),
    ("[[$350 per kg]]", 350, "money", "dollar per kilogram"),
    ("[[EUR 500]]", 500, "money", "euro"),
    ("[[500 Swiss francs]]", 500, "money", "swiss franc"),
    ("[[3 dollars and 50 cents]]", 3.5, "money", "dollar"),
    ("[[two percentage points]]", 2, "share", "percentage point"),
    ("[[a 20-pound]] bag", 20, "measure", "pound"),
    ("[[20 million pounds]]", 2e7, "money", "pound sterling"),
]


@pytest.mark.parametrize(("text", "value", "kind", "unit"), UNITS)
def test_units_have_a_name(text, value, kind, unit, marked):
    article, quotes = marked(f"It took {text}.")
    (found,) = article.text.quantities
    assert found.value == pytest.approx(value)
    assert (found.kind, found.measured_in.name) == (kind, unit)
    assert found.quote in quotes[0]


# Text, low, high, precision, whether it is approximate.
BOUNDS = [
    ("5-10%", 5, 10, "range", False),
    ("between 3 and 4 million people", 3e6, 4e6, "range", False),
    ("30 mg to 60 mg", 30, 60, "range", False),
    ("from 2 to 3 hours", 2, 3, "range", False),
    ("$10-12 million", 10e6, 12e6, "range", False),
    ("-12 °C to -21 °C", -21, -12, "range", False),
    ("70 ± 2%", 68, 72, "rounded", False),
    ("nearly 40", 40, 40, "approximate", True),
    ("~30", 30, 30, "approximate", True),
    ("some 40 ships", 40, 40, "approximate", True),
    ("40 or so", 40, 40, "approximate", True),
    ("about 5-10%", 5, 10, "range", True),
    ("more than 40", 40, inf, "approximate", False),
    ("at least 40", 40, inf, "approximate", False),
    ("no less than 40", 40, inf, "approximate", False),
    ("up to 40", -inf, 40, "approximate", False),
    ("no more than 40", -inf, 40, "approximate", False),
    ("fewer than 40", -inf, 40, "approximate", False),
    ("412", 412, 412, "exact", False),
    ("400", 400, 400, "rounded", False),
    ("dozens", 24, inf, "vague", False),
    ("hundreds of thousands of dogs", 2e5, inf, "vague", False),
    ("a few thousand", 3e3, inf, "vague", False),
]


@pytest.mark.parametrize(("text", "low", "high", "precision", "approximate"), BOUNDS)
def test_a_figure_lies_between_its_bounds(text, low, high, precision, approximate):
    found = only(f"They had {text}.")
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))
    assert (found.precision, found.is_approximate) == (precision, approximate)


def test_what_rose_from_one_figure_to_another_is_no_range():
    values = [one.value for one in scan("Sales rose from 200 to 300.").quantities]
    assert values == [200, 300]


AGES = [
    ("A man [[aged 42]] came.", 42),
    ("A [[42-year-old]] man came.", 42),
    ("The child is [[5 years old]].", 5),
    ("At [[18 months of age]] they walk.", 18),
    ("Then Ann Lee, [[42]], came.", 42),
]


@pytest.mark.parametrize(("text", "value"), AGES)
def test_ages(text, value, marked):
    article, quotes = marked(text)
    (found,) = article.text.quantities
    assert (found.kind, found.value, found.quote) == ("age", value, quotes[0])


METRES_AND_MILLIONS = [
    ("He won the 800m final.", 800, "measure"),
    ("The tower is 30m tall.", 30, "measure"),
    ("The 1500m was slow.", 1500, "measure"),
    ("It has 800m users.", 8e8, "people"),
    ("It cost $800m.", 8e8, "money"),
    ("It sold 8m.", 8e6, "count"),
]


@pytest.mark.parametrize(("text", "value", "kind"), METRES_AND_MILLIONS)
def test_metres_are_no_millions(text, value, kind):
    found = only(text)
    assert (found.value, found.kind) == (value, kind)


@pytest.mark.parametrize(
    "text",
    [
        "The firm had 3 million on its payroll.",
        "It has a workforce of 3 million.",
        "It employs 3 million in Ohio.",
        "It has 3 million workers at the firm.",
    ],
)
def test_people_on_a_payroll_are_a_headcount(text):
    found = only(text)
    assert (found.value, found.kind) == (3e6, "headcount")


@pytest.mark.parametrize(
    "text",
    [
        "One may ask, as one does.",
        "It caught COVID-19 in an F-16.",
        "See Fig. 3 and Section 4 and [12].",
        "The source 4C72 and H2O.",
        "In the second half they scored.",
        "Hundred and dozen are words.",
        "A bit of a mess, a day or a night.",
    ],
)
def test_names_and_pronouns_are_no_quantities(text):
    found = scan(text).quantities
    assert [one.quote for one in found if one.kind != "ordinal"] == []


PIECES = (
    "5 12 1,000 2.5 2019 one two twenty hundred million dozen half quarter third first a an the of"
    " and to from between in per $ € % km kg m h / - – ~ ± × ^ ° ½ ( ) [ ] , . : pm am ago last"
    " next May March Tuesday year years old aged about than more no k 10 000 0 ' \""
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES.split()), max_size=40), st.booleans())
def test_rows_are_in_order_and_quote_the_text(pieces, spaced):
    text = (" " if spaced else "").join(pieces)
    end = 0
    for found in scan(text).quantities:
        assert found.quote == text[found.start : found.end] != ""
        assert found.start >= end
        end = found.end
        assert found.low <= found.high
        assert found.kind in KINDS
        assert found.precision in PRECISIONS


@given(st.integers(0, 10**12), st.sampled_from(["{}", "{:,}", "${:,}", "{} km", "{}%", "about {}"]))
def test_a_whole_number_keeps_its_value(number, form):
    found = scan(f"It was {form.format(number)} then.").quantities
    values = [one.value for one in found if one.kind not in ("date", "time")]
    assert values == [number] or (not values and 1700 <= number <= 20991231)
