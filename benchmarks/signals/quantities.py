"""Quantities and dates: found where they stand, read with the right value, told from the rest."""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from math import isclose
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from benchmarks.peers import Peer
from benchmarks.report import Skipped
from benchmarks.scoring import label_scores, span_scores, touches
from benchmarks.signals.figure import Figure
from benchmarks.signals.gold import Case, annotated, bounds, folder_with, read
from benchmarks.units import seconds, unit_name
from features.article import Article
from features.catalogue import extract
from models.annotation import Annotation
from models.quantity_gold import quantities_f1, typed_values, values_and_units

_RECALL, _RIGHT = 0.95, 0.87
# Values are told in decimal; a third is not.
_TOLERANCE = 1e-6
# What is counted is no unit: "two cars" is two.
_COUNTED = ("count", "headcount", "people", "places", "ordinal")
_FOLDS = 5
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_YEAR = re.compile(r"\d{4}")
_NO_YEAR = re.compile(r"^XXXX-")


def recognizers_text_en() -> list[Figure]:
    """Cases of Microsoft's Recognizers-Text, a row a type of span and one for all of them.

    Recall: a gold span that shares a character with a `quantity` or a `date`. Right value: of the
    gold spans with a resolution, those one of whose overlapping findings has its value
    (`is_right_value`). Each case marks only its own type, so there is no precision; instead, of the
    cases that expect nothing, the share in which nothing of their type is found. The day that a
    case refers to is given as the day of publication.
    """
    cases = read("recognizers_text_en")
    by_type: dict[str, list[tuple[bool, bool | None]]] = {}
    quiet: list[bool] = []
    for case in cases:
        published = case.meta.get("reference_time")
        found = annotated(
            case.text,
            "quantities",
            datetime.datetime.fromisoformat(published).date() if published else None,
        )
        if not case.spans:
            quiet.append(not any(_is_of_model(one, case.split) for one in found))
        for span in case.spans:
            name = span["label"].removeprefix("datetimeV2.")
            by_type.setdefault(name, []).append(_recalled_and_right(span, found))
    by_type = dict(sorted(by_type.items(), key=lambda item: -len(item[1])))
    by_type["all types"] = [one for spans in by_type.values() for one in spans]
    figures = []
    for name, spans in by_type.items():
        recall = sum(recalled for recalled, _ in spans) / len(spans)
        values = [right for _, right in spans if right is not None]
        figures.append(Figure(len(spans), f"{name}: recall", recall))
        if values:
            share = sum(values) / len(values)
            figures.append(Figure(len(values), f"{name}: value right", share))
    figures.append(Figure(len(quiet), "left alone as expected", sum(quiet) / len(quiet)))
    return figures


def recognizers_text_supported() -> list[Figure]:
    """Cases of Recognizers-Text of the types that are read, without those not supported there.

    Overlap and value as `models.quantity_gold.typed_values` counts them.
    """
    figures = []
    for name, typed in typed_values(folder_with("recognizers_text_en")).items():
        every = name == "all"
        figures += [
            Figure(typed.n, f"{name}: recall", typed.found, _RECALL if every else None),
            Figure(typed.n, f"{name}: value right", typed.right, _RIGHT if every else None),
        ]
    return figures


