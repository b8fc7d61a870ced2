"""A batch run by outlet: what `models.outlets` says of each, as rows of a table or a file."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from models.assessment import Band
from models.outlets import Outlets, Tally, aggregate, outlets_of
from models.records import Record, is_fault
from service.faults import Fault
from service.scored import read_scored
from service.streams import STDIN, opened_output


class OutletRow(NamedTuple):
    """One outlet of a batch run; `outlet` is None for articles of which it is not known.

    `scored` and `abstained` count articles with and without a score, `flagged` those with a
    critical flag. `mean` is the scores' own; `score` is shrunk, with the interval `low` to `high`,
    and `weight` what the outlet's articles are worth in it (w in `models.outlets`).
    """

    outlet: str | None
    scored: int
    abstained: int
    flagged: int
    mean: float | None
    score: float | None
    low: float | None
    high: float | None
    band: Band | None
    weight: float | None


_SCHEMA = pa.schema(
    [("outlet", pa.string())]
    + [(name, pa.int64()) for name in ("scored", "abstained", "flagged")]
    + [(name, pa.float64()) for name in ("mean", "score", "low", "high")]
    + [("band", pa.string()), ("weight", pa.float64())]
)


class ByOutlet:
    """Tallies of a run's outlets, filled record by record; a few numbers an outlet are held."""

    def __init__(self) -> None:
        self._tallies: dict[str | None, Tally] = {}

    def add(self, record: Record) -> None:
        """Count one record; one of a row that holds no article is passed over."""
        if is_fault(record):
            return
        tally = self._tallies.setdefault(_name(record["outlet"]), Tally())
        tally.add(record["score"], flagged=any(flag["critical"] for flag in record["flags"]))

    def rows(self) -> list[OutletRow]:
        """A row an outlet, by score, the highest first; those without a score come last."""
        tallies = self._tallies
        common = outlets_of({name: of for name, of in tallies.items() if name is not None})
        rows = [_row(name, tally, common) for name, tally in tallies.items()]
        return sorted(
            rows, key=lambda row: (row.score is None, -(row.score or 0.0), row.outlet or "")
        )


def by_outlet(records: Iterable[Record]) -> list[OutletRow]:
    """The outlets of a run's records."""
    found = ByOutlet()
    for record in records:
        found.add(record)
    return found.rows()


def write_by_outlet(scored: Path, target: Path) -> None:
    """Write the outlets of a scored file to a .csv, .jsonl, .ndjson or .parquet file.

    Standard output (`-`) gets NDJSON. Raises Fault where the one cannot be read, the other not
    written, or its name does not tell what it is to hold.
    """
    encode = encoding(target)
    rows = by_outlet(read_scored(str(scored), signals=False))
    with opened_output(target) as sink:
        sink.write(encode(rows))


def encoding(target: Path) -> Callable[[Sequence[OutletRow]], bytes]:
    """How rows are written to a file of that name; raises Fault where it does not tell."""
    encode = _ENCODE.get(".ndjson" if target == STDIN else target.suffix.lower())
    if encode is None:
        raise Fault(
            f"what {target} is to hold cannot be told by its name:"
            " call it .csv, .jsonl or .parquet."
        )
    return encode


def _name(outlet: str | None) -> str | None:
    """One name for what is one outlet: as a domain is compared."""
    return (outlet or "").strip().lower().removeprefix("www.") or None


def _row(name: str | None, tally: Tally, common: Outlets | None) -> OutletRow:
    counts = name, tally.scored, tally.abstained, tally.flagged
    mean = tally.scores / tally.scored if tally.scored else None
    found = None if name is None or common is None else aggregate(tally, common)
    if found is None:
        return OutletRow(*counts, mean, None, None, None, None, None)
    return OutletRow(*counts, mean, found.score, *found.interval, found.band, found.weight)


def _csv(rows: Sequence[OutletRow]) -> bytes:
    sink = io.StringIO()
    writer = csv.writer(sink)
    writer.writerow(OutletRow._fields)
    writer.writerows(rows)
    return sink.getvalue().encode()


def _ndjson(rows: Sequence[OutletRow]) -> bytes:
    return b"".join(orjson.dumps(row._asdict()) + b"\n" for row in rows)


def _parquet(rows: Sequence[OutletRow]) -> bytes:
    sink = io.BytesIO()
    table = pa.Table.from_pylist([row._asdict() for row in rows], _SCHEMA)
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


_ENCODE: dict[str, Callable[[Sequence[OutletRow]], bytes]] = {
    ".csv": _csv,
    ".jsonl": _ndjson,
    ".ndjson": _ndjson,
    ".parquet": _parquet,
}
