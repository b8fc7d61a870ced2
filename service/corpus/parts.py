"""The finished parts of a run, kept on disk so that a run that was killed can go on.

A part is a file with the records of some chunks. It is written beside its place, moved there when
all of it is on disk, and then entered in the journal; what is not in the journal does not count and
is written anew. When all is scored the parts are joined to the output, which appears at once. Where
the output is a folder, the parts stay there and are the output.

    _plan.json          what is scored with what: a run goes on only with the same
    _journal.jsonl      a line a part: its chunks, its counts, how many identifiers so far
    _ids                eight bytes an identifier (`score.id_hash`)
    part-000000.ndjson  records of rows, and _faults-000000.ndjson where faults stand apart
    _SUCCESS            there when all is done, where the folder is the output

What starts with an underscore is no data to Arrow, Spark and `credibility batch`.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from service.corpus.score import ID_BYTES, Format, Scored, id_hash
from service.corpus.sources import CorpusError
from service.corpus.tally import Tally
from service.streams import written_whole

_PLAN, _JOURNAL, _IDS, _LOCK = "_plan.json", "_journal.jsonl", "_ids", "_lock"
# As Hadoop and Spark have it.
_FINISHED = "_SUCCESS"
# Identifiers are compared so many at a time: 40 MB.
_IDS_AT_ONCE = 5_000_000
_COMPRESSION = "zstd"


class Parts:
    """The parts in one folder. `done` are the chunks whose records are safe, `tally` counts them.

    Use `begun` to make one.
    """

    def __init__(self, folder: Path, format: Format) -> None:
        self.folder, self.format = folder, format
        self.done: set[int] = set()
        self.tally = Tally()
        self._number = 0
        self._ids = 0
        self._journal = folder / _JOURNAL
        self._recover()

    def add(self, chunks: Sequence[int], scored: Sequence[Scored]) -> None:
        """Make the records of these chunks safe. Raises OSError, and then nothing was added."""
        tally = Tally()
        for each in scored:
            tally.add(each)
        with _safely(self.part(self._number)) as sink:
            _write_part(sink, [each.records for each in scored], self.format)
        if faults := b"".join(each.faults for each in scored):
            with _safely(self._faults(self._number)) as sink:
                sink.write(faults)
        ids = b"".join(each.ids for each in scored)
        _append(self.folder / _IDS, ids, at=self._ids * ID_BYTES)
        line = {
            "part": self._number,
            "chunks": _ranges(chunks),
            "ids": self._ids + len(ids) // ID_BYTES,
            "counts": tally.counts(),
        }
        _append(self._journal, orjson.dumps(line) + b"\n")
        self._enter(line)

    def part(self, number: int) -> Path:
        """Where a part lies."""
        return self.folder / f"part-{number:06d}.{self.format}"

    def join(self, target: Path) -> None:
        """Make one file of all parts; it appears when it is whole."""
        with written_whole(target) as sink:
            parts = [self.part(number) for number in range(self._number)]
            _JOIN[self.format](parts, sink)

    def join_faults(self, target: Path) -> None:
        """Make one file of all that stands apart."""
        with written_whole(target) as sink:
            faults = [self._faults(number) for number in range(self._number)]
            _join_lines([path for path in faults if path.exists()], sink)

    def repeated(self, most: int = 3) -> tuple[int, list[str]]:
        """How many identifiers come more than once, and the first of them, as JSON has them."""
        passes = self._ids // _IDS_AT_ONCE + 1
        twice: set[int] = set()
        for number in range(passes):
            some = np.sort(self._share(passes, number))
            twice.update(some[1:][some[1:] == some[:-1]].tolist())
        return len(twice), list(islice(self._named(twice), most)) if twice else []

    def finish(self) -> None:
        """Say that the folder is whole: it is the output."""
        with _safely(self.folder / _FINISHED):
            pass

    @property
    def is_finished(self) -> bool:
        """Whether there is nothing left to do."""
        return (self.folder / _FINISHED).exists()

    def remove(self) -> None:
        """Remove everything; the output has been made of it."""
        shutil.rmtree(self.folder)

    def _share(self, passes: int, number: int) -> npt.NDArray[np.uint64]:
        """The identifiers' hashes that have this remainder: equal ones are in one share."""
        shares = []
        with (self.folder / _IDS).open("rb") as file:
            for first in range(0, self._ids, _IDS_AT_ONCE):
                some = np.fromfile(file, np.dtype("<u8"), min(_IDS_AT_ONCE, self._ids - first))
                shares.append(some[some % passes == number])
        return np.concatenate([*shares, np.empty(0, np.dtype("<u8"))])

    def _named(self, wanted: set[int]) -> Iterator[str]:
        """The identifiers that have these hashes, each once."""
        named: set[int] = set()
        for number in range(self._number):
            for key in _ids_of(self.part(number), self.format):
                known = int.from_bytes(id_hash(key), "little")
                if known in wanted and known not in named:
                    named.add(known)
                    yield str(key)

    def _recover(self) -> None:
        """Read the journal; a last line that was not finished never happened."""
        if not self._journal.exists():
            return
        raw = self._journal.read_bytes()
        whole = raw[: raw.rfind(b"\n") + 1]
        if len(whole) < len(raw):
            os.truncate(self._journal, len(whole))
        for line in whole.splitlines():
            self._enter(orjson.loads(line))
        self.tally.before = self.tally.articles

    def _enter(self, line: dict[str, Any]) -> None:
        for first, last in line["chunks"]:
            self.done.update(range(first, last + 1))
        self._number = line["part"] + 1
        self._ids = line["ids"]
        self.tally.count(line["counts"])

    def _faults(self, number: int) -> Path:
        return self.folder / f"_faults-{number:06d}.ndjson"


