"""The model that this process scores with, changed while it serves.

`LiveModel.scorer` is read once a request and is whole at any moment: a new version is loaded and
tried out beside the old one, and then takes its place with one assignment. A thread asks the
database twice a second which version serves; no request waits for that, and where the database is
away the last version goes on. It is also kept in a file, so that a process that starts meanwhile
scores with it, too.
"""

import logging
import os
import threading
from contextlib import suppress
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from features.article import Article
from models.additive import AdditiveModel, ModelError
from models.behaviour import signals_digest
from models.scorer import Scorer, load_default
from service import registry, store
from service.settings import Settings

# Every process serves a new version within two seconds: a poll and the time to load it.
POLL_SECONDS = 0.5
# A database that stalls is asked again rather than waited for.
_PATIENCE_SECONDS = 5.0
_FILE = "live-model.json"

_log = logging.getLogger(__name__)


class LiveModel:
    """The scorer of the version in service; of the one that ships until `start` or `refresh`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._file = settings.data / _FILE
        self._number: int | None = None  # of the promotion that is served; None: not known
        self._stop = threading.Event()
        self.scorer = self._ready(load_default())

    def start(self) -> None:
        """Serve the current version, or the last that this host served where nobody can tell."""
        if not self.refresh():
            kept = _kept(self._file)
            if kept is not None:
                self.scorer = self._ready(kept)

    def follow(self) -> None:
        """Go on serving the current version, in a thread that ends with the process."""
        threading.Thread(target=self._follow, name="live model", daemon=True).start()

    def close(self) -> None:
        """Follow no longer."""
        self._stop.set()

    def refresh(self) -> bool:
        """Serve the current version; False where the database does not tell within seconds."""
        try:
            # Only the question is asked on the side: an answer that comes too late changes nothing.
            found = store.within(_PATIENCE_SECONDS, self._look)
        except (SQLAlchemyError, TimeoutError):
            return False
        if found is None:
            return False
        now, model = found
        if model is None:
            return True
        if now.version is not None and model.version != now.version:
            _log.warning("version %s cannot serve here; %s does", now.version, model.version)
        if model.version != self.scorer.model.version:
            self.scorer = self._ready(model)
        self._number = now.number
        _keep(self._file, model)
        return True

    def _look(self) -> tuple[registry.Current, AdditiveModel | None] | None:
        """What serves, with its model where that is news; None where there is no database yet."""
        file = store.sqlite_file(self._settings)
        if file is not None and not file.exists():
            return None  # to ask would make it
        with store.reading(self._settings) as session:
            now = registry.current(session)
            is_news = now.number != self._number
            return now, registry.in_effect(session, now) if is_news else None

    def _ready(self, model: AdditiveModel) -> Scorer:
        scorer = Scorer(model, base_rate=self._settings.base_rate)
        # The first article makes what every other one finds made; no client should wait for that.
        scorer.assess(Article(body="", title=""))
        return scorer

    def _follow(self) -> None:
        while not self._stop.wait(POLL_SECONDS):
            self.refresh()


def _keep(file: Path, model: AdditiveModel) -> None:
    partial = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial.write_bytes(model.to_json())
        partial.replace(file)
    except OSError as error:
        # Read-only, or full: a process that starts while the database is away serves what ships.
        _log.warning("the model in service cannot be kept: %s", error.strerror)
        with suppress(OSError):
            partial.unlink()


def _kept(file: Path) -> AdditiveModel | None:
    try:
        model = AdditiveModel.from_json(file.read_bytes())
    except (OSError, ModelError):
        return None
    return model if model.signals_digest == signals_digest() else None
