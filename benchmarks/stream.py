"""Articles streamed through the service against `score_rows` on the same ones in this process."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

import psutil

from benchmarks.articles import news
from benchmarks.clock import spread
from benchmarks.report import Cell, Report
from benchmarks.server import cpu_seconds_of, running
from benchmarks.subject import scorer
from models.bulk import ROWS_AT_ONCE, score_rows
from models.rows import Row

_ARTICLES = 2_000
_ROUNDS = 5
_FEW = 10
_TIMES = 50
_SEND_BYTES = 1 << 16


class _Taken(NamedTuple):
    """How long a round took, and the processor time of what is measured, in seconds."""

    wall: float
    cpu: float


def measure() -> Report:
    """Articles a second, streamed and in this process, in turn; and how soon a few are answered."""
    samples = news(_ARTICLES)
    rows = [
        Row(number, text.body, text.title, None, None) for number, text in enumerate(samples.texts)
    ]
    lines = [
        json.dumps({"id": row.id, "title": row.title, "text": row.body}).encode() + b"\n"
        for row in rows
    ]
    own: list[_Taken] = []
    streamed: list[_Taken] = []
    with running("service.app:create_app()", workers=1) as (port, process):
        for number in range(_ROUNDS + 1):
            alone, over_http = _score(rows), _stream(lines, port, process)
            if number:  # the first round warms up
                own.append(alone)
                streamed.append(over_http)
        few = _seconds_for_few(lines, port)
    table: list[tuple[Cell, ...]] = [
        (name, *(len(rows) / median(column) for column in zip(*taken, strict=True)))
        for name, taken in (("score_rows", own), ("streamed", streamed))
    ]
    ratios = [
        spread([a[place] / b[place] for a, b in zip(own, streamed, strict=True)])
        for place in range(2)
    ]
    table.append(("streamed over score_rows", *(ratio.median for ratio in ratios)))
    milliseconds = sorted(second * 1e3 for second in few)
    return Report(
        title="POST /v1/score/batch against score_rows in one process",
        data=f"{len(rows)} {samples.origin}, {sum(map(len, lines)) / 1e6:.1f} MB of NDJSON",
        protocol=(
            f"one process each; {_ROUNDS} rounds in turn after one that does not count; medians;"
            " the client, a thread that sends and one that reads bytes, takes its share of the same"
            " processors, so that the ratio of processor time is that of the service alone;"
            f" score_rows gets rows that are parsed, {ROWS_AT_ONCE} at a time, and its records are"
            " not written as JSON"
        ),
        columns=("", "articles/s", "articles/CPU s"),
        rows=table,
        notes=(
            f"streamed over score_rows by wall time was {ratios[0]}, by processor time {ratios[1]}",
            f"{_FEW} lines sent on an open stream were answered in {median(milliseconds):.1f} ms"
            f" (median of {_TIMES}; the slowest {milliseconds[-1]:.1f} ms)",
        ),
    )


def _score(rows: Sequence[Row]) -> _Taken:
    ours = scorer()
    wall, cpu = time.perf_counter(), time.process_time()
    for start in range(0, len(rows), ROWS_AT_ONCE):
        score_rows(rows[start : start + ROWS_AT_ONCE], ours)
    return _Taken(time.perf_counter() - wall, time.process_time() - cpu)


def _stream(lines: Sequence[bytes], port: int, process: psutil.Process) -> _Taken:
    wall, cpu = time.perf_counter(), cpu_seconds_of(process)
    stream = _Stream(port)
    sender = threading.Thread(target=stream.send_all, args=(b"".join(lines),))
    sender.start()
    count = 0
    while piece := stream.response.read1(_SEND_BYTES):
        count += piece.count(b"\n")
    sender.join()
    stream.close()
    if count != len(lines):
        raise ConnectionError(f"{count} answers to {len(lines)} lines")
    return _Taken(time.perf_counter() - wall, cpu_seconds_of(process) - cpu)


def _seconds_for_few(lines: Sequence[bytes], port: int) -> list[float]:
    stream = _Stream(port)
    taken = []
    for number in range(_TIMES):
        some = b"".join(lines[number * _FEW : (number + 1) * _FEW])
        began = time.perf_counter()
        stream.send(some)
        for _ in range(_FEW):
            if not stream.response.readline():
                raise ConnectionError("the stream broke off")
        taken.append(time.perf_counter() - began)
    stream.end()
    stream.close()
    return taken


class _Stream:
    """A client of one stream; its answer has begun before anything is sent."""

    def __init__(self, port: int) -> None:
        self._connection = socket.create_connection(("127.0.0.1", port))
        self._connection.sendall(
            b"POST /v1/score/batch HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        self.response = http.client.HTTPResponse(self._connection)
        self.response.begin()
        if self.response.status != 200:
            raise ConnectionError(f"status {self.response.status}")

    def send(self, data: bytes) -> None:
        self._connection.sendall(b"%x\r\n%b\r\n" % (len(data), data))

    def end(self) -> None:
        self._connection.sendall(b"0\r\n\r\n")

    def send_all(self, data: bytes) -> None:
        for start in range(0, len(data), _SEND_BYTES):
            self.send(data[start : start + _SEND_BYTES])
        self.end()

    def close(self) -> None:
        self.response.close()
        self._connection.close()
