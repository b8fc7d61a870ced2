import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

pytest.importorskip("benchmarks", reason="the wheel has no benchmarks")

from benchmarks.load import put_load


class _Mirror(BaseHTTPRequestHandler):
    """Answers with what it was sent, or refuses what is marked so."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(503 if body == b"refuse me" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Mirror) as server:
        threading.Thread(target=server.serve_forever).start()
        yield server.server_port
        server.shutdown()


def test_every_answer_is_read_to_its_end(port: int):
    long = b"x" * 300_000
    load = put_load(port, [long], connections=2, seconds=0.2)
    assert load.requests >= 2
    assert load.answer_bytes > load.requests * len(long)
    assert 0 < max(load.latencies) < load.seconds


def test_a_refusal_is_no_answer(port: int):
    with pytest.raises(ConnectionError, match="503"):
        put_load(port, [b"refuse me"], connections=1, seconds=0.2)
