import numpy as np
import pytest

from features.hedging import FILE, REGISTER_WEIGHTS, WEIGHTS, HedgeWeights, hedge_weights, save


def test_the_shipped_weights_are_small_numbers_only():
    weights = hedge_weights()
    assert FILE.stat().st_size < 150_000
    assert weights.cues.any()
    assert (weights.strength >= 0).all()
    assert weights.strength.max() == 1


def test_saved_weights_are_read_again_and_always_the_same_bytes(tmp_path):
    weights = hedge_weights()
    for name in ("one.npz", "other.npz"):
        save(tmp_path / name, weights)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "other.npz").read_bytes()
    again = hedge_weights(tmp_path / "one.npz")
    assert (again.cues == weights.cues).all()
    assert (again.unit, again.register_unit) == (weights.unit, weights.register_unit)


def test_weights_for_other_features_are_refused(tmp_path):
    path = tmp_path / "old.npz"
    short = np.zeros(WEIGHTS // 2, np.int16)
    save(path, HedgeWeights(short, 1.0, np.zeros(REGISTER_WEIGHTS, np.int16), 1.0, np.ones(8)))
    with pytest.raises(ValueError, match=r"old\.npz was made for another number of features"):
        hedge_weights(path)
