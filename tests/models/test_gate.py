"""The base knows nothing of the examples' outlets; both follow one truth unless a test says so."""

from dataclasses import replace

import numpy as np
import pytest

from models.adaptation import adapt
from models.gate import FOLDS, judge
from models.training import SHIPPED, train

QUICK = SHIPPED._replace(refits=0)


@pytest.fixture
def verdict(made_vectors, made_examples):
    """The gate's verdict on a base with these examples, against the base alone."""

    def judged(examples, articles=160, **options):
        base = made_vectors(articles, outlets=articles // 10)
        incumbent = adapt(base, made_examples(2).rows(np.array([], np.intp)))
        candidate = adapt(base, examples)
        models = tuple(
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
    examples = made_examples(300, outlets=30, flipped=True)
    found = verdict(replace(examples, weight=np.full(300, 10.0)))
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


def test_all_of_it_is_plain(made_examples, verdict):
    facts = verdict(made_examples()).facts()
    assert facts["passes"] is (not facts["reasons"])
    assert {row["measure"] for row in facts["differences"]} == {"AUC", "Brier", "ECE"}
    assert facts["latency"] > 0
