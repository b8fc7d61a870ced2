from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("benchmarks", reason="the wheel has no benchmarks")

from benchmarks.outlets import Held, drawn, held_outlets, rank, ratings, shrunk
from models.additive import sigmoid


def held(outlets: int, articles: int) -> list[Held]:
    """Outlets rated as they write, with articles that vary."""
    draw = np.random.default_rng(1)
    own = draw.normal(0.5, 0.5, outlets)
    return [
        Held(np.array([sigmoid(logit) for logit in draw.normal(mean, 0.7, articles)]), mean, 1)
        for mean in own
    ]


def test_reads_the_ratings(tmp_path: Path) -> None:
    path = tmp_path / "ratings.csv"
    path.write_text("domain,pc1,other\na.example,0.7,1\nb.example,,1\n")
    assert ratings(path) == {"a.example": 0.7}


def test_takes_the_rated_outlets_with_their_scores() -> None:
    rows: Any = SimpleNamespace(
        outlet=np.array(["a.example", "b.example", "a.example"]), label=np.array([1, 0, 1])
    )
    found = held_outlets(rows, np.array([0.1, 0.2, 0.3]), {"a.example": 0.9})
    assert [(one.scores.tolist(), one.rating, one.label) for one in found] == [([0.1, 0.3], 0.9, 1)]


def test_the_rank_has_an_interval() -> None:
    found = rank(np.arange(30.0), np.arange(30.0) + np.tile([0, 3], 15))
    assert found.low < found.value < found.high <= 1.0


def test_shrinking_comes_closer_and_its_intervals_hold_what_they_say() -> None:
    found = drawn(held(60, 60), 3)
    assert found.outlets == 60
    assert found.error_of_shrunk < found.error_of_mean
    assert found.covered == pytest.approx(0.9, abs=0.05)


def test_single_articles_are_not_shrunk() -> None:
    logits, half = shrunk([np.array([0.5]), np.array([sigmoid(1.0)])])
    assert logits.tolist() == pytest.approx([0.0, 1.0])
    assert np.isnan(half).all()
