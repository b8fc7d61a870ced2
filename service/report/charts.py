"""The report's charts: inline SVG without a view box, so that text keeps its size on any screen.

Lengths along the page are percentages, others pixels. Every chart has its figures beside it as
text, so those within tables are hidden from screen readers, and the others say what they show.
"""

from collections.abc import Sequence

from markupsafe import Markup, escape

from models.scorer import HIGH, LOW
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
        parts.append(_rect(start, 0, stop - start, floor, f"wash {name}"))
        middle = (start + stop) / 2
        parts.append(_text(middle, 16, name, f"band {name}"))
        parts.append(_text(middle, 34, percent(bands[name] / total), "share"))
    unit = (floor - _TOP) / most
    for number, count in enumerate(steps):
        start = number / len(steps)
        name = "low" if start < LOW - 1e-9 else "mixed" if start < HIGH - 1e-9 else "high"
        if count:
            height = max(count * unit, 1.5)
            title = f"{start:.2f} to {start + 1 / len(steps):.2f}: {count:,} articles"
            parts.append(_rect(start, floor - height, 1 / len(steps), height, f"bar {name}", title))
    parts.append(_line(0.0, floor, 1.0, floor, "axis"))
    parts += [_tick(tick, floor) for tick in _TICKS]
    parts.append(_line(median, _NOTE - 12, median, floor, "median"))
    anchor, shift = ("end", -5) if median > 0.5 else ("start", 5)
    parts.append(
        Markup(
            '<text class="note" x="{}" dx="{}" y="{}" text-anchor="{}">median {:.2f}</text>'
        ).format(_at(median), shift, _NOTE, anchor, median)
    )
    return _figure(parts, _HEIGHT, label)


def scale() -> Markup:
    """The axis above a column of intervals."""
    ends = {0.0: "start", 1.0: "end"}
    parts = [
        Markup('<text class="tick" x="{}" y="12" text-anchor="{}">{:g}</text>').format(
            _at(tick), ends.get(tick, "middle"), tick
        )
        for tick in (0.0, LOW, HIGH, 1.0)
    ]
    return _hidden(parts, 16)


def interval(score: float, low: float, high: float, band: str, mean: float | None = None) -> Markup:
    """A score with its interval, between the edges of the bands; the plain mean as a hollow dot."""
    parts = [_line(0, 10, 1, 10, "rail")]
    parts += [_line(edge, 3, edge, 17, "edge") for edge in (LOW, HIGH)]
    parts.append(_line(low, 10, high, 10, f"reach {band}"))
    if mean is not None:
        parts.append(_dot(mean, 10, 3.5, "mean"))
    parts.append(_dot(score, 10, 5, f"dot {band}"))
    return _hidden(parts, 20)


def strip(spread: Spread) -> Markup:
    """A signal's readings: the middle 90%, the middle half, the median, and the typical reading."""
    points = [*spread.quantiles, *([] if spread.typical is None else [spread.typical])]
    least, most = min(points), max(points)
    width = most - least or 1.0
    low, first, median, third, high = (
        0.02 + 0.96 * (value - least) / width for value in spread.quantiles
    )
    parts = [_line(0, 11, 1, 11, "rail"), _line(low, 11, high, 11, "ninety")]
    parts.append(_rect(first, 6, third - first, 10, "half"))
    parts.append(_dot(median, 11, 4.5, "middle"))
    if spread.typical is not None:
        place = 0.02 + 0.96 * (spread.typical - least) / width
        parts.append(_line(place, 1, place, 21, "typical"))
    return _hidden(parts, 22)


def bar(value: float, most: float, name: str = "plain") -> Markup:
    """A length to compare with those above and below."""
    return _hidden([_rect(0, 3, value / most if most else 0.0, 10, f"bar {name}")], 16)


def percent(share: float) -> str:
    """A share in words: no 0% of what there is, and no 100% of what is not all."""
    if 0.0 < share < 0.01:
        return "<1%"
    return ">99%" if 0.99 < share < 1.0 else f"{share:.0%}"


def _figure(parts: Sequence[Markup], height: int, label: str) -> Markup:
    return Markup('<svg class="chart" height="{}" role="img" aria-label="{}">{}</svg>').format(
        height, label, Markup("").join(parts)
    )


def _hidden(parts: Sequence[Markup], height: int) -> Markup:
    return Markup('<svg class="chart" height="{}" aria-hidden="true">{}</svg>').format(
        height, Markup("").join(parts)
    )


def _tick(place: float, floor: float) -> Markup:
    anchor = {0.0: "start", 1.0: "end"}.get(place, "middle")
    return Markup('<text class="tick" x="{}" y="{}" text-anchor="{}">{:g}</text>').format(
        _at(place), floor + 18, anchor, place
    )


def _text(place: float, y: float, text: str, kind: str) -> Markup:
    return Markup('<text class="{}" x="{}" y="{}" text-anchor="middle">{}</text>').format(
        kind, _at(place), y, text
    )


def _rect(x: float, y: float, width: float, height: float, kind: str, title: str = "") -> Markup:
    inside = Markup("<title>{}</title>").format(title) if title else escape("")
    return Markup('<rect class="{}" x="{}" y="{:g}" width="{}" height="{:g}">{}</rect>').format(
        kind, _at(x), round(y, 1), _at(width), round(height, 1), inside
    )


def _line(x: float, y: float, end: float, down: float, kind: str) -> Markup:
    return Markup('<line class="{}" x1="{}" y1="{:g}" x2="{}" y2="{:g}"/>').format(
        kind, _at(x), y, _at(end), down
    )


def _dot(x: float, y: float, radius: float, kind: str) -> Markup:
    return Markup('<circle class="{}" cx="{}" cy="{:g}" r="{:g}"/>').format(kind, _at(x), y, radius)


def _at(place: float) -> str:
    """Along the page."""
    return f"{round(100 * place, 2):g}%"
