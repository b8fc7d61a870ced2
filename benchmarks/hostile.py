"""What a character costs in texts made to be slow: no more in a long text than in a short one."""

import time
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from benchmarks.articles import news
from benchmarks.clock import cpu_seconds
from benchmarks.hostile_texts import HOSTILE, Maker
from benchmarks.report import Cell, Report, Target
from benchmarks.subject import scorer
from features.article import Article
from service.dump import assessment_json

_LENGTHS = (10_000, 100_000, 1_000_000)
# The fastest of a few runs leaves out what other programs on the machine cost. A single run does
# not: exclamation marks seemed to grow 8.8 times when the long text got one, and 1.6 of four runs.
_LEAST_RUNS, _RUNS = 3, 5
_HOPELESS = 8.0
# No more than the least runs of one text after so long, no longer text that would take so long if
# the cost of a character stayed as it is, and no further texts; all in CPU time.
_RUNS_SECONDS, _TEXT_SECONDS, _PART_SECONDS = 0.4, 4.0, 160.0


class _Costs(NamedTuple):
    """CPU time a character at each length, in nanoseconds; None: not measured."""

    nanoseconds: list[float | None]

    @property
    def growth(self) -> float:
        """The longest measured text's over the shortest's."""
        measured = [cost for cost in self.nanoseconds if cost is not None]
        return measured[-1] / measured[0]


def measure() -> Report:
    """Cost of extract + score, and of the answer with all its evidence as well."""
    assess = scorer().assess

    def answer(article: Article) -> bytes:
        return assessment_json(assess(article))

    prose = "\n\n".join(body for _, body in news(300).texts)
    rows: list[tuple[Cell, ...]] = []
    growths, answer_growths, left_out = [], [], []
    deadline = time.process_time() + _PART_SECONDS
    for name, make in {"news, to compare": _cut(prose), **HOSTILE}.items():
        if time.process_time() > deadline:
            left_out.append(name)
            continue
        texts = [make(length) for length in _LENGTHS]
        scored = _costs(assess, texts)
        growths.append(scored.growth)
        # Ten times is quadratic: there is nothing more to know, and the rest would take long.
        answered = _costs(answer, texts) if scored.growth < _HOPELESS else scored
        answer_growths.append(answered.growth)
        rows.append(
            (name, *scored.nanoseconds, scored.growth, answered.nanoseconds[-1], answered.growth)
        )
    rows[1:] = sorted(rows[1:], key=lambda row: -float(row[4] or 0))
    return Report(
        title="CPU time a character in hostile texts, ns",
        data=f"{len(HOSTILE)} texts, each of {', '.join(f'{n:,}' for n in _LENGTHS)} characters",
        protocol=(
            "extract + score; then with the answer as JSON and all evidence in it; the fastest of"
            f" {_LEAST_RUNS} to {_RUNS} runs, as many as start in {_RUNS_SECONDS:g} s; growth: the"
            " cost of a character in the longest text over that in the shortest; - is a text that"
            f" would take more than {_TEXT_SECONDS:g} s if the cost of a character stayed as it is"
        ),
        columns=("", *(f"{length:,}" for length in _LENGTHS), "growth", "+ answer", "growth"),
        rows=rows,
        targets=(
            Target("largest growth, extract + score", max(growths), 2.0, at_least=False),
            Target("largest growth with the answer", max(answer_growths), 2.0, at_least=False),
        ),
        notes=(f"no time was left for: {', '.join(left_out)}",) if left_out else (),
    )


def _cut(text: str) -> Maker:
    return lambda characters: text[:characters]


def _costs(work: Callable[[Article], object], texts: list[str]) -> _Costs:
    work(Article(texts[0]))  # to warm up
    costs: list[float | None] = []
    for text in texts:
        if costs and (costs[-1] is None or costs[-1] * len(text) > _TEXT_SECONDS * 1e9):
            costs.append(None)
            continue
        runs: list[float] = []
        while len(runs) < _LEAST_RUNS or (len(runs) < _RUNS and sum(runs) < _RUNS_SECONDS):
            article = Article(text)
            runs.append(cpu_seconds(partial(work, article)))
        costs.append(min(runs) / len(text) * 1e9)
    return _Costs(costs)
