"""CPU time of a call, and figures of several rounds as one."""

import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple


class Spread(NamedTuple):
    """The rounds' median, lowest and highest figure."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.low:,.3g} to {self.high:,.3g}"


def spread(figures: Sequence[float]) -> Spread:
    """What several rounds say together."""
    return Spread(median(figures), min(figures), max(figures))


def cpu_seconds(work: Callable[[], object]) -> float:
    """CPU time that a call takes in this process, all its threads together."""
    start = time.process_time()
    work()
    return time.process_time() - start
