"""How well scores hold on outlets and corpora that training has not seen.

`splits` says what is trained on and what is held out, `systems` what learns from it, `figures` how
good its scores are. `python -m models.evaluation` measures everything on the corpora (see
`models.corpus`) and prints tables; `credibility evaluate` does the same.
"""

from models.evaluation.run import main

__all__ = ["main"]
