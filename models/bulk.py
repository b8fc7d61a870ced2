"""Many articles scored at once: rows in, records out; what every way of batch scoring calls.

`score_corpus` is for Python programs; the command line, the API's streams and a cluster's workers
call `score_rows` on some hundred rows at a time.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import pyarrow as pa

from features.batch import Batch
from features.catalogue import SignalFailed
from models.records import Extras, Record, fault_record, records_of, schema_of, table_of
from models.rows import Columns, Row, RowFault, row_from
from models.scorer import Scorer, load_default

# Beyond some hundred rows a call gets no faster, and an answer comes later.
ROWS_AT_ONCE = 256
# The scan takes some thirty bytes a character; this bounds it, however long the articles are.
_CHARACTERS_AT_ONCE = 4_000_000
_MOST_CHARACTERS = 1_000_000


def score_rows(
    rows: Sequence[Row | RowFault], scorer: Scorer, extras: Extras = Extras()
) -> list[Record]:
    """A record a row, in their order; a row that holds no article gets one that says why.

    An article on which a signal fails gets such a record, too, and the others go on.
    """
    records = [fault_record(row) if isinstance(row, RowFault) else None for row in rows]
    articles = [(place, row) for place, row in enumerate(rows) if isinstance(row, Row)]
    for group in _groups(articles):
        for (place, _), record in zip(
            group, _scored([row for _, row in group], scorer, extras), strict=True
        ):
            records[place] = record
    return [record for record in records if record is not None]


def score_corpus(
    corpus: Any,
    *,
    columns: Columns = Columns(),
    scorer: Scorer | None = None,
    extras: Extras = Extras(),
    most_characters: int = _MOST_CHARACTERS,
) -> Any:
    """Score an iterable of mappings, or a table of Arrow, pandas or polars.

    An iterable gives an iterator of records in the same order, which reads it as it goes. A table
    gives a table of the same kind with a row an article (`models.records.schema_of`). `columns`
    says what the corpus calls its columns; what is wrong with a row is in its record. Without a
    scorer, the model that ships scores.

    Raises TypeError for anything else.
    """
    scorer = scorer or Scorer(load_default())

    def records(rows: Iterable[Mapping[str, Any]]) -> Iterator[Record]:
        articles = (row_from(row, columns, most_characters=most_characters) for row in rows)
        while some := list(islice(articles, ROWS_AT_ONCE)):
            yield from score_rows(some, scorer, extras)

    if not hasattr(corpus, "__arrow_c_stream__"):
        if isinstance(corpus, Iterable) and not isinstance(corpus, str | bytes | Mapping):
            return records(corpus)
        raise TypeError(f"neither rows nor a table: {type(corpus).__name__}")
    table = corpus if isinstance(corpus, pa.Table) else pa.table(corpus)
    schema = schema_of(scorer.model.signals, extras)
    parts = [
        table_of(list(records(batch.to_pylist())), schema)
        for batch in table.to_batches(max_chunksize=ROWS_AT_ONCE)
    ]
    return _as_given(pa.concat_tables(parts or [schema.empty_table()]), corpus)


def _as_given(table: pa.Table, corpus: Any) -> Any:
    """The table as the library makes one that the corpus is of."""
    match type(corpus).__module__.split(".")[0]:
        case "pandas":
            return table.to_pandas()
        case "polars":
            return sys.modules["polars"].from_arrow(table)
    return table


def _groups(articles: Iterable[tuple[int, Row]]) -> Iterator[list[tuple[int, Row]]]:
    """The articles in groups that are not too long together."""
    group: list[tuple[int, Row]] = []
    size = 0
    for place, row in articles:
        length = len(row.body) + len(row.title)
        if group and size + length > _CHARACTERS_AT_ONCE:
            yield group
            group, size = [], 0
        group.append((place, row))
        size += length
    if group:
        yield group


def _scored(rows: list[Row], scorer: Scorer, extras: Extras) -> list[Record]:
    try:
        batch = Batch(
            [row.body for row in rows], [row.title for row in rows], [row.published for row in rows]
        )
        records = records_of(rows, scorer.assess_batch(batch), scorer, extras)
        if extras.evidence:
            for number, record in enumerate(records):
                record["evidence"] = _evidence(batch, number, scorer)
    except SignalFailed as fault:
        if len(rows) > 1:  # find out whose fault it is
            return [record for row in rows for record in _scored([row], scorer, extras)]
        problem = f"A fault of the program: {fault} ({fault.__cause__!r})."
        return [fault_record(RowFault(rows[0].id, None, problem))]
    return records


def _evidence(batch: Batch, number: int, scorer: Scorer) -> list[dict[str, Any]]:
    """The passages that the readings of one article rest on, signal by signal."""
    readings = batch.readings(number)
    return [
        {"signal": signal, **passage._asdict()}
        for signal in sorted(scorer.model.signals)
        for passage in readings[signal].evidence
    ]
