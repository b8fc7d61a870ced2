"""Explainable boosting (InterpretML) on the readings: another way to learn one curve a signal.

It runs in an environment of its own, so that its packages are no part of this program.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from models.base_vectors import Vectors
from models.evaluation.systems import Predict, Probabilities, Teacher, published
from models.peers import NotAtHand, environment
from models.training import SHIPPED, article_weights

NAME = "explainable boosting on the readings"
_FOLDER = Path(__file__).parent
_SECONDS = 600


def fit_boosting(rows: Vectors, teacher: Teacher) -> Predict:
    """Learns when it is asked to predict; from published articles alone, with the same weights.

    Raises NotAtHand where it cannot be installed, or fails.
    """
    rows, read = teacher.taught(rows)
    rows = published(rows)
    python = environment(_FOLDER / "peers-interpret.lock")

    def predict(test: Vectors) -> Probabilities:
        with tempfile.TemporaryDirectory() as folder:
            given, wanted = Path(folder, "given.npz"), Path(folder, "wanted.npy")
            np.savez(
                given,
                allow_pickle=False,
                matrix=rows.matrix,
                label=rows.label,
                weight=article_weights(rows),
                held=read(test).matrix,
                seed=np.array(SHIPPED.seed),
            )
            command = [python, _FOLDER / "peer_interpret.py", given, wanted]
            try:
                subprocess.run(command, check=True, timeout=_SECONDS, stdout=sys.stderr)  # noqa: S603
            except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
                raise NotAtHand(f"explainable boosting failed: {error}") from error
            return np.asarray(np.load(wanted, allow_pickle=False), float)

    return predict


def is_at_hand() -> bool:
    """Whether it can be run here; says on stderr why not."""
    try:
        environment(_FOLDER / "peers-interpret.lock")
    except NotAtHand as error:
        print(f"without explainable boosting: {error}", file=sys.stderr)
        return False
    return True
