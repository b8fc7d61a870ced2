"""Every bound says what it is, who says so and of when."""

import re

import pytest

from features import scales
from features.scales import Bound

BOUNDS = {name: bound for name, bound in vars(scales).items() if isinstance(bound, Bound)}


@pytest.mark.parametrize("name", sorted(BOUNDS))
def test_a_bound_has_a_value_a_name_and_a_source(name):
    bound = BOUNDS[name]
    assert bound.value > 0
    assert bound.what.startswith(("the ", "a "))
    assert bound.source


@pytest.mark.parametrize("name", sorted(set(BOUNDS) - {"WHOLE"}))  # arithmetic has no date
def test_a_source_has_a_date(name):
    assert re.search(r"\b(19|20)\d\d\b", BOUNDS[name].source)


def test_bounds_of_money_and_people_are_in_order():
    assert scales.LARGEST_EMPLOYER.value < scales.WORLD_POPULATION.value
    assert scales.LARGEST_TAKEOVER_USD.value < scales.LARGEST_SUM_USD.value


def test_the_sentence_names_figure_bound_and_source():
    bound = Bound(5, "the largest hand, five fingers", "own count, 2024")
    assert bound.exceeded_by("six fingers") == (
        "six fingers is beyond the largest hand, five fingers (own count, 2024)"
    )
