"""One chunk of rows scored: what a process of this machine or of a cluster is given to do."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Literal, NamedTuple

import orjson
import pyarrow as pa

from models.additive import AdditiveModel
from models.bulk import score_rows
from models.records import Extras, Record, is_fault, schema_of, table_of
from models.rows import Columns, Row, RowFault, given_in
from models.scorer import Scorer
from service.corpus.chunks import Chunk
from service.corpus.readers import RawRow
from service.corpus.where import Condition, is_wanted
from service.page_rows import row_or_page

Format = Literal["ndjson", "parquet"]
ID_BYTES = 8


class Job(NamedTuple):
    """What is done with every row of a run; `model` is the artefact, as JSON.

    With `faults_apart`, rows that hold no article are answered in a file of their own.
    """

    model: bytes
    base_rate: float
    format: Format
    columns: Columns = Columns()
    extras: Extras = Extras()
    where: tuple[Condition, ...] = ()
    most_characters: int = 1_000_000
    faults_apart: bool = False


class Scored(NamedTuple):
    """The records of one chunk in the format of the run, and what they are.

    `records` is lines of JSON, or one Arrow stream. `faults` are the records that stand apart, as
    lines of JSON. `ids` has 8 bytes an identifier, by which equal ones are found. `left_out` rows
    were not wanted. `problems` counts what was wrong, by field and problem.
    """

    records: bytes
    faults: bytes
    ids: bytes
    articles: int
    failed: int
    abstained: int
    left_out: int
    problems: dict[str, int]
    size: int


def score_chunk(chunk: Chunk, job: Job, most: int | None = None) -> Scored:
    """The records of a chunk's rows, in their order; at most so many."""
    scorer = scorer_of(job)
    wanted = []
    for number, raw in zip(chunk.numbers, chunk.rows, strict=True):
        row = _row(raw, job)
        if row is not None:
            wanted.append((number, row))
    left_out = len(chunk.rows) - len(wanted)
    wanted = wanted[:most]
    records = score_rows([row for _, row in wanted], scorer, job.extras)
    problems: dict[str, int] = {}
    for (number, _), record in zip(wanted, records, strict=True):
        if is_fault(record):
            record |= {"source": chunk.source, "row": number, "error": record.pop("error")}
            kind = _kind(record["error"])
            problems[kind] = problems.get(kind, 0) + 1
    faults = [record for record in records if is_fault(record)]
    kept = [record for record in records if not is_fault(record)] if job.faults_apart else records
    return Scored(
        _encoded(kept, job, scorer),
        _json_lines(faults) if job.faults_apart else b"",
        b"".join(id_hash(record["id"]) for record in records if record["id"] is not None),
        len(records),
        len(faults),
        sum(record.get("abstained") is not None for record in records),
        left_out,
        problems,
        chunk.size,
    )


def id_hash(key: str | int) -> bytes:
    """Eight bytes that differ for different identifiers, as good as surely; 7 is "7" in a table."""
    return blake2b(str(key).encode(), digest_size=ID_BYTES).digest()


@lru_cache(maxsize=2)
def scorer_of(job: Job) -> Scorer:
    """The scorer of a run, made once a process."""
    return Scorer(AdditiveModel.from_json(job.model), base_rate=job.base_rate)


def _row(raw: RawRow, job: Job) -> Row | RowFault | None:
    """The row's article, what is wrong with it, or None where it is not wanted."""
    given = given_in(raw) if isinstance(raw, bytes) else raw
    if isinstance(given, RowFault):
        return given
    if job.where and not is_wanted(given, job.where):
        return None
    return row_or_page(given, job.columns, most_characters=job.most_characters)


def _encoded(records: Sequence[Record], job: Job, scorer: Scorer) -> bytes:
    if job.format == "ndjson":
        return _json_lines(records)
    table = table_of(records, schema_of(scorer.model.signals, job.extras))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _json_lines(records: Iterable[Record]) -> bytes:
    return b"".join(orjson.dumps(record) + b"\n" for record in records)


def _kind(error: dict[str, str]) -> str:
    """An error without what differs from row to row."""
    problem = error["problem"].split(":")[0].rstrip(".")
    return f"{error['field']}: {problem}" if "field" in error else problem
