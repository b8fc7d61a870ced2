"""The rows that quantities and dates are entered in, and what stands in them."""

from math import inf

from features.kernel.compiled import leaf
from features.kernel.tokens import QUOTED, T_FLAGS, T_SENTENCE

KINDS = (
    "count", "money", "share", "headcount", "people", "places", "measure", "date", "ordinal",
    "age", "duration", "temperature", "speed", "ratio", "time", "relative_date",
)  # fmt: skip
(
    COUNT, MONEY, SHARE, HEADCOUNT, PEOPLE, PLACES, MEASURE, DATE, ORDINAL, AGE, DURATION,
    TEMPERATURE, SPEED, RATIO, TIME, RELATIVE_DATE,
) = range(len(KINDS))  # fmt: skip
PRECISIONS = ("exact", "rounded", "approximate", "range", "vague")
EXACT, ROUNDED, APPROXIMATE, RANGE, VAGUE = range(len(PRECISIONS))

# Columns of a row. ``unit_first``/``unit_last`` are tokens, -1 where there is none.
(
    FIRST, LAST, KIND, PRECISION, UNIT_FIRST, UNIT_LAST, IS_QUOTED, SENTENCE_NUMBER, IS_APPROXIMATE,
) = range(9)  # fmt: skip
COLUMNS = 9
# Columns of a row's bounds: the least and the most that the figure may stand for.
LOW, HIGH = 0, 1
UNBOUNDED = inf


@leaf
def enter(rows, worth, bounds, count, tokens, first, last, kind, precision, value):
    """Enters a figure without a unit that is worth what it says."""
    rows[count, FIRST] = first
    rows[count, LAST] = last
    rows[count, KIND] = kind
    rows[count, PRECISION] = precision
    rows[count, UNIT_FIRST] = -1
    rows[count, UNIT_LAST] = -1
    rows[count, IS_QUOTED] = tokens[first, T_FLAGS] & QUOTED != 0
    rows[count, SENTENCE_NUMBER] = tokens[first, T_SENTENCE]
    rows[count, IS_APPROXIMATE] = 0
    worth[count] = value
    bounds[count, LOW] = value
    bounds[count, HIGH] = value


@leaf
def is_a_figure(kind):
    """Whether a kind is a figure: no date, time of day or ordinal."""
    return kind != DATE and kind != TIME and kind != RELATIVE_DATE and kind != ORDINAL
