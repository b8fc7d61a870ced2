"""Assessments and the catalogue as a person reads them on a terminal of any width.

An article is a stranger's text: it is printed as text only, never as markup, and without the
control characters that would let it move the cursor or turn the reading direction.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from features.article import Article
from features.catalogue import Signal
from features.reading import Evidence
from models.assessment import Assessment, Contribution

_BAND_STYLES = {"low": "bold red", "mixed": "bold yellow", "high": "bold green"}
# How much an unabridged report is cut down to.
_STRONGEST = 8
_PASSAGES = 3
_ROWS = 12
_CONTEXT_CHARS = 40
_QUOTE_CHARS = 240
# Narrower than this, the bars give way to the numbers.
_BARS_FROM_COLUMNS = 72
_BAR_COLUMNS = 6

# C0 and C1 controls, and the marks that reorder what follows them.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def console(*, stderr: bool = False) -> Console:
    """A console that colours only where colour is wanted (a terminal, no NO_COLOR)."""
    stream = sys.stderr if stderr else sys.stdout
    # What the terminal's character set lacks becomes "?", not an error.
    stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    return Console(file=stream, stderr=stderr, markup=False, highlight=False, emoji=False)


def report(
    assessment: Assessment, *, name: str, columns: int, full: bool = False
) -> RenderableType:
    """One assessment: what to look at first, then what moved the score, then what was found.

    Only the strongest of each, unless the full report is asked for.
    """
    rows, quotes = (None, None) if full else (_ROWS, _PASSAGES)
    strongest = assessment.contributions if full else assessment.contributions[:_STRONGEST]
    return Group(
        _headline(assessment),
        *_facts(assessment, name),
        *_sections(
            [
                ("Look at these first", _flags(assessment, quotes)),
                ("What moved the score", _shares(strongest, columns)),
                (
                    "The passages behind it",
                    _passages(strongest, assessment.article, quotes),
                ),
                ("Who said what", _attributions(assessment, rows)),
                ("Quantities", _quantities(assessment, rows)),
                ("Bear in mind", [Text(caveat) for caveat in assessment.caveats]),
            ]
        ),
    )


def catalogue(signals: Iterable[Signal]) -> RenderableType:
    """What is measured and in which unit, by family."""
    families: dict[str, list[Signal]] = {}
    for signal in signals:
        families.setdefault(signal.family, []).append(signal)
    return Group(*_sections((name, _described(families[name])) for name in sorted(families)))


def _headline(assessment: Assessment) -> RenderableType:
    line = Text()
    if assessment.score is None or assessment.band is None:
        line.append("No score", "bold")
        if assessment.abstained is not None:
            line.append(f": {assessment.abstained.detail}")
        return line
    line.append(f"{assessment.score:.2f}", _BAND_STYLES[assessment.band])
    line.append(f"  {assessment.band} credibility", _BAND_STYLES[assessment.band])
    if assessment.interval is not None:
        low, high = assessment.interval
        line.append(f"  (between {low:.2f} and {high:.2f})")
    return line


def _facts(assessment: Assessment, name: str) -> list[RenderableType]:
    title = assessment.article.title
    facts = [f"“{_printable(title)}”"] if title else []
    facts += [_printable(name), f"{assessment.words:,} words", f"model {assessment.model}"]
    return [Text(" · ".join(facts), "dim"), Text(assessment.scope)]


def _sections(sections: Iterable[tuple[str, list[RenderableType]]]) -> Iterator[RenderableType]:
    """Each heading with its rows; one without rows is left out."""
    for heading, rows in sections:
        if rows:
            yield from ("", Text(heading, "bold underline"), Padding(Group(*rows), (0, 0, 0, 2)))


def _flags(assessment: Assessment, limit: int | None) -> list[RenderableType]:
    rows: list[RenderableType] = []
    for flag in assessment.flags:
        mark = ("! ", "bold red") if flag.critical else ("? ", "yellow")
        rows.append(Text.assemble(mark, (flag.reason, "bold"), (f"  {flag.signal}", "dim")))
        rows += _quoted(flag.evidence, assessment.article, limit)
    return rows


def _shares(contributions: Sequence[Contribution], columns: int) -> list[RenderableType]:
    """Each signal's reading beside the typical one, and its share in log-odds."""
    if not contributions:
        return []
    scale = max(abs(share.log_odds) for share in contributions) or 1.0
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("signal", overflow="fold")
    table.add_column("here", justify="right", no_wrap=True)
    table.add_column("typical", justify="right", no_wrap=True)
    table.add_column("share", justify="right", no_wrap=True)
    if columns >= _BARS_FROM_COLUMNS:
        table.add_column("", no_wrap=True)
    for share in contributions:
        style = "red" if share.log_odds < 0 else "green"
        row = [
            Text(share.signal),
            Text(f"{share.value:.3g}"),
            Text(f"{share.typical:.3g}", "dim"),
            Text(f"{share.log_odds:+.2f}", style),
        ]
        if columns >= _BARS_FROM_COLUMNS:
            row.append(Text(round(abs(share.log_odds) / scale * _BAR_COLUMNS) * "█", style))
        table.add_row(*row)
    return [table]


