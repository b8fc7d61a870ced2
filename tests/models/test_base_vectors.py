"""The file of numbers that training starts from."""

from dataclasses import replace

import numpy as np
import pytest

from models.additive import ModelError
from models.base_vectors import Vectors, compact, compared_within, content_hash, together


def test_what_is_saved_is_loaded_again(tmp_path, made_vectors):
    vectors = made_vectors(50)
    vectors.save(tmp_path / "vectors.npz")
    again = Vectors.load(tmp_path / "vectors.npz")
    assert again.signals == vectors.signals
    assert again.signals_digest == vectors.signals_digest
    for name in ("matrix", "label", "words", "content", "corpus", "outlet", "twin"):
        assert np.array_equal(getattr(again, name), getattr(vectors, name)), name


def test_the_same_vectors_give_the_same_bytes(tmp_path, made_vectors):
    for name in ("one", "two"):
        made_vectors(50).save(tmp_path / f"{name}.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


@pytest.mark.parametrize("content", [None, b"", b"not a zip file"])
def test_a_missing_or_foreign_file_is_refused_with_what_to_do(tmp_path, content):
    path = tmp_path / "vectors.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match="run `make train`"):
        Vectors.load(path)


def test_a_pickle_is_never_opened(tmp_path):
    np.savez(tmp_path / "vectors.npz", signals=np.array([{"a": 1}], object))
    with pytest.raises(ModelError):
        Vectors.load(tmp_path / "vectors.npz")


def test_rows_are_chosen_in_every_column(made_vectors):
    vectors = made_vectors(50)
    credible = vectors.rows(vectors.label == 1)
    assert set(credible.label) == {1}
    assert len(credible.matrix) == len(credible.outlet) == len(credible) == vectors.label.sum()


def test_vectors_of_the_same_signals_are_put_together(made_vectors):
    assert len(together([made_vectors(30), made_vectors(20)])) == 50
    other = replace(made_vectors(20), signals_digest="another")
    with pytest.raises(ValueError, match="different signals"):
        together([made_vectors(30), other])


def test_stored_readings_keep_their_first_digits():
    readings = np.array([0.0, 1.0, -2.5, 3.14159, 1234.567, 1e-7])
    assert compact(readings) == pytest.approx(readings, rel=2.5e-4, abs=0)
    assert np.array_equal(compact(compact(readings)), compact(readings))


def test_a_hash_sees_the_words_and_not_the_typography():
    assert content_hash("“It’s  on,”\nshe said.") == content_hash("It's on she said")
    assert content_hash("It is on.") != content_hash("It is off.")
    assert content_hash("") == content_hash(" …")


def test_a_corpus_of_one_label_is_compared_with_the_corpus_beside_it():
    corpora = np.array(["golbeck_fake", "recovery", "examples", "golbeck_fake"])
    assert compared_within(corpora).tolist() == [
        "abp_quality",
        "recovery",
        "examples",
        "abp_quality",
    ]
    assert compared_within(corpora[:0]).tolist() == []
