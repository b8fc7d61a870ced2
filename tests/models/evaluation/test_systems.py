"""Each system learns from what it is allowed to look at."""

from dataclasses import replace

import numpy as np
import pytest

from models.base_vectors import SEEDS, together
from models.evaluation.systems import (
    Teacher,
    all_systems,
    fit_characters,
    fit_length,
    fit_nothing,
    fit_trees,
    fit_words,
)


@pytest.mark.parametrize("fit", [fit_words, fit_characters])
def test_words_that_tell_the_label_are_learnt(made_vectors, fit):
    vectors = made_vectors(200)
    texts = {
        int(content): f"The {'council voted' if label else 'secret leaked'} on plan {content}"
        for content, label in zip(vectors.content, vectors.label, strict=True)
    }
    odd = np.arange(200) % 2 == 1
    probability = fit(vectors.rows(odd), texts)(vectors.rows(~odd))
    assert ((probability > 0.5) == (vectors.label[~odd] == 1)).all()


def test_what_words_predicted_is_not_learnt_again(made_vectors, monkeypatch):
    vectors = made_vectors(120)
    texts = {int(c): f"plan number{c % 7} of {'them' if c % 2 else 'us'}" for c in vectors.content}
    first = fit_words(vectors, texts)(vectors)
    monkeypatch.setattr("sklearn.pipeline.Pipeline.fit", lambda *_, **__: 1 / 0)
    assert (fit_words(vectors, texts)(vectors) == first).all()
    with pytest.raises(ZeroDivisionError):
        fit_words(vectors.rows(np.arange(100)), texts)(vectors)


def test_a_text_that_is_not_at_hand_is_an_error(made_vectors):
    with pytest.raises(KeyError):
        fit_words(made_vectors(20), {})


def test_the_words_of_a_twin_are_not_at_hand(made_vectors):
    vectors = made_vectors(60)
    texts = {int(content): f"plan {content % 7}" for content in vectors.content}
    twins = replace(vectors, twin=np.full(60, "inflated"))
    probability = fit_characters(vectors, texts)(together([vectors, twins]))
    assert np.isfinite(probability[:60]).all()
    assert np.isnan(probability[60:]).all()


def test_length_alone_looks_at_length(made_vectors):
    vectors = made_vectors(400)
    longer = replace(vectors, words=np.where(vectors.label == 1, 2_000, 200) + vectors.words // 10)
    probability = fit_length(longer)(longer)
    assert probability[longer.label == 1].min() > probability[longer.label == 0].max()
    blind = replace(longer, matrix=np.zeros_like(longer.matrix))
    assert (fit_length(blind)(blind) == probability).all()


def test_who_knows_nothing_says_one_half(made_vectors):
    vectors = made_vectors(50)
    assert fit_nothing(vectors)(vectors) == pytest.approx(np.full(50, 0.5))


def test_trees_learn_from_published_articles_alone(made_vectors):
    vectors = made_vectors(600)
    ours = replace(vectors, label=(1 - vectors.label).astype(np.int8), corpus=np.full(600, SEEDS))
    twins = replace(vectors, twin=np.full(600, "inflated"))
    alone = fit_trees(vectors, Teacher())(vectors)
    assert (fit_trees(together([vectors, ours, twins]), Teacher())(vectors) == alone).all()
    assert alone[vectors.label == 1].mean() > alone[vectors.label == 0].mean() + 0.3


def test_without_texts_there_are_no_words_to_learn():
    assert not any("TF-IDF" in name for name in all_systems(more=True))
    assert sum("TF-IDF" in name for name in all_systems(texts={})) == 1
    assert sum("TF-IDF" in name for name in all_systems(texts={}, more=True)) == 2


def test_the_wording_is_taught_once_for_all_systems(made_vectors):
    rows, asked = made_vectors(20), []

    class Book:
        def teach(self, rows, **_):
            asked.append(len(rows))
            return rows, "weights"

        def read_by(self, weights, test):
            return weights, test

    teacher = Teacher(Book())
    for _ in range(2):
        taught, read = teacher.taught(rows)
        assert taught is rows
        assert read("test") == ("weights", "test")
    teacher.taught(rows.rows(np.arange(5)))
    assert asked == [20, 5]
