import csv
import gzip
import io
import tracemalloc
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from backports import zstd

from models.rows import Columns, RowFault
from service.corpus import chunks as chunks_module
from service.corpus import readers as readers_module
from service.corpus.checks import check
from service.corpus.chunks import chunks
from service.corpus.readers import Wanted
from service.corpus.sources import CorpusError, Kind, find

READING = Wanted(Columns(), (), 10_000)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rows(
    name: str, raw: bytes | None = None, *, wanted: Wanted = READING, kind: Kind | None = None
) -> list[tuple[int, Any]]:
    if raw is not None:
        Path(name).write_bytes(raw)
    (source,) = find([name], kind)
    return [
        pair
        for chunk in chunks(source, wanted)
        for pair in zip(chunk.numbers, chunk.rows, strict=True)
    ]


def table(count: int, text: str = "Some text.") -> pa.Table:
    return pa.Table.from_pylist(
        [{"id": f"a{number}", "text": text, "lang": "en"} for number in range(count)]
    )


def written(*lines: list[str], tabs: bool = False) -> bytes:
    sink = io.StringIO()
    csv.writer(sink, "excel-tab" if tabs else "excel").writerows(lines)
    return sink.getvalue().encode()


def test_lines_have_their_numbers_and_blank_ones_are_none() -> None:
    raw = b'\xef\xbb\xbf{"id":1}\n\n \r\n{"id":2}\r\n{"id":3}'
    assert rows("a.jsonl", raw) == [(1, b'{"id":1}\n'), (4, b'{"id":2}\r\n'), (5, b'{"id":3}')]


def test_a_line_too_long_is_told() -> None:
    found = rows("a.jsonl", b"1\n" + b"x" * 10_001 + b"\n2\n")
    long = RowFault(None, None, "Longer than 10,000 bytes.")
    assert found == [(1, b"1\n"), (2, long), (3, b"2\n")]


def test_a_row_of_fifty_megabytes_takes_no_memory() -> None:
    with Path("a.jsonl").open("wb") as file:
        for _ in range(50):
            file.write(b"x" * 1_000_000)
        file.write(b"\n2\n")
    tracemalloc.start()
    found = rows("a.jsonl")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [number for number, _ in found] == [1, 2]
    assert peak < 3_000_000


@pytest.mark.parametrize("tabs", [False, True])
def test_a_csv_file_is_read_by_its_header(tabs: bool) -> None:
    raw = written(
        ["id", "text", "title"], ["1", 'A "quoted"\nline, with\ta tab', ""], ["2", "", "T"],
        tabs=tabs,
    )  # fmt: skip
    assert rows("a.tsv" if tabs else "a.csv", b"\xef\xbb\xbf" + raw) == [
        (2, {"id": "1", "text": 'A "quoted"\nline, with\ta tab'}),
        (3, {"id": "2", "text": "", "title": "T"}),
    ]


def test_a_csv_row_that_is_none_is_told_and_the_next_one_read() -> None:
    long, stray = "y" * 20_000, 'say ""'
    raw = (
        b"id,text\n1\n2,\xff\xfe\n3,a,b\n"
        + written(["4", long], ["5", f"{long}\n\n{stray}"], ["6", "fine"])
        + b'\n7,"never closed\n8,a\n'
    )
    closed = RowFault(None, None, "Longer than 10,000 bytes: a quotation mark not closed?")
    assert rows("a.csv", raw) == [
        (2, RowFault(None, None, "1 fields where the header has 2.")),
        (3, RowFault(None, None, "Not UTF-8 text.")),
        (4, RowFault(None, None, "3 fields where the header has 2.")),
        (5, closed),
        (6, closed),
        (7, {"id": "6", "text": "fine"}),
        (8, {"id": "7", "text": "never closed\n8,a\n"}),
    ]


def test_a_quotation_mark_that_is_never_closed_ends_at_the_longest_row() -> None:
    raw = b'id,text\n1,"oops\n' + b"2,fine\n" * 5_000
    first, *_ = rows("a.csv", raw)
    assert first[0] == 2
    assert isinstance(first[1], RowFault)


def test_a_parquet_file_gives_the_columns_that_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers_module, "_BATCH_BYTES", 100)
    pq.write_table(table(25), "a.parquet", row_group_size=10)
    found = rows("a.parquet")
    assert [number for number, _ in found] == list(range(1, 26))
    assert found[24] == (25, {"id": "a24", "text": "Some text."})
    wanted = READING._replace(others=("lang",))
    assert rows("a.parquet", wanted=wanted)[0][1]["lang"] == "en"


def test_the_pages_of_a_folder_are_rows() -> None:
    Path("f/sub").mkdir(parents=True)
    Path("f/a.txt").write_bytes(b"\xef\xbb\xbfSome text.")
    Path("f/b.txt").write_bytes(b"\xff")
    Path("f/c.txt").write_bytes(b"x" * 10_001)
    Path("f/sub/d.txt").write_bytes(b"More.")
    (source,) = find(["f"])
    Path("f/a2.txt").touch()  # came later
    (chunk,) = chunks(source, READING)
    assert list(chunk.rows) == [
        {"id": "a.txt", "text": "Some text."},
        RowFault("b.txt", None, "Not UTF-8 text."),
        RowFault("c.txt", None, "Longer than 10,000 bytes."),
        {"id": "sub/d.txt", "text": "More."},
    ]
    Path("f/sub/d.txt").unlink()
    (chunk,) = chunks(source, READING)
    gone = RowFault("sub/d.txt", None, "Cannot be read: No such file or directory.")
    assert chunk.rows[-1] == gone


