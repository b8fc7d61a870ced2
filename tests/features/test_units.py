"""Units by name, however they are written."""

import pytest

from features.units import currency_of, money_unit, unit_of


@pytest.mark.parametrize(
    ("text", "name", "dimension", "factor"),
    [
        ("km", "kilometre", "length", 1e3),
        ("kilometers", "kilometre", "length", 1e3),
        ("km/h", "kilometre per hour", "speed", 1 / 3.6),
        ("miles per hour", "mile per hour", "speed", 0.44704),
        ("sq mi", "square mile", "area", 1609.344**2),
        ("cubic feet", "cubic foot", "volume", 0.3048**3),
        ("km cubed", "cubic kilometre", "volume", 1e9),
        ("m s-1", "metre per second", "speed", 1),
        ("kg/m³", "kilogram per cubic metre", "mass length^-3", 1),
        ("mW", "milliwatt", "power", 1e-3),
        ("MW", "megawatt", "power", 1e6),
        ("gigawatt-hours", "gigawatt hour", "energy", 3.6e12),
        ("degrees Celsius", "degree Celsius", "temperature", 1),
        ("°F", "degree Fahrenheit", "temperature", pytest.approx(5 / 9)),
        ("light-years", "light-year", "length", 9.4607304725808e15),
        ("lbs", "pound", "mass", 0.45359237),
        ("s-1", "per second", "frequency", 1),
        ("times per week", "count per week", "count time^-1", 1 / 604800),
    ],
)
def test_a_unit_has_a_name_a_dimension_and_a_size(text, name, dimension, factor):
    unit = unit_of(text)
    assert (unit.name, unit.dimension) == (name, dimension)
    assert unit.factor == pytest.approx(factor)


@pytest.mark.parametrize("text", ["", "cats", "per", "km of", "?"])
def test_what_is_no_unit_has_no_name(text):
    assert unit_of(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("$", "dollar"),
        ("US$", "US dollar"),
        ("A$", "Australian dollar"),
        ("€", "euro"),
        ("GBP", "pound sterling"),
        ("pounds", "pound sterling"),
        ("kroner", "krone"),
        ("yen", "yen"),
    ],
)
def test_currencies_have_a_name(text, name):
    assert currency_of(text).name == name


def test_money_may_be_per_something():
    assert money_unit("$", " per kg").name == "dollar per kilogram"
    assert money_unit("$", "/hour").name == "dollar per hour"
    assert money_unit("$", " million").name == "dollar"
