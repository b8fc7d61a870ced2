"""The shape of a signal as a drawing."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from models.additive import Term
from models.scorer import load_default
from service.model_page.curves import curve, span, told

TERM = Term(
    "hedging.hedge_density",
    knots=(0.0, 1.0, 3.0),
    heights=(0.2, 0.0, -0.4),
    typical=1.0,
    seen=(0.0, 9.0),
    refits=((0.1, 0.0, -0.3), (0.3, 0.0, -0.5)),
)


def lines(term: Term, kind: str) -> list[dict[str, str]]:
    return [
        element.attrib
        for element in ElementTree.fromstring(str(curve(term))).iter("line")  # noqa: S314 (our own)
        if element.get("class") == kind
    ]


def test_the_line_goes_through_the_knots_and_is_level_beyond() -> None:
    drawn = lines(TERM, "curve")
    # From 0 (no reading is lower) through three knots to a little beyond the last.
    assert len(drawn) == 4
    heights = [float(line["y1"]) for line in drawn] + [float(drawn[-1]["y2"])]
    assert heights[0] == heights[1] < heights[2] < heights[3] == heights[4]
    assert [knot["x1"] for knot in lines(TERM, "knot")] == [line["x1"] for line in drawn[1:]]


def test_the_typical_reading_stands_where_the_curve_is_zero() -> None:
    (typical,), (zero,) = lines(TERM, "typical"), lines(TERM, "zero")
    crossing = next(line for line in lines(TERM, "curve") if line["y1"] == zero["y1"])
    assert typical["x1"] == crossing["x1"]


def test_the_band_holds_the_curve_and_pinches_at_the_typical_reading() -> None:
    (corners,) = re.findall(r'points="([^"]+)"', str(curve(TERM)))
    places = [tuple(map(float, corner.split(","))) for corner in corners.split()]
    upper, lower = places[:5], places[:4:-1]
    middles = [float(line["y1"]) for line in lines(TERM, "curve")]
    assert [x for x, _ in upper] == [x for x, _ in lower]
    assert all(
        up <= at <= down for (_, up), at, (_, down) in zip(upper, middles, lower, strict=False)
    )
    assert upper[2] == lower[2]


@pytest.mark.parametrize(("most", "scale"), [(0.04, "0.1"), (0.3, "0.5"), (1.9, "2"), (7.0, "4")])
def test_drawings_have_one_of_few_scales(most: float, scale: str) -> None:
    term = replace(TERM, heights=(-most, 0.0, most), refits=())
    assert f">+{scale}</text>" in curve(term)
    assert "polygon" not in curve(term)


def test_a_signal_that_never_changed_is_a_level_line() -> None:
    never = Term("style.slogan_density", (0.0,), (0.0,), 0.0, (0.0, 0.0))
    assert span(never) == 0
    assert len({line["y1"] for line in lines(never, "curve")}) == 1


def test_a_drawing_says_what_it_shows() -> None:
    assert told(TERM) == "Readings from 0 to 3; log-odds from −0.40 to +0.20"
    assert f'aria-label="{told(TERM)}"' in curve(TERM)


@pytest.mark.parametrize("term", load_default().terms, ids=lambda term: term.signal)
def test_every_curve_of_the_model_that_ships_stays_in_its_drawing(term: Term) -> None:
    for line in lines(term, "curve"):
        assert 0 <= float(line["x1"][:-1]) <= float(line["x2"][:-1]) <= 100
        assert 0 <= float(line["y1"]) <= 92
