"""Scores an article: readings through the additive model, with everything said about them."""

import json
import math
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from features.article import Article
from features.batch import Batch
from features.catalogue import Readings, all_signals, extract
from features.kernel.tokens import N_WORDS
from models.abstention import doubtful, why_not
from models.additive import AdditiveModel, ModelError, sigmoid
from models.assessment import (
    Abstention,
    AssessedBatch,
    Assessment,
    Band,
    Contributions,
    Flag,
    Measured,
)

# A score means something in both directions only outside the middle fifth, where in the evaluation
# (see the model card) about as many articles are credible as not.
LOW, HIGH = 0.4, 0.6
# An article of which more readings than this share lie beyond all that training has seen is of
# another kind: of 2,157 articles of corpora that were not trained on, none has as many.
_MOST_BEYOND = 0.05
# From here on rates rest on enough words not to need the caveat.
_SHORT_WORDS = 150


class Scorer:
    """One model under one base rate, ready to assess articles; holds no state between them.

    `base_rate` is the share of credible articles among those that are sent, between 0 and 1.
    Raises ModelError for a model that reads signals which do not exist.
    """

    def __init__(self, model: AdditiveModel, *, base_rate: float = 0.5) -> None:
        if not 0.0 < base_rate < 1.0:
            raise ValueError(f"a base rate lies between 0 and 1, not at {base_rate}")
        signals = all_signals()
        if unknown := [name for name in model.signals if name not in signals]:
            raise ModelError(
                f"model {model.version} reads signals that do not exist here: "
                f"{', '.join(unknown)}; run `make train`"
            )
        self.model = model
        self.base_rate = base_rate
        self.signature = (
            f"model:{model.version}|signals:{model.signals_digest}|base_rate:{base_rate:g}"
            f"|service:{_release()}"
        )
        self._shift = math.log(base_rate / (1.0 - base_rate))
        self.intercept = model.intercept + self._shift
        place = {name: number for number, name in enumerate(signals)}
        self._places = np.array([place[name] for name in model.signals], np.intp)
        self._measured = Measured(
            model.signals,
            tuple(signals[name].family for name in model.signals),
            model.typical,
            tuple(map(_measure, model.signals)),
        )
        # More of them beyond all that was seen than this, and the article is of another kind.
        self.most_strange = max(1.0, _MOST_BEYOND * len(model.signals))
        self._tells_of_kind = np.array([not _is_fabrication(name) for name in model.signals])
        self._fabrication = [
            (place[name], name, _measure(name))
            for name, signal in signals.items()
            if signal.family == "fabrication" and not getattr(signal.function, "graded", False)
        ]

    def assess_batch(self, batch: Batch) -> AssessedBatch:
        """The assessments of a batch's articles, column by column, in the numbers of `assess`."""
        values = batch.values[:, self._places]
        log_odds, intervals, beyond = self.model.explain_many(values, shift=self._shift)
        abstained: dict[int, Abstention] = {}
        strange = beyond & self._tells_of_kind
        for number in np.flatnonzero(strange.sum(axis=1) > self.most_strange).tolist():
            places = np.flatnonzero(strange[number]).tolist()
            abstained[number] = _unlike([self.model.signals[place] for place in places])
        for number in doubtful(batch):
            if (reason := why_not(batch.article(number))) is not None:
                abstained[number] = reason
        scores = np.array(
            [sigmoid(math.fsum((self.intercept, *shares))) for shares in log_odds.tolist()]
        )
        intervals[:, 0] = np.minimum(intervals[:, 0], scores)
        intervals[:, 1] = np.maximum(intervals[:, 1], scores)
        none = list(abstained)
        scores[none] = np.nan
        intervals[none] = np.nan
        found = (batch.values[:, [place for place, _, _ in self._fabrication]] > 0).any(axis=1)
        return AssessedBatch(
            scores=scores,
            intervals=intervals,
            words=batch.body(N_WORDS),
            abstained=abstained,
            flags={n: self._flags(batch.readings(n)) for n in np.flatnonzero(found).tolist()},
            readings=values,
            log_odds=log_odds,
        )

    def strange(self, readings: npt.NDArray[np.floating]) -> npt.NDArray[np.intp]:
        """How many readings of each row lie beyond all that training has seen.

        Those of fabrication do not count: more of it than ever seen is a finding, not another kind
        of text. Columns are in the order of the model's signals.
        """
        beyond = self.model.explain_many(np.asarray(readings, float)).beyond & self._tells_of_kind
        counts: npt.NDArray[np.intp] = beyond.sum(axis=1)
        return counts

    def assess(self, article: Article) -> Assessment:
        """The article's assessment; SignalFailed where a signal cannot be read."""
        return self.assess_readings(article, extract(article))

    def assess_readings(self, article: Article, readings: Readings) -> Assessment:
        """The assessment of an article whose readings have been made."""
        values = readings.vector[self._places]
        log_odds, (low, high), beyond = self.model.explain(values, shift=self._shift)
        abstained = why_not(article)
        strange = [signal for signal in beyond if not _is_fabrication(signal)]
        if abstained is None and len(strange) > self.most_strange:
            abstained = _unlike(strange)
        score, interval, band = None, None, None
        if abstained is None:
            score = sigmoid(math.fsum((self.intercept, *log_odds.tolist())))
            # Percentiles of forty refits need not enclose the fit itself.
            interval = min(low, score), max(high, score)
            band = band_of(score)

        return Assessment(
            score=score,
            interval=interval,
            band=band,
            abstained=abstained,
            intercept=self.intercept,
            flags=self._flags(readings),
            caveats=_caveats(article, beyond),
            words=article.text.words,
            model=self.model.version,
            signature=self.signature,
            contributions=Contributions(self._measured, readings, values, log_odds),
            article=article,
        )

    def _flags(self, readings: Readings) -> tuple[Flag, ...]:
        numbers = readings.numbers
        return tuple(
            Flag(name, measure, (reading := readings[name]).critical, reading.evidence)
            for place, name, measure in self._fabrication
            if numbers[place] > 0
        )


