"""What became of a corpus so far: counts for the progress, the summary and the exit code."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from service.corpus.score import Scored

# So many kinds of problems are told apart; a corpus can have as many as it has rows.
_KINDS = 20
_OTHERS = "other problems"
_COUNTS = ("articles", "failed", "abstained", "left_out")


@dataclass
class Tally:
    """Counts of rows; `size` is in bytes of the input. Prints as a sentence without full stop.

    `before` is how many of the articles an earlier start of the run had scored.
    """

    articles: int = 0
    failed: int = 0
    abstained: int = 0
    left_out: int = 0
    size: int = 0
    before: int = 0
    problems: dict[str, int] = field(default_factory=dict)
    started: float = field(default_factory=time.monotonic)

    def add(self, scored: Scored) -> None:
        """Count one more chunk."""
        self.count(scored._asdict())

    def count(self, counts: Mapping[str, Any]) -> None:
        """Count what `counts` says."""
        for name in (*_COUNTS, "size"):
            setattr(self, name, getattr(self, name) + counts[name])
        for kind, number in counts["problems"].items():
            known = kind if kind in self.problems or len(self.problems) < _KINDS else _OTHERS
            self.problems[known] = self.problems.get(known, 0) + number

    def counts(self) -> dict[str, Any]:
        """What `count` takes."""
        return {name: getattr(self, name) for name in (*_COUNTS, "size", "problems")}

    def worst(self, most: int = 5) -> list[str]:
        """What was wrong most often: "1,204 × text: Missing"."""
        kinds = sorted(self.problems.items(), key=lambda item: (-item[1], item[0]))
        return [f"{number:,} × {kind}" for kind, number in kinds[:most]]

    def __str__(self) -> str:
        seconds = time.monotonic() - self.started
        rate = (self.articles - self.before) / seconds if seconds else 0.0
        left_out = f", {self.left_out:,} left out" if self.left_out else ""
        return (
            f"{self.articles:,} articles, {self.failed:,} failed, {self.abstained:,} without a"
            f" score{left_out}, {rate:,.0f} a second"
        )
