"""One figure of agreement with a gold set, and the line that it has to reach."""

from typing import NamedTuple


class Figure(NamedTuple):
    """What was measured on how many cases.

    `floor` is what something trivial reaches, `published` what others or people do. Without a
    `target` the figure is for reading only; it is to be reached from below if `at_least`.
    """

    cases: int
    measure: str
    reached: float
    target: float | None = None
    floor: float | None = None
    published: float | str | None = None
    at_least: bool = True

    @property
    def is_met(self) -> bool | None:
        """Whether the target is reached; None without one."""
        if self.target is None:
            return None
        return self.reached >= self.target if self.at_least else self.reached <= self.target
