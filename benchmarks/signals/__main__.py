"""Scores the families and prints how well each agrees with its gold sets."""

import argparse
import json
import os
import sys
from importlib import import_module

from benchmarks.report import Cell, Report, Skipped
from benchmarks.signals.figure import Figure

# Each is a module of this package with `SETS`.
FAMILIES = ("hedging", "attribution", "quantities", "fabrication")


def main() -> None:
    """Score the families that were named, or all; a target that is missed is no failure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.signals", description=__doc__)
    parser.add_argument("families", nargs="*", metavar="family", help=f"of {', '.join(FAMILIES)}")
    parser.add_argument("--json", action="store_true", help="one JSON object a family and line")
    arguments = parser.parse_args()
    if unknown := [family for family in arguments.families if family not in FAMILIES]:
        parser.error(f"there is no family {unknown[0]!r}; there are {', '.join(FAMILIES)}")
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    for family in arguments.families or FAMILIES:
        report = measure(family)
        text = json.dumps({"family": family, **report.as_json()})
        print(text if arguments.json else f"{report.as_text()}\n", flush=True)


def measure(family: str) -> Report:
    """One family's figures; a set that is not here is a note."""
    table: list[tuple[Cell, ...]] = []
    notes = []
    for name, score in import_module(f"benchmarks.signals.{family}").SETS.items():
        print(f"scoring {name} ...", file=sys.stderr, flush=True)
        try:
            table += [_row(name, figure) for figure in score()]
        except Skipped as reason:
            notes.append(f"{name} skipped: {reason}")
    return Report(
        title=f"{family}: agreement with people's annotation",
        data="the develop sets of gold/, see DATA.md beside them",
        protocol=f"in the docstrings of benchmarks/signals/{family}.py, a function a set",
        columns=(
            "set", "cases", "measure", "floor", "published", "must reach", "reached", "met",
        ),
        rows=table,
        notes=tuple(notes),
    )  # fmt: skip


def _row(name: str, figure: Figure) -> tuple[Cell, ...]:
    bound = None
    if figure.target is not None:
        bound = f"{'>=' if figure.at_least else '<='} {figure.target:.3g}"
    return (
        name, figure.cases, figure.measure, figure.floor, figure.published, bound,
        f"{figure.reached:.3f}", {None: None, True: "yes", False: "NO"}[figure.is_met],
    )  # fmt: skip


if __name__ == "__main__":
    main()
