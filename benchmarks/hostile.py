"""What a character costs in texts made to be slow: no more in a long text than in a short one."""

from collections.abc import Callable
from typing import NamedTuple

import orjson

from benchmarks.articles import news
from benchmarks.clock import cpu_seconds
from benchmarks.hostile_texts import HOSTILE, Maker
from benchmarks.report import Cell, Report, Target
from benchmarks.subject import scorer
from features.article import Article
from service.dump import assessment_json

_LENGTHS = (10_000, 100_000, 1_000_000)
_REPEATS = (5, 3, 2)
# What would take longer than this if the cost of a character stayed as it is is not measured.
_MOST_SECONDS = 5.0


class _Costs(NamedTuple):
    """CPU time a character at each length, in nanoseconds; None: not measured."""

    nanoseconds: list[float | None]

    @property
    def growth(self) -> float:
        """The longest text's over the shortest's, at least where it was too slow to measure."""
        measured = [cost for cost in self.nanoseconds if cost is not None]
        return measured[-1] / measured[0]


def measure() -> Report:
    """Cost of extract + score, and of the answer with all its evidence as well."""
    assess = scorer().assess

    def answer(article: Article) -> bytes:
        return orjson.dumps(assessment_json(assess(article)))

    prose = "\n\n".join(body for _, body in news(300).texts)
    rows: list[tuple[Cell, ...]] = []
    growths, answer_growths = [], []
    for name, make in {"news, to compare": _cut(prose), **HOSTILE}.items():
        texts = [make(length) for length in _LENGTHS]
        scored, answered = _costs(assess, texts), _costs(answer, texts)
        growths.append(scored.growth)
        answer_growths.append(answered.growth)
        rows.append(
            (name, *scored.nanoseconds, scored.growth, answered.nanoseconds[-1], answered.growth)
        )
    rows[1:] = sorted(rows[1:], key=lambda row: -float(row[4] or 0))
    longest = f"{_LENGTHS[-1]:,}"
    return Report(
        title="CPU time a character in hostile texts (ns)",
        data=f"{len(HOSTILE)} texts, each of {', '.join(f'{n:,}' for n in _LENGTHS)} characters",
        protocol=(
            f"extract + score; then with the answer as JSON, all evidence in it; the fastest of"
            f" {', '.join(map(str, _REPEATS))} runs at each length; growth is the cost of a"
            f" character in the longest text over that in the shortest; a text that would take"
            f" more than {_MOST_SECONDS:g} s is left out (-), and its growth that of the one before"
        ),
        columns=(
            "",
            *(f"{length:,}" for length in _LENGTHS),
            "growth",
            f"answer, {longest}",
            "growth ",
        ),
        rows=rows,
        targets=(
            Target("largest growth, extract + score", max(growths), 2.0, at_least=False),
            Target("largest growth, answer", max(answer_growths), 2.0, at_least=False),
        ),
    )


def _cut(text: str) -> Maker:
    return lambda characters: text[:characters]


def _costs(work: Callable[[Article], object], texts: list[str]) -> _Costs:
    work(Article(texts[0]))
    costs: list[float | None] = []
    for text, repeats in zip(texts, _REPEATS, strict=True):
        if costs and (costs[-1] is None or costs[-1] * len(text) > _MOST_SECONDS * 1e9):
            costs.append(None)
            continue
        fastest = min(cpu_seconds(lambda: work(Article(text))) for _ in range(repeats))  # noqa: B023
        costs.append(fastest / len(text) * 1e9)
    return _Costs(costs)
