import math
from collections.abc import Iterable

import numpy as np
import pytest

from models.additive import sigmoid
from models.outlets import Tally, aggregate, logit_of, outlets_of


def tally(scores: Iterable[float | None]) -> Tally:
    found = Tally()
    for score in scores:
        found.add(score)
    return found


def drawn(
    outlets: int, *, mean: float, between: float, within: float, seed: int = 1
) -> tuple[dict[str, float], dict[str, Tally]]:
    """Each outlet's true logit, and what 1 to 40 of its articles say."""
    draw = np.random.default_rng(seed)
    truth = {f"{n}.example": draw.normal(mean, math.sqrt(between)) for n in range(outlets)}
    seen = {
        name: tally(
            sigmoid(logit)
            for logit in draw.normal(own, math.sqrt(within), draw.integers(1, 41)).tolist()
        )
        for name, own in truth.items()
    }
    return truth, seen


def test_a_tally_counts_what_it_sees() -> None:
    seen = Tally()
    seen.add(0.8, flagged=True)
    seen.add(0.5)
    seen.add(None)
    assert (seen.scored, seen.abstained, seen.flagged) == (2, 1, 1)
    assert seen.scores == 1.3
    assert math.isclose(seen.logits, math.log(4))


def test_finds_the_truth_behind_many_outlets() -> None:
    _, seen = drawn(2_000, mean=0.4, between=0.5, within=1.5)
    found = outlets_of(seen)
    assert found is not None
    assert found.mean == pytest.approx(0.4, abs=0.05)
    assert found.between == pytest.approx(0.5, rel=0.1)
    assert found.within == pytest.approx(1.5, rel=0.05)


def test_few_articles_weigh_less_than_many() -> None:
    _, seen = drawn(50, mean=0.0, between=0.5, within=1.5)
    seen["one"], seen["many"] = tally([0.95]), tally([0.95, 0.94, 0.96] * 30)
    outlets = outlets_of(seen)
    assert outlets is not None
    one, many = aggregate(seen["one"], outlets), aggregate(seen["many"], outlets)
    assert one is not None
    assert many is not None
    assert sigmoid(outlets.mean) < one.score < many.score < 0.95
    assert one.weight < 0.5 < many.weight
    assert many.interval[0] > one.interval[0]
    assert many.interval[1] - many.interval[0] < one.interval[1] - one.interval[0]
    assert (many.band, one.band) == ("high", "high" if one.score >= 0.6 else "mixed")


def test_lies_closer_to_the_truth_than_the_means_do() -> None:
    truth, seen = drawn(500, mean=0.4, between=0.5, within=1.5)
    outlets = outlets_of(seen)
    assert outlets is not None
    own = np.array(list(truth.values()))
    means = np.array([each.logits / each.scored for each in seen.values()])
    found = [aggregate(each, outlets) for each in seen.values()]
    shrunk = np.array([logit_of(one.score) for one in found if one])
    assert np.mean((shrunk - own) ** 2) < 0.8 * np.mean((means - own) ** 2)
    inside = [
        one.interval[0] <= sigmoid(logit) <= one.interval[1]
        for one, logit in zip(found, own, strict=True)
        if one
    ]
    assert np.mean(inside) == pytest.approx(0.9, abs=0.03)


def test_outlets_that_do_not_differ_all_have_one_score() -> None:
    seen = {f"{n}.example": tally([0.3, 0.7]) for n in range(5)}
    outlets = outlets_of(seen)
    assert outlets is not None
    assert outlets.between == 0.0
    assert {one.score for each in seen.values() if (one := aggregate(each, outlets))} == {0.5}


def test_three_outlets_are_not_shrunk() -> None:
    seen = {"a": tally([0.5, 0.5]), "b": tally([0.9]), "c": tally([0.2, 0.8])}
    outlets = outlets_of(seen)
    assert outlets is not None
    found = aggregate(seen["b"], outlets)
    assert found is not None
    assert found.score == pytest.approx(0.9)
    assert found.weight == 1.0
    assert found.interval[0] < 0.9 < found.interval[1]


def test_single_articles_do_not_tell_luck_from_outlet() -> None:
    assert outlets_of({str(n): tally([0.1 * n]) for n in range(1, 9)}) is None
    assert outlets_of({}) is None


def test_an_outlet_without_scores_has_none() -> None:
    seen = {"a": tally([0.4, 0.5]), "b": tally([None])}
    outlets = outlets_of(seen)
    assert outlets is not None
    assert aggregate(seen["b"], outlets) is None


@pytest.mark.parametrize("score", [0.0, 1.0])
def test_certainty_is_finite(score: float) -> None:
    seen = {str(n): tally([score] * 3) for n in range(5)}
    outlets = outlets_of(seen)
    assert outlets is not None
    found = aggregate(seen["0"], outlets)
    assert found is not None
    assert found.score == pytest.approx(score, abs=1e-8)
    assert all(map(math.isfinite, found.interval))
