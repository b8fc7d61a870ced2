"""The weights that the kernel's hedge detector decides with.

They are numbers at hashed places, so the file holds no words. ``models.taggers.hedging`` learns
them; docs/hedging.md says from what.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

# Powers of two: how many weights there are, and how many more tell the register.
WEIGHTS = 1 << 15
REGISTER_WEIGHTS = 1 << 12

FILE = Path(__file__).parent / "taggers" / "hedging.npz"


class HedgeWeights(NamedTuple):
    """``cues`` in units of ``unit`` at the places of ``kernel.hedges``; ``register`` likewise.

    ``strength``: how much a hedge of each kind takes from a claim, 0 to 1.
    """

    cues: npt.NDArray[np.int16]
    unit: float
    register: npt.NDArray[np.int16]
    register_unit: float
    strength: npt.NDArray[np.float64]


def save(path: Path, weights: HedgeWeights) -> None:
    """Writes the weights; the same weights give the same bytes."""
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            cues=weights.cues,
            register=weights.register,
            strength=weights.strength,
            units=np.array([weights.unit, weights.register_unit]),
        )


@cache
def hedge_weights(path: Path = FILE) -> HedgeWeights:
    """The weights in this file, read once a process; ValueError where they do not fit the code."""
    with np.load(path) as stored:
        unit, register_unit = stored["units"].tolist()
        weights = HedgeWeights(
            stored["cues"], unit, stored["register"], register_unit, stored["strength"]
        )
    if weights.cues.shape != (WEIGHTS,) or weights.register.shape != (REGISTER_WEIGHTS,):
        raise ValueError(f"{path.name} was made for another number of features")
    return weights
