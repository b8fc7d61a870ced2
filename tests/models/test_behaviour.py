"""The digest of what the signals do, and that what ships was made with these signals."""

import subprocess
import sys

import pytest

from features.catalogue import all_signals
from features.reading import Reading
from models import behaviour
from models.base_vectors import Vectors
from models.behaviour import signals_digest
from models.scorer import load_default

TRAIN_AGAIN = (
    "the signals no longer do what they did when this was made: run `make train` with the corpora "
    "at hand and commit what it writes"
)


def test_the_default_model_was_made_with_these_signals():
    assert load_default().signals_digest == signals_digest(), TRAIN_AGAIN


def test_the_base_vectors_were_made_with_these_signals():
    vectors = Vectors.load()
    assert vectors.signals == tuple(all_signals()), TRAIN_AGAIN
    assert vectors.signals_digest == signals_digest(), TRAIN_AGAIN


def test_another_process_finds_the_same_digest():
    code = "from models.behaviour import signals_digest; print(signals_digest())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == signals_digest()


@pytest.mark.parametrize(
    "change",
    [
        lambda readings: dict(readings) | {"style.new": Reading(0.0)},
        lambda readings: dict(list(readings.items())[1:]),
        lambda readings: dict(readings) | {"style.comma_density": Reading(7.0)},
    ],
    ids=["a signal more", "a signal less", "another reading"],
)
def test_what_changes_a_reading_changes_the_digest(monkeypatch, change):
    before = signals_digest()
    extract = behaviour.extract
    monkeypatch.setattr(behaviour, "extract", lambda article: change(extract(article)))
    assert signals_digest.__wrapped__() != before
