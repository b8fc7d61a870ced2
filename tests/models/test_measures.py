"""Figures of merit on labels and scores small enough to count by hand."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from models.measures import (
    auc,
    auc_by_group,
    auc_interval,
    auc_of_equal_length,
    brier,
    calibration_error,
)

LABEL = np.array([0, 0, 1, 1])
draw = np.random.default_rng(4)


def test_auc_counts_the_pairs_that_stand_right():
    assert auc(LABEL, np.array([0.1, 0.4, 0.35, 0.8])) == 0.75
    assert auc(LABEL, np.array([0.5, 0.5, 0.5, 0.5])) == 0.5
    assert auc(LABEL, np.array([4.0, 3.0, 2.0, 1.0])) == 0.0


def test_auc_is_the_usual_one_also_with_weights_and_ties():
    label, score = draw.integers(0, 2, 300), draw.integers(0, 20, 300).astype(float)
    weights = draw.integers(0, 4, 300)
    assert auc(label, score) == pytest.approx(roc_auc_score(label, score))
    expected = roc_auc_score(label, score, sample_weight=weights)
    assert auc(label, score, weights) == pytest.approx(expected)


def test_one_class_alone_has_no_auc():
    assert np.isnan(auc(np.array([1, 1]), np.array([0.1, 0.2])))


def test_shuffled_labels_are_near_one_half():
    label, score = draw.integers(0, 2, 4000), draw.random(4000)
    group = draw.integers(0, 400, 4000).astype(str)
    low, high = auc_interval(label, score, group, resamples=200)
    assert low < 0.5 < high
    assert high - low < 0.1


def test_few_outlets_make_a_wide_interval():
    outlet = np.repeat(["a", "b", "c", "d"], 100)
    label = np.repeat([0, 0, 1, 1], 100)
    score = np.repeat([0.1, 0.6, 0.5, 0.9], 100) + draw.normal(0, 0.01, 400)
    low, high = auc_interval(label, score, outlet, resamples=200)
    assert high - low > 0.4


def test_by_outlet_the_mean_score_counts():
    outlet = np.array(["a", "a", "a", "b"])
    label = np.array([1, 1, 1, 0])
    assert auc_by_group(label, np.array([0.1, 0.9, 0.8, 0.5]), outlet) == 1.0


def test_a_score_that_is_length_says_nothing_among_articles_of_equal_length():
    words = draw.integers(100, 1000, 5000)
    label = (words + draw.normal(0, 200, 5000) > 550).astype(int)
    score = words.astype(float)
    assert auc(label, score) > 0.85
    assert auc_of_equal_length(label, score, words) < 0.65


def test_knowing_nothing_costs_a_quarter_and_is_calibrated():
    label = np.array([1, 1, 1, 0])
    assert brier(label, np.full(4, 0.5)) == pytest.approx(0.25)
    assert calibration_error(label, np.full(4, 0.5)) == pytest.approx(0.0)


def test_being_sure_and_wrong_costs_all():
    assert brier(LABEL, 1.0 - LABEL) == pytest.approx(1.0)
    assert calibration_error(LABEL, 1.0 - LABEL) == pytest.approx(1.0)


def test_too_bold_probabilities_are_off_by_as_much():
    label = draw.permutation(np.repeat([0, 1], 500))
    assert calibration_error(label, np.full(1000, 0.9)) == pytest.approx(0.4)
