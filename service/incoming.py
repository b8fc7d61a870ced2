"""A request's body as it arrives, line by line.

WSGI's `read(n)` waits until n bytes are there, and gunicorn's `readline` for a kilobyte: a client
that sends ten lines and waits for their answers would wait for ever. So gunicorn's own readers are
asked here for what they have; the tests hold this against the real server. Any other server's body
is read as WSGI says.
"""

import errno
import select
import socket
import ssl
import zlib
from typing import Any, Protocol

from flask import Request
from gunicorn.http.body import Body, ChunkedReader, LengthReader
from gunicorn.http.errors import ParseException
from werkzeug.wsgi import get_input_stream

from service.errors import Problem

NDJSON = "application/x-ndjson"
_PIECE_BYTES = 1 << 16
# The end of a chunk, and the length of the next: two line ends and sixteen digits.
_CHUNK_MARK_BYTES = 20
_GZIP = 16 + zlib.MAX_WBITS


class Disconnected(ConnectionResetError):
    """The client went away, or stood still for too long, before the body was complete."""

    def __init__(self) -> None:
        super().__init__(errno.ECONNRESET, "the body is not complete")


class _Unreadable(Exception):
    """The body is not compressed as announced; the message says so to the client."""


class _Source(Protocol):
    """Bytes that come when they come."""

    def read(self) -> bytes:
        """The next bytes; waits where there are none yet, and gives none at the end."""

    def waits(self) -> bool:
        """Whether `read` may have to wait for the client; True is always safe to say."""


class Lines:
    """The lines of a body; memory is bounded by what `readline` is asked for.

    `broken` says, once there are no more lines, why the body could not be read to its end.
    """

    def __init__(self, source: _Source) -> None:
        self.broken: str | None = None
        self._source = source
        self._held = bytearray()
        self._searched = 0  # so far into what is held there is no line's end
        self._is_over = False

    def readline(self, size: int, /) -> bytes:
        """The next line, or `size` bytes of it where it is longer; nothing at the end."""
        while not (end := self._end(size)) and not self._is_over:
            self._fill()
        line = bytes(self._held[: end or len(self._held)])
        del self._held[: len(line)]
        self._searched = 0
        return line

    def is_here(self, size: int) -> bool:
        """Whether `readline` would answer at once; the lines that have arrived are taken in."""
        while not self._end(size) and not self._is_over:
            if self._source.waits():
                return False
            self._fill()
        return True

    def _end(self, size: int) -> int:
        """Where the line that comes next ends; 0 where that is not known yet."""
        found = self._held.find(b"\n", self._searched, size)
        if found >= 0:
            return found + 1
        self._searched = min(len(self._held), size)
        return size if len(self._held) >= size else 0

    def _fill(self) -> None:
        try:
            piece = self._source.read()
        except _Unreadable as error:
            self.broken = str(error)
            piece = b""
            del self._held[self._held.rfind(b"\n") + 1 :]  # a line that was not read to its end
        self._held += piece
        self._is_over = not piece


def lines_of(request: Request, *, idle_seconds: float) -> Lines:
    """The lines of a request's body, sent as NDJSON, which may be compressed with gzip.

    From now on the connection is given up where the client neither sends nor takes anything for so
    long. Raises Problem for another kind of body; reading raises Disconnected.
    """
    if request.mimetype != NDJSON:
        raise Problem("unsupported-media-type", f"Send Content-Type: {NDJSON}.")
    if request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise Problem("unsupported-media-type", "JSON is sent in UTF-8, and in no other charset.")
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("identity", "gzip", "x-gzip"):
        raise Problem("unsupported-media-type", "Content-Encoding may be gzip, or nothing.")
    environ = request.environ
    give_up_when_idle(environ, idle_seconds)
    body = environ["wsgi.input"]
    source: _Source
    if isinstance(body, Body) and isinstance(body.reader, ChunkedReader | LengthReader):
        source = _Gunicorn(body, environ["gunicorn.socket"])
    else:
        source = _Wsgi(environ)
    return Lines(source if coding == "identity" else _Unzipped(source))


def give_up_when_idle(environ: dict[str, Any], seconds: float) -> None:
    """End this request's connection when the client neither sends nor takes anything for so long.

    gunicorn does away with the limit before the next request on the connection.
    """
    connection = environ.get("gunicorn.socket")
    if connection is not None:
        connection.settimeout(seconds)


class _Gunicorn:
    """gunicorn's body, with or without a length announced."""

    def __init__(self, body: Body, connection: socket.socket) -> None:
        self._body = body
        self._connection = connection
        self._arrivals = select.poll()
        self._arrivals.register(connection, select.POLLIN)

    def read(self) -> bytes:
        reader = self._body.reader
        try:
            if isinstance(reader, ChunkedReader):
                piece: bytes = next(reader.parser, b"")
                return piece
            return _rest(reader)
        except (OSError, ParseException) as error:
            self._body.failed = True  # so that gunicorn takes no request from this connection
            raise Disconnected from error

    def waits(self) -> bool:
        if not self._arrivals.poll(0):
            return True
        if isinstance(self._body.reader, LengthReader):
            return False
        if isinstance(self._connection, ssl.SSLSocket):  # nobody can look into it
            return True
        try:
            arrived = len(self._connection.recv(_CHUNK_MARK_BYTES + 1, socket.MSG_PEEK))
        except OSError:
            return False  # and `read` will say why
        # So little may be nothing but the mark of a chunk whose bytes are still to come.
        return 0 < arrived <= _CHUNK_MARK_BYTES


def _rest(reader: LengthReader) -> bytes:
    """What is there of a body of known length; behind it the next request may begin."""
    if not reader.length:
        return b""
    found: bytes = reader.unreader.read(None, read_ahead=reader.length)
    if not found:
        raise Disconnected
    piece = found[: reader.length]
    reader.unreader.unread(found[len(piece) :])
    reader.length -= len(piece)
    return piece


class _Wsgi:
    """Any server's body."""

    def __init__(self, environ: dict[str, object]) -> None:
        self._stream = get_input_stream(environ)

    def read(self) -> bytes:
        return self._stream.read(_PIECE_BYTES)

    def waits(self) -> bool:
        return False


class _Unzipped:
    """What was compressed with gzip, a piece of bounded size at a time, whatever it expands to."""

    def __init__(self, source: _Source) -> None:
        self._source = source
        self._left = b""
        self._is_begun = self._has_more = False
        self._unzip = zlib.decompressobj(wbits=_GZIP)

    def read(self) -> bytes:
        while True:
            data = self._left
            if not data and not self._has_more:
                data = self._source.read()
                if not data:
                    if self._is_begun and not self._unzip.eof:
                        raise _Unreadable("The gzip data ends too early.")
                    return b""
            if self._unzip.eof:  # files that were compressed one by one may be sent as one
                self._unzip = zlib.decompressobj(wbits=_GZIP)
            try:
                piece = self._unzip.decompress(data, _PIECE_BYTES)
            except zlib.error as error:
                raise _Unreadable("Not gzip data.") from error
            self._is_begun = True
            at_end = self._unzip.eof
            self._has_more = len(piece) == _PIECE_BYTES and not at_end
            self._left = self._unzip.unused_data if at_end else self._unzip.unconsumed_tail
            if piece:
                return piece

    def waits(self) -> bool:
        return not self._left and not self._has_more and self._source.waits()
