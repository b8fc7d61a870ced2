import math
from dataclasses import replace

import numpy as np
import pytest

from features.article import Article
from features.batch import Batch
from models.additive import AdditiveModel
from models.scorer import Scorer, load_default
from seeds import seed_articles

SEEDS = seed_articles()
BODIES = [
    *(seed.body for seed in SEEDS),
    "Too short.",
    "Der Stadtrat hat am Dienstag den Haushalt beschlossen und die Steuern erhöht. " * 20,
    " ".join(f"{number} = {number * 7};" for number in range(300)),
    SEEDS[0].body + "\n\nAs an AI language model, I cannot verify this. The firm hired 9 million.",
    "Shocking! You never knew! " * 40,
]
TITLES = [*(seed.title for seed in SEEDS), *[""] * (len(BODIES) - len(SEEDS))]


@pytest.fixture(scope="module")
def batch() -> Batch:
    return Batch(BODIES, TITLES, [None] * len(BODIES))


def narrow() -> AdditiveModel:
    """A model that has seen next to nothing in training."""
    whole = load_default()
    terms = tuple(replace(term, seen=(term.typical, term.typical)) for term in whole.terms)
    return replace(whole, terms=terms)


@pytest.mark.parametrize(
    ("scorer", "reasons"),
    [
        (Scorer(load_default()), {"too_short", "not_english", "not_prose"}),
        (Scorer(load_default(), base_rate=0.1), {"too_short", "not_english", "not_prose"}),
        (Scorer(narrow()), {"too_short", "not_english", "not_prose", "unlike_training"}),
    ],
    ids=["as it ships", "another base rate", "narrow"],
)
def test_a_batch_is_assessed_as_its_articles_are_one_by_one(
    batch: Batch, scorer: Scorer, reasons: set[str]
) -> None:
    together = scorer.assess_batch(batch)
    for number, (body, title) in enumerate(zip(BODIES, TITLES, strict=True)):
        alone = scorer.assess(Article(body, title))
        assert together.abstained.get(number) == alone.abstained
        assert together.words[number] == alone.words
        if alone.score is None:
            assert math.isnan(together.scores[number])
            assert np.isnan(together.intervals[number]).all()
        else:
            assert together.scores[number] == alone.score
            assert tuple(together.intervals[number]) == alone.interval
        shares = {share.signal: share for share in alone.contributions}
        for place, signal in enumerate(scorer.model.signals):
            assert together.readings[number, place] == shares[signal].value
            assert together.log_odds[number, place] == shares[signal].log_odds
        flags = together.flags.get(number, ())
        assert [(flag.signal, list(flag.evidence)) for flag in flags] == [
            (flag.signal, list(flag.evidence)) for flag in alone.flags
        ]
    assert {abstained.reason for abstained in together.abstained.values()} == reasons
    assert together.flags


def test_no_articles_have_no_scores() -> None:
    none = Scorer(load_default()).assess_batch(Batch([], [], []))
    assert len(none.scores) == 0
    assert none.intervals.shape == (0, 2)


def test_a_matrix_that_is_none_of_finite_readings_is_refused() -> None:
    model = load_default()
    rows = np.zeros((2, len(model.signals)))
    for bad in (rows[:, :-1], rows[0], np.where(np.eye(2, len(model.signals)), np.nan, rows)):
        with pytest.raises(ValueError, match="finite readings"):
            model.explain_many(bad)


def test_a_model_without_refits_does_not_know_how_sure_it_is() -> None:
    whole = load_default()
    terms = tuple(
        type(term)(term.signal, term.knots, term.heights, term.typical, term.seen)
        for term in whole.terms
    )
    model = AdditiveModel(terms, whole.intercept, whole.signals_digest, whole.edition)
    told = model.explain_many(np.zeros((1, len(terms))))
    assert told.intervals.tolist() == [[0.0, 1.0]]
