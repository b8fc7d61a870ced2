"""The learnt weights with which the scan finds attributions (see ``models.taggers``)."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

FILE = Path(__file__).parent / "taggers" / "attribution.npz"


class Weights(NamedTuple):
    """One table a decision (see ``kernel.linear``), and what is known of words without labels.

    ``classes``: a word's class by its hash (see ``kernel.views``); ``gates``: what words of a class
    may be, by class (``MAY_CUE``, ``MAY_HEAD``).
    """

    classes: npt.NDArray[np.uint16]
    gates: npt.NDArray[np.uint8]
    cue: npt.NDArray[np.int16]
    source: npt.NDArray[np.int16]
    verdict: npt.NDArray[np.int16]
    side: npt.NDArray[np.int16]
    end: npt.NDArray[np.int16]


# How many entries each has, and of which type.
SIZES = {
    "classes": 1 << 15,
    "gates": 1 << 8,
    "cue": 1 << 16,
    "source": 1 << 15,
    "verdict": 1 << 13,
    "side": 1 << 14,
    "end": 1 << 13,
}
_TYPES: dict[str, type[np.generic]] = {"classes": np.uint16, "gates": np.uint8}


class WeightsError(ValueError):
    """The file of weights is missing or is something else."""


def untrained() -> Weights:
    """Weights that find nothing: what training starts from."""
    return Weights(**{name: np.zeros(size, _type(name)) for name, size in SIZES.items()})


def _type(name: str) -> type[np.generic]:
    return _TYPES.get(name, np.int16)


def load(path: Path = FILE) -> Weights:
    """Reads what `save` wrote; WeightsError where the file is missing or is something else."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            weights = Weights(**{name: stored[name] for name in Weights._fields})
    except (OSError, KeyError, ValueError) as error:
        raise WeightsError(f"{path} holds no weights for attribution: {error}") from error
    for name, array in weights._asdict().items():
        if array.shape != (SIZES[name],) or array.dtype != _type(name):
            raise WeightsError(f"{path}: {name} is {array.dtype} {array.shape}")
    return weights


def save(weights: Weights, path: Path = FILE) -> None:
    """Writes the compact file; the same weights give the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, allow_pickle=False, **weights._asdict())


@cache
def attribution_weights() -> Weights:
    """The shipped weights, read once a process."""
    return load()
