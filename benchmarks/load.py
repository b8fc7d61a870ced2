"""A load generator: a fixed number of connections, each with one request under way at any time.

Written on bare sockets in one thread, so that on a small machine it takes little from the server.
"""

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import cycle

_TIMEOUT_SECONDS = 120
_END_OF_HEAD = b"\r\n\r\n"


@dataclass(frozen=True)
class Load:
    """What a server did under load."""

    seconds: float
    latencies: list[float]
    answer_bytes: int

    @property
    def requests(self) -> int:
        """How many requests were answered."""
        return len(self.latencies)


@dataclass
class _Connection:
    socket: socket.socket
    sent: float = 0.0
    received: bytearray = field(default_factory=bytearray)

    def send(self, request: bytes) -> None:
        self.received.clear()
        self.sent = time.perf_counter()
        self.socket.sendall(request)

    def is_answered(self) -> bool:
        """Read what has come; raise ConnectionError for anything but success."""
        chunk = self.socket.recv(1 << 20)
        self.received += chunk
        head, end, body = self.received.partition(_END_OF_HEAD)
        if not chunk or (end and not head.startswith(b"HTTP/1.1 200")):
            raise ConnectionError(f"not an answer: {bytes(self.received[:300])!r}")
        return bool(end) and len(body) == _content_length(head)


def put_load(port: int, bodies: Sequence[bytes], *, connections: int, seconds: float) -> Load:
    """POST the bodies in turn to /v1/score on loopback until the time is over."""
    requests = _requests(port, bodies)
    latencies: list[float] = []
    answer_bytes = 0
    began = time.perf_counter()
    with selectors.DefaultSelector() as selector, ExitStack() as stack:
        for _ in range(connections):
            connection = _Connection(
                stack.enter_context(socket.create_connection(("127.0.0.1", port), _TIMEOUT_SECONDS))
            )
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(next(requests))
        while selector.get_map():
            ready = selector.select(_TIMEOUT_SECONDS)
            if not ready:
                raise TimeoutError(f"no answer in {_TIMEOUT_SECONDS} s")
            for key, _ in ready:
                connection = key.data
                if not connection.is_answered():
                    continue
                now = time.perf_counter()
                latencies.append(now - connection.sent)
                answer_bytes += len(connection.received)
                if now - began < seconds:
                    connection.send(next(requests))
                else:
                    selector.unregister(connection.socket)
    return Load(time.perf_counter() - began, latencies, answer_bytes)


def _requests(port: int, bodies: Sequence[bytes]) -> Iterator[bytes]:
    head = (
        f"POST /v1/score HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
    )
    return cycle(
        [b"%sContent-Length: %d\r\n\r\n%s" % (head.encode(), len(body), body) for body in bodies]
    )


def _content_length(head: bytearray) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ConnectionError("an answer without a Content-Length")
