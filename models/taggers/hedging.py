"""Learns the weights of the hedge detector, and measures it: `python -m models.taggers hedging`.

The detector (`features.kernel.hedges`) decides on candidates. Two sets say of each candidate
whether it is a hedge: BioScope's abstracts, and news sentences written for this project. The others
say of a whole sentence whether it is uncertain (CoNLL-2010's Wikipedia sample), hedged (PubMed's
causal claims) or how certain a finding reads (SciComm): there, the chance that at least one of the
sentence's candidates is a hedge is what is fitted (a noisy-or, multiple-instance learning in the
sense of Dietterich et al. 1997).

All figures are out of fold: a document is judged by weights that were learnt without it. The
weights that ship are fitted on everything, except SciComm's validation split.
"""

import re
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize, nnls

from features.alphabet import TABLE_SIZE, alphabet
from features.hedging import FILE, REGISTER_WEIGHTS, WEIGHTS, HedgeWeights, save
from features.kernel.hedges import (
    FEATURES,
    FIRST,
    KIND,
    KINDS,
    LAST,
    THRESHOLD,
    features_of,
    register_places,
)
from features.kernel.tokens import T_END, T_START
from features.scan import scan
from models import corpus, gold

Vector = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

NEWS = Path(__file__).parent / "hedging_news.txt"
FOLDS = 5
# A claim is hedged by hedges of these kinds. An inference ("our findings suggest that") frames it
# and leaves it as it is.
CLAIM_KINDS = [KINDS.index(kind) for kind in ("adverb", "modal", "shield", "verb")]

# How much a passage of each set weighs, and the weight of squared weights: chosen by the figures
# out of fold, which change little around these values (docs/hedging.md).
WEIGHT = {"bioscope": 1.0, "wiki": 0.35, "causal": 7.0, "certainty": 0.3, "news": 6.0}
RIDGE = 1.0
REGISTER_RIDGE = 3e-7
_ROUNDS = 200
# Certainty goes from 1 to 6. As a chance that the finding is hedged: 0 from 5.5 on, 1 up to 3, kept
# off both ends.
_CERTAIN, _HEDGED = 5.5, 3.0
_SURE = 0.98
_INFERENCE = KINDS.index("inference")
_MARK = re.compile(r"\[\[(.*?)\]\]")
_ALMOST_NO_CHANCE = -1e-9


@dataclass
class Passage:
    """A text with what its set says of it, and its candidates.

    ``label``: whether, or how, it is hedged. ``spans`` are the annotated hedges, None where only
    the whole text was labelled. ``probability`` of each candidate is filled in by the detector.
    """

    source: str
    document: str
    text: str
    label: float
    spans: list[tuple[int, int]] | None = None
    split: str = "train"
    tokens: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty((0, 0), np.int64))
    rows: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty((0, 0), np.int64))
    bounds: list[tuple[int, int]] = field(default_factory=list)
    probability: Vector = field(default_factory=lambda: np.empty(0))

    @property
    def fold(self) -> int:
        """The fold of its document, the same in every run."""
        return zlib.crc32(self.document.encode()) % FOLDS

    @property
    def marked(self) -> list[bool]:
        """Of each candidate, whether it overlaps an annotated hedge."""
        return [any(a < d and c < b for c, d in self.spans or []) for a, b in self.bounds]

    @property
    def found(self) -> list[tuple[int, int]]:
        """The candidates that are hedges."""
        return [
            bounds
            for bounds, probability in zip(self.bounds, self.probability, strict=True)
            if probability >= THRESHOLD / 1000
        ]

    @property
    def is_hedged_claim(self) -> bool:
        """Whether a hedge stands in the claim itself."""
        own = np.isin(self.rows[:, KIND], CLAIM_KINDS)
        return bool((self.probability[own] >= THRESHOLD / 1000).any())

    def strength(self, by_kind: Vector) -> float:
        """What all its hedges together take from it, 0 to 1."""
        each = by_kind[self.rows[:, KIND]] * self.probability
        left: float = prod((1 - each[self.probability >= THRESHOLD / 1000]).tolist())
        return 1 - left


