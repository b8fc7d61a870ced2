"""Training: the pipeline and the artefact are one function, fabrication only costs, no chance."""

from dataclasses import replace

import numpy as np
import pytest

from models.base_vectors import SEEDS, together
from models.training import SHIPPED, article_weights, train

QUICK = SHIPPED._replace(refits=3)


@pytest.fixture(scope="module")
def trained(made_vectors):
    return train(made_vectors(), recipe=QUICK)


def curve(model, signal):
    return next(term for term in model.terms if term.signal == signal)


def test_the_pipelines_probabilities_are_the_artefacts(trained, made_vectors):
    matrix = made_vectors().matrix.astype(float)
    strangers = np.random.default_rng(2).normal(0.0, 5.0, matrix.shape)
    for rows in (matrix, strangers):
        expected = trained.pipeline.predict_proba(rows)[:, 1]
        assert trained.model.probability(rows) == pytest.approx(expected, abs=1e-9)


def test_what_distinguishes_the_classes_gets_the_weight(trained):
    sources = curve(trained.model, "attribution.named_sources").heights
    noise = curve(trained.model, "style.noise").heights
    assert sources[-1] - sources[0] > 4 * (max(noise) - min(noise))


def test_a_finding_of_fabrication_never_raises_the_score(trained):
    """Not even where, in these vectors, only credible articles have it; nor in any refit."""
    for signal in ("fabrication.impossible_figures", "fabrication.lucky_finding"):
        term = curve(trained.model, signal)
        for heights in (term.heights, *term.refits):
            assert all(np.diff(heights) <= 0)
    assert min(curve(trained.model, "fabrication.impossible_figures").heights) < -0.2
    assert set(curve(trained.model, "fabrication.lucky_finding").heights) == {0.0}


def test_a_signal_that_never_changes_says_nothing(trained):
    term = curve(trained.model, "hedging.constant")
    assert (term.knots, term.heights, term.typical) == ((2.5,), (0.0,), 2.5)


def test_the_same_data_and_seed_give_the_same_model_to_the_digit(trained, made_vectors):
    assert train(made_vectors(), recipe=QUICK).model.to_json() == trained.model.to_json()


def test_other_data_give_another_version(trained, made_vectors):
    other = train(made_vectors(seed=2), recipe=QUICK).model
    assert other.version != trained.model.version


def test_the_artefact_says_how_sure_it_is_and_where_it_comes_from(trained):
    low, high = trained.model.explain(trained.model.typical).interval
    assert 0.0 < low < high < 1.0
    assert trained.model.signals_digest == "0123456789abcdef"
    assert curve(trained.model, "fabrication.impossible_figures").seen == (0.0, 3.0)


def test_a_twin_teaches_what_its_damage_is_and_nothing_of_its_outlet(made_vectors):
    """Sixty credible articles come again with a finding of fabrication, as others."""
    vectors = made_vectors()
    chosen = np.flatnonzero(vectors.label == 1)[:60]
    damaged = vectors.matrix[chosen].copy()
    damaged[:, 2] += 5.0  # the finding that costs nothing without them
    twins = replace(
        vectors.rows(chosen), matrix=damaged, label=np.zeros(60, np.int8), twin=np.full(60, "some")
    )
    uncalibrated = QUICK._replace(folds=0)  # else every curve follows the calibration's slope
    alone = train(vectors, recipe=uncalibrated).model
    with_twins = train(together([vectors, twins]), recipe=uncalibrated).model
    assert min(curve(with_twins, "fabrication.lucky_finding").heights) < -0.5
    before = curve(alone, "attribution.named_sources")
    after = curve(with_twins, "attribution.named_sources")
    rise = before.heights[-1] - before.heights[0]
    assert after.heights[-1] - after.heights[0] == pytest.approx(rise, rel=0.3)


def test_noise_is_calibrated_to_the_middle(made_vectors):
    vectors = made_vectors()
    shuffled = np.random.default_rng(3).permutation(vectors.label)
    noise = replace(vectors, label=shuffled, outlet=np.array([f"{i}" for i in range(len(vectors))]))
    probability = train(noise, recipe=QUICK).model.probability(vectors.matrix)
    assert abs(probability - 0.5).max() < 0.2


@pytest.mark.parametrize("label", [0, 1])
def test_one_class_alone_trains_nothing(made_vectors, label):
    vectors = made_vectors()
    with pytest.raises(ValueError, match="label 1"):
        train(vectors.rows(vectors.label == label), recipe=QUICK)


