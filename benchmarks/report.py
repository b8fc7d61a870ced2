"""What a part reports: what it measured, how, on what, and the figures."""

import textwrap
from dataclasses import dataclass
from typing import Any, NamedTuple

Cell = str | float | int | None

_WIDTH = 100


class Skipped(Exception):
    """A part cannot be measured here; the message says why."""


class Target(NamedTuple):
    """A figure that has to be reached: at least `bound`, or at most."""

    what: str
    value: float
    bound: float
    at_least: bool = True

    @property
    def is_met(self) -> bool:
        """Whether it was."""
        return self.value >= self.bound if self.at_least else self.value <= self.bound


@dataclass(frozen=True)
class Report:
    """One part's figures as a table, with the data and the protocol that they come from."""

    title: str
    data: str
    protocol: str
    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
    targets: tuple[Target, ...] = ()
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return {
            "title": self.title,
            "data": self.data,
            "protocol": self.protocol,
            "columns": list(self.columns),
            "rows": self.rows,
            "targets": [target._asdict() | {"is_met": target.is_met} for target in self.targets],
            "notes": list(self.notes),
        }

    def as_text(self) -> str:
        """The report for people."""
        parts = [self.title, "", _table(self.columns, self.rows), ""]
        for target in self.targets:
            bound = f"{'at least' if target.at_least else 'at most'} {_cell(target.bound)}"
            verdict = "met" if target.is_met else "MISSED"
            parts.append(f"  target {verdict}: {target.what} {_cell(target.value)} ({bound})")
        for label, text in (
            ("data", self.data),
            ("protocol", self.protocol),
            *(("note", note) for note in self.notes),
        ):
            parts.append(
                textwrap.fill(text, _WIDTH, initial_indent=f"  {label}: ", subsequent_indent="    ")
            )
        return "\n".join(parts)


def _table(columns: tuple[str, ...], rows: list[tuple[Cell, ...]]) -> str:
    cells = [columns, *(tuple(_cell(value) for value in row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  " + "  ".join(_aligned(cell, width, n) for n, (cell, width) in enumerate(pairs)).rstrip()
        for pairs in (list(zip(row, widths, strict=True)) for row in cells)
    )


def _aligned(cell: str, width: int, column: int) -> str:
    return cell.rjust(width) if column else cell.ljust(width)


def _cell(value: Cell) -> str:
    match value:
        case None:
            return "-"
        case float():
            return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
        case int():
            return f"{value:,}"
        case _:
            return value