def passages(folder: Path) -> list[Passage]:
    """Every labelled passage of the sets in ``folder`` and of our own news sentences, scanned."""
    found = [*_bioscope(folder), *_wiki(folder), *_causal(folder), *_certainty(folder)]
    return [scanned(passage) for passage in (*found, *news(NEWS))]


def news(path: Path) -> Iterator[Passage]:
    """Sentences with their hedges in double brackets, one a line."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        text, spans = unmarked(line)
        yield Passage("news", text, text, bool(spans), spans)


def unmarked(line: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without brackets, and where they stood."""
    text, spans, at = "", [], 0
    for mark in _MARK.finditer(line):
        text += line[at : mark.start()]
        spans.append((len(text), len(text) + len(mark[1])))
        text += mark[1]
        at = mark.end()
    return text + line[at:], spans


def _bioscope(folder: Path) -> Iterator[Passage]:
    for record in gold.read(folder, "bioscope_abstracts"):
        spans = gold.spans(record, "speculation_cue")
        label = record["doc_label"] == "uncertain"
        yield Passage("bioscope", record["meta"]["doc"], record["text"], label, spans)


def _wiki(folder: Path) -> Iterator[Passage]:
    for record in gold.read(folder, "conll2010_wiki_sample"):
        label = record["doc_label"] == "uncertain"
        yield Passage("wiki", record["id"], record["text"], label)


def _causal(folder: Path) -> Iterator[Passage]:
    """Claims of a cause: hedged (2) or direct (3)."""
    for record in gold.read(folder, "causal_strength_pubmed"):
        if record["meta"]["label_int"] in (2, 3):
            label = record["meta"]["label_int"] == 2
            yield Passage("causal", record["id"], record["text"], label)


def _certainty(folder: Path) -> Iterator[Passage]:
    """Findings, with how certain they read: 1 to 6."""
    for record in gold.read(folder, "scicomm_certainty"):
        certainty = record["doc_label"]["sentence_certainty"]
        if certainty is not None:
            yield Passage(
                "certainty", record["id"], record["text"], certainty, split=record["split"]
            )


def scanned(passage: Passage) -> Passage:
    """The passage with its candidates."""
    found = scan(passage.text)
    tokens, rows = found.tokens, found.hedge_rows.copy()
    rows[:, FIRST] = np.searchsorted(tokens[:, T_START], rows[:, FIRST])
    rows[:, LAST] = np.searchsorted(tokens[:, T_END], rows[:, LAST])
    starts, ends = tokens[rows[:, FIRST], T_START], tokens[rows[:, LAST], T_END]
    bounds = list(zip(starts.tolist(), ends.tolist(), strict=True))
    return replace(passage, tokens=tokens, rows=rows, bounds=bounds)


def _letters(text: str) -> npt.NDArray[np.uint8]:
    """The folded letters as the kernel has them, with a space behind."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    folded = np.where(
        codes < TABLE_SIZE, alphabet().folded[np.minimum(codes, TABLE_SIZE - 1)], ord("x")
    )
    return np.append(folded, [ord(" ")] * 2).astype(np.uint8)


def places_of(passage: Passage, weights: HedgeWeights) -> Places:
    """Where the weights of each candidate's features are: (candidates, features)."""
    places = np.empty((len(passage.rows), FEATURES), np.int64)
    features_of(
        passage.tokens,
        _letters(passage.text),
        passage.rows,
        weights.register,
        weights.register_unit,
        places,
    )
    return places


def fit_register(passages: Sequence[Passage]) -> tuple[npt.NDArray[np.int16], float]:
    """Weights of words that tell plain writing (Wikipedia, news) from technical (abstracts)."""
    told = [passage for passage in passages if passage.source in ("bioscope", "wiki", "news")]
    words = []
    for passage in told:
        places = np.empty(len(passage.tokens), np.int64)
        register_places(passage.tokens, places)
        words.append(places[places >= 0])
    rows = np.repeat(np.arange(len(told)), [len(one) for one in words])
    shares = 1 / np.array([len(one) + 1 for one in words])
    matrix = sparse.csr_matrix(
        (shares[rows], (rows, np.concatenate(words))), shape=(len(told), REGISTER_WEIGHTS)
    )
    plain = np.array([passage.source != "bioscope" for passage in told], float)
    weight = np.where(plain == 1, 0.5 / plain.sum(), 0.5 / (1 - plain).sum())

    def loss(weights: Vector) -> tuple[float, Vector]:
        total = matrix @ weights
        error = _logistic(total) - plain
        value = (weight * (np.logaddexp(0, total) - plain * total)).sum()
        return (
            value + REGISTER_RIDGE * (weights @ weights) / 2,
            matrix.T @ (weight * error) + REGISTER_RIDGE * weights,
        )

    return _whole_numbers(_minimum(loss, REGISTER_WEIGHTS))


