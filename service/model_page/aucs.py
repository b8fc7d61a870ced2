"""How well a model does beside the words of the same articles: a line for each test, drawn."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from markupsafe import Markup

from service.page import svg

# The systems shown, as the evaluation names them; the tables hold the others.
READINGS, WORDS = "readings", "words (TF-IDF)"
# The drawing's ends: 0.5 is chance, less is worse than that.
_LOWEST, _HIGHEST = 0.4, 1.0
_TICKS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


class Beside(NamedTuple):
    """A test's AUC, of the readings and, where they were measured, of the words."""

    protocol: str
    test: str
    articles: int
    outlets: int
    readings: float
    words: float | None
    drawn: Markup


def beside_the_words(figures: Iterable[Mapping[str, Any]]) -> Iterator[Beside]:
    """A line for each test among the card's figures, in their order."""
    by_test: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
    for row in figures:
        by_test.setdefault((row["protocol"], row["test"]), {})[row["system"]] = row
    for (protocol, test), systems in by_test.items():
        ours, words = systems[READINGS], systems.get(WORDS)
        yield Beside(
            protocol,
            test,
            ours["articles"],
            ours["outlets"],
            ours["auc"],
            words["auc"] if words else None,
            _drawn(ours, words),
        )


def scale() -> Markup:
    """The axis above the drawings."""
    ends = {_LOWEST: "start", _HIGHEST: "end"}
    return svg.hidden(
        [
            svg.text(_across(tick), 12, f"{tick:g}", "tick", anchor=ends.get(tick, "middle"))
            for tick in _TICKS
        ],
        16,
    )


def _drawn(ours: Mapping[str, Any], words: Mapping[str, Any] | None) -> Markup:
    parts = [svg.line(0, 12, 1, 12, "rail"), svg.line(_across(0.5), 0, _across(0.5), 24, "edge")]
    for row, y, kind in ((ours, 8, "ours"), (words, 17, "words")):
        if row is not None:
            low, high = row["auc_interval"]
            parts.append(svg.line(_across(low), y, _across(high), y, f"reach {kind}"))
            parts.append(svg.dot(_across(row["auc"]), y, 4.5, f"dot {kind}"))
    return svg.hidden(parts, 24)


def _across(auc: float) -> float:
    return min(max((auc - _LOWEST) / (_HIGHEST - _LOWEST), 0.0), 1.0)
