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
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from service.corpus.part_files import (
    Written,
    faults_file,
    ids_of,
    join_parts,
    part_file,
    write_part,
)
from service.corpus.score import ID_BYTES, Format, Scored, id_hash
from service.corpus.sources import CorpusError
from service.corpus.tally import Tally
from service.streams import safely, written_whole

_PLAN, _JOURNAL, _IDS, _LOCK = "_plan.json", "_journal.jsonl", "_ids", "_lock"
# As Hadoop and Spark have it.
_FINISHED = "_SUCCESS"
# Identifiers are compared so many at a time: 40 MB.
_IDS_AT_ONCE = 5_000_000


class Parts:
    """The parts in one folder. `done` are the chunks whose records are safe, `tally` counts them.

    Use `begun` to make one.
    """

    def __init__(self, folder: Path, format: Format) -> None:
        self.folder, self.format = folder, format
        self.done: set[int] = set()
        self.tally = Tally()
        self._numbers: list[int] = []
        self._ids = 0
        self._journal = folder / _JOURNAL
        self._recover()

    def add(self, chunks: Sequence[int], results: Iterable[Scored]) -> None:
        """Make the records of these chunks safe. Raises OSError, and then nothing was added."""
        number = max(self._numbers, default=-1) + 1
        self.enter(number, chunks, write_part(self.folder, number, self.format, results))

    def enter(self, number: int, chunks: Sequence[int], written: Written) -> None:
        """Say that the part of that number, which has these chunks, is safe. Raises OSError."""
        _append(self.folder / _IDS, written.ids, at=self._ids * ID_BYTES)
        line = {
            "part": number,
            "chunks": _ranges(chunks),
            "ids": self._ids + len(written.ids) // ID_BYTES,
            "counts": written.counts,
        }
        _append(self._journal, orjson.dumps(line) + b"\n")
        self._enter(line)

    def join(self, target: Path) -> None:
        """Make one file of all parts; it appears when it is whole."""
        with written_whole(target) as sink:
            join_parts(
                [part_file(self.folder, each, self.format) for each in self._all], self.format, sink
            )

    def join_faults(self, target: Path) -> None:
        """Make one file of all that stands apart."""
        faults = [faults_file(self.folder, each) for each in self._all]
        with written_whole(target) as sink:
            join_parts([path for path in faults if path.exists()], "ndjson", sink)

    def repeated(self, most: int = 3) -> tuple[int, list[str]]:
        """How many identifiers come more than once, and the first of them, as text."""
        passes = self._ids // _IDS_AT_ONCE + 1
        twice: set[int] = set()
        for number in range(passes):
            some = np.sort(self._share(passes, number))
            twice.update(some[1:][some[1:] == some[:-1]].tolist())
        return len(twice), list(islice(self._named(twice), most)) if twice else []

    def finish(self) -> None:
        """Say that the folder is whole: it is the output."""
        with safely(self.folder / _FINISHED):
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
        for number in self._all:
            for key in ids_of(part_file(self.folder, number, self.format), self.format):
                known = int.from_bytes(id_hash(key), "little")
                if known in wanted and known not in named:
                    named.add(known)
                    yield key

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
        self._numbers.append(line["part"])
        self._ids = line["ids"]
        self.tally.count(line["counts"])

    @property
    def _all(self) -> list[int]:
        """The numbers of all parts, in the order of the output."""
        return sorted(self._numbers)


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
            with safely(file) as sink:
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