def test_one_outlet_a_class_still_trains(made_vectors):
    assert train(made_vectors(80, outlets=2), recipe=QUICK).model.intercept < 5.0


def test_threads_change_nothing(made_vectors):
    vectors = made_vectors(200)
    assert train(vectors, recipe=QUICK, threads=2).model == train(vectors, recipe=QUICK).model


def test_a_row_can_count_several_times(made_vectors):
    vectors = made_vectors()
    credible = curve(train(vectors, recipe=QUICK).model, "attribution.named_sources")
    doubtful = vectors.rows(np.flatnonzero(vectors.label == 1)[:100])
    opposite = together([vectors, replace(doubtful, label=np.zeros(100, np.int8))])
    weights = np.r_[np.ones(len(vectors)), np.full(100, 9.0)]
    weighed = train(opposite, recipe=QUICK, weights=weights).model
    assert curve(weighed, "attribution.named_sources").heights[-1] < credible.heights[-1] / 2


def test_invented_stories_alone_are_told_apart_from_the_corpus_beside_them(made_vectors):
    """Other corpora of one label each have intercepts of their own, and teach nothing."""
    vectors = made_vectors()
    plain = QUICK._replace(folds=0)

    def reach(credible, invented):
        corpus = np.where(vectors.label == 1, credible, invented)
        model = train(replace(vectors, corpus=corpus), recipe=plain).model
        return np.ptp(curve(model, "attribution.named_sources").heights)

    assert reach("abp_quality", "golbeck_fake") > 10 * reach("first", "second")


def test_invented_stories_do_not_say_how_sure_a_score_may_be(made_vectors):
    vectors = made_vectors()
    corpus = np.where(vectors.label == 1, "abp_quality", "golbeck_fake")
    nothing_calibrates = replace(vectors, corpus=corpus)
    calibrated, plain = (
        train(nothing_calibrates, recipe=QUICK._replace(folds=folds)).model for folds in (5, 0)
    )
    assert [term.heights for term in calibrated.terms] == [term.heights for term in plain.terms]
    assert calibrated.intercept == plain.intercept


def test_without_folds_nothing_is_calibrated(made_vectors):
    vectors = made_vectors()
    noise = replace(vectors, label=np.random.default_rng(3).permutation(vectors.label))
    # At a weak penalty the noise is learnt, and outlets held out say that it is noise.
    weak = QUICK._replace(strength=1.0)
    held = train(noise, recipe=weak).model.probability(vectors.matrix)
    loose = train(noise, recipe=weak._replace(folds=0)).model.probability(vectors.matrix)
    assert np.ptp(loose) > 2 * np.ptp(held)


class TestArticleWeights:
    def test_to_count_twice_is_to_be_there_twice(self, made_vectors):
        vectors = made_vectors()
        twice = np.where(vectors.outlet < "outlet-3", 2.0, 1.0)
        copies = together([vectors, vectors.rows(twice == 2.0)])
        weights = article_weights(vectors, SHIPPED, twice)
        repeated = article_weights(copies)[: len(vectors)]
        assert weights / weights.sum() == pytest.approx(repeated * twice / (repeated * twice).sum())

    def test_both_classes_weigh_the_same(self, made_vectors):
        vectors = made_vectors()
        weights = article_weights(vectors)
        assert weights[vectors.label == 1].sum() == pytest.approx(weights.sum() / 2)
        assert weights.mean() == pytest.approx(1.0)

    def test_a_giant_counts_no_more_than_the_cap(self, made_vectors):
        vectors = made_vectors()
        chosen = vectors.label == 1
        outlet = np.where(chosen & (np.arange(600) % 3 > 0), "giant.example", vectors.outlet)
        vectors = replace(vectors, outlet=outlet, corpus=np.full(600, "first"))
        weights = article_weights(vectors, SHIPPED._replace(outlet_cap=5))
        giant = weights[outlet == "giant.example"].sum()
        others = {name: weights[outlet == name].sum() for name in set(outlet[chosen])}
        assert giant == pytest.approx(max(others.values()))

    def test_seed_articles_weigh_their_share(self, made_vectors):
        vectors = made_vectors()
        corpus = np.where(np.arange(600) > 580, SEEDS, vectors.corpus)
        weights = article_weights(replace(vectors, corpus=corpus))
        share = weights[corpus == SEEDS].sum() / weights[corpus != SEEDS].sum()
        assert share == pytest.approx(0.05, rel=0.3)
