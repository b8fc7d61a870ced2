import pytest

pytest.importorskip("benchmarks", reason="the wheel has no benchmarks")

from benchmarks.units import seconds, unit_name


@pytest.mark.parametrize(
    "spellings",
    [
        "km, kilometer, kilometers, kilometre, Kilometres",
        "%, percent, per cent, percentage",
        "$, US$, dollars, United States dollar",
        "°C, degrees Celsius, C, deg c",
        "GHz, gigahertz",
        "mW, milliwatt",
        "km2, km², square kilometre, sq km",
        "kg/cm³, kilogram per cubic centimetre, kilograms per cubic centimeter",
        "mph, miles per hour, mile an hour",
        "inches, in, inch",
        "lbs, pounds, pound-mass",
        "two-word unit, two word units",
        ", dimensionless",
    ],
)
def test_one_unit_has_one_name(spellings):
    assert len({unit_name(spelling.strip()) for spelling in spellings.split(",")}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("mW", "MW"), ("km", "km2"), ("mile", "mile per hour"), ("degree", "degree Celsius")],
)
def test_other_units_have_others(one, other):
    assert unit_name(one) != unit_name(other)


def test_an_unknown_unit_keeps_its_name():
    assert unit_name("Smoots") == "smoot"
    assert unit_name(None) == "dimensionless"


def test_durations_in_seconds():
    assert seconds(3, "hrs") == 10_800
    assert seconds(2, "weeks") == 1_209_600
    assert seconds(2, "miles") is None
