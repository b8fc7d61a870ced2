"""Drawings: inline SVG without a view box, so that text keeps its size on any screen.

Lengths along the page are shares of its width, others pixels.
"""

from collections.abc import Sequence

from markupsafe import Markup, escape


def figure(parts: Sequence[Markup], height: int, label: str) -> Markup:
    """A drawing that says what it shows."""
    return Markup('<svg class="chart" height="{}" role="img" aria-label="{}">{}</svg>').format(
        height, label, Markup("").join(parts)
    )


def hidden(parts: Sequence[Markup], height: int) -> Markup:
    """A drawing of what stands beside it as text: hidden from screen readers."""
    return Markup('<svg class="chart" height="{}" aria-hidden="true">{}</svg>').format(
        height, Markup("").join(parts)
    )


def text(
    place: float, y: float, said: str, kind: str, *, anchor: str = "middle", shift: int = 0
) -> Markup:
    """Words at a place; `anchor` says which end of them stands there, moved by `shift` pixels."""
    return Markup('<text class="{}" x="{}" dx="{}" y="{:g}" text-anchor="{}">{}</text>').format(
        kind, at(place), shift, y, anchor, said
    )


def rect(x: float, y: float, width: float, height: float, kind: str, title: str = "") -> Markup:
    """A box; `title` is shown to who points at it."""
    inside = Markup("<title>{}</title>").format(title) if title else escape("")
    return Markup('<rect class="{}" x="{}" y="{:g}" width="{}" height="{:g}">{}</rect>').format(
        kind, at(x), round(y, 1), at(width), round(height, 1), inside
    )


def line(x: float, y: float, end: float, down: float, kind: str) -> Markup:
    """A straight line from (x, y) to (end, down)."""
    return Markup('<line class="{}" x1="{}" y1="{:g}" x2="{}" y2="{:g}"/>').format(
        kind, at(x), round(y, 1), at(end), round(down, 1)
    )


def dot(x: float, y: float, radius: float, kind: str) -> Markup:
    """A circle."""
    return Markup('<circle class="{}" cx="{}" cy="{:g}" r="{:g}"/>').format(
        kind, at(x), round(y, 1), radius
    )


def at(place: float) -> str:
    """A share of the width, as SVG takes it."""
    return f"{round(100 * place, 2):g}%"
