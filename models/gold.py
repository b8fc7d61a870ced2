"""Reads sets annotated by people, and scores what was found against them."""

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

Bounds = tuple[int, int]


def read(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """The records of one set: `text`, `spans`, `doc_label`, `split` and more."""
    with gzip.open(folder / "gold" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def spans(record: dict[str, Any], label: str) -> list[Bounds]:
    """Where the record has spans of this label: half-open code points."""
    return [(span["start"], span["end"]) for span in record["spans"] if span["label"] == label]


def overlap_f1(truth: Sequence[Sequence[Bounds]], found: Sequence[Sequence[Bounds]]) -> float:
    """F1 over all documents, where a span is right if it overlaps one of the other side."""
    pairs = list(zip(truth, found, strict=True))
    recalled = sum(_overlapping(a, b) for a, b in pairs)
    precise = sum(_overlapping(b, a) for a, b in pairs)
    recall = recalled / max(sum(len(set(a)) for a, _ in pairs), 1)
    precision = precise / max(sum(len(set(b)) for _, b in pairs), 1)
    return 2 * precision * recall / max(precision + recall, 1e-9)


def _overlapping(these: Sequence[Bounds], those: Sequence[Bounds]) -> int:
    return sum(any(a < d and c < b for c, d in those) for a, b in set(these))


def f1(truth: Sequence[bool], found: Sequence[bool]) -> tuple[float, float]:
    """F1 of the yes, and accuracy."""
    both = sum(a and b for a, b in zip(truth, found, strict=True))
    same = sum(a == b for a, b in zip(truth, found, strict=True))
    return 2 * both / max(sum(truth) + sum(found), 1), same / max(len(truth), 1)
