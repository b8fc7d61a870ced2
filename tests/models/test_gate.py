"""The base knows nothing of the examples' outlets; both follow one truth unless a test says so."""

from dataclasses import replace

import numpy as np
import pytest

from models.adaptation import adapt
from models.gate import FOLDS, Difference, judge, losses
from models.training import SHIPPED, train

QUICK = SHIPPED._replace(refits=0)


@pytest.fixture
def verdict(made_vectors, made_examples):
    """The gate's verdict on a base with these examples, against the base alone."""

    def judged(examples, articles=160, models=None, **options):
        base = made_vectors(articles, outlets=articles // 10)
        incumbent = adapt(base, made_examples(2).rows(np.array([], np.intp)))
        candidate = adapt(base, examples)
        models = models or tuple(
            train(part.vectors, recipe=QUICK, weights=part.weights).model
            for part in (candidate, incumbent)
        )
        return judge(candidate, incumbent, models, recipe=QUICK, **options)

    return judged


def test_useful_examples_pass(made_examples, verdict):
    """In them, what never changes in the base tells the classes apart."""
    examples = made_examples(300, outlets=30)
    telling = examples.matrix.copy()
    telling[:, 3] += examples.grade + np.random.default_rng(4).normal(size=300)
    found = verdict(replace(examples, matrix=telling), articles=2_000)
    assert found.reasons == ()
    assert found.passes
    gains = {row.measure: row for row in found.differences if row.where == "examples"}
    assert gains["Brier"].change < 0
    assert gains["Brier"].articles == 300
    assert gains["Brier"].outlets == 30


def test_labels_turned_round_do_not(made_examples, verdict):
    found = verdict(made_examples(200, outlets=20, flipped=True))
    assert any("run against the model in service" in reason for reason in found.reasons)


def test_labels_drawn_by_lot_do_not(made_examples, verdict):
    examples = made_examples(200, outlets=20)
    drawn = np.random.default_rng(5).permutation(examples.grade)
    found = verdict(replace(examples, grade=drawn))
    assert any("does not tell their own labels" in reason for reason in found.reasons)


def test_copies_of_one_article_do_not(made_examples, verdict):
    examples = made_examples(500, outlets=20)
    same = np.zeros(500, np.intp)
    copies = replace(examples, sketches=examples.sketches[same], matrix=examples.matrix[same])
    found = verdict(copies)
    assert any(reason.startswith("There are 1 different examples") for reason in found.reasons)


def test_one_outlet_does_not(made_examples, verdict):
    found = verdict(replace(made_examples(), outlet=np.full(100, "one.example")))
    assert any("come from one outlet" in reason for reason in found.reasons)


def test_a_class_from_one_outlet_does_not(made_examples, verdict):
    examples = made_examples()
    outlet = np.where(examples.grade == 1, "one.example", examples.outlet)
    found = verdict(replace(examples, outlet=outlet))
    assert any("are credible come from 1 outlet;" in reason for reason in found.reasons)


def test_what_spoils_the_base_does_not(made_examples, verdict):
    """So much of another notion that what was known is lost."""
    examples = made_examples(300, outlets=100, flipped=True)
    found = verdict(replace(examples, weight=np.full(300, 10.0)), articles=2_000)
    assert any(reason.startswith("base, AUC") for reason in found.reasons)
    assert any(reason.startswith("base, Brier") for reason in found.reasons)


def test_it_is_the_same_verdict_again(made_examples, verdict):
    one, other = (verdict(made_examples(), threads=threads) for threads in (1, 2))
    assert one.differences == other.differences


def test_who_asks_to_stop_is_heard_before_every_fold(made_examples, verdict):
    class Stopped(Exception):
        pass

    told = []

    def proceed(step, _):
        told.append(step)
        if len(told) == 2:
            raise Stopped

    with pytest.raises(Stopped):
        verdict(made_examples(), proceed=proceed)
    assert told == [f"holding out outlets, fold {fold} of {FOLDS}" for fold in (1, 2)]


def test_a_slow_model_does_not(made_examples, verdict, made_vectors):
    quick = train(made_vectors(), recipe=QUICK).model
    slow = replace(
        quick,
        terms=tuple(replace(term, refits=(term.heights,) * 3_000) for term in quick.terms),
        refit_intercepts=(quick.intercept,) * 3_000,
    )
    found = verdict(made_examples(), models=(slow, quick))
    assert found.latency > 1.5
    assert any(reason.startswith("A score takes ") for reason in found.reasons)


@pytest.mark.parametrize(
    ("where", "measure", "incumbent", "candidate", "interval", "reason"),
    [
        ("base", "AUC", 0.7, 0.698, (-0.011, 0.002), "up to 0.0110 may be lost"),
        ("base", "AUC", 0.7, 0.695, (-0.009, -0.001), None),
        ("base", "Brier", 0.2, 0.203, (0.001, 0.006), "up to 0.0060 may be lost"),
        ("base", "ECE", 0.02, 0.05, None, "keep their promise less well"),
        ("base", "ECE", 0.02, 0.03, None, None),
        ("examples", "Brier", 0.2, 0.205, (-0.001, 0.01), None),
        ("examples", "Brier", 0.2, 0.21, (0.001, 0.02), "worse on the examples"),
        ("examples", "AUC", 0.7, 0.6, (-0.2, -0.01), "worse on the examples"),
        ("examples", "AUC", 0.7, 0.69, (-0.03, 0.01), None),
        ("examples", "ECE", 0.02, 0.06, None, None),
        ("examples", "ECE", 0.02, 0.08, None, "keep their promise less well"),
        ("base: horne2017", "AUC", 0.8, 0.77, (-0.05, -0.01), "worse for this part"),
        ("base: horne2017", "AUC", 0.8, 0.77, (-0.07, 0.01), None),
        ("base: horne2017", "AUC", 0.8, 0.79, (-0.02, -0.001), None),
    ],
)
def test_what_may_be_lost_where(where, measure, incumbent, candidate, interval, reason):
    row = Difference(where, measure, 200, 20, incumbent, candidate, interval)
    found = list(losses([row]))
    assert len(found) == (reason is not None)
    assert all(reason in told for told in found)


def test_scores_that_became_careful_are_no_loss_where_the_brier_score_is_better():
    brier = Difference("examples", "Brier", 200, 20, 0.2, 0.15, (-0.07, -0.03))
    error = Difference("examples", "ECE", 200, 20, 0.02, 0.12, None)
    assert list(losses([brier, error])) == []


def test_all_of_it_is_plain(made_examples, verdict):
    facts = verdict(made_examples()).facts()
    assert facts["passes"] is (not facts["reasons"])
    assert {row["measure"] for row in facts["differences"]} == {"AUC", "Brier", "ECE"}
    assert facts["latency"] > 0
