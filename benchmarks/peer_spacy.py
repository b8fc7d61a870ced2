"""spaCy's tokenizer and sentence splitter as a process that times itself.

Run by `benchmarks.peers` in its environment. A JSON line in, `{"measure", "texts"}`; a JSON line
out, `{"cpu_seconds"}`. The first line out names the measure. A blank pipeline needs no model.
"""

import json
import sys
import time
from importlib.metadata import version

import spacy


def main() -> None:
    """Answer requests until the input ends."""
    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    measure = f"spaCy {version('spacy')}, blank tokenizer + sentencizer"
    answers, sys.stdout = sys.stdout, sys.stderr
    print(json.dumps({"measures": [measure], "stubs": ""}), file=answers, flush=True)
    for _ in range(20):
        pipeline("The city hired ten people on Monday. " * 20)  # to warm up
    for line in sys.stdin:
        texts = json.loads(line)["texts"]
        start = time.process_time()
        for text in texts:
            pipeline(text)
        seconds = time.process_time() - start
        print(json.dumps({"cpu_seconds": seconds}), file=answers, flush=True)


if __name__ == "__main__":
    main()
