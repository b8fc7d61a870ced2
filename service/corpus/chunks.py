"""A source's rows in chunks of a bounded size, as they lie there: nothing is judged here.

A row too long to be an article is passed over without being held. A source that cannot be read to
its end gives what comes before, then one row that says so.
"""

import codecs
import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, BinaryIO, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from models.bulk import ROWS_AT_ONCE
from models.rows import Columns, RowFault
from service.corpus.sources import BROKEN, CorpusError, Source, is_compressed, opened, seekable
from service.rows import read_lines

_CHUNK_BYTES = 4_000_000
_LOOK_BYTES = 4_096
_BLOCK_BYTES = 1 << 20
# What a machine of a cluster is given at a time.
_SHARE_BYTES = 32 << 20
_SHARE_ROWS = 8_192
_PARQUET = b"PAR1"
# What may stand in place of the text's own column.
_TEXTS = ("text", "body", "html")

NOT_UTF8 = RowFault(None, None, "Not UTF-8 text.")

# A line of JSON, a row of a table, or what is wrong with either.
RawRow = bytes | dict[str, Any] | RowFault


class Chunk(NamedTuple):
    """Consecutive rows of a source; `numbers` are their lines in the file, or rows in the table.

    `size` is how many bytes of the file were read for them.
    """

    source: str
    numbers: Sequence[int]
    rows: Sequence[RawRow]
    size: int


class Share(NamedTuple):
    """A piece of a source that can be read without the others; of bytes, or of row groups.

    The whole source where `stop` is None. `first` is the number of its first row.
    """

    source: Source
    start: int = 0
    stop: int | None = None
    first: int = 1


class Reading(NamedTuple):
    """How to read: what the columns are called, which others are needed, the longest row."""

    columns: Columns
    others: tuple[str, ...]
    most_bytes: int


def check(source: Source, reading: Reading) -> None:
    """Raise CorpusError for a source that cannot be what it is called, or lacks a column."""
    try:
        if source.kind == "parquet":
            with seekable(source.place) as file:
                _check_columns(source.name, pq.ParquetFile(file).schema_arrow.names, reading)
            return
        if not source.is_local or source.pages:
            return
        with opened(source) as (stream, _):
            start = stream.read(_LOOK_BYTES)
        _check_text(source, start)
        if source.kind in ("csv", "tsv"):
            with opened(source) as (stream, _):
                header = next(_table(stream, source, reading), (0, None))[1]
            if not isinstance(header, list):
                raise CorpusError(f"{source.name} has no header: its first row must be one")
            _check_columns(source.name, header, reading)
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


def chunks(source: Source, reading: Reading) -> Iterator[Chunk]:
    """All rows of a source, in order."""
    return chunks_of(Share(source), reading)


def chunks_of(share: Share, reading: Reading) -> Iterator[Chunk]:
    """The rows of a share, in order: the same as those rows of the whole source."""
    return _chunked(share.source.name, _READERS[share.source.kind](share, reading))


def shares(source: Source) -> list[Share]:
    """The source in shares of about equal size, some seconds of work each. Raises OSError.

    Only Parquet, by its row groups, and lines of JSON that are not compressed can be cut; the
    latter are read for it, to number their lines.
    """
    if source.kind == "parquet":
        with seekable(source.place) as file:
            return _cut_groups(source, pq.ParquetFile(file).metadata)
    if source.kind == "ndjson":
        with seekable(source.place) as file:
            if not is_compressed(file):
                return _cut_lines(source, file)
    if source.pages:
        return [
            Share(source._replace(pages=source.pages[at : at + _SHARE_ROWS]), first=at + 1)
            for at in range(0, len(source.pages), _SHARE_ROWS)
        ]
    return [Share(source)]


# A row's number, the row, and how many bytes of the file were read up to it.
_Read = tuple[int, RawRow, int]


def _chunked(name: str, rows: Iterator[_Read]) -> Iterator[Chunk]:
    numbers: list[int] = []
    held: list[RawRow] = []
    before = at = number = length = 0
    try:
        for number, row, at in rows:
            numbers.append(number)
            held.append(row)
            length += _length(row)
            if len(held) == ROWS_AT_ONCE or length >= _CHUNK_BYTES:
                yield Chunk(name, numbers, held, at - before)
                before, numbers, held, length = at, [], [], 0
    except (*BROKEN, pa.ArrowException) as error:
        numbers.append(number + 1)
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        held.append(RowFault(None, None, f"The file cannot be read any further: {reason}."))
    if held:
        yield Chunk(name, numbers, held, at - before)


