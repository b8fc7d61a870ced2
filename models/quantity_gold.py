"""How well quantities are read, against gold annotation: `python -m models.quantity_gold`.

Evaluation only; docs/quantities.md gives the protocol. A found span is right if it shares a
character with a gold span, a gold span is found if it shares one with a found span.
"""

import datetime
import gzip
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from features.dates import resolve
from features.kernel.figures import KIND, KINDS, PRECISION, PRECISIONS
from features.scan import Quantity, Scan, scan
from features.units import unit_of
from models.corpus import shared_folder

Bounds = tuple[int, int]
Record = dict[str, Any]

# Points in time and places in an order are no quantities.
_NO_QUANTITIES = ("date", "relative_date", "time", "ordinal")
_FOLDS = 5
_PENALTY = 0.01
_KINDS = {
    "ordinal": ("ordinal",),
    "percentage": ("share",),
    "age": ("age",),
    "currency": ("money",),
    "temperature": ("temperature",),
    "datetimeV2.date": ("date", "relative_date"),
    "datetimeV2.duration": ("duration",),
    "datetimeV2.time": ("time",),
}
SUPPORTED = ("number", "dimension", "numberrange", *_KINDS)
_SCALES = {"C": "degree celsius", "F": "degree fahrenheit", "K": "kelvin", "Degree": "degree"}
_CURRENCIES = {
    "united states dollar": "us dollar",
    "british pound": "pound sterling",
    "pence": "penny",
    "japanese yen": "yen",
    "chinese yuan": "yuan",
}


class F1(NamedTuple):
    """Precision, recall and their harmonic mean."""

    precision: float
    recall: float
    f1: float


class Typed(NamedTuple):
    """Of the marked values of one type: how many, the share that a span touches, and is right."""

    n: int
    found: float
    right: float


