"""gunicorn's configuration: `gunicorn -c python:service.gunicorn_conf 'service.app:create_app()'`.

This module is read by gunicorn's own process, before it forks. That process loads neither numpy
nor the application (no preload: threads of numeric libraries do not survive a fork).
"""

import os
import shutil
import tempfile
from typing import Any

from service.settings import Settings, SettingsError

_settings = Settings.from_environment()

bind = f"{_settings.host}:{_settings.port}"
wsgi_app = "service.app:create_app()"
worker_class = "gthread"
workers = _settings.workers
threads = _settings.threads
preload_app = False
# A thread pool in each numeric library beside gunicorn's would make both slower by a factor.
raw_env = [
    f"{name}=1"
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
]
# A worker must come up in this time and, where nobody did so before, compile the scan: half a
# minute of work, more on a busy machine. Requests are not limited by it: they run in threads.
timeout = 300
graceful_timeout = 20
keepalive = 5
# The application writes one event a request itself.
accesslog = None
errorlog = "-"
loglevel = "warning"
# Nobody is to steer the server through a file in the home folder, which may not be writable either.
control_socket_disable = True


def on_starting(server: Any) -> None:
    """Refuse an address that strangers can reach; make the folder for the workers' counters."""
    try:
        # A host and a port each, or the path of a Unix socket.
        for address in server.cfg.address:
            _settings.check_exposure(address if isinstance(address, str) else address[0])
    except SettingsError as error:
        raise SystemExit(f"credibility: {error}") from error
    # prometheus_client looks for it when it is imported, which only the workers do.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="credibility-metrics-")


def post_worker_init(worker: Any) -> None:
    """Follow the version in service; spare the garbage collector what stays: libraries, model."""
    import gc

    from service.parts import has_parts, parts_of

    # The benchmarks put another application under the same settings.
    if has_parts(worker.wsgi):
        parts_of(worker.wsgi).live.follow()
    gc.collect()
    gc.freeze()


def child_exit(_: Any, worker: Any) -> None:
    """Keep what a dead worker counted, but not what it was doing."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # without types


def on_exit(_: Any) -> None:
    """Remove the counters."""
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
