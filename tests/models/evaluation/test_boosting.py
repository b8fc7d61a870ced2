"""A peer that learns from the readings: what it is given, and what becomes of its failure."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.base_vectors import SEEDS, together
from models.evaluation import boosting
from models.evaluation.setup import set_up
from models.evaluation.systems import Teacher
from models.peers import NotAtHand

# Learns nothing: tells what it was given.
TELLER = """
import sys
import numpy as np
given = np.load(sys.argv[1])
assert given["label"].shape == given["weight"].shape == given["matrix"].shape[:1]
np.save(sys.argv[2], np.full(len(given["held"]), len(given["label"])))
"""


@pytest.fixture
def peer(tmp_path, monkeypatch):
    """The peer's program, to be written; it runs in this environment."""
    monkeypatch.setattr(boosting, "_FOLDER", tmp_path)
    monkeypatch.setattr(boosting, "environment", lambda _: Path(sys.executable))
    return tmp_path / "peer_interpret.py"


def test_it_learns_from_published_articles_alone(peer, made_vectors):
    peer.write_text(TELLER)
    vectors = made_vectors(60)
    ours = replace(vectors, corpus=np.full(60, SEEDS))
    twins = replace(vectors, twin=np.full(60, "inflated"))
    rows = together([vectors, ours, twins])
    assert (boosting.fit_boosting(rows, Teacher())(rows) == np.full(180, 60.0)).all()


def test_a_peer_that_fails_is_not_at_hand(peer, made_vectors):
    peer.write_text("raise SystemExit(3)")
    vectors = made_vectors(60)
    with pytest.raises(NotAtHand, match="explainable boosting failed"):
        boosting.fit_boosting(vectors, Teacher())(vectors)


def test_where_it_cannot_be_installed_it_is_left_out(made_vectors, monkeypatch, capsys):
    def nowhere(_):
        raise NotAtHand("no index")

    monkeypatch.setattr(boosting, "environment", nowhere)
    assert boosting.NAME not in set_up(made_vectors(60)).systems(more=True)
    assert "without explainable boosting: no index" in capsys.readouterr().err
    monkeypatch.setattr(boosting, "environment", lambda _: Path(sys.executable))
    assert boosting.NAME in set_up(made_vectors(60)).systems(more=True)
    assert boosting.NAME not in set_up(made_vectors(60)).systems()


def test_its_lock_has_hashes():
    lock = Path(boosting.__file__).parent / "peers-interpret.lock"
    assert "interpret-core==" in lock.read_text()
    assert "--hash=sha256:" in lock.read_text()
