"""Gold sets as they are read, and texts as they are annotated."""

import datetime
import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.report import Skipped
from benchmarks.scoring import Bounds
from benchmarks.subject import scorer
from features.article import Article
from models.annotation import Annotation, annotate
from models.assessment import Assessment
from models.corpus import shared_folder


@dataclass(frozen=True)
class Case:
    """One annotated text. `label` is what the set says of the whole, in the set's own terms."""

    id: str
    text: str
    spans: list[dict[str, Any]]
    label: Any
    split: str
    meta: Mapping[str, Any]

    def bounds(self, *labels: str) -> list[Bounds]:
        """Where the gold spans with one of these labels stand."""
        return bounds(self.spans, *labels)


def read(name: str) -> list[Case]:
    """A gold set; Skipped where it is not here."""
    return [
        Case(
            row["id"], row["text"], row["spans"], row["doc_label"], row["split"],
            row.get("meta") or {},
        )
        for row in rows("gold", name)
    ]  # fmt: skip


def rows(part: str, name: str) -> Iterator[dict[str, Any]]:
    """The records of a file of the shared folder; Skipped where it is not here."""
    path = folder_with(name, part=part) / part / f"{name}.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def folder_with(*names: str, part: str = "gold") -> Path:
    """The shared folder; Skipped where it is not here, or one of these files in it."""
    shared = shared_folder() or Path("nowhere")
    for name in names:
        path = shared / part / f"{name}.jsonl.gz"
        if not path.exists():
            raise Skipped(f"{part}/{path.name} is not here")
    return shared


def annotated(text: str, family: str, published: datetime.date | None = None) -> list[Annotation]:
    """What `credibility annotate` finds for one family."""
    return annotate(Article(text, published=published), (family,), _assess()).text


def bounds(spans: Iterable[Mapping[str, Any]], *labels: str) -> list[Bounds]:
    """Where the spans with one of these labels stand; of all labels where none is named."""
    return [(span["start"], span["end"]) for span in spans if not labels or span["label"] in labels]


@cache
def _assess() -> Callable[[Article], Assessment]:
    # The model is read when flags are asked for: signals under work have none that fits them.
    return lambda article: _scorer().assess(article)


_scorer = cache(scorer)
