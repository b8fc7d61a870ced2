"""Follows a job to its end, for whoever waits at a terminal."""

import time
from collections.abc import Callable
from typing import Any

from service import job_records, jobs, store
from service.faults import Fault
from service.settings import Settings

# How often whoever follows a job looks, and for how long nobody may be seen to work.
_POLL_SECONDS = 0.5
_PATIENCE_SECONDS = 20.0


def follow(
    settings: Settings,
    job: str,
    show: Callable[[str], None],
    *,
    clock: Callable[[], float] = time.monotonic,
) -> dict[str, Any]:
    """What is known of a job when it is over; each line of its log is shown meanwhile.

    Raises Fault where there is none of that id, and where no worker has lived for a while and the
    job stands still: it might never end.
    """
    shown, state, since = 0, None, clock()
    while True:
        with store.reading(settings) as session:
            now = job_records.told(session, job)
            moved = job_records.state(session, job)
        if now is None:
            raise Fault(f"there is no job {job}; `credibility jobs list` names them.")
        for line in now["log"][shown:]:
            show(line["message"])
        shown = len(now["log"])
        if now["finished_at"] is not None:
            return now
        if moved != state or jobs.is_fresh(store.worker_seen(settings)):
            state, since = moved, clock()
        elif clock() - since > _PATIENCE_SECONDS:
            raise Fault(
                f"no worker is alive, and job {job} stands still: {now['step']}. `credibility"
                f" worker` takes it up, and `credibility jobs watch {job}` watches it again."
            )
        time.sleep(_POLL_SECONDS)
