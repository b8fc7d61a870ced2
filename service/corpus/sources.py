"""Where a corpus lies: files, folders, globs, addresses that fsspec knows, standard input."""

import bz2
import gzip
import io
import lzma
import os
import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import PurePath, PurePosixPath
from typing import Any, BinaryIO, Literal, NamedTuple, cast, get_args

import fsspec
from backports import zstd

STDIN = "-"
Kind = Literal["ndjson", "csv", "tsv", "parquet", "text", "html"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_SUFFIXES: dict[str, Kind] = {
    ".jsonl": "ndjson", ".ndjson": "ndjson", ".json": "ndjson", ".csv": "csv", ".tsv": "tsv",
    ".parquet": "parquet", ".pq": "parquet", ".txt": "text", ".html": "html", ".htm": "html",
}  # fmt: skip
_PAGES: tuple[Kind, ...] = ("text", "html")
# What file systems call the time or the mark of the last change.
_CHANGED = ("mtime", "ETag", "LastModified", "created")
_COMPRESSED = (".gz", ".zst", ".bz2", ".xz")
# The first bytes tell, not the name: a corpus that was renamed is read all the same.
_MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bz2", b"\xfd7zXZ\x00": "xz"}
_MAGIC_BYTES = 6
_IS_GLOB = re.compile(r"[*?\[]")
_BUFFER_BYTES = 1 << 18


# What reading a file that is damaged or cut off raises.
BROKEN = (OSError, EOFError, zlib.error, zstd.ZstdError, lzma.LZMAError)


class CorpusError(Exception):
    """The run cannot be carried out; the message is a sentence without its full stop."""


class Source(NamedTuple):
    """One file of a corpus, or the pages of one folder, whose articles are files.

    `name` is what records and messages call it; a relative one starts at `base`, or where this
    process is. `size` is in bytes, None where it is not known; `changed` tells, with the size,
    whether the file is still the one that a run began with. `pages` are paths within the folder, or
    the name itself.
    """

    name: str
    kind: Kind
    size: int | None
    changed: str
    pages: tuple[str, ...] = ()
    base: str = ""

    @property
    def place(self) -> str:
        """Where it lies."""
        return self.name if "://" in self.name else str(PurePath(self.base, self.name))

    @property
    def is_stdin(self) -> bool:
        """Whether it can be read once only."""
        return self.name == STDIN

    @property
    def is_local(self) -> bool:
        """Whether to look at the file costs next to nothing."""
        return not self.is_stdin and "://" not in self.name

    def where(self, page: str) -> str:
        """Where one of the pages lies."""
        return self.place if page == self.name else f"{self.place.rstrip('/')}/{page}"


def find(inputs: Iterable[str], kind: Kind | None = None) -> list[Source]:
    """The sources that these inputs name, in their order; a folder's and a glob's by name.

    With `kind` the files hold that, whatever they are called. Raises CorpusError.
    """
    return [source for given in inputs for source in _sources(given, kind)]


@contextmanager
def opened(source: Source) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """The source's bytes, decompressed, and the file beneath, whose `tell` shows the progress.

    Raises OSError.
    """
    if source.is_stdin:
        yield _decompressed(sys.stdin.buffer), sys.stdin.buffer
        return
    file_system, path = _located(source.place)
    with file_system.open(path, "rb") as raw:
        yield _decompressed(raw), raw


@contextmanager
def seekable(url: str) -> Iterator[BinaryIO]:
    """A file as it lies there. Raises OSError."""
    file_system, path = _located(url)
    with file_system.open(path, "rb") as raw:
        yield raw


def is_compressed(file: BinaryIO) -> bool:
    """Whether it can only be read from its beginning; the file is then where it was, at that."""
    start = file.read(_MAGIC_BYTES)
    file.seek(0)
    return _compression(start) is not None


def _sources(given: str, kind: Kind | None) -> Iterator[Source]:
    if given == STDIN:
        if kind == "parquet":
            raise CorpusError("Parquet cannot be read from standard input: give its file")
        yield Source(STDIN, kind or "ndjson", None, "")
        return
    file_system, path = _located(given)
    try:
        if _IS_GLOB.search(given) and not file_system.exists(path):
            found = sorted(file_system.glob(path))
            if not found:
                raise CorpusError(f"no file fits {given}")
            for each in found:
                yield from _within(file_system, each, _named(file_system, given, each), kind)
        else:
            yield from _within(file_system, path, given, kind)
    except FileNotFoundError as error:
        raise CorpusError(f"there is no {given}") from error
    except OSError as error:
        raise CorpusError(f"cannot read {given}: {error.strerror or error}") from error


def _within(file_system: Any, path: str, name: str, kind: Kind | None) -> Iterator[Source]:
    about = file_system.info(path)
    if about["type"] != "directory":
        held = kind or _kind(path)
        if held is None:
            raise CorpusError(f"what {name} holds cannot be told by its name: say it with --format")
        yield _file(name, about, held, (name,) if held in _PAGES else ())
        return
    files = (each.removeprefix(path).lstrip("/") for each in file_system.find(path))
    known = [(each, kind or _kind(each)) for each in files if not _is_hidden(each)]
    for page in _PAGES:
        if pages := tuple(each for each, held in known if held == page):
            yield Source(name, page, None, str(len(pages)), pages)
    for each, held in known:
        if held and held not in _PAGES:
            about = file_system.info(f"{path.rstrip('/')}/{each}")
            yield _file(f"{name.rstrip('/')}/{each}", about, held)
    if not any(held for _, held in known):
        raise CorpusError(f"there is no article and no corpus in the folder {name}")


def _file(name: str, about: dict[str, Any], kind: Kind, pages: tuple[str, ...] = ()) -> Source:
    changed = next((str(about[key]) for key in _CHANGED if key in about), "")
    return Source(name, kind, about.get("size"), changed, pages)


def _kind(path: str) -> Kind | None:
    name = PurePosixPath(path)
    if name.suffix.lower() in _COMPRESSED:
        name = PurePosixPath(name.stem)
    return _SUFFIXES.get(name.suffix.lower())


def _is_hidden(path: str) -> bool:
    """As Arrow and Spark have it: what starts with a dot or an underscore is no data."""
    return any(part[0] in "._" for part in PurePosixPath(path).parts)


def _named(file_system: Any, glob: str, path: str) -> str:
    """What a file that a glob found is called: as the glob is written."""
    if "://" in glob:
        return str(file_system.unstrip_protocol(path))
    return path if glob.startswith("/") else os.path.relpath(path)


def _located(url: str) -> tuple[Any, str]:
    try:
        file_system, path = fsspec.core.url_to_fs(url)
    except (ValueError, ImportError) as error:
        raise CorpusError(f"cannot read {url}: {error}") from error
    return file_system, path


def _compression(start: bytes) -> str | None:
    return next((name for magic, name in _MAGIC.items() if start.startswith(magic)), None)


def _decompressed(raw: BinaryIO) -> BinaryIO:
    buffered = raw if hasattr(raw, "peek") else io.BufferedReader(cast(Any, raw), _BUFFER_BYTES)
    match _compression(cast(io.BufferedReader, buffered).peek(_MAGIC_BYTES)):
        case "gzip":
            return cast(BinaryIO, gzip.GzipFile(fileobj=buffered))
        case "zstd":
            return cast(BinaryIO, zstd.ZstdFile(buffered))
        case "bz2":
            return cast(BinaryIO, bz2.BZ2File(buffered))
        case "xz":
            return cast(BinaryIO, lzma.LZMAFile(buffered))
    return buffered
