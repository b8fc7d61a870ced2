"""The files of one part: its records, and apart from them the rows that hold no article.

A file has its name only when all of it is on disk. Two processes may write the same part at once,
as happens on a cluster; both write the same.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from service.corpus.score import Format, Scored
from service.corpus.tally import Tally
from service.streams import safely

_COMPRESSION = "zstd"
# About 8,000 rows.
_CHUNKS_A_ROW_GROUP = 32


class Written(NamedTuple):
    """What is in a part: counts as in `Tally`, and eight bytes an identifier."""

    counts: dict[str, Any]
    ids: bytes


def part_file(folder: Path, number: int, format: Format) -> Path:
    """Where a part's records lie."""
    return folder / f"part-{number:06d}.{format}"


def faults_file(folder: Path, number: int) -> Path:
    """Where the rows of a part that hold no article are answered, if they stand apart."""
    return folder / f"_faults-{number:06d}.ndjson"


def write_part(folder: Path, number: int, format: Format, results: Iterable[Scored]) -> Written:
    """Write one part as its chunks come. Raises OSError."""
    tally, ids = Tally(), []
    faults = faults_file(folder, number)
    with safely(part_file(folder, number, format)) as sink, safely(faults) as apart:

        def records() -> Iterator[bytes]:
            for each in results:
                tally.add(each)
                ids.append(each.ids)
                apart.write(each.faults)
                yield each.records

        _WRITE[format](records(), sink)
    if not faults.stat().st_size:
        faults.unlink()
    return Written(tally.counts(), b"".join(ids))


def join_parts(paths: Sequence[Path], format: Format, sink: BinaryIO) -> None:
    """Write the records of some parts one after the other, as one file."""
    _JOIN[format](paths, sink)


def ids_of(path: Path, format: Format) -> Iterator[str]:
    """The identifiers in a part, as text."""
    if format == "parquet":
        yield from pq.read_table(path, columns=["id"])["id"].drop_null().to_pylist()
        return
    with path.open("rb") as lines:
        keys = (orjson.loads(line)["id"] for line in lines)
        yield from (str(key) for key in keys if key is not None)


def _write_lines(records: Iterable[bytes], sink: BinaryIO) -> None:
    sink.writelines(records)


def _write_table(records: Iterable[bytes], sink: BinaryIO) -> None:
    tables = (pa.ipc.open_stream(each).read_all() for each in records)
    group = list(islice(tables, _CHUNKS_A_ROW_GROUP))
    with pq.ParquetWriter(sink, group[0].schema, compression=_COMPRESSION) as writer:
        while group:
            writer.write_table(pa.concat_tables(group))
            group = list(islice(tables, _CHUNKS_A_ROW_GROUP))


def _join_lines(paths: Sequence[Path], sink: BinaryIO) -> None:
    for path in paths:
        with path.open("rb") as source:
            shutil.copyfileobj(source, sink, 1 << 20)


def _join_tables(paths: Sequence[Path], sink: BinaryIO) -> None:
    schema = pq.read_schema(paths[0])
    with pq.ParquetWriter(sink, schema, compression=_COMPRESSION) as writer:
        for path in paths:
            with pq.ParquetFile(path) as part:
                for group in range(part.num_row_groups):
                    writer.write_table(part.read_row_group(group))


_WRITE: dict[Format, Callable[[Iterable[bytes], BinaryIO], None]] = {
    "ndjson": _write_lines, "parquet": _write_table,
}  # fmt: skip
_JOIN: dict[Format, Callable[[Sequence[Path], BinaryIO], None]] = {
    "ndjson": _join_lines, "parquet": _join_tables,
}  # fmt: skip