def test_an_html_page_is_left_to_the_scoring() -> None:
    assert rows("a.html", b"<p>x</p>") == [(1, {"id": "a.html", "html": "<p>x</p>"})]


@pytest.mark.parametrize(
    ("name", "compress", "reason"),
    [
        ("a.jsonl.gz", gzip.compress, "ended before the end-of-stream marker"),
        ("a.jsonl.zst", zstd.compress, "ended before the end-of-stream marker"),
    ],
)
def test_what_comes_before_a_files_early_end_is_not_lost(
    name: str, compress: Any, reason: str
) -> None:
    lines = [orjson.dumps({"id": number, "text": f"{number * 7_919}"}) for number in range(9_000)]
    whole = compress(b"\n".join(lines))
    found = rows(name, whole[: len(whole) // 2])
    *before, (number, fault) = found
    assert len(before) > 2_000
    assert [row.rstrip() for _, row in before[:2_000]] == lines[:2_000]
    assert number == before[-1][0] + 1
    assert isinstance(fault, RowFault)
    assert fault.problem.startswith("The file cannot be read any further: ")
    assert reason in fault.problem


def test_a_damaged_file_is_told() -> None:
    whole = bytearray(gzip.compress(b'{"id": 1}\n' * 100_000, compresslevel=1))
    whole[len(whole) // 2 :] = b"\x55" * (len(whole) // 2)
    fault = rows("a.jsonl.gz", bytes(whole))[-1][1]
    assert isinstance(fault, RowFault)
    pq.write_table(table(5_000), "a.parquet", row_group_size=100, use_dictionary=False)
    raw = bytearray(Path("a.parquet").read_bytes())
    raw[len(raw) // 2 : len(raw) // 2 + 100] = b"\x55" * 100
    *before, (_, fault) = rows("a.parquet", bytes(raw))
    assert before
    assert isinstance(fault, RowFault)


def test_chunks_are_bounded_by_rows_and_by_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = b'{"id": 1}\n' * 600
    Path("a.jsonl").write_bytes(raw)
    sizes = [(len(chunk.rows), chunk.size) for chunk in chunks(find(["a.jsonl"])[0], READING)]
    assert [count for count, _ in sizes] == [256, 256, 88]
    assert sum(size for _, size in sizes) == len(raw)
    monkeypatch.setattr(chunks_module, "_CHUNK_BYTES", 1_000)
    counts = [len(chunk.rows) for chunk in chunks(find(["a.jsonl"])[0], READING)]
    assert counts == [100] * 6


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        ("a.jsonl", b'{"id"\0', "a.jsonl holds no text: byte 5 is NUL"),
        ("a.csv", b"id,text\n1,\0\n", "a.csv holds no text: byte 10 is NUL"),
        ("a.jsonl", b" [\n{}]", "a.jsonl holds a JSON array; one object a line is needed"),
        ("a.csv", b"PAR1...", "a.csv is Parquet: call it so, or say --format parquet"),
        ("a.csv", b"", "a.csv has no header: its first row must be one"),
        ("a.csv", b"\xff\xfe\n", "a.csv has no header: its first row must be one"),
        ("a.csv", b"id,content\n", "a.csv has no column text; it has: id, content (--id"),
        ("a.csv", b"text\n", "a.csv has no column id; it has: text (--id"),
        ("a.csv", b"x\n", "a.csv has no column text and no column id; it has: x (--id"),
        ("a.parquet", b"nothing", "a.parquet is no Parquet file"),
        ("a.jsonl.gz", b"\x1f\x8b\x08", "cannot read a.jsonl.gz: Compressed file ended"),
    ],
)
def test_what_cannot_be_a_corpus_is_told_before_the_run(
    name: str, raw: bytes, message: str
) -> None:
    Path(name).write_bytes(raw)
    with pytest.raises(CorpusError) as caught:
        check(find([name])[0], READING)
    assert str(caught.value).startswith(message)


def test_a_missing_column_is_told_for_parquet_too() -> None:
    pq.write_table(table(1), "a.parquet")
    (source,) = find(["a.parquet"])
    check(source, READING)
    for wanted in (
        READING._replace(columns=Columns(id="doc")),
        READING._replace(columns=Columns(text="content")),
        READING._replace(others=("year",)),
    ):
        with pytest.raises(CorpusError, match=r"a\.parquet has no column"):
            check(source, wanted)


@pytest.mark.parametrize("text", ["text", "body", "html"])
def test_the_text_may_have_any_of_three_names(text: str) -> None:
    Path("a.csv").write_text(f"id,{text}\n")
    check(find(["a.csv"])[0], READING)
