"""Slices, the surest scores, and damage that is noticed."""

from dataclasses import replace

import numpy as np
import pytest

from models.evaluation.figures import Scored
from models.evaluation.parts import coverage_of, parts_of
from models.evaluation.systems import READINGS
from models.evaluation.twins import twins_of
from models.material import About


@pytest.fixture
def test(made_vectors):
    """400 articles; scores are right for the even ones and say nothing of the others."""
    rows = made_vectors(400)
    even = np.arange(400) % 2 == 0
    score = np.where(even, np.where(rows.label == 1, 0.9, 0.1), 0.5)
    none = rows.rows(np.zeros(400, bool))
    return Scored("P1", "ours", rows, {READINGS: score}, none, {READINGS: np.zeros(0)})


def test_each_article_is_in_one_slice_of_a_kind(test):
    about = {
        number: About(
            2012 + number % 8, ("left", "right")[number % 2], "too_short" if number < 9 else ""
        )
        for number in range(400)
    }
    topics = {number: f"{number % 3}: ships" for number in range(400)}
    found = list(parts_of(test, about, topics))
    for what in ("articles of the outlet", "words", "year", "leaning", "topic", "abstention"):
        assert sum(part.articles for part in found if part.what == what) == 400
    left, right = (
        next(part for part in found if part.part == leaning) for leaning in ("left", "right")
    )
    assert (left.auc, right.auc) == (1.0, 0.5)
    assert (left.mean_of_credible, left.mean_of_others) == (0.9, 0.1)


def test_too_few_articles_say_nothing(test):
    about = {number: About(0, "", "too_short" if number < 9 else "") for number in range(400)}
    refused = next(part for part in parts_of(test, about, {}) if part.part == "refused")
    assert (refused.articles, refused.auc, refused.calibration_error) == (9, None, None)
    assert refused.mean_of_credible is not None


def test_the_surest_scores_are_the_farthest_from_one_half(test):
    by_share = {row.share: row for row in coverage_of(test)}
    assert by_share[1.0].articles == 400
    assert by_share[1.0].balanced_accuracy == pytest.approx(0.75, abs=0.05)
    assert (by_share[0.4].articles, by_share[0.4].balanced_accuracy) == (160, 1.0)


def test_a_twin_that_scores_as_its_article_does_is_not_lower(test):
    some = test.rows.rows(np.arange(4))
    twins = replace(some, twin=np.array(["inflated", "inflated", "misspelt", "misspelt"]))
    same = test.probability[READINGS][:4]
    found = list(
        twins_of(test._replace(twins=twins, of_twins={READINGS: same - [0.1, 0.0, 0.2, 0.4]}))
    )
    assert [(row.kind, row.pairs, row.lower, row.median_drop) for row in found] == [
        ("inflated", 2, 0.5, 0.05),
        ("misspelt", 2, 1.0, 0.3),
    ]
