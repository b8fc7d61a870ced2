"""The words' baseline learns from words."""

import numpy as np
import pytest

from models.baseline import fit_words


def test_words_that_tell_the_label_are_learnt(made_vectors):
    vectors = made_vectors(200)
    texts = {
        int(content): f"The {'council voted' if label else 'secret leaked'} on plan {content}"
        for content, label in zip(vectors.content, vectors.label, strict=True)
    }
    odd = np.arange(200) % 2 == 1
    probability = fit_words(vectors.rows(odd), texts)(vectors.rows(~odd))
    assert ((probability > 0.5) == (vectors.label[~odd] == 1)).all()


def test_a_text_that_is_not_at_hand_is_an_error(made_vectors):
    with pytest.raises(KeyError):
        fit_words(made_vectors(20), {})
