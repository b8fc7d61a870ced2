"""The shape of the model: one linear spline a signal, as a scikit-learn pipeline and as a table.

`SplineTransformer` of degree 1 weighs the two knots beside a reading by how near they are, so the
logistic regression's coefficients *are* the heights of the curve at its knots, and the fitted
pipeline converts into an `AdditiveModel` exactly.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import SplineTransformer

from models.additive import AdditiveModel, Term
from models.curves import Matrix

# Where knots lie, as shares of the readings; the outer ones leave out what is freakish.
_QUANTILES = (0.02, 0.2, 0.5, 0.8, 0.98)
# A rare finding gets no more knots than it has articles to say where the curve runs.
_READINGS_A_KNOT = 50
# Knots closer than this share of their whole range are one knot.
_NEAREST = 0.06


def rounded(values: npt.ArrayLike) -> Matrix:
    """Readings to 6 significant digits: what knots and typical readings are written with."""
    return np.array([float(f"{value:.6g}") for value in np.ravel(values)])


def place_knots(readings: Matrix, typical: float) -> Matrix:
    """Ascending knots for one signal: quantiles, and always the typical reading.

    Quantiles of a signal that is mostly zero would nearly all be zero: where more than a tenth of
    the readings is, there is one knot at zero and the quantiles are those of the others.
    A signal that never changes gets one knot.
    """
    anchors = {typical}
    spread = readings
    if np.mean(readings == 0) > 0.1:
        anchors.add(0.0)
        spread = readings[readings != 0]
    if not len(spread) or spread.min() == spread.max() == typical:
        return np.array([typical])
    count = min(len(_QUANTILES), max(2, len(spread) // _READINGS_A_KNOT))
    shares = _QUANTILES if count == len(_QUANTILES) else np.linspace(0.1, 0.9, count)
    wanted = sorted(anchors | set(rounded(np.quantile(spread, shares))))
    apart = _NEAREST * (wanted[-1] - wanted[0])
    knots: list[float] = []
    for knot in wanted:
        if knots and knot - knots[-1] < apart:
            if knot not in anchors:
                continue
            if knots[-1] not in anchors:
                knots.pop()
        knots.append(knot)
    return np.array(knots)


def spline_pipeline(knots: Mapping[int, Matrix], **logistic: Any) -> Pipeline:
    """An unfitted pipeline: a spline for each column that has at least two knots, then logistic.

    `knots` gives each column's; columns left out are dropped.
    """
    return Pipeline(
        [
            (
                "splines",
                ColumnTransformer(
                    [
                        (
                            f"{column}",
                            SplineTransformer(
                                degree=1, knots=points[:, None], extrapolation="constant"
                            ),
                            [column],
                        )
                        for column, points in sorted(knots.items())
                        if len(points) > 1
                    ]
                ),
            ),
            ("logistic", LogisticRegression(**logistic)),
        ]
    )


def curves_of(pipeline: Pipeline) -> list[tuple[int, Matrix, slice]]:
    """Of each spline of a fitted pipeline: column, knots, and place among the coefficients."""
    found = []
    start = 0
    for _, spline, columns in pipeline["splines"].transformers_:
        if not isinstance(spline, SplineTransformer):
            continue  # the columns without a curve, dropped together
        (column,) = columns
        # scipy pads the knots by one on either side.
        knots = spline.bsplines_[0].t[1:-1]
        found.append((column, knots, slice(start, start + len(knots))))
        start += len(knots)
    return found


def to_additive(
    pipeline: Pipeline,
    signals: Sequence[str],
    *,
    typical: Matrix,
    seen: Matrix,
    refits: Sequence[tuple[Matrix, float]] = (),
    signals_digest: str,
    edition: str,
    training: Mapping[str, Any] | None = None,
) -> AdditiveModel:
    """The same function as a fitted pipeline, as a table.

    `typical` is one reading a signal, `seen` two (lowest, highest); `refits` are coefficients and
    intercept of the same pipeline fitted on resampled data.
    """
    fits = [(pipeline["logistic"].coef_[0], float(pipeline["logistic"].intercept_[0])), *refits]
    intercepts = [intercept for _, intercept in fits]
    curves = {column: (knots, place) for column, knots, place in curves_of(pipeline)}
    terms = []
    for column, signal in enumerate(signals):
        middle = float(typical[column])
        if column in curves:
            knots, place = curves[column]
            heights = [coefficients[place] for coefficients, _ in fits]
        else:
            knots, heights = np.array([middle]), [np.zeros(1)] * len(fits)
        levels = [float(np.interp(middle, knots, curve)) for curve in heights]
        intercepts = [sum(pair) for pair in zip(intercepts, levels, strict=True)]
        # Twelve decimals: far below what a probability shows, above the dust of subtraction.
        shapes = [
            tuple(map(float, (curve - level).round(12)))
            for curve, level in zip(heights, levels, strict=True)
        ]
        terms.append(
            Term(
                signal=signal,
                knots=tuple(map(float, knots)),
                heights=shapes[0],
                typical=middle,
                seen=(float(seen[column, 0]), float(seen[column, 1])),
                refits=tuple(shapes[1:]),
            )
        )
    intercepts = [round(intercept, 12) for intercept in intercepts]
    return AdditiveModel(
        terms=tuple(terms),
        intercept=intercepts[0],
        refit_intercepts=tuple(intercepts[1:]),
        signals_digest=signals_digest,
        edition=edition,
        training=training,
    )
