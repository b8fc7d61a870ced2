"""What a corpus's articles are answered with: one flat record each, as JSON or as a row of a table.

A record leaves out what takes an article to show; `Extras` says what may be asked for beside it.
The layout is the same whatever the corpus, so that records of several runs can lie side by side.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import pyarrow as pa

from models.assessment import SCOPE, AssessedBatch, Flag
from models.rows import Row, RowFault
from models.scorer import Scorer, band_of

Record = dict[str, Any]

# Goes up by one when a column changes its name, type or meaning.
LAYOUT = 1

_FLAG = pa.struct(
    [
        ("signal", pa.string()),
        ("reason", pa.string()),
        ("critical", pa.bool_()),
        ("passages", pa.list_(pa.struct([("quote", pa.string()), ("reason", pa.string())]))),
    ]
)
_PASSAGE = pa.struct(
    [
        ("signal", pa.string()),
        ("field", pa.string()),
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("quote", pa.string()),
        ("reason", pa.string()),
    ]
)
# In this order; what a row with an error holds nothing of may be null.
_COLUMNS: Mapping[str, pa.DataType] = {
    "id": pa.string(),
    "score": pa.float64(),
    "low": pa.float64(),
    "high": pa.float64(),
    "band": pa.string(),
    "abstained": pa.string(),
    "abstained_detail": pa.string(),
    "words": pa.int64(),
    "outlet": pa.string(),
    "flags": pa.list_(_FLAG),
    "model": pa.string(),
    "source": pa.string(),
    "row": pa.int64(),
    "error_field": pa.string(),
    "error": pa.string(),
}
_CONTRIBUTION = "contribution."


class Extras(NamedTuple):
    """What a record may hold besides: each signal's share of the score; the passages read."""

    contributions: bool = False
    evidence: bool = False


def records_of(
    rows: Sequence[Row], assessed: AssessedBatch, scorer: Scorer, extras: Extras = Extras()
) -> list[Record]:
    """The records of some articles in their order; `assessed` says of each what the scorer said."""
    names = scorer.model.signals
    alphabetical = sorted(range(len(names)), key=names.__getitem__)
    ordered = [names[place] for place in alphabetical]
    readings = assessed.readings[:, alphabetical].tolist()
    shares = assessed.log_odds[:, alphabetical].tolist() if extras.contributions else []
    scores, intervals = assessed.scores.tolist(), assessed.intervals.tolist()
    words = assessed.words.tolist()
    records = []
    for number, row in enumerate(rows):
        abstained = assessed.abstained.get(number)
        score = None if abstained else scores[number]
        record: Record = {
            "id": row.id,
            "score": score,
            "interval": None if score is None else intervals[number],
            "band": None if score is None else band_of(score),
            "abstained": abstained and {"reason": abstained.reason, "detail": abstained.detail},
            "words": words[number],
            "outlet": row.outlet,
            "flags": [_flag(flag) for flag in assessed.flags.get(number, ())],
            "signals": dict(zip(ordered, readings[number], strict=True)),
        }
        if extras.contributions:
            record["intercept"] = scorer.intercept
            record["contributions"] = dict(zip(ordered, shares[number], strict=True))
        record["model"] = scorer.model.version
        records.append(record)
    return records


def fault_record(fault: RowFault) -> Record:
    """The record of a row that holds no article."""
    error = {} if fault.field is None else {"field": fault.field}
    return {"id": fault.id, "error": {**error, "problem": fault.problem}}


def is_fault(record: Record) -> bool:
    """Whether the row held no article."""
    return "error" in record


def schema_of(signals: Iterable[str], extras: Extras = Extras()) -> pa.Schema:
    """The columns of a table of records: those of every record, then one a signal."""
    fields = [pa.field(name, kind) for name, kind in _COLUMNS.items()]
    ordered = sorted(signals)
    fields += [pa.field(name, pa.float64()) for name in ordered]
    if extras.contributions:
        fields.append(pa.field("intercept", pa.float64()))
        fields += [pa.field(_CONTRIBUTION + name, pa.float64()) for name in ordered]
    if extras.evidence:
        fields.append(pa.field("evidence", pa.list_(_PASSAGE)))
    return pa.schema(fields, {"credibility.layout": str(LAYOUT), "credibility.scope": SCOPE})


def table_of(records: Sequence[Record], schema: pa.Schema) -> pa.Table:
    """Records as a table, in the columns of `schema_of`; identifiers become text."""
    rows = [_flat(record) for record in records]
    columns = [
        pa.array([row.get(field.name) for row in rows], field.type, from_pandas=False)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def record_of(row: Mapping[str, Any]) -> Record:
    """The record that `table_of` made this row of; its evidence is left out."""
    record: Record = {"id": row["id"]}
    if row["error"] is not None:
        field = {} if row["error_field"] is None else {"field": row["error_field"]}
        places = {name: row[name] for name in ("source", "row") if row[name] is not None}
        return record | places | {"error": {**field, "problem": row["error"]}}
    reason = row["abstained"]
    record["score"] = row["score"]
    record["interval"] = None if row["score"] is None else [row["low"], row["high"]]
    record["band"] = row["band"]
    record["abstained"] = reason and {"reason": reason, "detail": row["abstained_detail"]}
    record |= {name: row[name] for name in ("words", "outlet", "flags")}
    signals, shares = _measured(tuple(row))
    record["signals"] = {name: row[name] for name in signals}
    if shares:
        record["intercept"] = row["intercept"]
        record["contributions"] = {name: row[_CONTRIBUTION + name] for name in shares}
    record["model"] = row["model"]
    return record


@lru_cache
def _measured(columns: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The signals that a table has readings of, and those that it has shares of."""
    others = sorted({*columns} - _COLUMNS.keys() - {"intercept", "evidence"})
    return (
        [name for name in others if not name.startswith(_CONTRIBUTION)],
        [name.removeprefix(_CONTRIBUTION) for name in others if name.startswith(_CONTRIBUTION)],
    )


def _flat(record: Record) -> Record:
    """The record as one row: what is nested in it under names of its own."""
    flat = {name: record.get(name) for name in ("words", "outlet", "flags", "model")}
    flat |= {name: record.get(name) for name in ("source", "row", "score", "band", "evidence")}
    flat["id"] = None if record["id"] is None else str(record["id"])
    flat["low"], flat["high"] = record.get("interval") or (None, None)
    abstained = record.get("abstained") or {}
    flat["abstained"], flat["abstained_detail"] = abstained.get("reason"), abstained.get("detail")
    error = record.get("error") or {}
    flat["error_field"], flat["error"] = error.get("field"), error.get("problem")
    flat |= record.get("signals", {})
    flat["intercept"] = record.get("intercept")
    for name, share in record.get("contributions", {}).items():
        flat[_CONTRIBUTION + name] = share
    return flat


def _flag(flag: Flag) -> dict[str, Any]:
    return {
        "signal": flag.signal,
        "reason": flag.reason,
        "critical": flag.critical,
        "passages": [{"quote": each.quote, "reason": each.reason} for each in flag.evidence],
    }
