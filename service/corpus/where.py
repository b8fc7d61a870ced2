"""`--where`: which rows of a corpus are wanted, by simple conditions on its columns.

A condition is a column, a comparison and a value: `lang=en`, `year>=2020`, `outlet~example`. Two
numbers compare as numbers, anything else as text; a row without the column fits `!=` only.
"""

import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from service.corpus.sources import CorpusError

_CONDITION = re.compile(
    r"\s*(?P<column>[^\s=!<>~]+)\s*(?P<how>!=|>=|<=|=|>|<|~)\s*(?P<value>.*?)\s*"
)
_HOW: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge, "~": operator.contains,
}  # fmt: skip


class Condition(NamedTuple):
    """A column, how to compare it, and with what; `~` is: contains."""

    column: str
    how: str
    value: str

    def fits(self, row: Mapping[str, Any]) -> bool:
        """Whether the row is wanted."""
        given = row.get(self.column)
        if given is None or (isinstance(given, float) and math.isnan(given)):
            return self.how == "!="
        if isinstance(given, bool):
            given = str(given).lower()
        compare = _HOW[self.how]
        if self.how != "~":
            try:
                return compare(float(given), float(self.value))
            except (TypeError, ValueError):
                pass  # not both are numbers
        return compare(str(given), self.value)


def condition_from(text: str) -> Condition:
    """The condition that the text says. Raises CorpusError."""
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise CorpusError(
            f"{text!r} is no condition: a column, one of = != < <= > >= ~ and a value are needed,"
            " as in year>=2020"
        )
    return Condition(**found.groupdict())


def is_wanted(row: Mapping[str, Any], conditions: Sequence[Condition]) -> bool:
    """Whether the row fits them all."""
    return all(condition.fits(row) for condition in conditions)
