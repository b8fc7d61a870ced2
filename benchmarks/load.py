"""A load generator: a fixed number of connections, each with one request under way at any time.

Written on bare sockets in one thread, so that on a small machine it takes little from the server.
"""

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle

_TIMEOUT_SECONDS = 120
_END_OF_HEAD = b"\r\n\r\n"
_LONGEST_ANSWER, _LONGEST_HEAD = 1 << 22, 1 << 12


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


class _Connection:
    """A connection kept alive, and the answer that is coming in on it."""

    def __init__(self, connected: socket.socket) -> None:
        self.socket = connected
        self.sent = 0.0
        # Read into one place: to make room for every chunk costs the machine more than to send it.
        self._answer = memoryview(bytearray(_LONGEST_ANSWER))
        self.received = self._size = 0

    def send(self, request: bytes) -> None:
        """Put a request."""
        self.received = self._size = 0
        self.sent = time.perf_counter()
        self.socket.sendall(request)

    def is_answered(self) -> bool:
        """Read what has come; raise ConnectionError for anything but success."""
        chunk = self.socket.recv_into(self._answer[self.received :])
        self.received += chunk
        if not self._size:
            self._size = _size_of(bytes(self._answer[: min(self.received, _LONGEST_HEAD)]))
        if not chunk:
            raise ConnectionError("closed before the answer was complete")
        return self.received == self._size


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
                answer_bytes += connection.received
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


def _size_of(begun: bytes) -> int:
    """How long an answer is, its head included; 0 while that cannot be told."""
    head, end, _ = begun.partition(_END_OF_HEAD)
    if not end:
        return 0
    if not head.startswith(b"HTTP/1.1 200"):
        raise ConnectionError(f"not an answer: {begun[:300]!r}")
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return len(head) + len(end) + int(value)
    raise ConnectionError("an answer without a Content-Length")
