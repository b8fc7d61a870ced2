"""`credibility serve`: gunicorn, and beside it the worker where the database is embedded.

gunicorn is this process and the worker its child: whichever way gunicorn ends, the worker follows.
Stopped in order, it is told and waited for; killed, the worker sees that its parent is gone. One
that dies by itself is followed by another.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Self

from flask import Flask
from gunicorn.app.base import Application
from gunicorn.arbiter import Arbiter

from service import jobs, store
from service.settings import Settings

_GRACE_SECONDS = jobs.SHUTDOWN_SECONDS + 5
# A worker that cannot even start is not to keep the processor busy.
_NEXT_WORKER_SECONDS = 5.0


class AddressError(Exception):
    """The address cannot be served on; the message says why."""


def serve(settings: Settings, *, ready: Callable[[str], None]) -> None:
    """Serve until told to stop; `ready` gets the base URL once connections are accepted.

    Raises AddressError before anything is started.
    """
    _check(settings.host, settings.port)
    store.upgrade(settings)
    if store.sqlite_file(settings) is None:
        _Gunicorn(settings, ready).run()
    else:
        with _Worker() as worker:
            _Gunicorn(settings, ready, worker.look_after).run()


class _Gunicorn(Application):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn with this project's configuration, and what the command line says otherwise."""

    def __init__(
        self,
        settings: Settings,
        ready: Callable[[str], None],
        every_second: Callable[[], None] = lambda: None,
    ) -> None:
        self._settings = settings
        self._ready = ready
        self._every_second = every_second
        super().__init__()

    def run(self) -> None:
        _Arbiter(self, self._every_second).run()

    def load_config(self) -> None:
        self.load_config_from_module_name_or_filename("python:service.gunicorn_conf")
        host, port = self._settings.host, self._settings.port
        self.cfg.set("bind", _address(host, port))
        self.cfg.set("workers", self._settings.workers)
        self.cfg.set("threads", self._settings.threads)
        self.cfg.set("when_ready", self._announce)

    def load(self) -> Flask:
        # Here, in each worker process, and not above: gunicorn's own process stays small.
        from service.app import create_app

        return create_app(self._settings)

    def _announce(self, arbiter: Arbiter) -> None:
        host, port = arbiter.LISTENERS[0].sock.getsockname()[:2]
        if host in ("0.0.0.0", "::"):  # noqa: S104 (compared with, not bound to)
            host = "127.0.0.1"
        self._ready(f"http://{_address(host, port)}")
        if sys.stdin.isatty():
            signal.signal(signal.SIGHUP, _stop_with_the_terminal(arbiter))


def _stop_with_the_terminal(arbiter: Arbiter) -> Callable[[int, FrameType | None], None]:
    """gunicorn reloads on SIGHUP and would live on, unseen, when its terminal is closed."""
    return lambda _, frame: arbiter.signal(signal.SIGTERM, frame)


class _Arbiter(Arbiter):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn's main loop, which does something more whenever it has looked after its workers."""

    def __init__(self, application: Application, every_second: Callable[[], None]) -> None:
        self._every_second = every_second
        super().__init__(application)

    def manage_workers(self) -> None:
        super().manage_workers()
        self._every_second()


class _Worker:
    """A worker process beside this one, for as long as the context lasts."""

    def __enter__(self) -> Self:
        self._here = os.getpid()
        self._start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # gunicorn's workers are forked from this process, and leave through here as well.
        if os.getpid() != self._here:
            return
        self._process.terminate()
        try:
            self._process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def look_after(self) -> None:
        """Start another where the one before has died."""
        is_due = time.monotonic() - self._started >= _NEXT_WORKER_SECONDS
        if is_due and self._process.poll() is not None:
            self._start()

    def _start(self) -> None:
        self._started = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603 (our own command)
            # -P: the installed package, whatever lies in the current directory.
            [sys.executable, "-P", "-m", "service.cli", "worker", "--parent", str(self._here)],
            stdin=subprocess.DEVNULL,
            # Ctrl-C goes to a terminal's whole process group, but the worker is to finish its job.
            process_group=0,
        )


def _check(host: str, port: int) -> None:
    """Try the address: gunicorn itself would go on trying for five seconds, then log an error."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        # The socket module adds the address, which stands in our sentence already.
        reason = (error.strerror or str(error)).partition(" (")[0]
        raise AddressError(f"cannot serve on {host}, port {port}: {reason}") from error


def _address(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
