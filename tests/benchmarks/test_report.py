import pytest

pytest.importorskip("benchmarks", reason="the wheel has no benchmarks")

from benchmarks.report import Report, Target


def test_a_report_reads_as_a_table_with_its_verdicts():
    report = Report(
        title="lap times",
        data="2 laps",
        protocol="a stopwatch",
        columns=("", "s"),
        rows=[("first", 61.25), ("second", None)],
        targets=(Target("slowest", 61.25, 60.0, at_least=False), Target("laps", 2.0, 2.0)),
    )
    assert report.as_text().splitlines() == [
        "lap times",
        "",
        "             s",
        "  first   61.2",
        "  second     -",
        "",
        "  target MISSED: slowest 61.2 (at most 60)",
        "  target met: laps 2 (at least 2)",
        "  data: 2 laps",
        "  protocol: a stopwatch",
    ]
    assert [target["is_met"] for target in report.as_json()["targets"]] == [False, True]
