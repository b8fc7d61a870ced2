"""The shape of a signal as a drawing: its reading across, its log-odds up, how sure that is."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from markupsafe import Markup

from models.additive import Term
from models.assessment import figure
from service.page import svg
from service.page.template import minus

# The middle 90% of the refits: what an assessment's interval holds, too.
_BAND = (0.05, 0.95)
# How far up and down a drawing reaches, in log-odds: few scales, so that drawings compare.
_SCALES = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0)
# Pixels: the height of the drawing, of the plot in it, and the strokes at its foot.
_HEIGHT, _PLOT, _STROKE = 116, 92, 5
# How far the plot goes on beyond the outer knots, of the way between these: there it is level.
_MARGIN = 0.06


def curve(term: Term) -> Markup:
    """The curve over the band of its refits; strokes at the foot are knots, the upright is typical.

    The plot is washed where a reading speaks for the article, above, and against it, below.
    """
    low, high = _reach(term)
    lower, upper = _band(term)
    scale = _scale([*term.heights, *lower, *upper])
    middle = _PLOT / 2

    def across(reading: float) -> float:
        return (reading - low) / (high - low)

    def down(height: float) -> float:
        return middle - min(max(height / scale, -1.0), 1.0) * (middle - 3)

    def points(heights: Sequence[float]) -> list[tuple[float, float]]:
        knots, ends = term.knots, (low, *term.knots, high)
        found = np.interp(ends, knots, heights).tolist()
        return [(across(x), down(y)) for x, y in zip(ends, found, strict=True)]

    parts = [
        svg.rect(0, 0, 1, middle, "wash high"),
        svg.rect(0, middle, 1, middle, "wash low"),
    ]
    if term.refits:
        parts.append(_area([*points(upper), *reversed(points(lower))]))
    parts.append(svg.line(0, middle, 1, middle, "zero"))
    parts += [
        svg.line(across(knot), _PLOT - _STROKE, across(knot), _PLOT, "knot") for knot in term.knots
    ]
    parts.append(svg.line(across(term.typical), 0, across(term.typical), _PLOT, "typical"))
    parts += [
        svg.line(x, y, end, below, "curve")
        for (x, y), (end, below) in pairwise(points(term.heights))
    ]
    parts.append(svg.text(1, 12, f"+{scale:g}", "tick", anchor="end", shift=-3))
    parts.append(svg.text(1, _PLOT - 8, f"−{scale:g}", "tick", anchor="end", shift=-3))
    parts.append(svg.text(0, _HEIGHT - 8, minus(figure(low)), "tick", anchor="start"))
    parts.append(svg.text(1, _HEIGHT - 8, minus(figure(high)), "tick", anchor="end"))
    return svg.figure(parts, _HEIGHT, told(term))


def told(term: Term) -> str:
    """The curve in words."""
    first, last = (minus(figure(knot)) for knot in (term.knots[0], term.knots[-1]))
    low, high = (minus(f"{height(term.heights):+.2f}") for height in (min, max))
    return f"Readings from {first} to {last}; log-odds from {low} to {high}"


def span(term: Term) -> float:
    """By how many log-odds the curve can move a score, from its lowest to its highest."""
    return max(term.heights) - min(term.heights)


def _reach(term: Term) -> tuple[float, float]:
    """The readings that the plot shows: the knots and a little more, as far as there are any."""
    first, last = term.knots[0], term.knots[-1]
    margin = _MARGIN * (last - first)
    low, high = max(first - margin, term.seen[0]), min(last + margin, term.seen[1])
    low, high = min(low, first), max(high, last)
    return (low, high) if low < high else (low, low + 1.0)


def _band(term: Term) -> tuple[list[float], list[float]]:
    if not term.refits:
        return [], []
    lower, upper = np.quantile(np.array(term.refits), _BAND, axis=0)
    return lower.tolist(), upper.tolist()


def _scale(heights: Sequence[float]) -> float:
    most = max(map(abs, heights))
    return next((scale for scale in _SCALES if scale >= most), _SCALES[-1])


def _area(corners: Sequence[tuple[float, float]]) -> Markup:
    # A polygon knows no shares of a width: it stands in a drawing of its own that is stretched.
    told = " ".join(f"{100 * x:.2f},{y:.1f}" for x, y in corners)
    return Markup(
        '<svg width="100%" height="{0}" viewBox="0 0 100 {0}" preserveAspectRatio="none">'
        '<polygon class="refits" points="{1}"/></svg>'
    ).format(_PLOT, told)