def fit_cues(
    places: Places, bag: npt.NDArray[np.int64], label: Vector, weight: Vector
) -> tuple[npt.NDArray[np.int16], float]:
    """The weights under which the bags have their labels.

    ``bag`` is each candidate's bag, a single candidate or a whole sentence; ``label`` and
    ``weight`` are the bags'. A bag is hedged if any of its candidates is.
    """
    starts = np.arange(0, places.size + 1, FEATURES)
    matrix = sparse.csr_matrix(
        (np.ones(places.size), places.ravel(), starts), shape=(len(places), WEIGHTS)
    )

    def loss(weights: Vector) -> tuple[float, Vector]:
        total = matrix @ weights
        none = np.minimum(np.bincount(bag, -np.logaddexp(0, total), len(label)), _ALMOST_NO_CHANCE)
        some = -np.expm1(none)
        value = -(weight * (label * np.log(some) + (1 - label) * none)).sum()
        slope = weight * (label * np.exp(none) / some - (1 - label))
        gradient = matrix.T @ (-slope[bag] * _logistic(total))
        return value + RIDGE * (weights @ weights) / 2, gradient + RIDGE * weights

    return _whole_numbers(_minimum(loss, WEIGHTS))


def _minimum(loss: Callable[[Vector], tuple[float, Vector]], size: int) -> Vector:
    found: Any = minimize(
        loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS}
    )
    weights: Vector = found.x
    return weights


def _logistic(total: Vector) -> Vector:
    chance: Vector = 1 / (1 + np.exp(-total))
    return chance


def _whole_numbers(weights: Vector) -> tuple[npt.NDArray[np.int16], float]:
    unit = float(np.abs(weights).max()) / np.iinfo(np.int16).max
    return np.round(weights / unit).astype(np.int16), unit


def fit(passages: Sequence[Passage]) -> HedgeWeights:
    """Register and cues; every kind has strength 1 until `fit_strength`."""
    register, register_unit = fit_register(passages)
    blank = HedgeWeights(
        np.zeros(WEIGHTS, np.int16), 1.0, register, register_unit, np.ones(len(KINDS))
    )
    places, bag, label, weight = _bags(passages, blank)
    cues, unit = fit_cues(places, bag, label, weight)
    return blank._replace(cues=cues, unit=unit)


def _bags(
    passages: Sequence[Passage], weights: HedgeWeights
) -> tuple[Places, npt.NDArray[np.int64], Vector, Vector]:
    places: list[Places] = []
    bag: list[int] = []
    label: list[float] = []
    weight: list[float] = []
    for passage in passages:
        if passage.split != "train":
            continue
        of_passage = places_of(passage, weights)
        if passage.spans is not None:
            places.append(of_passage)
            bag.extend(range(len(label), len(label) + len(of_passage)))
            label.extend(passage.marked)
            weight.extend([WEIGHT[passage.source]] * len(of_passage))
            continue
        if passage.source == "causal":
            # The label is the claim's, which a frame of inference around it does not touch.
            of_passage = of_passage[passage.rows[:, KIND] != _INFERENCE]
        if len(of_passage):
            places.append(of_passage)
            bag.extend([len(label)] * len(of_passage))
            label.append(_chance(passage))
            weight.append(WEIGHT[passage.source])
    return np.concatenate(places), np.array(bag), np.array(label), np.array(weight)


def _chance(passage: Passage) -> float:
    if passage.source != "certainty":
        return float(passage.label)
    chance = (_CERTAIN - passage.label) / (_CERTAIN - _HEDGED)
    return min(max(chance, 1 - _SURE), _SURE)


