"""Figures are read as well as docs/quantities.md says, where the gold files are at hand."""

import pytest

from models.corpus import shared_folder
from models.quantity_gold import (
    approximation_f1,
    checkworthy_auc,
    overlap,
    quantities_f1,
    typed_values,
    values_and_units,
)

SHARED = shared_folder()


def test_overlap_is_counted_from_both_sides():
    scores = overlap([[(0, 5), (10, 12)]], [[(4, 6), (7, 9)]])
    assert scores == (0.5, 0.5, pytest.approx(0.5))


@pytest.mark.skipif(SHARED is None, reason="the gold files are not at hand")
class TestOnGold:
    @pytest.mark.parametrize(
        ("name", "label", "floor"),
        [
            ("grobid_quantities", "quantity", 0.82),
            ("measeval", "Quantity", 0.83),
            ("quantulum3_tests", "quantity", 0.95),
        ],
    )
    def test_quantities_are_found(self, name, label, floor):
        assert quantities_f1(SHARED, name, label).f1 >= floor

    def test_approximate_ones_are_flagged(self):
        assert approximation_f1(SHARED).f1 >= 0.81

    def test_values_and_units_are_right(self):
        values, both = values_and_units(SHARED)
        assert values >= 0.93
        assert both >= 0.91

    def test_typed_values_are_right(self):
        every = typed_values(SHARED)["all"]
        assert every.n > 600
        assert every.found >= 0.95
        assert every.right >= 0.85

    def test_figures_tell_what_is_worth_a_check(self):
        assert checkworthy_auc(SHARED, all_tallies=False) >= 0.79
