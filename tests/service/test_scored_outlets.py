import csv
from pathlib import Path

import orjson
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from models.records import Record
from service.cli import main
from service.faults import Fault
from service.scored_outlets import OutletRow, by_outlet, write_by_outlet


def record(score: float | None, outlet: str | None, *, critical: bool = False) -> Record:
    flag = {"signal": "fabrication.x", "reason": "r", "critical": critical, "passages": []}
    return {
        "id": 1, "score": score, "interval": None if score is None else [score, score],
        "band": None, "abstained": {"reason": "too_short"} if score is None else None,
        "words": 300, "outlet": outlet, "flags": [flag], "signals": {}, "model": "m",
    }  # fmt: skip


RECORDS = [
    *[record(score, "good.example") for score in (0.8, 0.9, 0.85)],
    *[record(score, "bad.example", critical=True) for score in (0.2, 0.1, 0.3, 0.25)],
    *[record(score, f"{score}.example") for score in (0.4, 0.5, 0.6)],
    record(None, "quiet.example"),
    record(0.7, None),
    {"id": 9, "error": {"problem": "Not JSON."}},
]


@pytest.fixture
def scored(tmp_path: Path) -> Path:
    path = tmp_path / "scored.jsonl"
    path.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in RECORDS))
    return path


def rows() -> dict[str | None, OutletRow]:
    return {row.outlet: row for row in by_outlet(RECORDS)}


def test_every_article_is_counted_with_its_outlet() -> None:
    found = rows()
    assert found["good.example"][:5] == ("good.example", 3, 0, 0, pytest.approx(0.85))
    assert found["bad.example"].flagged == 4
    assert found["quiet.example"] == ("quiet.example", 0, 1, 0, *[None] * 6)
    assert sum(row.scored + row.abstained for row in found.values()) == len(RECORDS) - 1


def test_the_best_comes_first_and_what_has_no_score_last() -> None:
    found = [row.outlet for row in by_outlet(RECORDS)]
    assert (found[0], found[-3]) == ("good.example", "bad.example")
    assert set(found[-2:]) == {"quiet.example", None}


def test_few_articles_are_drawn_to_the_mean_of_all_outlets() -> None:
    found = rows()["bad.example"]
    assert found.mean is not None
    assert found.score is not None
    assert found.low is not None
    assert found.high is not None
    assert found.mean < found.score < 0.5
    assert found.low < found.score < found.high
    assert found.band == "low"
    assert found.weight is not None
    assert 0.5 < found.weight < 1.0


def test_articles_of_no_known_outlet_are_counted_and_have_no_common_score() -> None:
    assert rows()[None][:6] == (None, 1, 0, 0, 0.7, None)


def test_one_outlet_has_one_name() -> None:
    found = by_outlet([record(0.5, name) for name in ("A.example", "www.a.example", " a.example")])
    assert [(row.outlet, row.scored) for row in found] == [("a.example", 3)]


def test_writes_what_the_name_says(scored: Path, tmp_path: Path) -> None:
    for name in ("out.csv", "out.jsonl", "out.ndjson", "out.parquet"):
        write_by_outlet(scored, tmp_path / name)
    expected = [row._asdict() for row in by_outlet(RECORDS)]
    assert pq.read_table(tmp_path / "out.parquet").to_pylist() == expected
    for name in ("out.jsonl", "out.ndjson"):
        lines = (tmp_path / name).read_bytes().splitlines()
        assert [orjson.loads(line) for line in lines] == expected
    with (tmp_path / "out.csv").open(newline="") as lines:
        found = list(csv.DictReader(lines))
    assert [row["outlet"] for row in found] == [row["outlet"] or "" for row in expected]
    assert float(found[0]["score"]) == expected[0]["score"]


def test_the_command_prints_a_line_an_outlet(scored: Path) -> None:
    done = CliRunner().invoke(main, ["outlets", str(scored)])
    assert done.exit_code == 0
    assert orjson.loads(done.stdout.splitlines()[0])["outlet"] == "good.example"
    piped = CliRunner().invoke(main, ["outlets", "-"], input=scored.read_bytes())
    assert piped.stdout == done.stdout


def test_a_name_that_does_not_tell_what_to_write_is_told(scored: Path, tmp_path: Path) -> None:
    with pytest.raises(Fault, match=r"cannot be told by its name: call it \.csv, \.jsonl or"):
        write_by_outlet(scored, tmp_path / "out.xlsx")


def test_what_cannot_be_read_or_written_is_told(scored: Path, tmp_path: Path) -> None:
    missing = CliRunner().invoke(main, ["outlets", str(tmp_path / "none.jsonl")])
    assert (missing.exit_code, missing.stderr) == (
        2,
        f"Error: there is no {tmp_path / 'none.jsonl'}.\n",
    )
    nowhere = tmp_path / "no" / "out.csv"
    done = CliRunner().invoke(main, ["outlets", str(scored), "-o", str(nowhere)])
    assert (done.exit_code, done.stderr) == (
        2,
        f"Error: cannot write {nowhere}: No such file or directory.\n",
    )
