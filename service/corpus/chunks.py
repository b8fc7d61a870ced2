"""A source's rows in chunks of a bounded size: what is sent to a process, and scored at once.

A source that cannot be read to its end gives what comes before, then one row that says so.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pyarrow as pa

from models.bulk import ROWS_AT_ONCE
from models.rows import RowFault
from service.corpus.readers import RawRow, Read, Wanted, read
from service.corpus.shares import Share
from service.corpus.sources import BROKEN, Source

_CHUNK_BYTES = 4_000_000


class Chunk(NamedTuple):
    """Consecutive rows of a source; `numbers` are their lines in the file, or rows in the table.

    `size` is how many bytes of the file were read for them.
    """

    source: str
    numbers: Sequence[int]
    rows: Sequence[RawRow]
    size: int


def chunks(source: Source, wanted: Wanted) -> Iterator[Chunk]:
    """All rows of a source, in order."""
    return chunks_of(Share(source), wanted)


def chunks_of(share: Share, wanted: Wanted) -> Iterator[Chunk]:
    """The rows of a share, in order: the same as those rows of the whole source."""
    return _chunked(share.source.name, read(share, wanted))


def _chunked(name: str, rows: Iterator[Read]) -> Iterator[Chunk]:
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
