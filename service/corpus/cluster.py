"""A run on several machines: shares of the corpus scored where a Dask cluster's workers read them.

The scheduler sees names and counts, never text: a worker reads its share, scores it and writes its
part. So inputs and output must lie where all machines have them under the same name. A share whose
worker is lost is done again by another; a part counts when this process has entered it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from models.behaviour import signals_digest
from service.corpus.chunks import chunks_of
from service.corpus.part_files import Written, write_part
from service.corpus.parts import Parts
from service.corpus.readers import Wanted
from service.corpus.score import Job, score_chunk
from service.corpus.shares import Share, shares
from service.corpus.sources import CorpusError, Source, seekable
from service.corpus.tally import Tally
from service.streams import safely

if TYPE_CHECKING:
    from distributed import Client

_CONNECT_SECONDS = 10
_MODEL = "_model.json"
# Whether the workers have the corpus is asked of so many of its files.
_FILES_LOOKED_FOR = 100


class Errand(NamedTuple):
    """What every worker is told: how to read and to score, and where the parts are written.

    The job's model lies in that folder: it is too large to be sent with every share.
    """

    wanted: Wanted
    job: Job
    folder: Path


def carry_out(
    address: str,
    sources: Sequence[Source],
    wanted: Wanted,
    job: Job,
    kept: Parts,
    shown: Tally,
    *,
    show: Callable[[], None],
    go_on: Callable[[], bool],
) -> None:
    """Score what is not in `kept` yet on this scheduler's cluster; stops when `go_on` says so.

    Raises CorpusError where the cluster cannot do it, and OSError.
    """
    from distributed import as_completed
    from distributed.scheduler import KilledWorker

    here = str(Path.cwd())
    there = [source._replace(base=here) for source in sources]
    folder = kept.folder.resolve()
    with safely(folder / _MODEL) as sink:
        sink.write(job.model)
    errand = Errand(wanted, job._replace(model=b""), folder)
    with _connected(address) as client:
        _check_workers(client, there, folder)
        cut = [share for found in client.gather(client.map(shares, there)) for share in found]
        tasks = [
            client.submit(score_share, number, share, errand, pure=False)
            for number, share in enumerate(cut)
            if number not in kept.done
        ]
        try:
            for done in as_completed(tasks):
                number, written = done.result()
                done.release()
                kept.enter(number, [number], written)
                shown.count(written.counts)
                show()
                if not go_on():
                    break
        except KilledWorker as error:
            raise CorpusError(
                "one share took several workers down, perhaps for want of memory; --resume goes on"
            ) from error
        finally:
            client.cancel(tasks)


def score_share(number: int, share: Share, errand: Errand) -> tuple[int, Written]:
    """Write the part of one share; what a worker does."""
    job = errand.job._replace(model=(errand.folder / _MODEL).read_bytes())
    results = (score_chunk(chunk, job) for chunk in chunks_of(share, errand.wanted))
    return number, write_part(errand.folder, number, job.format, results)


@contextmanager
def _connected(address: str) -> Iterator["Client"]:
    try:
        from distributed import Client
    except ImportError as error:
        raise CorpusError("a cluster needs dask and distributed: pip install them") from error
    try:
        client = Client(address, timeout=_CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise CorpusError(f"cannot reach a scheduler at {address}") from error
    with client:
        yield client


def _check_workers(client: "Client", sources: Sequence[Source], folder: Path) -> None:
    """Raise CorpusError where a worker would read or score something else than this process."""
    programs = client.run(_program)
    if not programs:
        raise CorpusError("the cluster has no workers")
    for worker, program in programs.items():
        if program != _program():
            raise CorpusError(f"the worker {worker} has another version of this program: {program}")
    for worker, missing in client.run(_missing, sources[:_FILES_LOOKED_FOR], folder).items():
        if missing:
            raise CorpusError(f"the worker {worker} does not have {missing}")


def _program() -> str:
    return f"credibility {version('credibility')}, signals {signals_digest()}"


def _missing(sources: Sequence[Source], folder: Path) -> str | None:
    """What this worker cannot see, if anything."""
    if not (folder / _MODEL).exists():
        return str(folder)
    for source in sources:
        place = source.where(source.pages[0]) if source.pages else source.place
        try:
            with seekable(place):
                pass
        except OSError:
            return place
    return None
