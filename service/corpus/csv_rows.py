"""The rows of a CSV file, of which none can take more memory than a row may be long."""

import csv
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

# To pass over the rest of a row that is too long.
_BLOCK_BYTES = 1 << 20


class CsvRow(NamedTuple):
    """A row with its number, the header being the first.

    `fields` is None for a row too long to be held; one with `is_text` False is not UTF-8.
    """

    number: int
    fields: list[str] | None
    is_text: bool


def csv_rows(stream: BinaryIO, *, delimiter: str, most_bytes: int) -> Iterator[CsvRow]:
    """All rows, the header included, except blank ones."""
    lines = _BoundedLines(stream, most_bytes)
    csv.field_size_limit(max(csv.field_size_limit(), most_bytes))
    rows = csv.reader(lines, delimiter=delimiter)
    number = 0
    while True:
        lines.start_row()
        fields: list[str] | None
        try:
            fields = next(rows)
        except _TooLong:
            lines.skip_row()
            fields = None
        except StopIteration:
            return
        if fields != []:
            number += 1
            yield CsvRow(number, fields, lines.is_text)


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
            self._last = self._stream.readline(_BLOCK_BYTES)
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
