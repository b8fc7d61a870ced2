"""`make train`: with and without the corpora it is the same model."""

from dataclasses import replace

import numpy as np
import pytest

from features.catalogue import all_signals
from models import base_vectors, corpus, train
from models.additive import AdditiveModel, ModelError
from models.base_vectors import Vectors
from models.behaviour import signals_digest
from models.scorer import load_default
from models.training import SHIPPED


@pytest.fixture
def stored(tmp_path, monkeypatch):
    """Base vectors of this catalogue made by chance, stored where `make train` looks for them."""
    draw = np.random.default_rng(5)
    outlet = draw.integers(0, 12, 200)
    label = (outlet % 2).astype(np.int8)
    matrix = draw.gamma(2.0, 1.0 + label[:, None], (200, len(all_signals())))
    vectors = Vectors(
        signals=tuple(all_signals()),
        signals_digest=signals_digest(),
        matrix=base_vectors.compact(matrix),
        label=label,
        words=draw.integers(100, 900, 200).astype(np.int32),
        content=np.arange(200, dtype=np.uint64),
        corpus=np.full(200, "abp_quality"),
        outlet=np.array([f"{number}.example" for number in outlet]),
        twin=np.full(200, ""),
    )
    path = tmp_path / "base_vectors.npz"
    monkeypatch.setattr(base_vectors, "DEFAULT", path)
    monkeypatch.setattr(train, "FOLDER", tmp_path)
    monkeypatch.setenv(corpus.SHARED, str(tmp_path))
    vectors.save(path)
    return vectors


def test_without_corpora_the_stored_vectors_give_the_model(stored, tmp_path):
    train.main()
    model = AdditiveModel.from_json((tmp_path / "model.json").read_bytes())
    assert model.signals == stored.signals
    assert model.training["rows"]["abp_quality 1"] == int(stored.label.sum())


def test_vectors_of_other_signals_are_not_trained_on(stored):
    replace(stored, signals_digest="another").save(base_vectors.DEFAULT)
    with pytest.raises(ModelError, match="run `make train` with the corpora at hand"):
        train.main()


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize(("argument", "code"), [("--help", 0), ("--strength", 2)])
def test_a_question_or_a_word_too_many_writes_nothing(tmp_path, argument, code):
    with pytest.raises(SystemExit) as end:
        train.main([argument])
    assert end.value.code == code
    assert not (tmp_path / "model.json").exists()


def test_the_default_model_is_what_the_base_vectors_give():
    """Fewer refits, to be quick: the curves are the same without them."""
    again = train.train(train.training_vectors(), recipe=SHIPPED._replace(refits=0)).model
    shipped = load_default()
    assert again.intercept == shipped.intercept
    for new, old in zip(again.terms, shipped.terms, strict=True):
        assert (new.signal, new.knots, new.heights) == (old.signal, old.knots, old.heights)
