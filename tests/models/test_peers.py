"""A peer gets an environment of its own, once."""

import sys

import pytest

from models import peers
from models.peers import NotAtHand, environment


@pytest.fixture
def commands(tmp_path, monkeypatch):
    """The commands that would be run."""
    found = []
    monkeypatch.setattr(peers, "_CACHE", tmp_path / "cache")

    def run(command, **_):
        found.append(command)
        command[-1].mkdir(parents=True, exist_ok=True) if "venv" in command else None

    monkeypatch.setattr(peers.subprocess, "run", run)
    return found


@pytest.fixture
def lock(tmp_path):
    path = tmp_path / "peers-other.lock"
    path.write_text("other==1.0")
    return path


def test_packages_are_installed_once_and_with_their_hashes(commands, lock, tmp_path):
    python = environment(lock)
    assert python == tmp_path / "cache" / "peers-other" / "bin" / "python"
    made, filled = commands
    assert made[0] == sys.executable
    assert {"--require-hashes", lock} <= set(filled)
    assert environment(lock) == python
    assert len(commands) == 2


def test_another_lock_is_installed_anew(commands, lock):
    environment(lock)
    lock.write_text("other==2.0")
    environment(lock)
    assert len(commands) == 4


def test_what_cannot_be_installed_is_not_at_hand(lock, tmp_path, monkeypatch):
    monkeypatch.setattr(peers, "_CACHE", tmp_path / "cache")
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(NotAtHand, match=r"peers-other\.lock could not be installed"):
        environment(lock)


def test_a_lock_that_is_not_there_is_not_at_hand(tmp_path):
    with pytest.raises(NotAtHand, match="not part of this installation"):
        environment(tmp_path / "peers-none.lock")
