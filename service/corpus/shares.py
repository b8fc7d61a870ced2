"""A corpus cut into shares, each of which can be read without the others, on another machine."""

from typing import BinaryIO, NamedTuple

import pyarrow.parquet as pq

from service.corpus.sources import Source, is_compressed, seekable

_BLOCK_BYTES = 1 << 20
# Some seconds of work each.
_SHARE_BYTES = 32 << 20
_SHARE_ROWS = 8_192


class Share(NamedTuple):
    """A piece of a source that can be read without the others; of bytes, or of row groups.

    The whole source where `stop` is None. `first` is the number of its first row.
    """

    source: Source
    start: int = 0
    stop: int | None = None
    first: int = 1


def shares(source: Source) -> list[Share]:
    """The source in shares of about equal size. Raises OSError.

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
