"""The protocols: nothing of a held-out outlet or corpus is trained on, chance scores one half."""

from dataclasses import replace

import numpy as np
import pytest

from models import evaluation
from models.base_vectors import together
from models.evaluation import (
    MAIN,
    compared,
    figures,
    folds,
    held_out,
    main_corpus,
    outlets_held_out,
    table,
)


@pytest.fixture
def main_vectors(made_vectors):
    vectors = made_vectors(800)
    return replace(vectors, corpus=np.full(len(vectors), MAIN))


def test_no_outlet_stands_on_both_sides_of_a_fold(main_vectors):
    held = []
    for fitted, out in folds(main_vectors):
        assert not set(main_vectors.outlet[fitted]) & set(main_vectors.outlet[out])
        held += out.tolist()
    assert sorted(held) == list(range(len(main_vectors)))


def test_the_main_corpus_is_capped_and_without_twins(main_vectors):
    giant = np.where(np.arange(800) < 300, "giant.example", main_vectors.outlet)
    twin = np.where(np.arange(800) % 2 == 0, "inflated", "")
    rows = main_corpus(replace(main_vectors, outlet=giant, twin=twin))
    assert (rows.outlet == "giant.example").sum() == 80
    assert set(rows.twin) == {""}


def test_what_is_trained_on_besides_is_without_the_held_out_outlets(main_vectors):
    also = replace(main_vectors, twin=np.full(800, "inflated"))
    trained_on = []

    def fit(rows):
        trained_on.append(rows)
        return lambda test: np.full(len(test), 0.5)

    held_out(main_vectors, fit, also)
    for (_, out), rows in zip(folds(main_vectors), trained_on, strict=True):
        assert (rows.twin == "inflated").any()
        assert not set(rows.outlet) & set(main_vectors.outlet[out])


def test_what_can_be_known_is_found_on_outlets_never_seen(main_vectors):
    found = next(outlets_held_out(main_vectors))
    assert found.auc > 0.7
    assert found.auc_interval[0] < found.auc < found.auc_interval[1]
    assert found.articles == 800
    assert found.outlets == 40


def test_shuffled_labels_are_not_predicted(main_vectors):
    shuffled = np.random.default_rng(1).permutation(main_vectors.label)
    rows = replace(
        main_vectors, label=shuffled, outlet=np.array([f"{i}.example" for i in range(800)])
    )
    found = next(outlets_held_out(rows))
    assert abs(found.auc - 0.5) < 0.07


def test_a_left_out_corpus_is_nowhere_in_the_training(monkeypatch, made_vectors):
    vectors = made_vectors()
    shared = replace(vectors, outlet=np.full(len(vectors), "shared.example"))
    trained_on = []

    def fit(rows, _book=None):
        trained_on.append(rows)
        return lambda test: np.full(len(test), 0.5)

    monkeypatch.setattr(evaluation, "fit_readings", fit)
    monkeypatch.setattr(evaluation, "fit_without_wording", fit)
    first = vectors.rows(vectors.corpus == "first")
    pool = together([vectors, shared.rows(shared.corpus == "second")])
    test = replace(first, outlet=np.where(first.label == 1, "shared.example", first.outlet))
    found, without = evaluation.corpora_held_out("P3", pool, {"first": test})
    assert without.system == "readings without wording"
    assert set(trained_on[0].corpus) == {"second"}
    assert "shared.example" not in trained_on[0].outlet
    assert (found.protocol, found.auc) == ("P3", 0.5)


def test_a_comparison_is_the_mean_over_the_tests_and_paired(made_vectors):
    rows = made_vectors(200)
    right, wrong = rows.label.astype(float), 1.0 - rows.label
    chance = np.full(200, 0.5)
    found = compared("P3", {"a": (rows, right, chance), "b": (rows, right, wrong)}, "mean")
    assert (found.readings, found.words) == (1.0, 0.25)
    assert found.gain == (0.75, 0.75)
    assert (found.readings_of_equal_length, found.words_of_equal_length) == (1.0, 0.25)
    line = table([found]).splitlines()[-1]
    assert line.startswith("| P3 | mean | 1.000 | 0.250 | +0.750 (+0.750 to +0.750) |")


def test_the_table_has_a_line_for_each_figure(made_vectors):
    vectors = made_vectors(60)
    row = figures("P1", MAIN, "chance", vectors, np.full(60, 0.5))
    lines = table([row, row]).splitlines()
    assert len(lines) == 4
    assert "| P1 | abp_quality | chance | 60 / " in lines[2]
    assert "| 0.500 (0.500–0.500) |" in lines[2]
