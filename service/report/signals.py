"""How each signal reads across a corpus, beside the typical article that the model knows."""

from typing import NamedTuple

import numpy as np

from features.catalogue import all_signals
from models.additive import AdditiveModel
from service.report.bounded import Matrix
from service.report.summary import Summary

_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


class Spread(NamedTuple):
    """A signal's readings: what 5, 25, 50, 75 and 95% of the articles stay below.

    `present` is the share of articles where it is not 0. `typical` is the typical training
    article's reading. `moves` is how far it moves a score, the mean of its shares without their
    signs in log-odds; `leans` is their mean with them: above 0 it speaks for these articles. The
    last three are None where the model that scored is not at hand.
    """

    signal: str
    family: str
    measure: str
    quantiles: tuple[float, float, float, float, float]
    present: float
    typical: float | None
    moves: float | None
    leans: float | None


def spreads(summary: Summary, model: AdditiveModel | None) -> list[Spread]:
    """Every signal's spread, those that move scores most first; `model` is the one that scored."""
    if summary.readings is None:
        return []
    readings = summary.readings.rows
    model = model if model and set(model.signals) == set(summary.signals) else None
    typical = dict(zip(model.signals, model.typical, strict=True)) if model else {}
    shares = _shares(summary, model)
    found = []
    for column, signal in enumerate(summary.signals):
        values = readings[:, column]
        known = all_signals().get(signal)
        found.append(
            Spread(
                signal,
                known.family if known else signal.split(".")[0],
                known.description if known else signal,
                tuple(np.quantile(values, _QUANTILES).tolist()),
                float(np.mean(values != 0.0)),
                typical.get(signal),
                None if shares is None else float(np.abs(shares[:, column]).mean()),
                None if shares is None else float(shares[:, column].mean()),
            )
        )
    return sorted(found, key=lambda spread: (-(spread.moves or 0.0), spread.signal))


def _shares(summary: Summary, model: AdditiveModel | None) -> Matrix | None:
    """The signals' shares of the scores: as the run wrote them, else as the model gives them."""
    if summary.shares is not None and summary.shares.seen:
        return summary.shares.rows
    if model is None or summary.readings is None:
        return None
    places = [summary.signals.index(signal) for signal in model.signals]
    shares = np.zeros_like(summary.readings.rows)
    shares[:, places] = model.explain_many(summary.readings.rows[:, places]).log_odds
    return shares
