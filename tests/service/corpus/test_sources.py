import bz2
import gzip
import lzma
from pathlib import Path

import fsspec
import pytest
from backports import zstd

from service.corpus.sources import CorpusError, Kind, Source, find, opened, seekable


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def touch(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(b"x\n")


def found(*inputs: str, kind: Kind | None = None) -> list[tuple[str, str]]:
    return [(source.name, source.kind) for source in find(inputs, kind)]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.jsonl", "ndjson"),
        ("a.ndjson", "ndjson"),
        ("a.json", "ndjson"),
        ("a.JSONL.GZ", "ndjson"),
        ("a.csv.zst", "csv"),
        ("a.tsv", "tsv"),
        ("a.parquet", "parquet"),
        ("a.txt", "text"),
        ("a.htm", "html"),
    ],
)
def test_a_files_name_tells_what_it_holds(name: str, kind: str) -> None:
    touch(name)
    assert found(name) == [(name, kind)]
    assert found(name, kind="csv") == [(name, "csv")]


def test_a_source_knows_its_file() -> None:
    touch("a.jsonl")
    (source,) = find(["a.jsonl"])
    assert source.size == 2
    assert float(source.changed) == Path("a.jsonl").stat().st_mtime
    assert source.is_local
    assert not source.is_stdin


def test_inputs_keep_their_order_and_a_globs_files_have_one() -> None:
    touch("b.jsonl", "x2.csv", "x10.csv", "x1.csv")
    assert [name for name, _ in found("x*.csv", "b.jsonl")] == [
        "x1.csv", "x10.csv", "x2.csv", "b.jsonl",
    ]  # fmt: skip
    here = Path.cwd()
    assert found(f"{here}/b*") == [(f"{here}/b.jsonl", "ndjson")]


def test_a_file_may_have_a_name_like_a_glob() -> None:
    touch("a[1].jsonl")
    assert found("a[1].jsonl") == [("a[1].jsonl", "ndjson")]


def test_a_folders_pages_are_one_source_and_its_tables_one_each() -> None:
    touch("f/b.txt", "f/sub/a.txt", "f/c.html", "f/t.parquet", "f/_x/a.txt", "f/.y.txt", "f/z.pdf")
    texts, pages, table = find(["f/"])
    assert (texts.kind, texts.pages) == ("text", ("b.txt", "sub/a.txt"))
    assert (pages.kind, pages.pages) == ("html", ("c.html",))
    assert (table.name, table.kind) == ("f/t.parquet", "parquet")
    assert texts.where("sub/a.txt") == "f/sub/a.txt"


def test_a_page_alone_keeps_its_name() -> None:
    touch("f/b.txt")
    (source,) = find(["f/b.txt"])
    assert source.pages == ("f/b.txt",)
    assert source.where("f/b.txt") == "f/b.txt"


def test_whatever_fsspec_knows_is_an_address() -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe({"/corpus/a.jsonl": b"1\n", "/corpus/b.txt": b"2"})
    assert found("memory://corpus/*.jsonl") == [("memory:///corpus/a.jsonl", "ndjson")]
    pages, table = find(["memory://corpus"])
    assert (table.name, table.is_local) == ("memory://corpus/a.jsonl", False)
    with seekable(pages.where("b.txt")) as file:
        assert file.read() == b"2"


def test_standard_input_is_lines_of_json_unless_it_is_said_otherwise() -> None:
    assert found("-") == [("-", "ndjson")]
    assert found("-", kind="csv") == [("-", "csv")]
    (source,) = find(["-"])
    assert (source.is_stdin, source.is_local, source.size) == (True, False, None)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("none.jsonl", "there is no none.jsonl"),
        ("none*.jsonl", "no file fits none*.jsonl"),
        ("a.xyz", "what a.xyz holds cannot be told by its name: say it with --format"),
        ("empty", "there is no article and no corpus in the folder empty"),
        ("a.xyz/b.jsonl", "cannot read a.xyz/b.jsonl: Not a directory"),
        ("foo://b/x.jsonl", "cannot read foo://b/x.jsonl: Protocol not known: foo"),
        ("s3://b/x.jsonl", "cannot read s3://b/x.jsonl: Install s3fs to access S3"),
    ],
)
def test_what_is_no_source_is_told_in_a_sentence(given: str, message: str) -> None:
    touch("a.xyz")
    Path("empty").mkdir()
    with pytest.raises(CorpusError) as caught:
        find([given])
    assert str(caught.value) == message


def test_parquet_cannot_come_through_a_pipe() -> None:
    with pytest.raises(CorpusError, match="standard input"):
        find(["-"], "parquet")


@pytest.mark.parametrize(
    "compress", [bytes, gzip.compress, zstd.compress, bz2.compress, lzma.compress]
)
def test_the_bytes_tell_how_a_file_is_compressed(compress: object) -> None:
    assert callable(compress)
    Path("corpus").write_bytes(compress(b"one\ntwo\n"))
    with opened(Source("corpus", "ndjson", None, "")) as (stream, raw):
        assert stream.read() == b"one\ntwo\n"
        assert raw.tell() == Path("corpus").stat().st_size


def test_an_empty_file_is_empty() -> None:
    Path("corpus").touch()
    with opened(Source("corpus", "ndjson", None, "")) as (stream, _):
        assert stream.read() == b""