def _length(row: RawRow) -> int:
    if isinstance(row, bytes):
        return len(row)
    if isinstance(row, dict):
        return sum(len(value) for value in row.values() if isinstance(value, str | bytes))
    return 0


def _cut_lines(source: Source, file: BinaryIO) -> list[Share]:
    """Shares that end where lines do."""
    found: list[Share] = []
    start = at = lines = 0
    first = 1
    while block := file.read(_BLOCK_BYTES):
        lines += block.count(b"\n")
        is_enough = at + len(block) - start >= _SHARE_BYTES
        if is_enough and (end := at + block.rfind(b"\n") + 1) > at:
            found.append(Share(source, start, end, first))
            start, first, lines = end, first + lines, 0
        at += len(block)
    if at > start:
        found.append(Share(source, start, at, first))
    return found or [Share(source)]


def _cut_groups(source: Source, about: pq.FileMetaData) -> list[Share]:
    """Shares of whole row groups."""
    found: list[Share] = []
    start, first, rows = 0, 1, 0
    for group in range(about.num_row_groups):
        rows += about.row_group(group).num_rows
        if rows >= _SHARE_ROWS or group == about.num_row_groups - 1:
            found.append(Share(source, start, group + 1, first))
            start, first, rows = group + 1, first + rows, 0
    return found or [Share(source)]


def _lines(share: Share, reading: Reading) -> Iterator[_Read]:
    with opened(share.source) as (stream, raw):
        tell = _tell(raw, share.start)
        at = share.start
        if at:
            stream.seek(at)
        for line in read_lines(stream, reading.most_bytes):
            number = share.first + line.number - 1
            if line.raw is None:
                yield number, too_long(reading), tell()
            elif not line.is_blank:
                # Some editors put a byte order mark before the first line.
                text = line.raw.removeprefix(codecs.BOM_UTF8) if number == 1 else line.raw
                yield number, text, tell()
            at += line.size
            if at == share.stop:
                return


def _csv(share: Share, reading: Reading) -> Iterator[_Read]:
    source = share.source
    with opened(source) as (stream, raw):
        tell = _tell(raw)
        rows = _table(stream, source, reading)
        _, header = next(rows)
        text = reading.columns.text
        keep = set(_TEXTS) if text is None else {text}
        for number, fields in rows:
            if fields is None:
                problem = too_long(reading).problem.rstrip(".") + ": a quotation mark not closed?"
                yield number, RowFault(None, None, problem), tell()
            elif isinstance(fields, RowFault):
                yield number, fields, tell()
            elif len(fields) != len(header):
                problem = f"{len(fields)} fields where the header has {len(header)}."
                yield number, RowFault(None, None, problem), tell()
            else:
                given = zip(header, fields, strict=True)
                # An empty field is a missing value, but an empty text is an empty text.
                yield number, {name: at for name, at in given if at or name in keep}, tell()


def _table(stream: BinaryIO, source: Source, reading: Reading) -> Iterator[tuple[int, Any]]:
    """Each row of a CSV file with its number, the header being the first; None for one too long."""
    lines = _BoundedLines(stream, reading.most_bytes)
    csv.field_size_limit(max(csv.field_size_limit(), reading.most_bytes))
    rows = csv.reader(lines, delimiter="\t" if source.kind == "tsv" else ",")
    number = 0
    while True:
        lines.start_row()
        try:
            fields = next(rows)
        except _TooLong:
            lines.skip_row()
            fields = None
        except StopIteration:
            return
        if fields != []:  # a blank line
            number += 1
            yield number, fields if lines.is_text else NOT_UTF8


class _TooLong(Exception):
    """A row of a CSV file is longer than it may be."""


