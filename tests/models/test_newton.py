"""The solver beside scikit-learn's, on problems of every kind."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from models import newton
from models.newton import Logistic


@pytest.fixture(params=[(400, 5, 0.01), (60, 30, 0.1), (50, 3, 1e-4)], ids=str)
def rows(request):
    """Columns of unlike size, labels that they say something of, weights, and a penalty."""
    count, width, penalty = request.param
    draw = np.random.default_rng(count)
    columns = draw.normal(size=(count, width)) * draw.choice([0.1, 1.0, 10.0], width)
    label = (columns[:, 0] + draw.normal(size=count) > 0).astype(np.int8)
    return columns, label, draw.gamma(1.0, size=count), penalty


def test_it_finds_what_scikit_learn_finds(rows):
    columns, label, weights, penalty = rows
    expected = LogisticRegression(
        C=1 / (penalty * weights.sum()), solver="newton-cholesky", tol=1e-11
    ).fit(columns, label, weights)
    found = Logistic(*rows).solve(np.zeros(columns.shape[1] + 1), np.ones(columns.shape[1], bool))
    assert found[:-1] == pytest.approx(expected.coef_[0], abs=1e-8)
    assert found[-1] == pytest.approx(expected.intercept_[0], abs=1e-8)


def test_what_is_not_free_is_as_if_it_were_not_there(rows):
    columns, label, weights, penalty = rows
    free = np.arange(columns.shape[1]) % 2 == 0
    found = Logistic(*rows).solve(np.ones(columns.shape[1] + 1), free)
    assert not found[:-1][~free].any()
    alone = Logistic(columns[:, free], label, weights, penalty)
    assert found[:-1][free] == pytest.approx(
        alone.solve(np.zeros(free.sum() + 1), np.ones(free.sum(), bool))[:-1], abs=1e-8
    )


@pytest.mark.parametrize("start", [1.0, -3.0])
def test_where_it_starts_does_not_matter(rows, start):
    problem, width = Logistic(*rows), rows[0].shape[1]
    free = np.ones(width, bool)
    near = problem.solve(np.zeros(width + 1), free)
    assert problem.solve(np.full(width + 1, start), free) == pytest.approx(near, abs=1e-8)


def test_what_comes_to_no_end_is_told(rows, monkeypatch):
    monkeypatch.setattr(newton, "_MOST_STEPS", 1)
    with pytest.raises(ArithmeticError, match="no minimum after 1 steps"):
        Logistic(*rows).solve(np.zeros(rows[0].shape[1] + 1), np.ones(rows[0].shape[1], bool))
