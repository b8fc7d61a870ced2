"""Flags on texts that are known to be made up or changed, and on texts that are known not to be."""

import json
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.scoring import label_scores, pairs_ranked_right, touches
from benchmarks.signals.figure import Figure
from benchmarks.signals.gold import Case, annotated, bounds, read, rows
from features.article import Article
from features.catalogue import extract

# Relative to the project: where flags are written to be read by a person.
CRITICAL_FLAGS = Path(".cache/signals/critical_flags.jsonl")
_CREDIBLE = 2_000
# The readings of figures; a finding outweighs any grade.
_OF_FIGURES = ("unusual_figures", "implausible_quantities")
_BEYOND_A_BOUND = 10.0
_RESIDUE = ("chatbot_residue", "answer_labels")
_AROUND = 120  # code points of the text on either side of a quote, for whoever reads it


def synthetic_number_inflation() -> list[Figure]:
    """Pairs of an article and its twin with one figure ten, a hundred or a thousand times as large.

    A pair is ranked right if the twin's readings of figures are the higher ones, and counts a half
    if both are as high: how far figures are beyond the usual, and ten for each beyond a bound. It
    is ranked right with the figure cited if, besides, one of the twin's flags shares a character
    with the figure. Some figures could be either, and nobody can tell.
    """
    pairs: dict[str, dict[str, Case]] = {}
    for case in read("synthetic_number_inflation"):
        pairs.setdefault(case.meta["pair"], {})[case.label] = case
    counts: list[tuple[float, float]] = []
    cited = 0
    for pair in pairs.values():
        twin, original = (_excess(pair[label].text) for label in ("inflated", "original"))
        counts.append((twin, original))
        figures = pair["inflated"].bounds("inflated_number")
        flags = bounds(annotated(pair["inflated"].text, "fabrication"))
        cited += twin > original and any(touches(flag, figures) for flag in flags)
    return [
        Figure(len(counts), "pairs ranked right", pairs_ranked_right(counts), 0.72, 0.61),
        Figure(len(counts), "ranked right, the figure cited", cited / len(counts)),
    ]


def _excess(text: str) -> float:
    readings = extract(Article(text))
    unusual, implausible = (readings[f"fabrication.{name}"].value for name in _OF_FIGURES)
    return unusual + _BEYOND_A_BOUND * implausible


def llmfake_politifact() -> list[Figure]:
    """Texts by people or by a chatbot: those with a flag of the kinds `_RESIDUE`, by label.

    Few chatbots leave something behind, so recall is low for everybody.
    """
    cases = read("llmfake_politifact")
    scores = label_scores(
        [case.label == "chatgpt_misinformation" for case in cases],
        [
            any(flag["kind"] in _RESIDUE for flag in annotated(case.text, "fabrication"))
            for case in cases
        ],
    )
    return [
        Figure(len(cases), "chatbot residue, precision", scores.precision, 0.98, 0.99),
        Figure(len(cases), "chatbot residue, recall", scores.recall, 0.15, 0.07),
    ]


def abp_quality() -> list[Figure]:
    """Articles of credible outlets, a random sample that is always the same: share with a flag.

    All critical flags of the sample are written to `CRITICAL_FLAGS`, one a line, with the text
    around them: each is a false alarm unless a person who reads it finds otherwise.
    """
    credible = [row for row in rows("corpora", "abp_quality") if row["label"] == 1]
    sample = random.Random(1).sample(credible, min(_CREDIBLE, len(credible)))  # noqa: S311  # always the same
    with_flag = with_critical = 0
    written: list[dict[str, Any]] = []
    for row in sample:
        found = annotated(row["text"], "fabrication")
        critical = [flag for flag in found if flag["critical"]]
        with_flag += any(flag["kind"] != "unusual_figures" for flag in found)
        with_critical += bool(critical)
        written += [_for_reading(flag, row) for flag in critical]
    CRITICAL_FLAGS.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(flag, ensure_ascii=False) + "\n" for flag in written)
    CRITICAL_FLAGS.write_text("".join(lines), encoding="utf-8")
    return [
        Figure(
            len(sample), f"credible articles with a critical flag (see {CRITICAL_FLAGS})",
            with_critical / len(sample), 0.02, at_least=False,
        ),
        Figure(len(sample), "credible articles with any flag", with_flag / len(sample)),
    ]  # fmt: skip


def _for_reading(flag: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    text, start, end = row["text"], flag["start"], flag["end"]
    return {
        "id": row["id"],
        "kind": flag["kind"],
        "reason": flag["reason"],
        "quote": text[start:end],
        "around": text[max(start - _AROUND, 0) : end + _AROUND],
    }


SETS: Mapping[str, Callable[[], list[Figure]]] = {
    scored.__name__: scored
    for scored in (synthetic_number_inflation, llmfake_politifact, abp_quality)
}
