"""Vectors made by chance, with a known truth in them."""

from collections.abc import Callable

import numpy as np
import pytest

from models.adaptation import Examples
from models.base_vectors import Vectors, compact
from models.sketch import SIZE

NAMES = (
    "attribution.named_sources",  # more of it in credible articles
    "fabrication.impossible_figures",  # rare, and only in the others
    "fabrication.lucky_finding",  # rare, and (against all sense) in credible ones
    "hedging.constant",  # never changes
    "style.noise",  # says nothing
)


def _made(articles: int = 600, *, outlets: int = 40, seed: int = 1) -> Vectors:
    draw = np.random.default_rng(seed)
    outlet = draw.integers(outlets, size=articles)
    label = (outlet % 2).astype(np.int8)
    rare = draw.random(articles) < 0.1
    matrix = np.column_stack(
        [
            draw.gamma(2.0, 0.3 + 0.3 * label),
            np.where(rare & (label == 0), draw.integers(1, 4, articles), 0),
            np.where(rare & (label == 1), draw.integers(1, 4, articles), 0),
            np.full(articles, 2.5),
            draw.normal(size=articles),
        ]
    )
    return Vectors(
        signals=NAMES,
        signals_digest="0123456789abcdef",
        matrix=compact(matrix),
        label=label,
        words=draw.integers(100, 1000, articles).astype(np.int32),
        content=np.arange(articles, dtype=np.uint64),
        corpus=np.where(outlet < outlets // 2, "first", "second"),
        outlet=np.array([f"outlet-{number}.example" for number in outlet]),
        twin=np.full(articles, ""),
    )


def _examples(
    count: int = 100, *, outlets: int = 10, seed: int = 2, flipped: bool = False
) -> Examples:
    """Examples of other outlets that follow the same truth, or its opposite."""
    vectors = _made(count, outlets=outlets, seed=seed)
    label = 1 - vectors.label if flipped else vectors.label
    draw = np.random.default_rng(seed)
    return Examples(
        ids=np.arange(1, count + 1),
        matrix=vectors.matrix,
        grade=label.astype(float),
        weight=np.ones(count),
        words=vectors.words,
        content=draw.integers(1 << 63, size=count, dtype=np.uint64),
        outlet=np.array([f"new-{name}" for name in vectors.outlet]),
        labeller=np.full(count, "ann"),
        unscored=np.full(count, "", "U50"),
        sketches=draw.integers(1 << 32, size=(count, SIZE), dtype=np.uint32),
    )


@pytest.fixture(scope="session")
def made_examples() -> Callable[..., Examples]:
    return _examples


@pytest.fixture(scope="session")
def made_vectors() -> Callable[..., Vectors]:
    return _made
