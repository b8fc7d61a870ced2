"""A linear choice among candidates, and the table that the kernel reads it from."""

import numpy as np

from features.kernel.linear import SCALE, feature, score
from models.taggers.choice import fit, points

COLOURS, SHAPES = 1, 2


def keys(colour: int, shape: int) -> list[int]:
    return [int(feature(COLOURS, colour)), int(feature(SHAPES, shape))]


def learnt():
    """Groups of two: the one of colour 7 is right; where there is none, neither is."""
    rows, target = [], []
    for number in range(300):
        other = number % 3
        rows += [keys(7, number % 5), keys(other, number % 4)]
        target.append(0)
        rows += [keys(other, number % 5), keys(other, number % 4)]
        target.append(-1)
    starts = np.arange(len(target) + 1) * 2
    return fit(np.array(rows, np.int32), starts, np.array(target), 1 << 10)


def test_what_was_right_is_chosen_and_nothing_where_nothing_was():
    table = learnt()
    right, wrong = points(table, np.array([keys(7, 1), keys(2, 1)], np.int32))
    assert right > SCALE // 2
    assert wrong < -SCALE // 2


def test_the_kernel_reads_the_same_score():
    table = learnt()
    one = np.array(keys(7, 3), np.int64)
    assert score(table, one, 2) == points(table, one.astype(np.int32))


def test_a_feature_that_was_not_learnt_counts_nothing():
    unknown = np.array([int(feature(3, value)) for value in range(200)], np.int64)
    hits = sum(score(learnt(), unknown[at : at + 1], 1) != 0 for at in range(200))
    assert hits <= 2


def test_the_same_examples_give_the_same_table():
    assert np.array_equal(learnt(), learnt())
