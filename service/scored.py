"""The records that a batch run wrote, read again: NDJSON, compressed or not, or Parquet.

Whatever the file is, a record is given as in NDJSON (see `models.records`). Only a bounded part of
a file is held at a time.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from models.records import Record, record_of, schema_of
from service.corpus.sources import BROKEN, CorpusError, Source, find, opened, seekable
from service.faults import Fault
from service.rows import read_lines

# A record with all passages of the longest article is far below this.
_LINE_BYTES = 256 << 20
_ROWS_AT_ONCE = 1_000
_FLAT = schema_of(())
_NEEDED = frozenset({"score", "interval", "abstained", "outlet", "flags", "signals", "model"})


def read_scored(path: str, *, signals: bool = True) -> Iterator[Record]:
    """All records of a file, of the parts in a folder, or of standard input (`-`: NDJSON).

    Without `signals` what a table holds besides the score is not read. Raises Fault where they are
    no records of `credibility batch`, or none at all.
    """
    empty = True
    try:
        for source in find([path]):
            for number, record in _records(source, signals=signals):
                if not _is_record(record):
                    raise _stranger(source.name, f"row {number:,}")
                empty = False
                yield record
    except CorpusError as error:
        raise Fault(f"{error}.") from error
    if empty:
        raise Fault(f"{path} holds no records.")


def _stranger(name: str, what: str) -> Fault:
    return Fault(f"{name} is no output of `credibility batch`: {what} is no record of it.")


def _records(source: Source, *, signals: bool) -> Iterator[tuple[int, Any]]:
    """What stands in a source, row by row, with its number from 1."""
    try:
        if source.kind == "parquet":
            with seekable(source.place) as file:
                yield from enumerate(_rows(source.name, file, signals=signals), start=1)
        elif source.kind == "ndjson":
            with opened(source) as (stream, _):
                yield from _lines(source.name, stream)
        else:
            raise Fault(
                f"{source.name} is no output of `credibility batch`, which is NDJSON or Parquet."
            )
    except EOFError as error:
        raise Fault(f"{source.name} was cut off: it ends too soon.") from error
    except pa.ArrowInvalid as error:
        raise Fault(f"{source.name} is no Parquet file, or it is damaged.") from error
    except BROKEN as error:
        reason = getattr(error, "strerror", None) or error
        raise Fault(f"cannot read {source.name}: {reason}.") from error


def _lines(name: str, stream: BinaryIO) -> Iterator[tuple[int, Any]]:
    for line in read_lines(stream, _LINE_BYTES):
        if not line.is_blank:
            try:
                yield line.number, orjson.loads(line.raw or b"")
            except orjson.JSONDecodeError as error:
                raise _stranger(name, f"line {line.number:,}") from error


def _rows(name: str, file: BinaryIO, *, signals: bool) -> Iterator[Record]:
    table = pq.ParquetFile(file)
    names: list[str] = table.schema_arrow.names
    if missing := [column for column in _FLAT.names if column not in names]:
        some = ", ".join(missing[:3]) + (", …" if len(missing) > 3 else "")
        raise Fault(f"{name} is no output of `credibility batch`: it has no column {some}.")
    # Passages are the larger part of a file that has them, and nobody looks at them here.
    others = [column for column in names if column not in (*_FLAT.names, "evidence")]
    wanted = [*_FLAT.names, *(others if signals else ())]
    for batch in table.iter_batches(_ROWS_AT_ONCE, columns=wanted):
        columns = [_column(name, batch, column) for column in wanted]
        for row in zip(*columns, strict=True):
            yield record_of(dict(zip(wanted, row, strict=True)))


def _column(name: str, batch: pa.RecordBatch, column: str) -> Sequence[Any]:
    """The values of one column, which has the type that a record's column has."""
    kind = _FLAT.field(column).type if column in _FLAT.names else pa.float64()
    try:
        values: list[Any] = batch.column(column).cast(kind).to_pylist()
    except pa.ArrowException as error:  # no value of it can be cast, or this one cannot
        raise Fault(
            f"{name} is no output of `credibility batch`: its column {column} holds"
            f" {batch.column(column).type}, not {kind}."
        ) from error
    return values


def _is_record(found: Any) -> bool:
    """Whether what readers of records look at is all there and of its type."""
    if not isinstance(found, dict) or "id" not in found:
        return False
    if "error" in found:
        return isinstance(found["error"], dict) and isinstance(found["error"].get("problem"), str)
    if not found.keys() >= _NEEDED:
        return False
    if found["score"] is None:
        abstained = found["abstained"]
        sound = isinstance(abstained, dict) and isinstance(abstained.get("reason"), str)
    else:
        interval = found["interval"]
        sound = isinstance(interval, list) and len(interval) == 2
        sound = sound and all(map(_is_share, (found["score"], *interval)))
    return (
        sound
        and isinstance(found["outlet"], str | None)
        and isinstance(found["model"], str)
        and _are_numbers(found["signals"])
        and _are_numbers(found.get("contributions", {}))
        and isinstance(found["flags"], list)
        and all(map(_is_flag, found["flags"]))
    )


def _is_share(value: object) -> bool:
    return isinstance(value, float | int) and 0.0 <= value <= 1.0


def _are_numbers(found: object) -> bool:
    try:
        return isinstance(found, dict) and math.isfinite(math.fsum(found.values()))
    except (TypeError, ValueError, OverflowError):
        return False


def _is_passage(passage: Any) -> bool:
    return isinstance(passage, dict) and all(
        isinstance(passage.get(name), str) for name in ("quote", "reason")
    )


def _is_flag(flag: Any) -> bool:
    return (
        isinstance(flag, dict)
        and isinstance(flag.get("signal"), str)
        and isinstance(flag.get("reason"), str)
        and isinstance(flag.get("critical"), bool)
        and isinstance(flag.get("passages"), list)
        and all(map(_is_passage, flag["passages"]))
    )
