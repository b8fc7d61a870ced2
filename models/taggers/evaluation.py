"""How well the scan finds attributions: ``python -m models.taggers.evaluation``.

Scored as the annotators of PolNeAR scored each other: a span found is right if it shares a
character with an annotated span of its label, an annotated span is recalled if it shares one with a
span found; over all documents. All parts of a split content count.
"""

import gzip
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from features.scan import Span, scan
from models import corpus

LABELS = ("Source", "Cue", "Content", "Attribution-no-source")
HELD_OUT = "polnear_dev"

Bounds = tuple[int, int]


class Score(NamedTuple):
    """Precision, recall and their harmonic mean, 0 to 1; and how many spans are annotated."""

    precision: float
    recall: float
    f1: float
    annotated: int


def records(folder: Path, name: str = HELD_OUT) -> Iterator[dict[str, Any]]:
    """The annotated articles of one set below the shared folder."""
    with gzip.open(folder / "gold" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def spans_found(text: str) -> Mapping[str, list[Bounds]]:
    """What the scan finds, by label; an attribution without a source is its cue's span."""
    found: dict[str, list[Bounds]] = {label: [] for label in LABELS}

    def add(label: str, span: Span | None) -> None:
        if span is not None:
            found[label].append((span.start, span.end))

    for said in scan(text).attributions:
        add("Source", said.source)
        add("Cue", said.cue)
        add("Content", said.content)
        add("Content", said.rest)
        if said.source is None:
            add("Attribution-no-source", said.cue)
    return found


def scores(articles: Sequence[Mapping[str, Any]]) -> dict[str, Score]:
    """The score of each label over annotated articles."""
    pairs: dict[str, list[tuple[list[Bounds], list[Bounds]]]] = {label: [] for label in LABELS}
    for article in articles:
        found = spans_found(article["text"])
        for label in LABELS:
            gold = [(s["start"], s["end"]) for s in article["spans"] if s["label"] == label]
            pairs[label].append((gold, found[label]))
    return {label: overlap(of_label) for label, of_label in pairs.items()}


def overlap(documents: Sequence[tuple[Sequence[Bounds], Sequence[Bounds]]]) -> Score:
    """The score of the spans found, given (annotated, found) of each document."""
    recalled = right = annotated = found = 0
    for gold_spans, found_spans in documents:
        gold, own = set(gold_spans), set(found_spans)
        recalled += sum(any(_meet(one, other) for other in own) for one in gold)
        right += sum(any(_meet(one, other) for other in gold) for one in own)
        annotated, found = annotated + len(gold), found + len(own)
    precision, recall = right / max(found, 1), recalled / max(annotated, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return Score(precision, recall, f1, annotated)


def _meet(one: Bounds, other: Bounds) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def main() -> None:
    """Prints the scores on the set that nothing was learnt from."""
    folder = corpus.shared_folder()
    if folder is None:
        sys.exit(f"the annotated articles are not at hand; {corpus.SHARED} names their folder")
    print("| label | annotated | precision | recall | F1 |")
    print("|---|---|---|---|---|")
    for label, score in scores(list(records(folder))).items():
        print(
            f"| {label} | {score.annotated:,} | {score.precision:.3f} | {score.recall:.3f} "
            f"| {score.f1:.3f} |"
        )


if __name__ == "__main__":
    main()
