"""The distance between two spellings, against its definition."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.spelling import edit_distance


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("stone", "stone", 0),
        ("stone", "stones", 1),
        ("stone", "store", 1),
        ("stone", "sotne", 1),  # two neighbours swapped are one slip
        ("stone", "tsoen", 2),
        ("", "ab", 2),
        ("merkel", "markle", 2),
        ("ca", "abc", 3),  # no letter is moved twice
    ],
)
def test_counts_the_slips_between_two_spellings(one, other, distance):
    assert edit_distance(one, other, 9) == distance
    assert edit_distance(other, one, 9) == distance


def by_definition(one: str, other: str) -> int:
    @cache
    def between(i: int, j: int) -> int:
        if i == 0 or j == 0:
            return i + j
        ways = [
            between(i - 1, j) + 1,
            between(i, j - 1) + 1,
            between(i - 1, j - 1) + (one[i - 1] != other[j - 1]),
        ]
        if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
            ways.append(between(i - 2, j - 2) + 1)
        return min(ways)

    return between(len(one), len(other))


WORDS = st.text("abc", max_size=8)


@settings(max_examples=500, deadline=None)
@given(WORDS, WORDS, st.integers(0, 9))
def test_is_the_distance_up_to_the_limit_and_one_more_beyond(one, other, limit):
    assert edit_distance(one, other, limit) == min(by_definition(one, other), limit + 1)
