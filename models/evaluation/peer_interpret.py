"""InterpretML's explainable boosting; run by `models.evaluation.boosting` in its environment.

Two files: what to learn from and what to score (npz), and where the probabilities go (npy).
"""

import sys

import numpy as np
from interpret.glassbox import ExplainableBoostingClassifier


def main(given: str, wanted: str) -> None:
    """Learn curves alone, without pairs: what the model that ships could have learnt."""
    with np.load(given, allow_pickle=False) as stored:
        boosting = ExplainableBoostingClassifier(
            interactions=0, outer_bags=4, n_jobs=1, random_state=int(stored["seed"])
        )
        boosting.fit(stored["matrix"], stored["label"], sample_weight=stored["weight"])
        np.save(wanted, boosting.predict_proba(stored["held"])[:, 1])


if __name__ == "__main__":
    main(*sys.argv[1:])
