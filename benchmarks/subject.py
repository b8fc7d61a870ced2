"""What is measured: the scorer with the model that ships."""

from benchmarks.report import Skipped
from models.additive import ModelError
from models.scorer import Scorer, load_default


def scorer() -> Scorer:
    """The scorer; Skipped where there is no model that fits these signals."""
    try:
        return Scorer(load_default())
    except ModelError as error:
        raise Skipped(str(error)) from error
