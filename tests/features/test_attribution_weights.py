"""The file of learnt weights."""

import numpy as np
import pytest

from features.attribution_weights import (
    FILE,
    SIZES,
    Weights,
    WeightsError,
    attribution_weights,
    load,
    save,
    untrained,
)

MOST_BYTES = 300_000


def test_the_shipped_weights_have_the_stated_shapes_and_are_learnt():
    weights = attribution_weights()
    assert {name: array.size for name, array in weights._asdict().items()} == SIZES
    assert all(np.count_nonzero(array) > array.size // 50 for array in weights)
    assert FILE.stat().st_size < MOST_BYTES


def test_the_shipped_file_is_what_saving_it_again_gives(tmp_path):
    again = tmp_path / "again.npz"
    save(load(), again)
    assert again.read_bytes() == FILE.read_bytes()


def test_what_is_no_file_of_weights_is_refused(tmp_path):
    path = tmp_path / "weights.npz"
    with pytest.raises(WeightsError, match="holds no weights"):
        load(path)
    np.savez_compressed(path, cue=np.zeros(4))
    with pytest.raises(WeightsError, match="holds no weights"):
        load(path)
    short = untrained()._replace(cue=np.zeros(4, np.int16))
    save(Weights(*short), path)
    with pytest.raises(WeightsError, match="cue is int16"):
        load(path)
