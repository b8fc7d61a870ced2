"""Trains the additive model from labelled vectors, the same to the digit for the same data.

What happens, in order. Every row gets a weight: a giant outlet counts like a middling one, a corpus
by the root of its size, both classes the same. One linear spline a signal is fitted, with
the findings of the fabrication family held to shapes that only fall. The fit is repeated with
outlets held out, and those logits calibrate it. It is repeated on resamples of the outlets, and
those say how sure a score is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from scipy.optimize import brentq
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import Pipeline

from models.additive import AdditiveModel
from models.base_vectors import SEEDS, Vectors, compared_within
from models.curves import Matrix
from models.newton import Logistic
from models.splines import curves_of, place_knots, rounded, spline_pipeline, to_additive
from models.wording import SIGNALS as PHRASING

# When the way of training changes, so does the edition, which starts the model's version.
EDITION = "2026.11"
# What stands in a corpus's column: the larger, the less its intercept is penalised.
_INTERCEPT = 10.0
# Logits that lie no further apart are one.
_SAME = 1e-9

Labels = npt.NDArray[np.int8]
Mask = npt.NDArray[np.bool_]


class Recipe(NamedTuple):
    """Everything about training that somebody might choose; the defaults are what ships.

    `strength` is scikit-learn's C; `outlet_cap` how many articles one outlet counts for at most,
    `phrasing_cap` the same where the phrasing is learnt, which needs many articles;
    `twins` and `seeds` the weight of the corrupted twins and of the articles written for this
    project, as shares of all published articles' weight; `freedom` how many times as far as any
    other a curve of the fabrication family or of the phrasing may bend at the same penalty.
    Findings of fabrication are rare, and the phrasing was learnt from many thousands of phrases:
    the penalty that keeps the other readings from meaning too much would keep these from meaning
    what they do. `folds` is how many parts the outlets are held out in for the calibration;
    0 leaves the logits as they are.
    """

    strength: float = 0.005
    outlet_cap: int = 10
    phrasing_cap: int = 60
    twins: float = 0.1
    freedom: float = 3.0
    seeds: float = 0.05
    refits: int = 40
    folds: int = 5
    seed: int = 20261122


SHIPPED = Recipe()


class Trained(NamedTuple):
    """A model, and the fitted pipeline that is the same function."""

    model: AdditiveModel
    pipeline: Pipeline


class _Rows(NamedTuple):
    """What is fitted on: how far each row has come along each piece of each curve, 0 to 1.

    A corrupted twin does not enter as an article of its own: it would teach that the manner of its
    outlet is not credible. It differs from its article in the damage alone, so they enter as their
    difference, article minus twin (label 1) and twin minus article (label 0); and in the signals
    of fabrication and attribution only, where damage shows, for what the inserted phrases do to
    style is an accident. What `calibrates` is published and of a corpus that has both labels.
    """

    ramps: Matrix
    label: Labels
    outlet: npt.NDArray[np.str_]
    weights: Matrix
    calibrates: Mask
    corpora: Matrix


class _Fit(NamedTuple):
    """How much the curves rise from knot to knot, and the logit where every curve begins.

    `solution` is all that was solved for: the rises, the corpora's intercepts, and the common one.
    """

    rises: Matrix
    intercept: float
    solution: Matrix


def train(
    vectors: Vectors,
    *,
    recipe: Recipe = SHIPPED,
    weights: Matrix | None = None,
    edition: str = EDITION,
    training: Mapping[str, Any] | None = None,
    threads: int = 1,
    proceed: Callable[[float], None] = lambda _: None,
) -> Trained:
    """Fits, calibrates and refits; ValueError where one of the classes is missing.

    `weights` says how often each row counts, where that is not once; `threads` how many refits are
    made at a time. `proceed` is called before each of them with the share of them that came before;
    it may raise to stop. Constraint and calibration both end as other coefficients in the
    pipeline's own logistic regression, so the pipeline and the artefact stay the same function.
    """
    is_article = vectors.twin == ""
    articles = vectors.rows(is_article)
    if set(articles.label.tolist()) != {0, 1}:
        raise ValueError("training needs credible articles (label 1) and others (label 0)")
    matrix = vectors.matrix.astype(float)
    weights = article_weights(articles, recipe, None if weights is None else weights[is_article])
    typical = rounded([_weighted_median(readings, weights) for readings in matrix[is_article].T])
    pipeline = spline_pipeline(
        {
            column: place_knots(readings, typical[column])
            for column, readings in enumerate(matrix.T)
        },
        C=recipe.strength,
    )
    basis = pipeline["splines"].fit_transform(matrix)
    curves = curves_of(pipeline)
    signal = np.concatenate(
        [np.full(len(knots) - 1, vectors.signals[column]) for column, knots, _ in curves]
    )
    falling = np.char.startswith(signal, "fabrication.")
    shows_damage = falling | np.char.startswith(signal, "attribution.")
    is_free = falling | np.isin(signal, tuple(PHRASING.values()))
    heights = _heights_from_rises([len(knots) for _, knots, _ in curves])
    heights *= np.where(is_free, recipe.freedom, 1.0)
    rows = _rows(vectors, basis @ heights, shows_damage, weights, recipe)
    logistic = pipeline["logistic"]
    whole = _fit(recipe.strength, rows, rows.weights, falling)
    slope, offset = _calibration(rows, _held_out_logits(rows, falling, recipe, whole))

    def coefficients(fit: _Fit) -> tuple[Matrix, float]:
        # Six decimals: no probability shows more, and the last bits differ between processors.
        return (
            (slope * (heights @ fit.rises)).round(6),
            round(float(slope * fit.intercept + offset), 6),
        )

    def refit(number: int, counts: npt.NDArray[np.intp]) -> tuple[Matrix, float]:
        proceed(number / recipe.refits)
        return coefficients(_fit(recipe.strength, rows, rows.weights * counts, falling, whole))

    _set_coefficients(logistic, *coefficients(whole))
    model = to_additive(
        pipeline,
        vectors.signals,
        typical=typical,
        seen=np.array([rounded((column.min(), column.max())) for column in matrix.T]),
        refits=Parallel(n_jobs=threads, prefer="threads")(
            delayed(refit)(number, counts) for number, counts in enumerate(_resamples(rows, recipe))
        ),
        signals_digest=vectors.signals_digest,
        edition=edition,
        training=training,
    )
    return Trained(model, pipeline)


def article_weights(
    articles: Vectors, recipe: Recipe = SHIPPED, times: Matrix | None = None
) -> Matrix:
    """How much each article counts; both classes weigh the same, and the average is 1.

    `times` says how often each of them is to count as an article of its outlet and corpus.
    """
    times = np.ones(len(articles)) if times is None else times
    weights = np.zeros(len(articles))
    seeds = articles.corpus == SEEDS
    for corpus in np.unique(articles.corpus[~seeds]):
        for label in (0, 1):
            cell = np.flatnonzero((articles.corpus == corpus) & (articles.label == label))
            _, outlet = np.unique(articles.outlet[cell], return_inverse=True)
            sizes = np.maximum(np.bincount(outlet, times[cell]), 1.0)
            capped = np.minimum(1.0, recipe.outlet_cap / sizes)[outlet] * times[cell]
            weights[cell] = capped / np.sqrt(capped.sum() or 1.0)
    weights = _balanced(weights, articles.label)
    if seeds.any():
        weights[seeds] = recipe.seeds * (weights.sum() or 1.0) / seeds.sum()
    return _balanced(weights, articles.label)


def phrasing_weights(articles: Vectors, recipe: Recipe = SHIPPED) -> Matrix:
    """`article_weights` where words and phrases are learnt."""
    return article_weights(articles, recipe._replace(outlet_cap=recipe.phrasing_cap))


def _balanced(weights: Matrix, label: Labels) -> Matrix:
    total = np.where(label == 1, weights[label == 1].sum(), weights[label == 0].sum())
    return weights * len(label) / 2 / np.where(total > 0, total, 1.0)


def _weighted_median(values: Matrix, weights: Matrix) -> float:
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, reached[-1] / 2)])


def _heights_from_rises(knots: Sequence[int]) -> Matrix:
    # A matrix: a curve's first height is 0, each further one adds a rise to the one before.
    matrix = np.zeros((sum(knots), sum(knots) - len(knots)))
    row = column = 0
    for count in knots:
        matrix[row : row + count, column : column + count - 1] = np.tri(count, count - 1, -1)
        row, column = row + count, column + count - 1
    return matrix


def _rows(
    vectors: Vectors, ramps: Matrix, shows_damage: Mask, weights: Matrix, recipe: Recipe
) -> _Rows:
    articles = np.flatnonzero(vectors.twin == "")
    place = {
        int(content): row for row, content in zip(articles, vectors.content[articles], strict=True)
    }
    pairs = [
        (place[int(vectors.content[twin])], twin)
        for twin in np.flatnonzero(vectors.twin != "")
        if int(vectors.content[twin]) in place
    ]
    originals, twins = np.array(pairs, np.intp).reshape(-1, 2).T
    damage = (ramps[originals] - ramps[twins]) * shows_damage
    corpus = vectors.corpus[articles]
    group = compared_within(corpus)
    of_corpora = _of_corpora(group)
    weight = np.full(len(pairs), recipe.twins * weights.sum() / 2 / max(len(pairs), 1))
    return _Rows(
        ramps=np.concatenate([ramps[articles], damage, -damage]),
        label=np.concatenate(
            [vectors.label[articles], np.ones(len(pairs), np.int8), np.zeros(len(pairs), np.int8)]
        ),
        outlet=np.concatenate(
            [vectors.outlet[articles], vectors.outlet[twins], vectors.outlet[twins]]
        ),
        weights=np.concatenate([weights, weight, weight]),
        calibrates=np.concatenate(
            [(corpus != SEEDS) & (corpus == group), np.zeros(2 * len(pairs), bool)]
        ),
        corpora=np.concatenate([of_corpora, np.zeros((2 * len(pairs), of_corpora.shape[1]))]),
    )


def _of_corpora(corpus: npt.NDArray[np.str_]) -> Matrix:
    """One column a corpus, so that each has an intercept of its own, which is hardly penalised.

    What tells corpora apart, a topic or a year, would else be taken for what tells credible
    articles from others. So have the articles of this project, which are no more like any corpus
    than the corpora are like each other.
    """
    names = sorted(set(corpus.tolist()))
    return np.asarray(
        _INTERCEPT * (corpus[:, None] == np.array(names, corpus.dtype)[None, :]), float
    )


def _fit(
    strength: float,
    rows: _Rows,
    weights: Matrix,
    falling: Mask,
    near: _Fit | None = None,
) -> _Fit:
    """One fit on the rows that have weight, classes balanced, `falling` pieces only downwards.

    What is fitted are the *rises* from knot to knot, not the heights: the penalty then draws a
    curve towards a flat line rather than its knots towards zero each for itself, and "only falling"
    says that no rise is positive. A rise that comes out positive is taken out of the fit (the piece
    stays flat) and the others are fitted again, until none is left. Each begins where the last one
    ended, and the first at a fit that is `near`: that saves steps, and ends at the same place.
    """
    # Balanced over all rows, chosen or not: a resample is to be penalised no more than the whole.
    chosen = np.flatnonzero(weights)
    weights = _balanced(weights, rows.label)[chosen]
    label, corpora = rows.label[chosen], rows.corpora[chosen]
    columns = np.hstack([rows.ramps[chosen], corpora])
    pieces, count = len(falling), columns.shape[1]
    problem = Logistic(columns, label, weights, 1.0 / (strength * weights.sum()))
    solution = np.zeros(count + 1) if near is None else near.solution
    free = np.ones(count, bool)
    while True:
        solution = problem.solve(solution, free)
        rises = solution[:pieces]
        wrong = np.flatnonzero(falling & (rises > 0))
        if not len(wrong):
            # The mean of the corpora's intercepts: what a corpus that is not known starts from.
            of_corpora = np.average(corpora, axis=0, weights=weights) @ solution[pieces:-1]
            return _Fit(rises, float(solution[-1] + of_corpora), solution)
        free[wrong] = False


def _held_out_logits(rows: _Rows, falling: Mask, recipe: Recipe, whole: _Fit) -> Matrix:
    """Of what calibrates, the logit from a fit that knows nothing of its outlet; else NaN."""
    logits = np.full(len(rows.label), np.nan)
    outlets = min(
        len(np.unique(rows.outlet[rows.calibrates & (rows.label == label)])) for label in (0, 1)
    )
    if min(outlets, recipe.folds) < 2:
        return logits  # one outlet alone cannot be held out
    folds = StratifiedGroupKFold(min(recipe.folds, outlets), shuffle=True, random_state=recipe.seed)
    for fitted, held in folds.split(rows.ramps, rows.label, rows.outlet):
        weights = np.zeros(len(rows.label))
        weights[fitted] = rows.weights[fitted]
        fit = _fit(recipe.strength, rows, weights, falling, whole)
        held = held[rows.calibrates[held]]
        logits[held] = rows.ramps[held] @ fit.rises + fit.intercept
    return logits


def _calibration(rows: _Rows, logits: Matrix) -> tuple[float, float]:
    """The slope and the offset of the logits; 1 and 0 where nothing could be held out.

    The slope is Platt's, with the weights of training. For the offset every article that counts at
    all counts the same, however large its outlet and its corpus: the next one is more likely to be
    like the many.
    """
    if not _differ(logits):
        return 1.0, 0.0
    known = np.isfinite(logits)
    platt = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-8)
    label = rows.label[known]
    platt.fit(logits[known, None], label, _balanced(rows.weights[known], label))
    # A fit that is worse than chance on what it has not seen knows nothing; it is not inverted.
    slope = max(0.0, float(platt.coef_[0, 0]))
    known &= rows.weights > 0
    label = rows.label[known]
    return slope, _offset(slope * logits[known], label, _balanced(np.ones(len(label)), label))


def _differ(logits: Matrix) -> bool:
    """Whether there are logits that a slope could be learnt from: copies of one text have one."""
    known = logits[np.isfinite(logits)]
    return len(known) > 0 and float(np.ptp(known)) > _SAME


def _offset(logits: Matrix, label: Labels, weights: Matrix) -> float:
    """What to add to the logits so that their probabilities are right on average."""

    def too_high(offset: float) -> float:
        return float(weights @ (expit(logits + offset) - label))

    return float(brentq(too_high, -30.0, 30.0))


def _resamples(rows: _Rows, recipe: Recipe) -> Iterator[npt.NDArray[np.intp]]:
    """How often each row stands in each resample of the outlets, drawn with replacement."""
    names, outlet = np.unique(rows.outlet, return_inverse=True)
    draw = np.random.default_rng(recipe.seed)
    for _ in range(recipe.refits):
        while True:  # with very few outlets, a resample may lack a class: it is drawn again
            drawn = draw.integers(len(names), size=len(names))
            counts = np.bincount(drawn, minlength=len(names))[outlet]
            if len(np.unique(rows.label[counts > 0])) == 2:
                break
        yield counts


def _set_coefficients(logistic: LogisticRegression, heights: Matrix, intercept: float) -> None:
    logistic.classes_ = np.array([0, 1])
    logistic.coef_ = heights[None, :]
    logistic.intercept_ = np.array([intercept])
    logistic.n_features_in_ = len(heights)
