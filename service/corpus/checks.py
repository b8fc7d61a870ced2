"""What is looked at before a run: whether the sources can be what they are called."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from service.corpus.csv_rows import csv_rows
from service.corpus.readers import DELIMITERS, TEXTS, Wanted
from service.corpus.sources import BROKEN, CorpusError, Source, opened, seekable

_LOOK_BYTES = 4_096
_PARQUET = b"PAR1"


def check(source: Source, wanted: Wanted) -> None:
    """Raise CorpusError for a source that cannot be what it is called, or lacks a column."""
    try:
        if source.kind == "parquet":
            with seekable(source.place) as file:
                _check_columns(source.name, pq.ParquetFile(file).schema_arrow.names, wanted)
            return
        if not source.is_local or source.pages:
            return
        with opened(source) as (stream, _):
            start = stream.read(_LOOK_BYTES)
        _check_text(source, start)
        if delimiter := DELIMITERS.get(source.kind):
            with opened(source) as (stream, _):
                rows = csv_rows(stream, delimiter=delimiter, most_bytes=wanted.most_bytes)
                header = next(rows, None)
            if header is None or header.fields is None or not header.is_text:
                raise CorpusError(f"{source.name} has no header: its first row must be one")
            _check_columns(source.name, header.fields, wanted)
    except pa.ArrowInvalid as error:
        raise CorpusError(f"{source.name} is no Parquet file") from error
    except BROKEN as error:
        reason = getattr(error, "strerror", None) or error
        raise CorpusError(f"cannot read {source.name}: {reason}") from error


def _check_text(source: Source, start: bytes) -> None:
    if start.startswith(_PARQUET):
        raise CorpusError(f"{source.name} is Parquet: call it so, or say --format parquet")
    if (place := start.find(0)) >= 0:
        raise CorpusError(f"{source.name} holds no text: byte {place:,} is NUL")
    if source.kind == "ndjson" and start.lstrip().startswith(b"["):
        raise CorpusError(
            f"{source.name} holds a JSON array; one object a line is needed (jq -c '.[]' makes it)"
        )


def _check_columns(name: str, header: Sequence[str], wanted: Wanted) -> None:
    columns = wanted.columns
    texts = TEXTS if columns.text is None else (columns.text,)
    missing = [column for column in (columns.id, *wanted.others) if column not in header]
    if not any(text in header for text in texts):
        missing.insert(0, texts[0])
    if missing:
        there = ", ".join(header[:20]) or "none"
        raise CorpusError(
            f"{name} has no column {' and no column '.join(missing)}; it has: {there}"
            " (--id, --text and others say what they are called)"
        )