def _is_fabrication(signal: str) -> bool:
    """More fabrication than ever seen is a finding, not another kind of text."""
    return signal.startswith("fabrication.")


def _unlike(strange: list[str]) -> Abstention:
    return Abstention("unlike_training", f"Nothing like it was trained on: {', '.join(strange)}.")


def _caveats(article: Article, beyond: list[str]) -> tuple[str, ...]:
    caveats = []
    if article.text.words < _SHORT_WORDS:
        caveats.append(
            f"Only {article.text.words} words: a single passage moves the score by much."
        )
    if not article.title.strip():
        caveats.append("There is no headline: what a headline may tell was not looked at.")
    if beyond:
        caveats.append(
            f"Beyond anything among the training articles: {', '.join(beyond)}. "
            "What it contributes is held at the edge of what is known."
        )
    return tuple(caveats)


def band_of(score: float) -> Band:
    """What the score says in a word."""
    if score < LOW:
        return "low"
    return "high" if score >= HIGH else "mixed"


def _measure(signal: str) -> str:
    """What a signal measures: the first sentence of its description, without its full stop."""
    sentence = all_signals()[signal].description.split(". ")[0].rstrip(".")
    return sentence.removesuffix(", 0 to 1").removesuffix(", a count")


def _release() -> str:
    try:
        return version("credibility")
    except PackageNotFoundError:
        return "source"  # run from a folder, not installed


@cache
def load_default() -> AdditiveModel:
    """The model that ships with the program."""
    resource = files("models") / "default" / "model.json"
    try:
        return AdditiveModel.from_json(resource.read_bytes())
    except FileNotFoundError as error:
        raise ModelError("there is no default model; run `make train`") from error


@cache
def load_card() -> Mapping[str, Any]:
    """What `make evaluate ARGS=--card` found of the model that ships; empty if of another one."""
    try:
        card = json.loads((files("models") / "default" / "card.json").read_bytes())
    except FileNotFoundError:
        return {}
    return card if card["model"] == load_default().version else {}