def _passages(
    contributions: Sequence[Contribution], article: Article, limit: int | None
) -> list[RenderableType]:
    rows: list[RenderableType] = []
    for share in contributions:
        if share.evidence:
            rows.append(Text.assemble(share.reason, (f"  {share.signal}", "dim")))
            rows += _quoted(share.evidence, article, limit)
    return rows


def _quoted(
    evidence: Sequence[Evidence], article: Article, limit: int | None
) -> list[RenderableType]:
    """Each quote with a little of what stands around it, and its reason unless said before."""
    rows: list[RenderableType] = []
    reason = ""
    for piece in evidence[:limit]:
        field = article.title if piece.field == "title" else article.body
        line = Text.assemble(
            (_printable(_before(field, piece.start)), "dim"),
            (_abridged(_printable(piece.quote)), "bold"),
            (_printable(_after(field, piece.end)), "dim"),
        )
        if piece.reason != reason:
            reason = piece.reason
            line.append(f"  ({_printable(reason)})", "italic")
        rows.append(line)
    rows += _more(len(evidence), limit)
    return [Padding(Group(*rows), (0, 0, 0, 2))]


def _before(field: str, end: int) -> str:
    """Some whole words before a passage."""
    if end <= _CONTEXT_CHARS:
        return field[:end]
    return "…" + field[end - _CONTEXT_CHARS : end].partition(" ")[2]


def _after(field: str, start: int) -> str:
    """Some whole words after a passage."""
    if len(field) - start <= _CONTEXT_CHARS:
        return field[start:]
    return field[start : start + _CONTEXT_CHARS].rpartition(" ")[0] + "…"


def _attributions(assessment: Assessment, limit: int | None) -> list[RenderableType]:
    rows: list[RenderableType] = []
    for said in assessment.attributions[:limit]:
        source = _printable(said.source.quote) if said.source else "nobody named"
        cue = _printable(said.cue.quote)
        line = Text.assemble((source, "bold"), (f" ({said.kind}, “{cue}”)", "dim"))
        if said.content:
            line.append(f": {_abridged(_printable(said.content.quote))}")
        rows.append(line)
    return rows + _more(len(assessment.attributions), limit)


def _quantities(assessment: Assessment, limit: int | None) -> list[RenderableType]:
    rows: list[RenderableType] = []
    for found in assessment.quantities[:limit]:
        unit = f" {_printable(found.unit.quote)}" if found.unit else ""
        rows.append(
            Text.assemble(
                (_printable(found.quote), "bold"),
                (f"  {found.value:,.10g}{unit}, {found.kind}, {found.precision}", "dim"),
            )
        )
    return rows + _more(len(assessment.quantities), limit)


def _more(found: int, limit: int | None) -> list[RenderableType]:
    hidden = 0 if limit is None else found - limit
    return [Text(f"… and {hidden} more (--full shows them)", "dim")] if hidden > 0 else []


def _described(signals: Sequence[Signal]) -> list[RenderableType]:
    return [
        Group(Text(signal.name, "bold"), Padding(Text(signal.description), (0, 0, 0, 2)))
        for signal in signals
    ]


def _printable(text: str) -> str:
    """Text on one line, with what a terminal would obey made visible."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", re.sub(r"\s+", " ", text))


def _abridged(text: str) -> str:
    if len(text) <= _QUOTE_CHARS:
        return text
    half = _QUOTE_CHARS // 2
    return f"{text[:half]} … {text[-half:]}"