class _BoundedLines(Iterator[str]):
    """The lines of a CSV file, until a row that is made of them gets too long."""

    def __init__(self, stream: BinaryIO, most: int) -> None:
        self._stream, self._most = stream, most
        self._last = b""
        self.start_row()
        self._codec = "utf-8-sig"  # the first line's

    def start_row(self) -> None:
        """What comes now is a new row's."""
        self._size = self._quotes = 0
        self.is_text = True

    def skip_row(self) -> None:
        """Read to the end of the row: to a line's end outside of quotation marks."""
        while self._last and not (self._last.endswith(b"\n") and self._quotes % 2 == 0):
            self._last = self._stream.readline(_CHUNK_BYTES)
            self._quotes += self._last.count(b'"')

    def __next__(self) -> str:
        self._last = line = self._stream.readline(self._most - self._size + 1)
        if not line:
            raise StopIteration
        self._size += len(line)
        self._quotes += line.count(b'"')
        if self._size > self._most:
            raise _TooLong
        codec, self._codec = self._codec, "utf-8"
        try:
            return line.decode(codec)
        except UnicodeDecodeError:
            self.is_text = False
            return line.decode(codec, "replace")


def _parquet(share: Share, reading: Reading) -> Iterator[_Read]:
    with seekable(share.source.place) as file:
        # Page by page, not whole row groups: those may be as large as the file.
        table = pq.ParquetFile(file, pre_buffer=False, buffer_size=_BLOCK_BYTES)
        stop = table.num_row_groups if share.stop is None else share.stop
        yield from _rows(table, range(share.start, stop), share.first, reading)


def _rows(
    table: pq.ParquetFile, groups: Iterable[int], number: int, reading: Reading
) -> Iterator[_Read]:
    """The rows of some row groups, the first of which has that number."""
    wanted = {*_wanted(reading), *reading.others}
    names = [name for name in table.schema_arrow.names if name in wanted]
    size = 0
    for group in groups:
        about = table.metadata.row_group(group)
        # So many rows that they are a chunk by their size, if it is the size of them all.
        each = about.total_byte_size // max(about.num_rows, 1) + 1
        some = min(max(_CHUNK_BYTES // each, 1), ROWS_AT_ONCE)
        stored = sum(about.column(at).total_compressed_size for at in range(about.num_columns))
        for batch in table.iter_batches(some, row_groups=[group], columns=names):
            for row in batch.to_pylist():
                size += stored // max(about.num_rows, 1)
                yield number, row, size
                number += 1


def _pages(share: Share, reading: Reading) -> Iterator[_Read]:
    source = share.source
    key = reading.columns.id
    text = "html" if source.kind == "html" else reading.columns.text or "text"
    size = 0
    for number, page in enumerate(source.pages, start=share.first):
        try:
            with seekable(source.where(page)) as file:
                raw = file.read(reading.most_bytes + 1)
        except OSError as error:
            yield number, RowFault(page, None, f"Cannot be read: {error.strerror or error}."), size
            continue
        size += len(raw)
        if len(raw) > reading.most_bytes:
            yield number, too_long(reading)._replace(id=page), size
            continue
        try:
            yield number, {key: page, text: raw.decode("utf-8-sig")}, size
        except UnicodeDecodeError:
            yield number, NOT_UTF8._replace(id=page), size


def too_long(reading: Reading) -> RowFault:
    """What is said of a row that was not held."""
    return RowFault(None, None, f"Longer than {reading.most_bytes:,} bytes.")


def _tell(raw: BinaryIO, start: int = 0) -> Callable[[], int]:
    """How many bytes were read since that one; a pipe does not know."""
    try:
        raw.tell()
    except OSError:
        return lambda: 0
    return lambda: raw.tell() - start


def _wanted(reading: Reading) -> set[str]:
    columns = reading.columns
    texts = _TEXTS if columns.text is None else (columns.text, "html")
    return {columns.id, *texts, columns.title, columns.outlet, columns.published}


def _check_columns(name: str, header: Sequence[str], reading: Reading) -> None:
    columns = reading.columns
    texts = _TEXTS if columns.text is None else (columns.text,)
    missing = [column for column in (columns.id, *reading.others) if column not in header]
    if not any(text in header for text in texts):
        missing.insert(0, texts[0])
    if missing:
        there = ", ".join(header[:20]) or "none"
        raise CorpusError(
            f"{name} has no column {' and no column '.join(missing)}; it has: {there}"
            " (--id, --text and others say what they are called)"
        )


_READERS: dict[str, Callable[[Share, Reading], Iterator[_Read]]] = {
    "ndjson": _lines, "csv": _csv, "tsv": _csv, "parquet": _parquet, "text": _pages, "html": _pages,
}  # fmt: skip
