"""Runs the parts and prints what they measured."""

import argparse
import json
import os
import subprocess
import sys
from importlib import import_module

from benchmarks.report import Skipped

# Each is a module of this package with a function `measure() -> Report`.
PARTS = ("throughput", "hostile", "request", "server", "stream", "batch")


def main() -> None:
    """Measure the parts that were named, or all; exit with 1 if one of them broke."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"one of {', '.join(PARTS)}")
    parser.add_argument("--json", action="store_true", help="one JSON object a part and line")
    arguments = parser.parse_args()
    if unknown := [part for part in arguments.parts if part not in PARTS]:
        parser.error(f"there is no part {unknown[0]!r}; there are {', '.join(PARTS)}")
    # One core, as in the service's workers; numpy reads this when it is imported, which is later.
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    match arguments.parts or PARTS:
        case [part]:
            _measure(part, as_json=arguments.json)
        case parts:
            sys.exit(max([_in_own_process(part, as_json=arguments.json) for part in parts]))


def _in_own_process(part: str, *, as_json: bool) -> int:
    """Measure a part where no other has left garbage to collect; returns the exit code."""
    command = [sys.executable, "-m", "benchmarks", part, *(["--json"] if as_json else [])]
    return subprocess.run(command, check=False).returncode


def _measure(part: str, *, as_json: bool) -> None:
    print(f"measuring {part} ...", file=sys.stderr, flush=True)
    try:
        report = import_module(f"benchmarks.{part}").measure()
    except Skipped as reason:
        answer, text = {"skipped": str(reason)}, f"skipped: {reason}"
    else:
        answer, text = report.as_json(), report.as_text()
    print(json.dumps({"part": part, **answer}) if as_json else f"{part}: {text}\n", flush=True)


if __name__ == "__main__":
    main()
