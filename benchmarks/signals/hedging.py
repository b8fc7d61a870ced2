"""Hedges against sentences that people called uncertain.

The detector is trained on these sets. `out_of_fold` says how it does on sentences that it has not
seen; the other figures, that what is shipped does what it learnt.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from math import prod

import numpy as np

from benchmarks.scoring import label_scores, span_scores
from benchmarks.signals.figure import Figure
from benchmarks.signals.gold import annotated, bounds, folder_with, read
from models.annotation import Annotation
from models.taggers import hedging as taggers

_SETS = (
    "bioscope_abstracts", "conll2010_wiki_sample", "scicomm_certainty", "causal_strength_pubmed",
)  # fmt: skip
_IN_CLAIMS = ("modal", "verb", "adverb", "shield")


def out_of_fold() -> list[Figure]:
    """All sets, each text judged by weights that were learnt without it, in five folds by document.

    `models.taggers.hedging` scores as the functions below do. SciComm's validation split is a row
    of its own, too.
    """
    read_all = taggers.passages(folder_with(*_SETS))
    reached = taggers.measure(taggers.out_of_fold(read_all))
    n = Counter(one.source for one in read_all)
    return [
        Figure(n["bioscope"], "BioScope cues, overlap F1", reached["bioscope cue F1"], 0.88, 0.70),
        Figure(
            n["bioscope"], "BioScope uncertain, F1", reached["bioscope uncertain F1"], 0.86, 0.75,
            0.863,
        ),
        Figure(
            n["wiki"], "Wikipedia uncertain, F1", reached["wiki uncertain F1"], 0.68, 0.49,
            "0.60 unbalanced",
        ),
        Figure(
            n["wiki"], "Wikipedia uncertain, accuracy", reached["wiki uncertain accuracy"], 0.70,
            0.56,
        ),
        Figure(
            n["certainty"], "SciComm, strength against certainty", abs(reached["certainty r"]),
            0.60, 0.55, "0.63 model",
        ),
        Figure(
            sum(one.source == "certainty" and one.split == "val" for one in read_all),
            "SciComm, validation split", abs(reached["certainty r, validation"]),
        ),
        Figure(
            n["causal"], "hedged claims, F1", reached["causal hedged claim F1"], 0.88, 0.83,
            "0.83 4-way model",
        ),
        Figure(n["causal"], "claims with any hedge, F1", reached["causal uncertain F1"]),
    ]  # fmt: skip


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
        Figure(len(cases), "cues, overlap F1", cues.f1),
        Figure(len(cases), "uncertain sentences, F1", sentences.f1),
    ]


def conll2010_wiki_sample() -> list[Figure]:
    """CoNLL 2010, sentences of Wikipedia, half of them uncertain: any hedge against "uncertain"."""
    cases = read("conll2010_wiki_sample")
    scores = label_scores(
        [case.label == "uncertain" for case in cases],
        [is_uncertain(annotated(case.text, "hedging")) for case in cases],
    )
    return [
        Figure(len(cases), "uncertain sentences, F1", scores.f1),
        Figure(len(cases), "uncertain sentences, accuracy", scores.accuracy),
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
    return [Figure(len(cases), "strength against certainty, Pearson", r)]


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
    return [Figure(len(cases), "hedged claims, F1", scores.f1)]


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
        out_of_fold, bioscope_abstracts, conll2010_wiki_sample, scicomm_certainty,
        causal_strength_pubmed,
    )
}  # fmt: skip
