"""The page itself: one file, with nothing to fetch and no script.

Everything that comes from the records is a stranger's text: the template escapes it, what would
steer a reader's eye (control characters, changes of writing direction) is made visible, and the
page's own policy forbids scripts and requests.
"""

import datetime
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from models.additive import AdditiveModel
from models.assessment import SCOPE, figure
from models.scorer import HIGH, LOW
from service.report import charts
from service.report.signals import spreads
from service.report.summary import SAMPLE, Finding, Summary
from service.scored_outlets import OutletRow

# So many outlets are shown at either end, and so many signals before the reader asks for all.
_OUTLETS = 25
_SIGNALS = 15
_ABOUT_FIGURES = ("arithmetic", "dates", "plausibility", "tellings")
_FOLDER = Path(__file__).parent
# Control characters, and those that change the direction of writing or show nothing.
_STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)

REASONS = {
    "too_short": "too short",
    "not_english": "not English",
    "not_prose": "no prose",
    "unlike_training": "unlike anything the model was trained on",
}


class Outlets(NamedTuple):
    """The outlets to show: all of them, or those at either end; `hidden` lie between.

    What comes first at either end is surest to belong there: what counts is the end of the interval
    that lies nearer the middle, or single articles would lead both.
    """

    best: list[OutletRow]
    worst: list[OutletRow]
    hidden: int
    named: int
    unscored: int
    shrunk: bool
    unknown: OutletRow | None


def write_page(
    summary: Summary, *, name: str, day: datetime.date, model: AdditiveModel | None
) -> bytes:
    """The report on a run called `name`; `model` is the one that scored, where it is at hand."""
    found = spreads(summary, model)
    findings = summary.findings
    page = (
        _environment()
        .get_template("page.html")
        .render(
            name=name,
            day=day,
            scope=SCOPE,
            summary=summary,
            low=LOW,
            high=HIGH,
            style=Markup((_FOLDER / "page.css").read_text(encoding="utf-8")),  # noqa: S704  # our own
            histogram=_histogram(summary),
            outlets=_outlets(summary.outlets),
            moving=[spread for spread in found if spread.moves][:_SIGNALS],
            spreads=found,
            most=max((spread.moves or 0.0 for spread in found), default=0.0),
            sample=min(SAMPLE, summary.readings.seen) if summary.readings else 0,
            findings=[
                ("Figures and dates", [one for one in findings if _is_about_figures(one)]),
                ("Names and wording", [one for one in findings if not _is_about_figures(one)]),
            ],
            charts=charts,
            reasons=REASONS,
        )
    )
    return page.encode("utf-8", "replace")


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        # For every expression of the template, so that none can be forgotten.
        finalize=lambda value: shown(value) if type(value) is str else value,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., str]] = {
        "score": lambda value: f"{value:.2f}",
        "count": lambda value: f"{value:,}",
        "many": lambda value, noun: f"{value:,} {noun}{'' if value == 1 else 's'}",
        "figure": lambda value: minus(figure(value)),
        "signed": lambda value: minus(f"{value:+.2f}"),
        "share": charts.percent,
    }
    environment.filters |= filters
    return environment


def shown(text: str) -> str:
    """A stranger's text with what steers its display made visible, as in ⟨U+202E⟩."""
    return _STEERING.sub(
        lambda found: " " if found[0] in "\t\n\r" else f"⟨U+{ord(found[0]):04X}⟩", text
    )


def minus(number: str) -> str:
    """The number with a real minus sign."""
    return number.replace("-", "−")


def _histogram(summary: Summary) -> Markup | None:
    if not summary.scored:
        return None
    bands = ", ".join(
        f"{name} {charts.percent(count / summary.scored)}" for name, count in summary.bands.items()
    )
    label = f"Histogram of {summary.scored:,} scores; median {summary.median:.2f}; {bands}"
    return charts.histogram(summary.steps, summary.bands, summary.median, label)


def _outlets(rows: Sequence[OutletRow]) -> Outlets:
    scored = [row for row in rows if row.outlet is not None and row.score is not None]
    unknown = next((row for row in rows if row.outlet is None), None)
    named = sum(row.outlet is not None for row in rows)
    best, worst = scored, list[OutletRow]()
    if len(scored) > 2 * _OUTLETS:
        best = sorted(scored, key=lambda row: -(row.low or 0.0))[:_OUTLETS]
        worst = sorted(scored, key=lambda row: row.high or 0.0)[:_OUTLETS]
    hidden = len(scored) - len(best) - len(worst)
    shrunk = any((row.weight or 0.0) < 1.0 for row in scored)
    return Outlets(best, worst, hidden, named, named - len(scored), shrunk, unknown)


def _is_about_figures(finding: Finding) -> bool:
    from features.catalogue import all_signals

    known = all_signals().get(finding.signal)
    return known is not None and known.module.rsplit(".", 1)[-1] in _ABOUT_FIGURES
