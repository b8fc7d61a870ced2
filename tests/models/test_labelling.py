import numpy as np

from models.labelling import rank

NONE = np.zeros((0, 3))


def rows(*readings):
    return np.array(readings, float)


def test_an_uncertain_score_comes_first():
    readings = np.zeros((3, 3))
    found = rank(readings, np.array([0.9, 0.5, 0.1]), np.full(3, 0.2), NONE, 3)
    assert found[0].row == 1
    assert found[0].uncertainty == 0.6


def test_so_does_a_wide_interval():
    found = rank(np.zeros((2, 3)), np.full(2, 0.5), np.array([0.1, 0.8]), NONE, 1)
    assert [each.row for each in found] == [1]


def test_what_is_like_nothing_labelled_is_worth_more():
    readings = rows([0, 0, 0], [5, 5, 5])
    labelled = rows([0, 0, 0], [0.1, 0, 0])
    found = rank(readings, np.full(2, 0.5), np.full(2, 0.2), labelled, 2)
    assert [each.row for each in found] == [1, 0]
    assert found[0].novelty > found[1].novelty == 0


def test_one_of_many_that_are_alike_is_enough():
    crowd = np.tile([5.0, 0, 0], (20, 1))
    other = rows([-5.0, 0, 0])
    scores = np.r_[np.full(20, 0.5), 0.6]
    found = rank(np.concatenate([crowd, other]), scores, np.full(21, 0.2), NONE, 2)
    assert found[0].row < 20
    assert found[1].row == 20


def test_nothing_waits():
    assert rank(NONE, np.zeros(0), np.zeros(0), NONE, 5) == []


def test_each_is_named_once_and_every_number_lies_between_0_and_1():
    draw = np.random.default_rng(2)
    readings = draw.normal(size=(30, 3))
    found = rank(readings, draw.random(30), draw.random(30), draw.normal(size=(3_000, 3)), 99)
    assert sorted(each.row for each in found) == list(range(30))
    for each in found:
        assert 0 <= min(each[1:]) <= max(each[1:]) <= 1
        assert 0 <= each.worth <= 1