def judge(passages: Sequence[Passage], weights: HedgeWeights) -> list[Passage]:
    """The passages with their candidates' probabilities."""
    cues = weights.cues.astype(np.int64)
    return [
        replace(
            passage,
            probability=_logistic(cues[places_of(passage, weights)].sum(axis=1) * weights.unit),
        )
        for passage in passages
    ]


def fit_strength(judged: Sequence[Passage]) -> Vector:
    """How much a hedge of each kind takes from a finding's certainty, the most taking 1.

    Least squares without negative numbers, on SciComm's findings.
    """
    rated = [one for one in judged if one.source == "certainty" and one.split == "train"]
    kinds = np.array(
        [
            np.bincount(
                one.rows[:, KIND],
                one.probability * (one.probability >= THRESHOLD / 1000),
                len(KINDS),
            )
            for one in rated
        ]
    )
    doubt = _CERTAIN - np.array([one.label for one in rated])
    found = nnls(np.column_stack([kinds, np.ones(len(rated))]), doubt)[0][:-1]
    strength: Vector = found / found.max()
    return strength


def out_of_fold(passages: Sequence[Passage]) -> list[tuple[Passage, float]]:
    """Every passage, judged by weights learnt without its fold, and its strength likewise."""
    judged: list[Passage] = []
    for number in range(FOLDS):
        weights = fit([one for one in passages if one.fold != number])
        judged += judge([one for one in passages if one.fold == number], weights)
    by_kind = [
        fit_strength([one for one in judged if one.fold != number]) for number in range(FOLDS)
    ]
    return [(one, one.strength(by_kind[one.fold])) for one in judged]


def measure(judged: Sequence[tuple[Passage, float]]) -> dict[str, float]:
    """The figures of docs/hedging.md."""
    by_source: dict[str, list[tuple[Passage, float]]] = {}
    for one, strength in judged:
        by_source.setdefault(one.source, []).append((one, strength))
    figures = {}
    bioscope = [one for one, _ in by_source["bioscope"]]
    figures["bioscope cue F1"] = gold.overlap_f1(
        [one.spans or [] for one in bioscope], [one.found for one in bioscope]
    )
    for source in ("bioscope", "wiki", "causal"):
        truth = [bool(one.label) for one, _ in by_source[source]]
        found = [bool(one.found) for one, _ in by_source[source]]
        figures[f"{source} uncertain F1"], figures[f"{source} uncertain accuracy"] = gold.f1(
            truth, found
        )
    figures["causal hedged claim F1"], figures["causal hedged claim accuracy"] = gold.f1(
        [bool(one.label) for one, _ in by_source["causal"]],
        [one.is_hedged_claim for one, _ in by_source["causal"]],
    )
    for split, named in (("train", "train"), ("val", "validation")):
        rated = [(one.label, s) for one, s in by_source["certainty"] if one.split == split]
        figures[f"certainty r, {named}"] = float(np.corrcoef(np.array(rated).T)[0, 1])
    both = np.array([(one.label, strength) for one, strength in by_source["certainty"]])
    figures["certainty r"] = float(np.corrcoef(both.T)[0, 1])
    pairs = [
        (marked, probability >= THRESHOLD / 1000)
        for one, _ in by_source["news"]
        for marked, probability in zip(one.marked, one.probability, strict=True)
    ]
    figures["news candidate F1"], figures["news candidate accuracy"] = gold.f1(
        [marked for marked, _ in pairs], [found for _, found in pairs]
    )
    return figures


def main() -> None:
    """Prints the figures out of fold and writes the weights; ends where there is no gold data."""
    folder = corpus.shared_folder()
    if folder is None:
        sys.exit(f"no annotated sets at hand ({corpus.SHARED} names their folder)")
    read = passages(folder)
    judged = out_of_fold(read)
    for name, figure in measure(judged).items():
        print(f"{name:32} {figure:6.3f}")
    weights = fit(read)._replace(strength=fit_strength([one for one, _ in judged]))
    FILE.parent.mkdir(exist_ok=True)
    save(FILE, weights)
    print({kind: round(float(s), 2) for kind, s in zip(KINDS, weights.strength, strict=True)})
