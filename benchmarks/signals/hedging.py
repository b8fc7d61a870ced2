"""Hedges against sentences that people called uncertain.

The detector was trained on these sets, so its weights have seen them: these figures say that what
is shipped does what it learnt. What it does on sentences that it has not seen, folds by document,
is printed by `python -m models.taggers hedging`.
"""

from collections.abc import Callable, Mapping
from math import prod

import numpy as np

from benchmarks.scoring import label_scores, span_scores
from benchmarks.signals.figure import Figure
from benchmarks.signals.gold import annotated, bounds, read
from models.annotation import Annotation

_IN_CLAIMS = ("modal", "verb", "adverb", "shield")


def bioscope_abstracts() -> list[Figure]:
    """BioScope, sentences of abstracts.

    Cues: overlap F1 of `hedge` against `speculation_cue`, every sentence a document. Sentences: a
    sentence counts as uncertain if it has a hedge (see `is_uncertain`), against "uncertain".
    """
    cases = read("bioscope_abstracts")
    found = [annotated(case.text, "hedging") for case in cases]
    cues = span_scores(
        [case.bounds("speculation_cue") for case in cases], [bounds(spans) for spans in found]
    )
    sentences = label_scores(
        [case.label == "uncertain" for case in cases], [is_uncertain(spans) for spans in found]
    )
    return [
        Figure(len(cases), "cues, overlap F1", cues.f1, 0.88, 0.70),
        Figure(len(cases), "uncertain sentences, F1", sentences.f1, 0.86, 0.75, 0.863),
    ]


def conll2010_wiki_sample() -> list[Figure]:
    """CoNLL 2010, sentences of Wikipedia, half of them uncertain: any hedge against "uncertain"."""
    cases = read("conll2010_wiki_sample")
    scores = label_scores(
        [case.label == "uncertain" for case in cases],
        [is_uncertain(annotated(case.text, "hedging")) for case in cases],
    )
    return [
        Figure(len(cases), "uncertain sentences, F1", scores.f1, 0.68, 0.49, "0.60 unbalanced"),
        Figure(len(cases), "uncertain sentences, accuracy", scores.accuracy, 0.70, 0.56),
    ]


def scicomm_certainty() -> list[Figure]:
    """Findings with a certainty from 1 to 6, those without one left out; both splits.

    Pearson's r between the certainty and what the finding's hedges take from it together, one
    less the product of one less each strength; its sign left away.
    """
    cases = [
        case for case in read("scicomm_certainty") if case.label["sentence_certainty"] is not None
    ]
    certainty = [case.label["sentence_certainty"] for case in cases]
    strength = [hedging_strength(annotated(case.text, "hedging")) for case in cases]
    r = abs(float(np.corrcoef(certainty, strength)[0, 1]))
    return [Figure(len(cases), "strength against certainty, Pearson", r, 0.60, 0.55, "0.63 model")]


def causal_strength_pubmed() -> list[Figure]:
    """Causal claims of abstracts, hedged (`label_int` 2) or direct (3), the other classes left out.

    F1 of "hedged", which a sentence counts as if it has a hedge of the kinds that stand in a claim
    itself; "our findings suggest that" stands before it, and the set calls what follows direct.
    """
    cases = [case for case in read("causal_strength_pubmed") if case.meta["label_int"] in (2, 3)]
    scores = label_scores(
        [case.meta["label_int"] == 2 for case in cases],
        [is_hedged_claim(annotated(case.text, "hedging")) for case in cases],
    )
    return [Figure(len(cases), "hedged claims, F1", scores.f1, 0.88, 0.83, "0.83 4-way model")]


def is_uncertain(spans: list[Annotation]) -> bool:
    """Whether these hedges make a sentence uncertain: any of some strength does."""
    return hedging_strength(spans) > 0


def hedging_strength(spans: list[Annotation]) -> float:
    """The strengths of these hedges together."""
    return float(1.0 - prod(1.0 - span["strength"] for span in spans if span["label"] == "hedge"))


def is_hedged_claim(spans: list[Annotation]) -> bool:
    """Whether a hedge stands in the claim itself."""
    return any(span["label"] == "hedge" and span["kind"] in _IN_CLAIMS for span in spans)


SETS: Mapping[str, Callable[[], list[Figure]]] = {
    scored.__name__: scored
    for scored in (
        bioscope_abstracts, conll2010_wiki_sample, scicomm_certainty, causal_strength_pubmed,
    )
}  # fmt: skip
