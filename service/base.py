"""The base vectors, as the service's processes look at them: read once, when first needed."""

from functools import cache

from models.base_vectors import Vectors, together
from models.corpus import seed_examples, vectors_of


@cache
def base_for_audit() -> Vectors:
    """The base vectors: what an upload is compared with."""
    return Vectors.load()


@cache
def base_for_training() -> Vectors:
    """The base vectors and those of the seed articles: what is trained on."""
    return together((base_for_audit(), vectors_of(seed_examples())))
