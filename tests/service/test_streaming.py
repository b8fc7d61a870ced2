"""Streams of articles under the real gunicorn: in time, in bounded memory, and to their end."""

import gzip
import http.client
import json
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from service.settings import Settings

MakeRow = Callable[[int], dict[str, Any]]
MB = 1_000_000
IDLE_SECONDS = 2


@pytest.fixture(scope="module")
def web(serving: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One process with four threads, of which streams may take two."""
    folder = tmp_path_factory.mktemp("web")
    with serving(folder, THREADS=4, IDLE_SECONDS=IDLE_SECONDS) as web:
        yield web


class Stream:
    """A client that sends lines and takes answers when it likes to."""

    def __init__(self, port: int, *headers: str, path: str = "/v1/score/batch") -> None:
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._is_chunked = not any(header.startswith("Content-Length") for header in headers)
        head = [
            f"POST {path} HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/x-ndjson",
            *(["Transfer-Encoding: chunked"] if self._is_chunked else []),
            *headers,
        ]
        self.connection.sendall("\r\n".join([*head, "", ""]).encode())
        self._response: http.client.HTTPResponse | None = None

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *_: object) -> None:
        if self._response is not None:
            self._response.close()
        self.connection.close()

    def send(self, data: bytes) -> None:
        self.connection.sendall(b"%x\r\n%b\r\n" % (len(data), data) if self._is_chunked else data)

    def end(self) -> None:
        self.connection.sendall(b"0\r\n\r\n")

    @property
    def response(self) -> http.client.HTTPResponse:
        if self._response is None:
            self._response = http.client.HTTPResponse(self.connection)
            self._response.begin()
        return self._response

    def answers(self, count: int) -> list[Any]:
        """The ids of the next answers; waits for them."""
        return [json.loads(self.response.readline())["id"] for _ in range(count)]

    def rest(self) -> list[Any]:
        """The ids of all other answers."""
        return [json.loads(line)["id"] for line in self.response]


def lines(*rows: object) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


@pytest.fixture
def corpus(corpus_row: MakeRow) -> Callable[[range], bytes]:
    return lambda numbers: lines(*map(corpus_row, numbers))


def test_ten_lines_are_answered_before_there_are_more(
    web: Any, corpus: Callable[[range], bytes]
) -> None:
    with Stream(web.port) as stream:
        assert stream.response.status == 200  # before there is any line
        seconds = []
        for first in range(0, 50, 10):
            began = time.perf_counter()
            stream.send(corpus(range(first, first + 10)))
            assert stream.answers(10) == list(range(first, first + 10))
            seconds.append(time.perf_counter() - began)
        assert min(seconds) < 0.5
        stream.end()
        assert stream.rest() == []


@pytest.mark.parametrize("copies", [1, 2, 3, 5, 8, 20, 100])
def test_so_they_are_however_long_they_are(web: Any, corpus_row: MakeRow, copies: int) -> None:
    rows = [{**row, "text": row["text"] * copies} for row in map(corpus_row, range(10))]
    with Stream(web.port) as stream:
        for cut in (0, 1, 2, 17, 300):  # what is left over of a line goes into the next chunk
            sent = lines(*rows)
            began = time.perf_counter()
            stream.send(sent[: len(sent) - cut])
            assert stream.answers(9) == list(range(9))
            if cut:
                stream.send(sent[len(sent) - cut :])
            assert stream.answers(1) == [9]
            assert time.perf_counter() - began < IDLE_SECONDS / 2
        stream.end()
        assert stream.rest() == []


def test_so_they_are_with_a_length_announced(web: Any, corpus: Callable[[range], bytes]) -> None:
    first, second = corpus(range(10)), corpus(range(10, 15))
    with Stream(web.port, f"Content-Length: {len(first) + len(second)}") as stream:
        stream.send(first)
        assert stream.answers(10) == list(range(10))
        stream.send(second)
        assert stream.rest() == list(range(10, 15))


def test_a_line_that_has_arrived_in_part_keeps_no_other_waiting(
    web: Any, corpus: Callable[[range], bytes]
) -> None:
    sent = corpus(range(4))
    half = len(sent) - 500
    with Stream(web.port) as stream:
        stream.send(sent[:half])
        assert stream.answers(3) == [0, 1, 2]
        stream.send(sent[half:-1])  # and no newline at the end
        stream.end()
        assert stream.rest() == [3]


@pytest.mark.parametrize("size", [1, 7, 1_000, 100_000])
def test_how_the_bytes_are_cut_up_does_not_matter(
    web: Any, corpus: Callable[[range], bytes], size: int
) -> None:
    sent = corpus(range(3))
    with Stream(web.port) as stream:
        for start in range(0, len(sent), size):
            stream.send(sent[start : start + size])
        stream.end()
        assert stream.rest() == [0, 1, 2]


def test_the_next_request_on_the_connection_is_answered_too(
    web: Any, corpus: Callable[[range], bytes]
) -> None:
    following = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    sent = corpus(range(3))
    for headers, framed in (
        ((f"Content-Length: {len(sent)}",), sent),
        ((), b"%x\r\n%b\r\n0\r\n\r\n" % (len(sent), sent)),
    ):
        with Stream(web.port, *headers) as stream:
            stream.connection.sendall(framed + following)
            received = b""
            while b'{"status":"ok"}' not in received:
                piece = stream.connection.recv(1 << 16)
                assert piece, received
                received += piece
            assert [received.count(b'{"id":%d,' % number) for number in range(3)] == [1, 1, 1]


def test_what_was_compressed_is_answered_as_it_arrives(
    web: Any, corpus: Callable[[range], bytes]
) -> None:
    packer = zlib.compressobj(wbits=31)
    with Stream(web.port, "Content-Encoding: gzip") as stream:
        stream.send(packer.compress(corpus(range(5))) + packer.flush(zlib.Z_SYNC_FLUSH))
        assert stream.answers(5) == list(range(5))
        stream.send(packer.compress(corpus(range(5, 9))) + packer.flush())
        stream.end()
        assert stream.rest() == list(range(5, 9))


def test_memory_does_not_grow_while_a_client_does_not_take_its_answers(
    web: Any, corpus: Callable[[range], bytes]
) -> None:
    block = corpus(range(500))
    blocks = 60
    with Stream(web.port) as warm:
        warm.send(block)
        warm.end()
        assert len(warm.rest()) == 500
    sent = 0

    def send() -> None:
        nonlocal sent
        for _ in range(blocks):
            stream.send(block)
            sent += len(block)
        stream.end()

    with Stream(web.port) as stream:
        before = web.scorer.memory_info().rss
        sender = threading.Thread(target=send)
        sender.start()
        # Until it is sent no more: the buffers of the network hold some megabytes.
        was = -1
        while was != sent:
            was = sent
            time.sleep(IDLE_SECONDS / 4)
            assert web.scorer.memory_info().rss - before < 60 * MB
        assert sent < blocks * len(block) / 2
        taken = 0
        for _ in stream.response:
            taken += 1
            if taken % 5_000 == 0:
                assert web.scorer.memory_info().rss - before < 60 * MB
        sender.join()
    assert taken == 500 * blocks


def test_what_expands_a_thousandfold_takes_no_memory(web: Any) -> None:
    bomb = gzip.compress(b"\n" + b" " * 200 * MB)
    before = web.scorer.memory_info().rss
    with Stream(web.port, f"Content-Length: {len(bomb)}", "Content-Encoding: gzip") as stream:
        stream.send(bomb)
        assert stream.rest() == [None]
    assert web.scorer.memory_info().rss - before < 30 * MB


def test_clients_that_go_away_leave_nothing_behind(
    web: Any, corpus: Callable[[range], bytes]
) -> None:
    threads = web.scorer.num_threads()
    for number in range(4):
        for stream in both_seats(web):
            with stream:
                stream.send(corpus(range(300)))
                assert stream.answers(1) == [0]
                if number % 2:  # in the middle of a line
                    stream.send(b'{"id": 1, "text": "')
    assert web.scorer.num_threads() <= threads + 4  # the pool's own
    assert "Traceback" not in web.log.read_text()


def both_seats(web: Any) -> list[Stream]:
    """Two streams, which are all; those of other tests may be just about to end."""
    streams: list[Stream] = []

    def are_open() -> bool:
        streams[:] = [Stream(web.port) for _ in range(2)]
        if all(stream.response.status == 200 for stream in streams):
            return True
        for stream in streams:
            stream.__exit__()
        return False

    web.until(are_open, 10)
    return streams


def test_a_body_that_is_cut_off_has_no_complete_answer(
    web: Any, corpus: Callable[[range], bytes]
) -> None:
    for headers in (), ("Content-Length: 1000000",):
        with Stream(web.port, *headers) as stream:
            stream.send(corpus(range(3)))
            assert stream.answers(3) == [0, 1, 2]
            stream.connection.shutdown(socket.SHUT_WR)
            with pytest.raises((http.client.IncompleteRead, ConnectionError)):
                stream.response.read()
    web.until(lambda: b'"complete":false' in web.log.read_bytes(), 10)


def test_streams_at_once_get_what_each_gets_alone(
    web: Any, corpus: Callable[[range], bytes]
) -> None:
    sent = corpus(range(1_500))
    streams = both_seats(web)
    received = [b"", b""]

    def read(number: int) -> None:
        received[number] = streams[number].response.read()

    readers = [threading.Thread(target=read, args=(number,)) for number in range(2)]
    for reader in readers:
        reader.start()
    for start in range(0, len(sent), 50_000):
        for stream in streams:
            stream.send(sent[start : start + 50_000])
    for stream in streams:
        stream.end()
    for reader, stream in zip(readers, streams, strict=True):
        reader.join()
        stream.__exit__()
    assert received[0] == received[1]
    assert received[0].count(b"\n") == 1_500


def test_streams_leave_threads_to_single_articles(
    web: Any, corpus: Callable[[range], bytes], corpus_row: MakeRow
) -> None:
    first, second = both_seats(web)
    with first, second:
        status, problem, headers = web.ask(
            "/v1/score/batch", corpus(range(1)), Content_Type="application/x-ndjson"
        )
        assert (status, problem["type"], headers["Retry-After"]) == (503, "/problems/busy", "5")
        body = json.dumps({"body": corpus_row(1)["text"]}).encode()
        assert web.ask("/v1/score", body, Content_Type="application/json")[0] == 200


def test_a_stream_that_stands_still_is_given_up(web: Any, corpus: Callable[[range], bytes]) -> None:
    silent, greedy = both_seats(web)
    with silent, greedy:
        began = time.monotonic()
        endless = corpus(range(300)) * 1_000
        with pytest.raises((ConnectionError, TimeoutError)):  # it takes nothing, and is cut off
            greedy.send(endless)
        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            silent.response.read()
        assert time.monotonic() - began > IDLE_SECONDS * 0.8
        for stream in both_seats(web):
            stream.__exit__()


def test_a_minute_is_allowed_by_default() -> None:
    assert Settings().idle_seconds == 60
