"""The rows of a source as they lie there: nothing is judged here but what cannot be a row.

A row too long to be an article is passed over without being held.
"""

import codecs
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, NamedTuple

import pyarrow.parquet as pq

from models.bulk import ROWS_AT_ONCE
from models.rows import Columns, RowFault
from service.corpus.csv_rows import csv_rows
from service.corpus.shares import Share
from service.corpus.sources import opened, seekable
from service.rows import read_lines

# What may stand in place of the text's own column.
TEXTS = ("text", "body", "html")
DELIMITERS = {"csv": ",", "tsv": "\t"}
NOT_UTF8 = RowFault(None, None, "Not UTF-8 text.")

_BLOCK_BYTES = 1 << 20
_BATCH_BYTES = 4_000_000

# A line of JSON, a row of a table, or what is wrong with either.
RawRow = bytes | dict[str, Any] | RowFault


class Wanted(NamedTuple):
    """What is wanted of a row: an article's columns and some others; how long it may be."""

    columns: Columns
    others: tuple[str, ...]
    most_bytes: int

    @property
    def names(self) -> set[str]:
        """All columns that are looked at."""
        columns = self.columns
        texts = TEXTS if columns.text is None else (columns.text, "html")
        return {columns.id, *texts, columns.title, columns.outlet, columns.published, *self.others}


class Read(NamedTuple):
    """A row, its line in the file or place in the table, and the bytes read of the file so far."""

    number: int
    row: RawRow
    size: int


def read(share: Share, wanted: Wanted) -> Iterator[Read]:
    """The rows of a share in their order. Raises OSError and others (`sources.BROKEN`)."""
    return _READERS[share.source.kind](share, wanted)


def _lines(share: Share, wanted: Wanted) -> Iterator[Read]:
    with opened(share.source) as (stream, raw):
        tell = _tell(raw, share.start)
        at = share.start
        if at:
            stream.seek(at)
        for line in read_lines(stream, wanted.most_bytes):
            number = share.first + line.number - 1
            if line.raw is None:
                yield Read(number, too_long(wanted), tell())
            elif not line.is_blank:
                # Some editors put a byte order mark before the first line.
                text = line.raw.removeprefix(codecs.BOM_UTF8) if number == 1 else line.raw
                yield Read(number, text, tell())
            at += line.size
            if at == share.stop:
                return


def _csv(share: Share, wanted: Wanted) -> Iterator[Read]:
    text = wanted.columns.text
    keep = set(TEXTS) if text is None else {text}
    delimiter = DELIMITERS[share.source.kind]
    with opened(share.source) as (stream, raw):
        tell = _tell(raw)
        rows = csv_rows(stream, delimiter=delimiter, most_bytes=wanted.most_bytes)
        header = next(rows).fields or []
        for number, fields, is_text in rows:
            row: RawRow
            if fields is None:
                problem = too_long(wanted).problem.rstrip(".") + ": a quotation mark not closed?"
                row = RowFault(None, None, problem)
            elif not is_text:
                row = NOT_UTF8
            elif len(fields) != len(header):
                problem = f"{len(fields)} fields where the header has {len(header)}."
                row = RowFault(None, None, problem)
            else:
                given = zip(header, fields, strict=True)
                # An empty field is a missing value, but an empty text is an empty text.
                row = {name: field for name, field in given if field or name in keep}
            yield Read(number, row, tell())


def _parquet(share: Share, wanted: Wanted) -> Iterator[Read]:
    with seekable(share.source.place) as file:
        # Page by page, not whole row groups: those may be as large as the file.
        table = pq.ParquetFile(file, pre_buffer=False, buffer_size=_BLOCK_BYTES)
        stop = table.num_row_groups if share.stop is None else share.stop
        yield from _rows(table, range(share.start, stop), share.first, wanted)


def _rows(
    table: pq.ParquetFile, groups: Iterable[int], number: int, wanted: Wanted
) -> Iterator[Read]:
    """The rows of some row groups, the first of which has that number."""
    names = [name for name in table.schema_arrow.names if name in wanted.names]
    size = 0
    for group in groups:
        about = table.metadata.row_group(group)
        # So many rows that they are a chunk by their size, if it is the size of them all.
        each = about.total_byte_size // max(about.num_rows, 1) + 1
        some = min(max(_BATCH_BYTES // each, 1), ROWS_AT_ONCE)
        stored = sum(about.column(at).total_compressed_size for at in range(about.num_columns))
        for batch in table.iter_batches(some, row_groups=[group], columns=names):
            for row in batch.to_pylist():
                size += stored // max(about.num_rows, 1)
                yield Read(number, row, size)
                number += 1


def _pages(share: Share, wanted: Wanted) -> Iterator[Read]:
    source = share.source
    key = wanted.columns.id
    text = "html" if source.kind == "html" else wanted.columns.text or "text"
    size = 0
    for number, page in enumerate(source.pages, start=share.first):
        try:
            with seekable(source.where(page)) as file:
                raw = file.read(wanted.most_bytes + 1)
        except OSError as error:
            problem = f"Cannot be read: {error.strerror or error}."
            yield Read(number, RowFault(page, None, problem), size)
            continue
        size += len(raw)
        if len(raw) > wanted.most_bytes:
            yield Read(number, too_long(wanted)._replace(id=page), size)
            continue
        try:
            yield Read(number, {key: page, text: raw.decode("utf-8-sig")}, size)
        except UnicodeDecodeError:
            yield Read(number, NOT_UTF8._replace(id=page), size)


def too_long(wanted: Wanted) -> RowFault:
    """What is said of a row that was not held."""
    return RowFault(None, None, f"Longer than {wanted.most_bytes:,} bytes.")


def _tell(raw: BinaryIO, start: int = 0) -> Callable[[], int]:
    """How many bytes were read since that one; a pipe does not know."""
    try:
        raw.tell()
    except OSError:
        return lambda: 0
    return lambda: raw.tell() - start


_READERS: dict[str, Callable[[Share, Wanted], Iterator[Read]]] = {
    "ndjson": _lines, "csv": _csv, "tsv": _csv, "parquet": _parquet, "text": _pages, "html": _pages,
}  # fmt: skip
