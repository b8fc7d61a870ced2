"""The hedge detector's training, and how well it does on sentences it has not seen."""

import numpy as np
import pytest

from features.hedging import hedge_weights
from features.kernel.hedges import PROBABILITY
from models import corpus
from models.taggers import hedging
from models.taggers.hedging import NEWS, Passage, fit, judge, measure, unmarked

# A little below the figures out of fold in docs/hedging.md; one fold of five is smaller and varies.
FLOORS = {
    "bioscope cue F1": 0.85,
    "bioscope uncertain F1": 0.87,
    "wiki uncertain F1": 0.69,
    "wiki uncertain accuracy": 0.70,
    "causal hedged claim F1": 0.82,
    "news candidate accuracy": 0.70,
}
LEAST_CORRELATION = 0.55


def scanned(text: str, source: str = "wiki", label: float = 1.0, **known: object) -> Passage:
    return hedging.scanned(Passage(source, text, text, label, **known))


def test_brackets_mark_hedges():
    assert unmarked("It [[may]] rain, [[perhaps]].") == (
        "It may rain, perhaps.",
        [(3, 6), (13, 20)],
    )


def test_our_news_sentences_mark_only_what_is_in_the_lists():
    for passage in map(hedging.scanned, hedging.news(NEWS)):
        for start, end in passage.spans:
            assert any(a < end and start < b for a, b in passage.bounds), passage.text[start:end]


def test_the_scan_decides_as_training_does():
    passages = [hedging.scanned(one) for one in hedging.news(NEWS)]
    for passage in judge(passages, hedge_weights()):
        told = passage.rows[:, PROBABILITY] / 1000
        assert told == pytest.approx(passage.probability, abs=0.0006)


def test_a_label_of_the_sentence_teaches_its_candidates(monkeypatch):
    monkeypatch.setattr(hedging, "RIDGE", 0.01)
    passages = [
        *(scanned(f"The {noun} may fall.") for noun in ("tower", "price", "king")),
        *(scanned(f"The {noun} must wait.", label=0.0) for noun in ("tower", "price", "king")),
        scanned("It binds.", "bioscope", 0.0, spans=[]),
    ]
    unseen = [scanned("The roof may fall."), scanned("The roof must wait.")]
    one, other = judge(unseen, fit(passages))
    assert one.probability[0] > 0.7 > 0.3 > other.probability[0]
    assert one.found == [(9, 12)]
    assert other.found == []


def test_hedges_add_up_without_passing_one():
    passage = scanned("It may rain and it might snow.")
    passage.probability = np.array([0.5, 0.8])
    assert passage.strength(np.ones(8)) == pytest.approx(0.9)
    passage.probability = np.array([0.4, 0.8])  # the first is no hedge
    assert passage.strength(np.ones(8)) == pytest.approx(0.8)


@pytest.mark.skipif(corpus.shared_folder() is None, reason="needs the annotated sets")
def test_a_fold_that_was_not_trained_on_reaches_the_floors():
    passages = hedging.passages(corpus.shared_folder())
    weights = fit([one for one in passages if one.fold != 0])
    by_kind = hedge_weights().strength
    judged = judge([one for one in passages if one.fold == 0], weights)
    figures = measure([(one, one.strength(by_kind)) for one in judged])
    assert {name: figures[name] for name in FLOORS if figures[name] < FLOORS[name]} == {}
    assert figures["certainty r"] < -LEAST_CORRELATION
