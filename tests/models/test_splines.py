"""Where knots lie, and that the table is the same function as the pipeline."""

import numpy as np
import pytest

from models.splines import curves_of, place_knots, spline_pipeline, to_additive

draw = np.random.default_rng(0)


def test_knots_follow_the_readings_and_include_the_typical_one():
    knots = place_knots(draw.normal(5.0, 1.0, 2000), typical=5.01)
    assert 5.01 in knots
    assert len(knots) == 5
    assert 2.0 < knots[0] < 3.5
    assert 6.5 < knots[-1] < 8.0


def test_a_signal_that_is_mostly_zero_has_a_knot_there_and_the_rest_where_it_is_not():
    readings = np.where(draw.random(5000) < 0.9, 0.0, draw.uniform(1.0, 2.0, 5000))
    knots = place_knots(readings, typical=0.0)
    assert knots[0] == 0.0
    assert len(knots) > 3
    assert all(knots[1:] >= 1.0)


@pytest.mark.parametrize("readings", [np.zeros(100), np.full(100, 3.0)])
def test_a_signal_that_never_changes_has_one_knot(readings):
    assert list(place_knots(readings, typical=readings[0])) == [readings[0]]


def test_a_finding_seen_three_times_gets_no_more_than_two_knots_above_zero():
    assert len(place_knots(np.array([0.0] * 97 + [1.0, 2.0, 7.0]), typical=0.0)) == 3


@pytest.mark.parametrize("rare", [0.0, 0.5, 0.99])
def test_knots_ascend_whatever_the_readings(rare):
    readings = np.where(draw.random(300) < rare, 0.0, draw.integers(0, 4, 300)).astype(float)
    knots = place_knots(readings, typical=float(np.median(readings)))
    assert all(np.diff(knots) > 0)


def test_the_table_gives_the_pipelines_own_probabilities():
    """To 1e-9, inside and beyond the knots, with a column that has no curve."""
    matrix = draw.gamma(2.0, 1.0, (500, 4))
    matrix[:, 2] = 7.0
    label = (matrix[:, 0] + draw.normal(size=500) > 2).astype(int)
    knots = {column: place_knots(matrix[:, column], typical=1.5) for column in (0, 1, 3)}
    pipeline = spline_pipeline(knots, C=10.0).fit(matrix, label)
    model = to_additive(
        pipeline,
        ["a", "b", "c", "d"],
        typical=np.array([1.6, 1.1, 7.0, 1.3]),
        seen=np.column_stack([matrix.min(axis=0), matrix.max(axis=0)]),
        signals_digest="",
        edition="2026.11",
    )
    strangers = draw.normal(0.0, 20.0, (500, 4))
    for rows in (matrix, strangers):
        expected = pipeline.predict_proba(rows)[:, 1]
        assert model.probability(rows) == pytest.approx(expected, abs=1e-9)
    assert model.typical == (1.6, 1.1, 7.0, 1.3)
    assert [len(term.knots) for term in model.terms][2] == 1
    assert [column for column, _, _ in curves_of(pipeline)] == [0, 1, 3]
