"""Lines of a corpus to records: what the API's streams and batches answer, line by line."""

import codecs
from collections.abc import Sequence

from models.bulk import score_rows
from models.records import Extras, Record, is_fault
from models.rows import Row, RowFault, given_in
from models.scorer import Scorer
from service.page_rows import row_or_page
from service.rows import Line
from service.settings import Settings


def records_of(
    lines: Sequence[Line], scorer: Scorer, extras: Extras, settings: Settings
) -> list[Record]:
    """A record a line, in their order; one that holds no article gets its number and a reason."""
    records = score_rows([_row(line, settings) for line in lines], scorer, extras)
    return [
        fault_at(line.number, record) if is_fault(record) else record
        for line, record in zip(lines, records, strict=True)
    ]


def fault_at(number: int, record: Record) -> Record:
    """The record of a fault with its line's number, from 1."""
    return {"id": record["id"], "row": number, "error": record["error"]}


def _row(line: Line, settings: Settings) -> Row | RowFault:
    if line.raw is None:
        return RowFault(None, None, f"Longer than {settings.max_body_bytes:,} bytes.")
    # Some editors put a byte order mark before the first line.
    raw = line.raw.removeprefix(codecs.BOM_UTF8) if line.number == 1 else line.raw
    given = given_in(raw)
    if isinstance(given, RowFault):
        return given
    return row_or_page(given, most_characters=settings.max_characters)
