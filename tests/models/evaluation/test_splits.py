"""The protocols: nothing of what is held out is trained on."""

from dataclasses import replace

import numpy as np
import pytest

from models.base_vectors import together
from models.evaluation.splits import (
    FEW,
    MAIN,
    NULL_CONTROL,
    corpora_held_out,
    few_corpora,
    folds,
    main_corpus,
    main_corpus_alone,
    one_label_held_out,
    outlets_held_out,
    unrelated,
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


def test_p1_trains_on_other_corpora_too_but_not_on_the_held_out_outlets(main_vectors, made_vectors):
    others = made_vectors(200, seed=3)  # of the same outlets, in other corpora
    splits = list(outlets_held_out(together([main_vectors, others])))
    assert sum(len(split.held) for split in splits) == len(main_vectors)
    for split in splits:
        assert not set(split.train.outlet) & set(split.held.outlet)
        assert set(split.train.corpus) == {MAIN, "first", "second"}


def test_p1_alone_trains_on_the_main_corpus_and_its_twins(main_vectors, made_vectors):
    twins = replace(main_vectors, twin=np.full(800, "inflated"))
    rows = together([main_vectors, twins, made_vectors(200)])
    for split in main_corpus_alone(rows):
        assert set(split.train.corpus) == {MAIN}
        assert set(split.train.twin) == {"", "inflated"}
        assert not set(split.train.outlet) & set(split.held.outlet)


def test_twins_are_scored_in_the_fold_of_their_article(main_vectors):
    some = main_vectors.rows(np.arange(0, 800, 40))
    twins = replace(some, twin=np.full(len(some), "inflated"))
    found = 0
    for split in outlets_held_out(main_vectors, twins=twins):
        is_twin = split.held.twin != ""
        assert set(split.held.content[is_twin]) <= set(split.held.content[~is_twin])
        found += is_twin.sum()
    assert found == len(some)


def test_nearly_the_same_text_is_not_trained_on(made_vectors):
    vectors = made_vectors(40)
    train, held = vectors.rows(np.arange(20)), vectors.rows(np.arange(20, 40))
    elsewhere = replace(train, outlet=np.array([f"{n}.example" for n in range(20)]))
    assert len(unrelated(elsewhere, held, {})) == 20
    # Articles 3 and 25 are one text in two versions; 4 is like nothing that is held out.
    assert unrelated(elsewhere, held, {3: 100, 25: 100, 4: 101}).content.tolist() == [
        number for number in range(20) if number != 3
    ]
    again = replace(elsewhere, content=held.content[:20])
    assert len(unrelated(again, held, {})) == 0


def test_a_left_out_corpus_and_its_outlets_are_nowhere_in_the_training(made_vectors):
    vectors = made_vectors()
    tests = {name: vectors.rows(vectors.corpus == name) for name in ("first", "second")}
    shared = replace(tests["second"], outlet=np.resize(tests["first"].outlet, len(tests["second"])))
    splits = list(corpora_held_out(together([vectors, shared]), tests))
    assert [split.test for split in splits] == ["first", "second"]
    assert set(splits[0].train.corpus) == {"second"}
    assert not set(splits[0].train.outlet) & set(splits[0].held.outlet)


def test_p2_trains_on_two_corpora_and_measures_on_the_others(made_vectors):
    parts = {
        name: replace(made_vectors(60, seed=n), corpus=np.full(60, name),
                      outlet=np.array([f"{name}-{i}" for i in range(60)]),
                      content=np.arange(60, dtype=np.uint64) + np.uint64(100 * n))
        for n, name in enumerate([*FEW, "third", NULL_CONTROL])
    }  # fmt: skip
    (split,) = few_corpora(together(list(parts.values())), parts)
    assert split.test == "third"
    assert set(split.train.corpus) == set(FEW)


def test_the_null_control_is_called_by_its_name(made_vectors):
    control = made_vectors(40)
    (split,) = corpora_held_out(made_vectors(80, seed=2), {NULL_CONTROL: control})
    assert split.protocol == "null control"


def test_a_corpus_of_one_label_is_left_out_by_itself(main_vectors):
    invented = (main_vectors.label == 0) & (np.arange(800) % 8 == 0)
    twin = np.where(np.arange(800) % 80 == 0, "inflated", "")
    corpus = np.where(invented, "golbeck_fake", MAIN)
    (split,) = one_label_held_out(replace(main_vectors, corpus=corpus, twin=twin))
    assert (split.protocol, split.test) == ("one label", "golbeck_fake")
    assert set(split.held.corpus) == {"golbeck_fake"}
    assert set(split.held.twin) == {""}
    assert "golbeck_fake" not in split.train.corpus
    assert not set(split.train.outlet) & set(split.held.outlet)
