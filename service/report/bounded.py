"""Containers that do not grow with what is put into them."""

import heapq
import random
from collections.abc import Sequence
from itertools import count
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

Item = TypeVar("Item")
Matrix = npt.NDArray[np.float64]

OTHERS = "others"


class Least(Generic[Item]):
    """The items with the smallest keys, as many as are wanted; of equal ones, the first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._heap: list[tuple[float, int, Item]] = []
        self._turn = count()

    def add(self, key: float, item: Item) -> None:
        """Keep the item if its key is small enough."""
        entry = -key, -next(self._turn), item
        if len(self._heap) < self._most:
            heapq.heappush(self._heap, entry)
        elif self._heap and entry > self._heap[0]:
            heapq.heapreplace(self._heap, entry)

    def items(self) -> list[Item]:
        """What was kept, the smallest key first."""
        return [item for *_, item in sorted(self._heap, reverse=True)]


class Kind(Generic[Item]):
    """How many there are of a kind, with some examples."""

    def __init__(self, examples: int) -> None:
        self.count = 0
        self.examples = Least[Item](examples)


class Kinds(Generic[Item]):
    """Counts by name, with examples; beyond `most` names the rest are `OTHERS`."""

    def __init__(self, most: int, examples: int) -> None:
        self._most, self._examples = most, examples
        self._kinds: dict[str, Kind[Item]] = {}

    def add(self, name: str, example: Item, key: float | None = None) -> None:
        """Count one more; without a key the first examples are kept."""
        if name not in self._kinds and len(self._kinds) >= self._most:
            name = OTHERS
        kind = self._kinds.setdefault(name, Kind(self._examples))
        kind.examples.add(kind.count if key is None else key, example)
        kind.count += 1

    def items(self) -> list[tuple[str, Kind[Item]]]:
        """The kinds with their names, the most frequent first."""
        return sorted(self._kinds.items(), key=lambda item: (-item[1].count, item[0]))

    @property
    def total(self) -> int:
        """How many were counted."""
        return sum(kind.count for kind in self._kinds.values())


class Sample:
    """Some rows of numbers out of many, each as likely as any other; the same at every run.

    Vitter's algorithm R (ACM TOMS 11, 1985).
    """

    def __init__(self, most: int, columns: int) -> None:
        self._held = np.zeros((most, columns))
        self._draw = random.Random(1)  # noqa: S311  # a sample, no secret
        self.seen = 0

    def add(self, row: Sequence[float]) -> None:
        """Keep the row, perhaps."""
        self.seen += 1
        if self.seen <= len(self._held):
            self._held[self.seen - 1] = row
        elif (place := self._draw.randrange(self.seen)) < len(self._held):
            self._held[place] = row

    @property
    def rows(self) -> Matrix:
        """The rows that were kept."""
        return self._held[: self.seen]
