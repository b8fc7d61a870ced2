"""What the findings of fabrication reach on the gold sets; skipped where these are not at hand.

`.venv/bin/python -m pytest tests/quality/test_fabrication.py -s` prints the figures that
docs/fabrication.md shows. The floors lie a little below them.
"""

import datetime
import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from features.article import Article
from features.catalogue import Readings, all_signals, extract
from features.signals.fabrication.debris import (
    answer_labels,
    chatbot_residue,
    detached_apostrophes,
    translation_debris,
)
from features.signals.fabrication.plausibility import unusual_figures
from models.corpus import shared_folder

SHARED = shared_folder()
pytestmark = pytest.mark.skipif(SHARED is None, reason="needs the gold sets beside the project")

FIGURES = ("fabrication.unusual_figures", "fabrication.implausible_quantities")
SAMPLE, SEED = 2000, 11


def records(*path: str) -> Iterator[dict]:
    with gzip.open(
        Path(SHARED, *path[:-1], f"{path[-1]}.jsonl.gz"), "rt", encoding="utf-8"
    ) as file:
        yield from map(json.loads, file)


def pairs(name: str, damaged: str) -> list[tuple[dict, dict]]:
    """(damaged, original), by pair."""
    found = defaultdict(dict)
    for record in records("gold", name):
        found[record["meta"]["pair"]][record["doc_label"] == damaged] = record
    return [(pair[True], pair[False]) for pair in found.values()]


def worse(one: list[float], other: list[float]) -> float:
    """1 if the first is larger, 0.5 for a tie."""
    return (one > other) + 0.5 * (one == other)


def total(readings: Readings) -> float:
    """Findings and graded reading of figures together: a finding outweighs any grade."""
    return readings[FIGURES[0]].value + 10 * readings[FIGURES[1]].value


def overlaps(span: dict, article: Article) -> bool:
    return any(
        one.start < span["end"] and span["start"] < one.end
        for name in FIGURES
        for one in all_signals()[name].function(article).evidence
    )


def test_an_inflated_figure_makes_an_article_worse():
    ranked, hits, marked, original_marks = [], [], 0, 0
    for damaged, original in pairs("synthetic_number_inflation", "inflated"):
        one, other = Article(damaged["text"]), Article(original["text"])
        ranked.append(worse(total(extract(one)), total(extract(other))))
        hits.append(any(overlaps(span, one) for span in damaged["spans"]))
        marked += len(unusual_figures(one).evidence)
        original_marks += len(unusual_figures(other).evidence)
    share, found = sum(ranked) / len(ranked), sum(hits) / len(hits)
    print(
        f"inflation: {len(ranked)} pairs, ranked right {share:.3f}, span found {found:.3f}, "
        f"figures marked {marked / len(ranked):.2f} v {original_marks / len(ranked):.2f}"
    )
    assert share >= 0.75
    assert found >= 0.58


def test_a_retold_figure_is_found():
    signal = all_signals()["fabrication.retold_figures"].function
    found = pairs("synthetic_number_conflict", "conflict")
    values = [
        (signal(Article(a["text"])).value, signal(Article(b["text"])).value) for a, b in found
    ]
    ranked = sum(worse(*pair) for pair in values) / len(values)
    print(f"conflict: {len(values)} pairs, ranked right {ranked:.3f}, {values}")
    assert ranked >= 0.5


def test_chatbot_residue():
    right = wrong = machine = 0
    for record in records("gold", "llmfake_politifact"):
        article = Article(record["text"])
        is_machine = not record["doc_label"].startswith("human")
        found = bool(chatbot_residue(article).value or answer_labels(article).value)
        machine += is_machine
        right += found and is_machine
        wrong += found and not is_machine
    precision, recall = right / (right + wrong), right / machine
    print(f"chatbot: {right} right, {wrong} wrong of {machine}: P {precision:.3f} R {recall:.3f}")
    assert precision >= 0.98
    assert recall >= 0.15


def test_translation_debris():
    right = wrong = machine = human = 0
    for record in records("gold", "ht_vs_mt_news_docs"):
        article = Article(record["text"])
        is_machine = "human" not in record["doc_label"] and "ht" not in record["doc_label"]
        found = bool(translation_debris(article).value or detached_apostrophes(article).value)
        machine, human = machine + is_machine, human + (not is_machine)
        right, wrong = right + (found and is_machine), wrong + (found and not is_machine)
    print(f"debris: {right} of {machine} machine, {wrong} of {human} human texts")
    assert wrong <= 0.02 * human


def credible_articles() -> list[Article]:
    """Random articles of credible outlets."""
    rows = [row for row in records("corpora", "abp_quality") if row["label"] == 1]
    random.Random(SEED).shuffle(rows)  # noqa: S311  a fixed sample, not a secret
    return [
        Article(row["text"], row["title"] or "", published=_day(row["date"]))
        for row in rows[:SAMPLE]
    ]


def _day(text: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def test_critical_flags_are_rare_on_credible_articles():
    counts: dict[str, int] = defaultdict(int)
    flagged = 0
    for article in credible_articles():
        readings = extract(article)
        critical = [
            name for name in readings if name.startswith("fabrication.") and readings[name].critical
        ]
        flagged += bool(critical)
        for name in critical:
            counts[name] += 1
    print(f"critical: {flagged} of {SAMPLE} credible articles: {dict(counts)}")
    assert flagged <= 0.02 * SAMPLE