def records(folder: Path, name: str) -> Iterator[Record]:
    """The records of one gold file."""
    with gzip.open(folder / "gold" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def overlap(gold: Iterable[Sequence[Bounds]], found: Iterable[Sequence[Bounds]]) -> F1:
    """Overlap scores over texts."""
    right_gold = right_found = n_gold = n_found = 0
    for marked, seen in zip(gold, found, strict=True):
        right_gold += sum(any(a < d and c < b for c, d in seen) for a, b in marked)
        right_found += sum(any(a < d and c < b for c, d in marked) for a, b in seen)
        n_gold, n_found = n_gold + len(marked), n_found + len(seen)
    precision, recall = right_found / max(n_found, 1), right_gold / max(n_gold, 1)
    return F1(precision, recall, 2 * precision * recall / max(precision + recall, 1e-9))


def quantities_f1(folder: Path, name: str, label: str, *, dates: bool = False) -> F1:
    """Overlap of the figures, and where ``dates`` of the dates, with the spans of one label."""
    gold, found = [], []
    for record in records(folder, name):
        gold.append(_spans(record, label))
        found.append(
            [
                (one.start, one.end)
                for one in scan(record["text"]).quantities
                if one.kind not in _NO_QUANTITIES or (dates and one.kind == "date")
            ]
        )
    return overlap(gold, found)


def approximation_f1(folder: Path) -> F1:
    """Overlap of the approximate figures with the quantities marked so in MeasEval."""
    gold, found = [], []
    for record in records(folder, "measeval"):
        marked = [
            span
            for span in record["spans"]
            if "IsApproximate" in (span.get("other") or {}).get("mods", [])
        ]
        gold.append(_spans({"spans": marked}, "Quantity"))
        found.append(
            [
                (one.start, one.end)
                for one in scan(record["text"]).quantities
                if one.kind not in _NO_QUANTITIES and one.is_approximate
            ]
        )
    return overlap(gold, found)


def _spans(record: Record, label: str) -> list[Bounds]:
    return sorted({(s["start"], s["end"]) for s in record["spans"] if s["label"] == label})


def values_and_units(folder: Path) -> tuple[float, float]:
    """Shares of the quantities of quantulum3's own tests whose value, and unit too, are right."""
    n = values = both = 0
    for record in records(folder, "quantulum3_tests"):
        found = [one for one in scan(record["text"]).quantities if one.kind != "ordinal"]
        for span in record["spans"]:
            n += 1
            near = [
                one
                for one in found
                if one.start < span["end"]
                and span["start"] < one.end
                and _is_value(_middle(one), span["value"], span["unit"])
            ]
            values += bool(near)
            both += any(_is_unit(one, span["unit"]) for one in near)
    return values / max(n, 1), both / max(n, 1)


def _middle(quantity: Quantity) -> float:
    if quantity.kind == "date":
        return quantity.value // 10000
    is_range = quantity.precision == "range"
    return (quantity.low + quantity.high) / 2 if is_range else quantity.value


def _is_value(value: float, gold: float, unit: str) -> bool:
    # A dozen is 1 dozen there, and 12 here.
    return _close(value, 12.0 * gold if unit == "dozen" else gold)


def _is_unit(quantity: Quantity, gold: str) -> bool:
    measured_in = quantity.measured_in
    if measured_in is None or quantity.kind == "date":
        return gold in ("dimensionless", "dozen")
    name = re.sub(r"^inverse ", "per ", gold.lower()).replace("pound-mass", "pound")
    if measured_in.name.lower() == name.replace("percentage", "percent"):
        return True
    same = unit_of(name)  # a cubic centimetre is a millilitre
    return (
        same is not None
        and same.dimension == measured_in.dimension
        and same.factor > 0
        and _close(same.factor, measured_in.factor)
    )


def typed_values(folder: Path) -> dict[str, Typed]:
    """Recognizers-Text's cases, those aside that its own other versions do not support.

    Each case marks its own type only. Spans without a value ("convert to celsius") are left out.
    """
    n, found, right = Counter[str](), Counter[str](), Counter[str]()
    for record in records(folder, "recognizers_text_en"):
        if record["meta"].get("not_supported"):
            continue
        scanned = scan(record["text"])
        reference = record["meta"].get("reference_time")
        day = datetime.date.fromisoformat(reference[:10]) if reference else None
        for span in record["spans"]:
            label, resolution = span["label"], span.get("resolution") or {}
            if label not in SUPPORTED or resolution.get("value", 0) in (None, "null"):
                continue
            near = [
                one
                for one in scanned.quantities
                if one.start < span["end"] and span["start"] < one.end
            ]
            n[label] += 1
            found[label] += bool(near)
            right[label] += any(_is_right(label, one, resolution, scanned, day) for one in near)
    every = {
        label: Typed(n[label], found[label] / n[label], right[label] / n[label]) for label in n
    }
    total = n.total()
    return every | {"all": Typed(total, found.total() / total, right.total() / total)}


def _is_right(
    label: str, one: Quantity, gold: Record, scanned: Scan, day: datetime.date | None
) -> bool:
    if one.kind not in _KINDS.get(label, KINDS):
        return False
    match label:
        case "numberrange":
            low, high = gold["value"][1:-1].split(",")
            return _close(one.low, float(low or -math.inf)) and _close(
                one.high, float(high or math.inf)
            )
        case "datetimeV2.date":
            return _is_day(resolve(one, scanned, day), gold["values"])
        case "datetimeV2.time":
            told = (
                f"{one.value // 10000:02.0f}:{one.value // 100 % 100:02.0f}:{one.value % 100:02.0f}"
            )
            return told in [value.get("value") for value in gold["values"]]
        case "datetimeV2.duration":
            factor = one.measured_in.factor if one.measured_in else 0.0
            return any(
                _close(one.value * factor, float(value["value"])) for value in gold["values"]
            )
    value = float(str(gold["value"]).rstrip("%"))
    if not any(_close(ours, value) for ours in (one.value, one.low, one.high)):
        return False
    return "unit" not in gold or _is_named(label, one, gold["unit"])


def _is_day(value: float | None, gold: list[Record]) -> bool:
    if value is None:
        return False
    told = f"{value // 10000:04.0f}-{value // 100 % 100:02.0f}-{value % 100:02.0f}"
    # "not resolved" is a day that no calendar has.
    return any(
        told
        == (
            one["timex"].replace("XXXX", "0000") if one["value"] == "not resolved" else one["value"]
        )
        for one in gold
    )


def _is_named(label: str, one: Quantity, gold: str) -> bool:
    """Whether the unit has the name that the gold gives it, in another spelling perhaps."""
    ours = _spelt(one.measured_in.name if one.measured_in else "")
    theirs = _spelt(gold)
    if label == "temperature":
        return ours == _SCALES.get(gold, gold)
    if label == "currency":
        theirs = _CURRENCIES.get(theirs, theirs)
        return (
            not theirs
            or ours.split(" per ")[0].split()[-1:] == theirs.split()[-1:]
            or ("pound" in ours and "pound" in theirs)
        )
    # "500,000 barrels a day": the gold has the barrels, and does not mark the day.
    return theirs == "age" or theirs in (ours, ours.split(" per ")[0])


def _spelt(name: str) -> str:
    name = name.lower().replace("meter", "metre").replace("liter", "litre")
    return re.sub(r"[^a-z ]", "", name.replace("metric ton", "tonne"))


def _close(ours: float, gold: float) -> bool:
    return ours == gold or math.isclose(ours, gold, rel_tol=1e-6, abs_tol=1e-12)


def checkworthy_auc(folder: Path, *, all_tallies: bool) -> float:
    """AUC of a logistic regression, 5-fold, for sentences worth a check (ClaimBuster).

    Its features are log counts: of figures by kind and precision and of words, or everything that a
    scan tallies.
    """
    rows: list[list[float]] = []
    labels: list[bool] = []
    for record in records(folder, "claimbuster_checkworthy"):
        scanned = scan(record["text"])
        found = scanned.quantity_rows
        figures = Counter(KINDS[kind] for kind in found[:, KIND])
        figures.update(PRECISIONS[precision] for precision in found[:, PRECISION])
        counts = [float(figures[name]) for name in (*KINDS, *PRECISIONS)]
        rows.append(
            [*counts, *(map(float, scanned.tally) if all_tallies else [float(scanned.words)])]
        )
        labels.append(record["doc_label"] == "check_worthy_factual")
    model = make_pipeline(StandardScaler(), LogisticRegression(C=_PENALTY, max_iter=500))
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    vectors, answers = np.log1p(np.array(rows)), np.array(labels)
    scores = cross_val_predict(model, vectors, answers, cv=folds, method="predict_proba")[:, 1]
    return float(roc_auc_score(answers, scores))


def main() -> None:
    """Print every figure."""
    folder = shared_folder()
    if folder is None:
        raise SystemExit("the gold files are not at hand")
    for name, label in (
        ("grobid_quantities", "quantity"),
        ("measeval", "Quantity"),
        ("quantulum3_tests", "quantity"),
    ):
        for dates in (False, True):
            print(
                name, "with dates" if dates else "", quantities_f1(folder, name, label, dates=dates)
            )
    print("measeval, IsApproximate", approximation_f1(folder))
    print("quantulum3_tests, value and value+unit", values_and_units(folder))
    for label, typed in typed_values(folder).items():
        print("recognizers_text_en", label, typed)
    for everything in (False, True):
        what = "all tallies" if everything else "figures only"
        print("claimbuster, AUC,", what, checkworthy_auc(folder, all_tallies=everything))


if __name__ == "__main__":
    main()
