"""Whether a candidate may take the place of the model in service (the incumbent).

Both are trained again and again on their own data with whole outlets held out, the same outlets for
both, and give their scores for the articles of those outlets. So each article has two scores from
models that have seen nothing of its outlet, and the two are compared in pairs: on the base's
articles and on the examples, over resamples of the outlets. A candidate passes if there is enough
to judge it by, its examples' labels can be told at all, and it is no worse anywhere that counts.
All reasons are told, not the first only.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from time import thread_time
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from models import measures
from models.adaptation import Floats, Indices, TrainingSet, published
from models.additive import AdditiveModel
from models.base_vectors import EXAMPLES, Vectors
from models.training import SHIPPED, Recipe, article_weights, train

FOLDS = 5
RESAMPLES = 400
# Fewer say more of chance than of the model: on 20 articles an AUC is known to ±0.25.
LEAST_EXAMPLES = 20
LEAST_OUTLETS = 2
# How much may be lost on the base: less than what another draw of outlets changes.
AUC_MARGIN = 0.01
BRIER_MARGIN = 0.005
# A part of the articles may lose more, as its figures are less certain, if that is not chance.
SLICE_MARGIN = 0.02
CALIBRATION_MARGIN = {"base": 0.02, "examples": 0.05}
# The calibration error of a few examples is mostly chance; nobody is turned away for it.
_LEAST_CALIBRATED = 100
LATENCY_MARGIN = 1.5
_LATENCY_ROUNDS = 5
_LEAST_OF_A_SLICE = 40
_SHORT, _LONG = 350, 900

BASE = "base"

Mask = npt.NDArray[np.bool_]
Labels = npt.NDArray[np.int8]
Measure = Callable[[Floats], float]
Proceed = Callable[[str, float], None]


class Difference(NamedTuple):
    """One measure of both on the same articles.

    `interval` is the middle 90% of the change over resamples of the outlets, where that is known.
    """

    where: str
    measure: str
    articles: int
    outlets: int
    incumbent: float
    candidate: float
    interval: tuple[float, float] | None

    @property
    def change(self) -> float:
        """What the candidate adds, or takes away."""
        return self.candidate - self.incumbent


class Verdict(NamedTuple):
    """What the gate says; `reasons` are the sentences that speak against the candidate."""

    reasons: tuple[str, ...]
    differences: tuple[Difference, ...]
    latency: float

    @property
    def passes(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.reasons

    def facts(self) -> dict[str, Any]:
        """All of it as plain values, for the card."""
        return {
            "passes": self.passes,
            "reasons": list(self.reasons),
            "differences": [row._asdict() for row in self.differences],
            "latency": self.latency,
        }


class _Judged(NamedTuple):
    """The articles that both were asked about, with the probabilities that they gave."""

    vectors: Vectors
    weights: Floats
    incumbent: Floats
    candidate: Floats

    def rows(self, chosen: Mask) -> "_Judged":
        return _Judged(
            self.vectors.rows(chosen),
            self.weights[chosen],
            self.incumbent[chosen],
            self.candidate[chosen],
        )


def judge(
    candidate: TrainingSet,
    incumbent: TrainingSet,
    models: tuple[AdditiveModel, AdditiveModel],
    *,
    recipe: Recipe = SHIPPED,
    threads: int = 1,
    proceed: Proceed = lambda *_: None,
) -> Verdict:
    """The verdict on a candidate, given what both were trained on, and (candidate, incumbent).

    `proceed` is called with what is to be done and the share of the work that is done; it may raise
    to stop it.
    """
    judged = _judged(candidate, incumbent, recipe._replace(refits=0, folds=0), threads, proceed)
    proceed("comparing candidate and incumbent", 0.9)
    differences = tuple(_differences(judged))
    latency = _latency(*models)
    reasons = (
        *too_little(candidate),
        *_labels(judged),
        *losses(differences),
        *_slowness(latency),
    )
    return Verdict(reasons, differences, latency)


def _judged(
    candidate: TrainingSet,
    incumbent: TrainingSet,
    recipe: Recipe,
    threads: int,
    proceed: Proceed,
) -> _Judged:
    asked = candidate.rows(published(candidate.vectors))
    fold_of = _folds(candidate.vectors)
    folds = np.array([fold_of[name] for name in asked.vectors.outlet.tolist()])

    def logits(system: TrainingSet, fold: int) -> Floats:
        held = asked.rows(folds == fold)
        # A story that is told in another fold's outlet, too, would give the answer away.
        told = candidate.vectors.content[np.isin(candidate.story, held.story[held.story >= 0])]
        part = system.rows(
            ~np.isin(system.vectors.outlet, held.vectors.outlet)
            & ~np.isin(system.vectors.content, told)
        )
        model = train(part.vectors, recipe=recipe, weights=part.weights).model
        return _logit(model.probability(held.vectors.matrix))

    found: list[Floats] = []
    for fold in range(FOLDS):
        proceed(f"holding out outlets, fold {fold + 1} of {FOLDS}", 0.9 * fold / FOLDS)
        found += Parallel(n_jobs=threads, prefer="threads")(
            delayed(logits)(system, fold) for system in (incumbent, candidate)
        )
    weights = article_weights(asked.vectors, recipe, asked.weights)

    def probabilities(parts: Sequence[Floats]) -> Floats:
        column = np.zeros(len(folds))
        for fold, part in enumerate(parts):
            column[folds == fold] = part
        return _calibrated(column, folds, asked.vectors.label, weights)

    return _Judged(
        asked.vectors, asked.weights, probabilities(found[::2]), probabilities(found[1::2])
    )


def _folds(vectors: Vectors) -> dict[str, int]:
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SHIPPED.seed)
    fold_of: dict[str, int] = {}
    for fold, (_, held) in enumerate(splitter.split(vectors.matrix, vectors.label, vectors.outlet)):
        fold_of |= dict.fromkeys(vectors.outlet[held].tolist(), fold)
    return fold_of


def _logit(probability: Floats) -> Floats:
    inside = np.clip(probability, 1e-9, 1.0 - 1e-9)
    return np.asarray(np.log(inside / (1.0 - inside)))


def _calibrated(
    logits: Floats, folds: Indices, label: npt.NDArray[np.int8], weights: Floats
) -> Floats:
    """Probabilities, calibrated for each fold on the logits of the others."""
    probability = np.zeros(len(logits))
    for fold in range(FOLDS):
        here = folds == fold
        platt = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-8)
        platt.fit(logits[~here, None], label[~here], weights[~here])
        probability[here] = platt.predict_proba(logits[here, None])[:, 1]
    return probability


def _differences(judged: _Judged) -> Iterator[Difference]:
    corpus, words = judged.vectors.corpus, judged.vectors.words
    of_examples = corpus == EXAMPLES
    parts: list[tuple[str, Mask]] = [(BASE, ~of_examples), (EXAMPLES, of_examples)]
    parts += [(f"{BASE}: {name}", corpus == name) for name in np.unique(corpus[~of_examples])]
    parts += [
        (f"{BASE}: up to {_SHORT} words", ~of_examples & (words <= _SHORT)),
        (f"{BASE}: over {_LONG} words", ~of_examples & (words > _LONG)),
    ]
    for name, chosen in parts:
        least = 2 if name == EXAMPLES else _LEAST_OF_A_SLICE
        if min(np.bincount(judged.vectors.label[chosen], minlength=2)) >= least:
            yield from _compared(name, judged.rows(chosen))


def _compared(where: str, judged: _Judged) -> Iterator[Difference]:
    label = judged.vectors.label
    names, _ = np.unique(judged.vectors.outlet, return_inverse=True)
    counts = list(_resamples(judged))
    for measure, of, resampled in (
        ("AUC", _auc, True),
        ("Brier", _brier, True),
        ("ECE", _calibration_error, False),
    ):
        before, after = of(label, judged.incumbent), of(label, judged.candidate)
        interval = None
        if resampled:
            changes = [after(weights) - before(weights) for weights in counts]
            low, high = np.nanquantile(changes, (0.05, 0.95))
            interval = round(float(low), 4), round(float(high), 4)
        yield Difference(
            where,
            measure,
            len(label),
            len(names),
            round(before(judged.weights), 4),
            round(after(judged.weights), 4),
            interval,
        )


def _resamples(judged: _Judged) -> Iterator[Floats]:
    """How often each article counts in each resample of the outlets, drawn with replacement."""
    names, outlet = np.unique(judged.vectors.outlet, return_inverse=True)
    draw = np.random.default_rng(SHIPPED.seed)
    for _ in range(RESAMPLES):
        drawn = draw.integers(len(names), size=len(names))
        yield np.bincount(drawn, minlength=len(names))[outlet] * judged.weights


def _auc(label: Labels, score: Floats) -> Measure:
    """`measures.auc` of these scores as a function of the weights: they are sorted once."""
    values, place = np.unique(score, return_inverse=True)

    def measure(weights: Floats) -> float:
        credible = np.bincount(place, weights * (label == 1), len(values))
        others = np.bincount(place, weights * (label == 0), len(values))
        pairs = credible.sum() * others.sum()
        if not pairs:
            return float("nan")
        return float(credible @ (np.cumsum(others) - others / 2) / pairs)

    return measure


def _brier(label: Labels, probability: Floats) -> Measure:
    return lambda weights: measures.brier(label, probability, weights)


def _calibration_error(label: Labels, probability: Floats) -> Measure:
    return lambda weights: measures.calibration_error(label, probability, weights)


def _latency(candidate: AdditiveModel, incumbent: AdditiveModel) -> float:
    """How many times as long a score takes the processor.

    Both are tried in turn and the quickest trials compared; what seems too slow is measured again,
    for the machine may have been busy with something else.
    """
    ratio = math.inf
    for _ in range(_LATENCY_ROUNDS):
        pairs = [(_seconds(candidate), _seconds(incumbent)) for _ in range(20)]
        ratio = min(ratio, min(one for one, _ in pairs) / min(other for _, other in pairs))
        if ratio <= LATENCY_MARGIN:
            break
    return round(ratio, 2)


def _seconds(model: AdditiveModel) -> float:
    values = np.array(model.typical)
    began = thread_time()
    for _ in range(50):
        model.explain(values)
    return thread_time() - began


def too_little(candidate: TrainingSet) -> Iterator[str]:
    """What there must be to judge by."""
    is_example = candidate.story >= 0
    stories = len(np.unique(candidate.story[is_example]))
    if stories < LEAST_EXAMPLES:
        yield (
            f"There are {stories:,} different examples that can be trained on, copies counted once;"
            f" a verdict needs {LEAST_EXAMPLES}."
        )
    everywhere = np.unique(candidate.vectors.outlet[is_example])
    if len(everywhere) == 1:
        yield "All examples come from one outlet: what they teach cannot be tested on another."
        return
    for label, name in ((1, "credible"), (0, "not credible")):
        rows = is_example & (candidate.vectors.label == label)
        outlets = len(np.unique(candidate.vectors.outlet[rows]))
        if outlets < LEAST_OUTLETS:
            yield (
                f"The examples that are {name} come from {outlets:,} outlet"
                f"{'' if outlets == 1 else 's'}; there must be {LEAST_OUTLETS} to hold one out."
            )


def _labels(judged: _Judged) -> Iterator[str]:
    """Labels that run against the base, or that nothing in the readings tells apart."""
    judged = judged.rows(judged.vectors.corpus == EXAMPLES)
    if set(judged.vectors.label.tolist()) != {0, 1}:
        return
    found, _, high = _order(judged, judged.incumbent)
    if high < 0.5:
        # Mistaken, turned round, or of another notion.
        yield (
            f"The labels run against the model in service, which ranks the examples the other way"
            f" round (AUC {found:.2f}, at most {high:.2f}): are they turned round?"
        )
        return
    found, low, _ = _order(judged, judged.candidate)
    if low <= 0.5:
        yield (
            f"What the examples teach does not tell their own labels on outlets that are held out"
            f" (AUC {found:.2f}, at least {low:.2f}; chance is 0.5): there are too few outlets, or"
            " the labels go by something that is not read."
        )


def _order(judged: _Judged, probability: Floats) -> tuple[float, float, float]:
    """The AUC, and the middle 90% of it over resamples of the outlets."""
    auc = _auc(judged.vectors.label, probability)
    low, high = np.nanquantile([auc(weights) for weights in _resamples(judged)], (0.05, 0.95))
    return auc(judged.weights), float(low), float(high)


def losses(differences: Sequence[Difference]) -> Iterator[str]:
    """What the candidate takes away that it must not."""
    # The Brier score weighs calibration, too: where it is better beyond chance, scores that have
    # become too careful are no loss.
    better = {
        row.where
        for row in differences
        if row.measure == "Brier" and row.interval is not None and row.interval[1] < 0
    }
    for row in differences:
        told = f"{row.where}, {row.measure}: {row.incumbent:.4f} to {row.candidate:.4f}"
        low, high = row.interval or (math.nan, math.nan)
        match row.where, row.measure:
            case "base", "AUC" if low < -AUC_MARGIN:
                yield f"{told}; up to {-low:.4f} may be lost, {AUC_MARGIN} is allowed."
            case "base", "Brier" if high > BRIER_MARGIN:
                yield f"{told}; up to {high:.4f} may be lost, {BRIER_MARGIN} is allowed."
            case "examples", "Brier" if low > 0:
                yield f"{told}: worse on the examples, with their outlets held out."
            case "examples", "AUC" if high < 0:
                yield f"{told}: worse on the examples, with their outlets held out."
            case ("base" | "examples") as where, "ECE" if (
                row.change > CALIBRATION_MARGIN[where]
                and row.articles >= _LEAST_CALIBRATED
                and where not in better
            ):
                yield f"{told}: scores keep their promise less well."
            case where, "AUC" if where.startswith("base:") and (
                row.change < -SLICE_MARGIN and high < 0
            ):
                yield f"{told}: worse for this part of the articles."


def _slowness(latency: float) -> Iterator[str]:
    if latency > LATENCY_MARGIN:
        yield (f"A score takes {latency} times as long; {LATENCY_MARGIN} times is allowed.")
