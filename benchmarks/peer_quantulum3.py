"""quantulum3 as a process that answers; run by `benchmarks.peers` in its environment.

A JSON line in, `{"texts"}`; a JSON line out, `{"quantities"}`: for each text its quantities as
`{"start", "end", "value", "unit", "uncertainty"}`. The first line out names what runs.
"""

import json
import sys
import warnings
from importlib.metadata import version

# It warns of what `stubs` says.
warnings.simplefilter("ignore")

from quantulum3 import parser  # noqa: E402

_STUBS = "quantulum3 runs without its classifier, whose training reads pages of Wikipedia."


def _quantities(text: str) -> list[dict[str, object]]:
    return [
        {
            "start": found.span[0],
            "end": found.span[1],
            "value": found.value,
            "unit": found.unit.name,
            "uncertainty": found.uncertainty,
        }
        for found in parser.parse(text)
    ]


def main() -> None:
    """Answer requests until the input ends."""
    answers, sys.stdout = sys.stdout, sys.stderr
    about = {"measures": [f"quantulum3 {version('quantulum3')}, parse"], "stubs": _STUBS}
    print(json.dumps(about), file=answers, flush=True)
    for line in sys.stdin:
        found = [_quantities(text) for text in json.loads(line)["texts"]]
        print(json.dumps({"quantities": found}), file=answers, flush=True)


if __name__ == "__main__":
    main()
