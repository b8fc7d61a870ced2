"""The report's charts.

Every chart has its figures beside it as text, so those within tables are hidden from screen
readers, and the others say what they show.
"""

from collections.abc import Sequence

from markupsafe import Markup

from models.scorer import HIGH, LOW
from service.page import svg
from service.page.template import percent
from service.report.signals import Spread

# Above the bars stand the bands' names and shares, and below these what the median is.
_HEIGHT, _NOTE, _TOP, _FOOT = 266, 52, 62, 26
_TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def histogram(steps: Sequence[int], bands: dict[str, int], median: float, label: str) -> Markup:
    """How many articles have which score, over the three bands."""
    most = max(max(steps), 1)
    total = max(sum(steps), 1)
    floor = _HEIGHT - _FOOT
    parts = []
    for name, start, stop in (("low", 0.0, LOW), ("mixed", LOW, HIGH), ("high", HIGH, 1.0)):
        parts.append(svg.rect(start, 0, stop - start, floor, f"wash {name}"))
        middle = (start + stop) / 2
        parts.append(svg.text(middle, 16, name, f"band {name}"))
        parts.append(svg.text(middle, 34, percent(bands[name] / total), "share"))
    unit = (floor - _TOP) / most
    for number, count in enumerate(steps):
        start = number / len(steps)
        name = "low" if start < LOW - 1e-9 else "mixed" if start < HIGH - 1e-9 else "high"
        if count:
            height = max(count * unit, 1.5)
            title = f"{start:.2f} to {start + 1 / len(steps):.2f}: {count:,} articles"
            parts.append(
                svg.rect(start, floor - height, 1 / len(steps), height, f"bar {name}", title)
            )
    parts.append(svg.line(0.0, floor, 1.0, floor, "axis"))
    parts += [_tick(tick, floor + 18) for tick in _TICKS]
    parts.append(svg.line(median, _NOTE - 12, median, floor, "median"))
    anchor, shift = ("end", -5) if median > 0.5 else ("start", 5)
    told = f"median {median:.2f}"
    parts.append(svg.text(median, _NOTE, told, "note", anchor=anchor, shift=shift))
    return svg.figure(parts, _HEIGHT, label)


def scale() -> Markup:
    """The axis above a column of intervals."""
    return svg.hidden([_tick(tick, 12) for tick in (0.0, LOW, HIGH, 1.0)], 16)


def interval(score: float, low: float, high: float, band: str, mean: float | None = None) -> Markup:
    """A score with its interval, between the edges of the bands; the plain mean as a hollow dot."""
    parts = [svg.line(0, 10, 1, 10, "rail")]
    parts += [svg.line(edge, 3, edge, 17, "edge") for edge in (LOW, HIGH)]
    parts.append(svg.line(low, 10, high, 10, f"reach {band}"))
    if mean is not None:
        parts.append(svg.dot(mean, 10, 3.5, "mean"))
    parts.append(svg.dot(score, 10, 5, f"dot {band}"))
    return svg.hidden(parts, 20)


def strip(spread: Spread) -> Markup:
    """A signal's readings: the middle 90%, the middle half, the median, and the typical reading."""
    points = [*spread.quantiles, *([] if spread.typical is None else [spread.typical])]
    least, most = min(points), max(points)
    width = most - least or 1.0
    low, first, median, third, high = (
        0.02 + 0.96 * (value - least) / width for value in spread.quantiles
    )
    parts = [svg.line(0, 11, 1, 11, "rail"), svg.line(low, 11, high, 11, "ninety")]
    parts.append(svg.rect(first, 6, third - first, 10, "half"))
    parts.append(svg.dot(median, 11, 4.5, "middle"))
    if spread.typical is not None:
        place = 0.02 + 0.96 * (spread.typical - least) / width
        parts.append(svg.line(place, 1, place, 21, "typical"))
    return svg.hidden(parts, 22)


def bar(value: float, most: float, name: str = "plain") -> Markup:
    """A length to compare with those above and below."""
    return svg.hidden([svg.rect(0, 3, value / most if most else 0.0, 10, f"bar {name}")], 16)


def _tick(place: float, y: float) -> Markup:
    anchor = {0.0: "start", 1.0: "end"}.get(place, "middle")
    return svg.text(place, y, f"{place:g}", "tick", anchor=anchor)