@contextmanager
def begun(folder: Path, format: Format, plan: dict[str, Any], *, resume: bool) -> Iterator[Parts]:
    """The parts of a run that is new, or goes on; nobody else can have them meanwhile.

    Raises CorpusError where an earlier run would be lost, or another one goes on, or goes on with
    something else than it began with. Raises OSError.
    """
    if not folder.parent.is_dir():
        raise CorpusError(f"there is no folder {folder.parent}")
    folder.mkdir(exist_ok=True)
    with (folder / _LOCK).open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CorpusError(f"another run writes to {folder} at this moment") from error
        file = folder / _PLAN
        if file.exists():
            if not resume and (folder / _FINISHED).exists():
                raise CorpusError(f"{folder} holds a finished run: choose another, or remove it")
            if not resume:
                raise CorpusError(
                    f"an earlier run was not finished: go on with --resume, or remove {folder}"
                )
            _check_plan(orjson.loads(file.read_bytes()), plan)
        else:
            if strangers := [path for path in folder.iterdir() if path.name != _LOCK]:
                raise CorpusError(f"{folder} is not empty: it holds {strangers[0].name}")
            with _safely(file) as sink:
                sink.write(orjson.dumps(plan, option=orjson.OPT_INDENT_2))
        yield Parts(folder, format)


def _check_plan(before: dict[str, Any], now: dict[str, Any]) -> None:
    now = orjson.loads(orjson.dumps(now))
    changed = [name for name in now if before.get(name) != now[name]]
    if changed:
        name = changed[0]
        raise CorpusError(
            f"the run cannot go on, for its {name} changed since it began"
            f" (from {_short(before.get(name))} to {_short(now[name])})"
        )


def _short(value: Any) -> str:
    text = orjson.dumps(value).decode()
    return text if len(text) < 100 else f"{text[:100]}…"


def _ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers as ranges, both ends included."""
    ranges: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1] = ranges[-1][0], number
        else:
            ranges.append((number, number))
    return ranges


@contextmanager
def _safely(path: Path) -> Iterator[BinaryIO]:
    """A file that is on disk, whole, when it has its name."""
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("wb") as sink:
        yield sink
        sink.flush()
        os.fsync(sink.fileno())
    partial.replace(path)
    _sync_folder(path.parent)


def _append(path: Path, raw: bytes, *, at: int | None = None) -> None:
    """Add to a file, at its end or in place of what was written there and never entered."""
    with path.open("ab") as sink:
        if at is not None:
            sink.truncate(at)
        before = sink.seek(0, os.SEEK_END)
        try:
            sink.write(raw)
            sink.flush()
            os.fsync(sink.fileno())
        except OSError:
            os.truncate(path, before)
            raise


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_part(sink: BinaryIO, records: Iterable[bytes], format: Format) -> None:
    if format == "ndjson":
        sink.writelines(records)
        return
    tables = [pa.ipc.open_stream(each).read_all() for each in records]
    pq.write_table(pa.concat_tables(tables), sink, compression=_COMPRESSION)


def _join_lines(parts: Sequence[Path], sink: BinaryIO) -> None:
    for part in parts:
        with part.open("rb") as source:
            shutil.copyfileobj(source, sink, 1 << 20)


def _join_tables(parts: Sequence[Path], sink: BinaryIO) -> None:
    """A row group a part."""
    if not parts:
        return
    with pq.ParquetWriter(sink, pq.read_schema(parts[0]), compression=_COMPRESSION) as writer:
        for part in parts:
            writer.write_table(pq.read_table(part))


def _ids_of(part: Path, format: Format) -> Iterator[str | int]:
    if format == "parquet":
        yield from pq.read_table(part, columns=["id"])["id"].drop_null().to_pylist()
        return
    with part.open("rb") as lines:
        for line in lines:
            key = orjson.loads(line)["id"]
            if key is not None:
                yield cast(str | int, key)


_JOIN: dict[str, Callable[[Sequence[Path], BinaryIO], None]] = {
    "ndjson": _join_lines, "parquet": _join_tables,
}  # fmt: skip
