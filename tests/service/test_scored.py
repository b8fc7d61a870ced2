import gzip
from collections.abc import Callable
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from backports import zstd

from models import score_corpus
from models.records import Extras, Record, schema_of, table_of
from models.scorer import load_default
from seeds import seed_articles
from service.faults import Fault
from service.scored import read_scored

SIGNALS = load_default().signals


@pytest.fixture(scope="module")
def records() -> list[Record]:
    """What a run says of the seed articles, of a text too short and of a row without one."""
    rows = [
        {"id": str(number), "text": seed.body, "title": seed.title, "outlet": seed.outlet}
        for number, seed in enumerate(seed_articles()[:4])
    ]
    rows += [{"id": "short", "text": "Too short."}, {"id": "blank", "text": " "}]
    return list(score_corpus(rows, extras=Extras(contributions=True)))


def lines(records: list[Record]) -> bytes:
    return b"".join(orjson.dumps(record) + b"\n" for record in records)


def table(records: list[Record]) -> pa.Table:
    return table_of(records, schema_of(SIGNALS, Extras(contributions=True, evidence=True)))


@pytest.mark.parametrize(
    ("name", "encode"),
    [
        ("out.jsonl", lines),
        ("out.ndjson.gz", lambda records: gzip.compress(lines(records))),
        ("out.jsonl.zst", lambda records: zstd.compress(lines(records))),
        ("out.jsonl", lambda records: b"\n" + lines(records) + b"\n"),
    ],
)
def test_lines_come_back(
    tmp_path: Path, records: list[Record], name: str, encode: Callable[[list[Record]], bytes]
) -> None:
    path = tmp_path / name
    path.write_bytes(encode(records))
    assert list(read_scored(str(path))) == [orjson.loads(orjson.dumps(each)) for each in records]


def test_a_table_comes_back_as_the_same_records(tmp_path: Path, records: list[Record]) -> None:
    path = tmp_path / "out.parquet"
    pq.write_table(table(records), path)
    assert list(read_scored(str(path))) == [orjson.loads(orjson.dumps(each)) for each in records]


def test_only_the_score_of_a_table_is_read_where_that_is_enough(
    tmp_path: Path, records: list[Record]
) -> None:
    path = tmp_path / "out.parquet"
    pq.write_table(table(records), path)
    found = list(read_scored(str(path), signals=False))
    assert [each.get("score") for each in found] == [each.get("score") for each in records]
    assert found[0]["signals"] == {}


def test_what_pandas_wrote_is_read(tmp_path: Path, records: list[Record]) -> None:
    path = tmp_path / "out.parquet"
    table(records[:5]).to_pandas().to_parquet(path)
    assert [each["id"] for each in read_scored(str(path))] == ["0", "1", "2", "3", "short"]


def test_a_folder_of_parts_is_one_run(tmp_path: Path, records: list[Record]) -> None:
    (tmp_path / "part-000000.ndjson").write_bytes(lines(records[:2]))
    (tmp_path / "part-000001.ndjson").write_bytes(lines(records[2:]))
    (tmp_path / "_faults-000001.ndjson").write_bytes(b"not data\n")
    assert len(list(read_scored(str(tmp_path)))) == len(records)


def good() -> Record:
    return {
        "id": 1, "score": 0.5, "interval": [0.4, 0.6], "band": "mixed", "abstained": None,
        "words": 300, "outlet": None, "flags": [], "signals": {"style.x": 1.0}, "model": "m",
    }  # fmt: skip


def test_the_least_of_a_record_is_read(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_bytes(lines([good()]))
    assert list(read_scored(str(path))) == [good()]


PASSAGES = [{"quote": "q", "reason": "why"}]
FLAG = {"signal": "fabrication.x", "reason": "r", "critical": True, "passages": PASSAGES}


@pytest.mark.parametrize(
    "wrong",
    [
        {"score": "0.5"},
        {"score": 7},
        {"score": None},
        {"interval": [0.4]},
        {"interval": None},
        {"outlet": 3},
        {"model": None},
        {"signals": {"style.x": "many"}},
        {"signals": None},
        {"contributions": []},
        {"flags": None},
        {"flags": ["x"]},
        {"flags": [FLAG | {"passages": [{"quote": "q"}]}]},
        {"flags": [FLAG | {"critical": "no"}]},
        {"error": "x"},
        {"error": {"problem": None}},
    ],
)
def test_a_line_that_is_no_record_is_told(tmp_path: Path, wrong: Record) -> None:
    path = tmp_path / "out.jsonl"
    path.write_bytes(lines([good() | {"flags": [FLAG]}, good() | wrong]))
    assert told(path) == f"{path} is no output of `credibility batch`: row 2 is no record of it."


@pytest.mark.parametrize("raw", [b"[1]\n", b'{"id": 1}\n', b'{"id": 1, "text": "A corpus."}\n'])
def test_a_corpus_is_no_scored_file(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_bytes(raw)
    assert told(path) == f"{path} is no output of `credibility batch`: row 1 is no record of it."


def test_what_is_no_json_is_told(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_bytes(lines([good()]) + b'{"id": 2, "sco')
    assert told(path) == f"{path} is no output of `credibility batch`: line 2 is no record of it."


@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet"])
def test_a_file_without_records_is_told(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"")
    if name.endswith("parquet"):
        pq.write_table(table([]), path)
    assert told(path) == f"{path} holds no records."


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert told(tmp_path / "out.jsonl") == f"there is no {tmp_path / 'out.jsonl'}."


def test_a_file_cut_off_is_told(tmp_path: Path, records: list[Record]) -> None:
    path = tmp_path / "out.jsonl.gz"
    whole = gzip.compress(lines(records))
    path.write_bytes(whole[: len(whole) // 2])
    assert told(path) == f"{path} was cut off: it ends too soon."


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl.gz"
    path.write_bytes(gzip.compress(b"")[:8] + b"\xff" * 40)
    assert told(path).startswith(f"cannot read {path}: ")


@pytest.mark.parametrize("raw", [b"", b"PAR1 and then something else PAR1"])
def test_what_is_no_parquet_is_told(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "out.parquet"
    path.write_bytes(raw)
    assert told(path) == f"{path} is no Parquet file, or it is damaged."


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("out.csv", "out.csv is no output of `credibility batch`, which is NDJSON or Parquet."),
        ("out.xlsx", "what out.xlsx holds cannot be told by its name"),
    ],
)
def test_another_kind_of_file_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text("id,score\n1,0.5\n")
    assert told(Path(name)).startswith(message)


def test_columns_that_are_not_there_are_told(tmp_path: Path, records: list[Record]) -> None:
    path = tmp_path / "out.parquet"
    pq.write_table(table(records).drop_columns(["score", "flags"]), path)
    assert (
        told(path) == f"{path} is no output of `credibility batch`: it has no column score, flags."
    )


def test_columns_of_another_type_are_told(tmp_path: Path, records: list[Record]) -> None:
    path = tmp_path / "out.parquet"
    found = table(records)
    words = pa.array(["many"] * len(found))
    pq.write_table(found.set_column(found.column_names.index("score"), "score", words), path)
    assert told(path) == (
        f"{path} is no output of `credibility batch`: its column score holds string, not double."
    )


def told(path: Path) -> str:
    """What is said about a file that cannot be read."""
    with pytest.raises(Fault) as fault:
        list(read_scored(str(path)))
    assert fault.value.exit_code == 2
    return fault.value.message
