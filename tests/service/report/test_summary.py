import tracemalloc
from collections.abc import Callable

import pytest

from models.records import Record
from service.report import summary as summary_module
from service.report.summary import Summary

Made = Callable[..., Record]


def test_counts_what_became_of_every_row(made: Made, flag: Made) -> None:
    found = Summary().add_all(
        [
            made(0.1), made(0.5), made(0.7, flags=[flag(critical=True)]), made(None),
            {"id": None, "row": 3, "error": {"field": "id", "problem": "Missing."}},
        ]
    )  # fmt: skip
    assert (found.articles, found.scored, found.critical) == (4, 3, 1)
    assert found.bands == {"low": 1, "mixed": 1, "high": 1}
    assert (found.abstained.total, found.faults.total) == (1, 1)
    assert sum(found.steps) == 3


@pytest.mark.parametrize(
    ("score", "step"), [(0.0, 0), (0.4, 20), (0.599, 29), (0.6, 30), (1.0, 49)]
)
def test_a_score_is_in_the_step_of_its_band(made: Made, score: float, step: int) -> None:
    assert Summary().add_all([made(score)]).steps[step] == 1


def test_half_of_the_scores_lie_below_the_median(made: Made) -> None:
    found = Summary().add_all(made(number / 100) for number in range(0, 100, 2))
    assert found.median == pytest.approx(0.5, abs=0.01)
    assert Summary().median == 0.0


def test_the_worst_of_each_finding_is_shown(made: Made, flag: Made) -> None:
    records = [
        made(number / 100, id=str(number), flags=[flag("fabrication.x", "q", critical=number > 90)])
        for number in range(100)
    ]
    (finding,) = Summary().add_all(records).findings
    assert (finding.articles, finding.critical) == (100, 9)
    assert [case.id for case in finding.cases] == ["91", "92", "93", "94", "95", "96"]


def test_extremes_are_kept(made: Made) -> None:
    found = Summary().add_all(made(number / 100, id=str(number)) for number in range(100))
    assert [case.id for case in found.lowest.items()][:3] == ["0", "1", "2"]
    assert [case.id for case in found.highest.items()][:3] == ["99", "98", "97"]


def test_problems_of_one_kind_are_counted_together() -> None:
    found = Summary().add_all(
        {"id": None, "source": "a.jsonl", "row": row, "error": {"problem": f"Not JSON: at {row}."}}
        for row in range(3)
    )
    ((problem, kind),) = found.faults.items()
    assert (problem, kind.count) == ("Not JSON", 3)
    assert kind.examples.items()[1].note == "a.jsonl row 1: Not JSON: at 1."


def test_readings_of_another_model_are_not_mixed_in(made: Made) -> None:
    found = Summary().add_all([made(), made(signals={"style.other": 1.0}, model="n"), made()])
    assert found.readings is not None
    assert found.readings.seen == 2
    assert [(name, kind.count) for name, kind in found.models.items()] == [("m", 2), ("n", 1)]


def test_memory_does_not_grow_with_the_corpus(
    made: Made, flag: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summary_module, "SAMPLE", 100)

    def held(count: int) -> int:
        records = (
            made(
                None if number % 5 == 0 else number % 100 / 100,
                id=f"{number}-{'x' * 2_000}",
                outlet=f"{number % 50}.example",
                flags=[flag(f"fabrication.{number}", "q" * 5_000, critical=True)],
                model=f"model {number}",
            )
            for number in range(count)
        )
        tracemalloc.start()
        summary = Summary().add_all(records)
        size, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert summary.articles == count
        return size

    few, many = held(2_000), held(10_000)
    assert many < 1.1 * few
