"""A number as a reader wants it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.kernel.writing import figure_text


def figure(value: float) -> str:
    return figure_text(value).tobytes().decode()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.25, "0.25"),
        (0.5, "0.5"),
        (0.0994, "0.099"),
        (0.0999, "0.1"),
        (0.00002, "0.00002"),
        (1e-30, "0"),
        (1.0, "1"),
        (5.8372, "5.8"),
        (9.96, "10"),
        (21.26, "21.3"),
        (99.96, "100"),
        (999.4, "999"),
        (999.6, "1,000"),
        (12345.6, "12,346"),
        (1_000_020.0, "1,000,020"),
        (-2.5, "-2.5"),
    ],
)
def test_a_figure_has_two_or_three_digits_or_all_before_the_point(value, text):
    assert figure(value) == text


@given(st.floats(1e-6, 1e15))
def test_a_figure_is_the_number_rounded(value):
    most = 0.5 if value >= 999.5 else 0.05 * value
    assert float(figure(value).replace(",", "")) == pytest.approx(value, rel=0, abs=most * 1.000001)
