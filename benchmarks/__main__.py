"""Runs the parts and prints what they measured."""

import argparse
import json
import os
import sys
from importlib import import_module

from benchmarks.report import Skipped

# Each is a module of this package with a function `measure() -> Report`.
PARTS = ("throughput", "hostile", "request", "server", "batch")


def main() -> None:
    """Measure the parts that were named, or all; print each as soon as it is done."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"one of {', '.join(PARTS)}")
    parser.add_argument("--json", action="store_true", help="one JSON object a part and line")
    arguments = parser.parse_args()
    if unknown := [part for part in arguments.parts if part not in PARTS]:
        parser.error(f"there is no part {unknown[0]!r}; there are {', '.join(PARTS)}")
    # One core, as in the service's workers: numpy reads this when it is imported, which is later.
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    for part in arguments.parts or PARTS:
        print(f"measuring {part} ...", file=sys.stderr, flush=True)
        try:
            report = import_module(f"benchmarks.{part}").measure()
        except Skipped as reason:
            report = None
            answer = {"part": part, "skipped": str(reason)}
        else:
            answer = {"part": part, **report.as_json()}
        if arguments.json:
            print(json.dumps(answer), flush=True)
        elif report is None:
            print(f"{part}: skipped: {answer['skipped']}\n", flush=True)
        else:
            print(f"{part}: {report.as_text()}\n", flush=True)


if __name__ == "__main__":
    main()
