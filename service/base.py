"""The base vectors, as the service's processes look at them: read once, when first needed."""

from functools import cache
from pathlib import Path

from models import base_vectors
from models.additive import ModelError
from models.base_vectors import Vectors, together
from models.corpus import seed_examples, vectors_of
from service.settings import Settings


def base_for_audit(settings: Settings) -> Vectors:
    """The base vectors: what an upload is compared with. Raises ModelError where there are none."""
    return _load(Path(settings.base_vectors) if settings.base_vectors else base_vectors.DEFAULT)


def base_for_training(settings: Settings) -> Vectors:
    """The base vectors and those of the seed articles: what is trained on.

    Raises ModelError where there are none, or where they are of other signals.
    """
    base = base_for_audit(settings)
    seeds = _seeds()
    if base.signals_digest != seeds.signals_digest:
        raise ModelError("the base vectors were made with other signals; run `make train`")
    return together((base, seeds))


@cache
def _load(path: Path) -> Vectors:
    return Vectors.load(path)


@cache
def _seeds() -> Vectors:
    return vectors_of(seed_examples())
