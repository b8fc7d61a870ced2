"""The streams of a command that reads a corpus: input, output, progress, and Ctrl-C."""

import os
import signal
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import click

from service.faults import Fault

STDIN = Path("-")
_LOG_SECONDS = 10.0


class Counts(Protocol):
    """What became of a corpus so far: bytes read, and a sentence without its full stop."""

    size: int

    def __str__(self) -> str: ...


def output_option(help: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A command's --output, which it gets as `target`: standard output where it is not said."""
    path = click.Path(path_type=Path, allow_dash=True)
    return click.option("--output", "-o", "target", default="-", type=path, help=help)


@contextmanager
def opened_input(source: Path) -> Iterator[tuple[BinaryIO, int | None]]:
    """The corpus, and its size in bytes where that is known."""
    if source == STDIN:
        yield sys.stdin.buffer, None
        return
    try:
        stream = source.open("rb")
        size = source.stat().st_size if source.is_file() else None
    except OSError as error:
        raise Fault(f"cannot read {source}: {error.strerror}.") from error
    with stream:
        yield stream, size


@contextmanager
def opened_output(target: Path) -> Iterator[BinaryIO]:
    """Where the records go: a file that appears when all of it is written, or standard output."""
    if target == STDIN:
        try:
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            # Who reads (`head`, say) has what was wanted; at exit nobody must be told either.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(0) from None
        return
    try:
        with written_whole(target) as sink:
            yield sink
    except OSError as error:
        raise Fault(f"cannot write {target}: {error.strerror}.") from error


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """A file that appears under its name only when all of it is written.

    A device or a pipe is written to directly: it must not be replaced by a file.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        with path.open("wb") as sink:
            yield sink
        return
    with safely(path) as sink:
        yield sink


@contextmanager
def safely(path: Path) -> Iterator[BinaryIO]:
    """A file that is on disk, whole, when it has its name."""
    partial = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.partial")
    try:
        with partial.open("xb") as sink:
            yield sink
            sink.flush()
            os.fsync(sink.fileno())
        partial.replace(path)
        _sync_folder(path.parent)
    finally:
        partial.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def interrupts() -> Iterator[Callable[[], bool]]:
    """Whether to go on: the first Ctrl-C asks to stop in order, a second one stops at once."""
    asked = False

    def ask(*_: object) -> None:
        nonlocal asked
        asked = True
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: not asked
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def progress(size: int | None, tally: Counts) -> Iterator[Callable[[], None]]:
    """Show how far a corpus is: a bar on a terminal, else a line now and then."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from service import terminal

    console = terminal.console(stderr=True)
    if not console.is_terminal:
        yield _log_line(tally)
        return
    columns = BarColumn(), TextColumn("{task.description}"), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("0 articles", total=size)
        yield lambda: progress.update(task, completed=tally.size, description=str(tally))


def _log_line(tally: Counts) -> Callable[[], None]:
    last = time.monotonic()

    def show() -> None:
        nonlocal last
        if time.monotonic() - last >= _LOG_SECONDS:
            last = time.monotonic()
            click.echo(f"{tally} so far", err=True)

    return show