def quantulum3_tests() -> list[Figure]:
    """The tests of quantulum3, whose own answers are scored beside ours.

    Overlap F1 of `quantity`, and of `date` where it is a year alone, which is a number to the gold.
    Value and unit right: the gold spans one of whose overlapping findings has the value, or between
    them both ends of a range (the value less and plus its uncertainty), and the unit, which may be
    written in any way that `benchmarks.units` knows. A counted noun is no unit.
    """
    cases = read("quantulum3_tests")
    found = [_numbers(annotated(case.text, "quantities")) for case in cases]
    scores = span_scores([case.bounds() for case in cases], map(bounds, found))
    number = sum(len(case.spans) for case in cases)
    ours = _value_and_unit_right(cases, found)
    folder = folder_with("quantulum3_tests")
    strict = quantities_f1(folder, "quantulum3_tests", "quantity").f1
    figures = [
        Figure(len(cases), "overlap F1", strict, 0.95, 0.92),
        Figure(len(cases), "overlap F1, years counted as numbers", scores.f1),
        Figure(number, "value and unit right", values_and_units(folder)[1], 0.923),
    ]
    try:
        with Peer("quantulum3") as peer:
            theirs = peer.quantities([case.text for case in cases])
            name = peer.measures[0]
    except Skipped as reason:
        measure = f"value and unit right (nothing beside it: {reason})"
        return [*figures, Figure(number, measure, ours)]
    published = _value_and_unit_right(cases, theirs)
    peers_f1 = span_scores([case.bounds() for case in cases], map(bounds, theirs)).f1
    return [
        *figures,
        Figure(len(cases), f"overlap F1, {name}", peers_f1),
        Figure(number, f"value and unit right, beside {name}", ours, published, None, published),
    ]


def grobid_quantities() -> list[Figure]:
    """Paragraphs of papers: overlap F1 of `quantity` against "quantity", dates left out of both."""
    return [_overlap("grobid_quantities", "quantity", target=0.80, floor=0.72, published=0.80)]


def measeval() -> list[Figure]:
    """MeasEval, paragraphs of papers, trial and train: overlap F1 of `quantity` against `Quantity`.

    Approximation: of all gold quantities, those with the modifier `IsApproximate` against those
    that overlap a finding that is `approximate`; one that was not found counts as not approximate.
    """
    cases = read("measeval")
    wanted, given = [], []
    for case in cases:
        approximate = [
            one for one in _measured(annotated(case.text, "quantities")) if one["approximate"]
        ]
        for span in case.spans:
            if span["label"] == "Quantity":
                wanted.append("IsApproximate" in (span["other"] or {}).get("mods", ()))
                given.append(touches((span["start"], span["end"]), bounds(approximate)))
    flag = label_scores(wanted, given)
    return [
        _overlap("measeval", "Quantity", target=0.80, floor=0.62, published=0.86),
        Figure(len(wanted), "approximation, F1", flag.f1, 0.70),
    ]


def claimbuster_checkworthy() -> list[Figure]:
    """Sentences of debates, worth a check or not, told by our readings alone: AUC.

    All readings of a sentence through a logistic regression, trained on four fifths of the
    sentences to tell the others, five times (the sentences' ids name no document to keep together).
    """
    cases = read("claimbuster_checkworthy")
    readings = np.array([extract(Article(case.text)).numbers for case in cases])
    worth = np.array([case.label == "check_worthy_factual" for case in cases])
    told = cross_val_predict(
        make_pipeline(StandardScaler(), LogisticRegression(max_iter=2_000)),
        readings,
        worth,
        cv=StratifiedKFold(_FOLDS, shuffle=True, random_state=0),
        method="predict_proba",
    )[:, 1]
    auc = float(roc_auc_score(worth, told))
    return [Figure(len(cases), "check-worthy from readings alone, AUC", auc, 0.80)]


def is_right_value(resolution: Mapping[str, Any], found: Iterable[Annotation]) -> bool | None:
    """Whether one of these findings has the value of a gold resolution; None if that tells none.

    A number is compared as a number; of a range all ends have to be among the findings' values. Of
    a date or time any of the gold's candidates will do: its TIMEX expression or its value as the
    value of a `date`, or both its ends; a duration may be a quantity of time as well.
    """
    found = list(found)
    if "values" in resolution:
        candidates = [one for one in resolution["values"] if one.get("value") != "not resolved"]
        return any(_is_right_time(one, found) for one in candidates) if candidates else None
    numbers = [float(number) for number in _NUMBER.findall(str(resolution.get("value")))]
    if not numbers or resolution.get("relativeTo", "start") != "start":
        return None
    return all(any(_same(number, value) for value in _values(found)) for number in numbers)


