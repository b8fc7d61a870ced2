"""Scores of held-out rows become figures; chance scores one half."""

from dataclasses import replace

import numpy as np
import pytest

from models.evaluation.figures import Scored, compared, comparisons, figures, figures_of, scored
from models.evaluation.splits import MAIN, Split, outlets_held_out
from models.evaluation.systems import READINGS, WORDS, Teacher, fit_readings

SYSTEMS = {READINGS: lambda rows: fit_readings(rows, Teacher())}


def as_main(vectors):
    return replace(vectors, corpus=np.full(len(vectors), MAIN))


def made(rows, protocol="P3", test="a", **probability):
    none = rows.rows(np.zeros(len(rows), bool))
    return Scored(protocol, test, rows, probability, none, {})


def test_what_can_be_known_is_found_on_outlets_never_seen(made_vectors):
    (test,) = scored(
        outlets_held_out(as_main(made_vectors(800))),
        SYSTEMS,
    )
    (found,) = figures_of(test)
    assert found.auc > 0.7
    assert found.auc_interval[0] < found.auc < found.auc_interval[1]
    assert (found.protocol, found.articles, found.outlets) == ("P1", 800, 40)


def test_shuffled_labels_are_not_predicted(made_vectors):
    vectors = as_main(made_vectors(800))
    rows = replace(
        vectors,
        label=np.random.default_rng(1).permutation(vectors.label),
        outlet=np.array([f"{i}.example" for i in range(800)]),
    )
    (test,) = scored(outlets_held_out(rows), SYSTEMS)
    assert abs(figures_of(test)[0].auc - 0.5) < 0.07


def test_the_folds_of_a_test_are_one_and_twins_stand_apart(made_vectors):
    rows = made_vectors(40)
    twins = replace(rows.rows(np.arange(3)), twin=np.full(3, "inflated"))
    splits = [
        Split("P1", "a", rows, rows.rows(np.arange(10))),
        Split("P1", "a", rows, rows.rows(np.arange(10, 40))),
        Split("P3", "b", rows, twins),
    ]
    first, second = scored(splits, {"size": lambda _: lambda test: np.full(len(test), len(test))})
    assert first.probability["size"].tolist() == [10] * 10 + [30] * 30
    assert len(first.twins) == len(second.rows) == 0
    assert second.of_twins["size"].tolist() == [3, 3, 3]


def test_a_comparison_is_the_mean_over_the_tests_and_paired(made_vectors):
    rows = made_vectors(200)
    right, wrong = rows.label.astype(float), 1.0 - rows.label
    chance = np.full(200, 0.5)
    tests = [
        made(rows, "P3", "a", **{READINGS: right, WORDS: chance}),
        made(rows, "P3", "b", **{READINGS: right, WORDS: wrong}),
        made(rows, "null control", "c", **{READINGS: wrong, WORDS: right}),
    ]
    (found,) = comparisons(tests)
    assert found == compared("P3", tests[:2])
    assert (found.readings, found.words) == (1.0, 0.25)
    assert found.gain == (0.75, 0.75)
    assert (found.readings_of_equal_length, found.words_of_equal_length) == (1.0, 0.25)


def test_what_has_no_words_beside_it_is_not_compared(made_vectors):
    assert list(comparisons([made(made_vectors(20), **{READINGS: np.full(20, 0.5)})])) == []


@pytest.mark.parametrize(("probability", "accuracy"), [(0.5, 0.5), (0.9, 0.5)])
def test_the_same_score_for_all_is_right_half_the_time(made_vectors, probability, accuracy):
    rows = made_vectors(60)
    found = figures("P1", MAIN, "chance", rows, np.full(60, probability))
    assert (found.auc, found.auc_interval) == (0.5, (0.5, 0.5))
    assert found.balanced_accuracy == accuracy
