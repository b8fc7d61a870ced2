"""The page itself: one file, with nothing to fetch and no script.

Everything that comes from the records is a stranger's text: the template escapes it, what would
steer a reader's eye (control characters, changes of writing direction) is made visible, and the
page's own policy forbids scripts and requests.
"""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from models.additive import AdditiveModel
from models.assessment import SCOPE
from models.scorer import HIGH, LOW
from service.page.template import POLICY, environment, percent, style
from service.report import charts
from service.report.signals import spreads
from service.report.summary import SAMPLE, Finding, Summary
from service.scored_outlets import OutletRow

# So many outlets are shown at either end, and so many signals before the reader asks for all.
_OUTLETS = 25
_SIGNALS = 15
_ABOUT_FIGURES = ("arithmetic", "dates", "plausibility", "tellings")
_FOLDER = Path(__file__).parent

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
        environment(_FOLDER)
        .get_template("page.html")
        .render(
            name=name,
            day=day,
            scope=SCOPE,
            summary=summary,
            low=LOW,
            high=HIGH,
            policy=POLICY,
            style=style(_FOLDER / "page.css"),
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


def _histogram(summary: Summary) -> Markup | None:
    if not summary.scored:
        return None
    bands = ", ".join(
        f"{name} {percent(count / summary.scored)}" for name, count in summary.bands.items()
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