def _is_right_time(wanted: Mapping[str, str], found: list[Annotation]) -> bool:
    told = {one["value"] for one in found if one["label"] == "date"}
    if {_NO_YEAR.sub("--", wanted.get("timex", "")), wanted.get("value")} & told:
        return True
    if "start" in wanted and "end" in wanted:
        return {wanted["start"], wanted["end"]} <= told
    if wanted.get("type") == "duration":
        lengths = [seconds(one["value"], one["unit"]) for one in _measured(found)]
        return any(one is not None and _same(float(wanted["value"]), one) for one in lengths)
    return False


def _recalled_and_right(
    span: Mapping[str, Any], found: list[Annotation]
) -> tuple[bool, bool | None]:
    here = _overlapping(span, found)
    return bool(here), is_right_value(span["resolution"], here)


def _is_of_model(found: Annotation, model: str) -> bool:
    """Whether a finding is of the type that a case's model looks for."""
    match model:
        case "DateTimeModel":
            return bool(found["label"] == "date")
        case "CurrencyModel":
            return found.get("kind") == "money"
        case "PercentModel":
            return found.get("kind") == "share"
        case "OrdinalModel":
            return found.get("kind") == "ordinal"
        case "AgeModel" | "DimensionModel" | "TemperatureModel":
            return found.get("kind") == "measure"
    return bool(found["label"] == "quantity")


def _overlap(name: str, label: str, *, target: float, floor: float, published: float) -> Figure:
    cases = read(name)
    found = [bounds(_measured(annotated(case.text, "quantities"))) for case in cases]
    scores = span_scores([case.bounds(label) for case in cases], found)
    measure = f"overlap F1 (P {scores.precision:.2f} R {scores.recall:.2f})"
    return Figure(len(cases), measure, scores.f1, target, floor, published)


def _value_and_unit_right(cases: Iterable[Case], found: Iterable[list[dict[str, Any]]]) -> float:
    right = [
        _is_measured_right(span, _overlapping(span, spans))
        for case, spans in zip(cases, found, strict=True)
        for span in case.spans
    ]
    return sum(right) / len(right)


def _is_measured_right(span: Mapping[str, Any], found: Iterable[dict[str, Any]]) -> bool:
    unit = unit_name(span["unit"])
    values = _values(one for one in found if _unit(one) == unit)
    wanted = [span["value"]]
    if span["uncertainty"] and not any(_same(span["value"], value) for value in values):
        wanted = [span["value"] - span["uncertainty"], span["value"] + span["uncertainty"]]
    return all(any(_same(number, value) for value in values) for number in wanted)


def _unit(found: Mapping[str, Any]) -> str:
    kind = found.get("kind")
    name = unit_name(None if kind in _COUNTED else found.get("measured_in") or found["unit"])
    return "pound sterling" if kind == "money" and name == "pound-mass" else name


def _overlapping(span: Mapping[str, Any], found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    place = span["start"], span["end"]
    return [one for one in found if touches(place, [(one["start"], one["end"])])]


def _values(found: Iterable[dict[str, Any]]) -> list[float]:
    """The values of the quantities among these findings, both ends of a range."""
    quantities = [one for one in found if isinstance(one["value"], float)]
    ends = [one.get(end) for one in quantities for end in ("low", "high")]
    return [one["value"] for one in quantities] + [end for end in ends if end is not None]


def _measured(found: Iterable[Annotation]) -> list[Annotation]:
    return [one for one in found if one["label"] == "quantity"]


def _numbers(found: Iterable[Annotation]) -> list[Annotation]:
    """The quantities, and the years as such."""
    return [
        one if one["label"] == "quantity" else {**one, "value": float(one["value"]), "unit": None}
        for one in found
        if one["label"] == "quantity" or _YEAR.fullmatch(one["value"] or "")
    ]


def _same(wanted: float, given: float) -> bool:
    return isclose(wanted, given, rel_tol=_TOLERANCE, abs_tol=1e-12)


SETS: Mapping[str, Callable[[], list[Figure]]] = {
    scored.__name__: scored
    for scored in (
        recognizers_text_supported, recognizers_text_en, quantulum3_tests, grobid_quantities,
        measeval, claimbuster_checkworthy,
    )
}  # fmt: skip
