"""NELA features beside the readings, on the same articles; the features are made up here."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.evaluation import nela
from models.evaluation.splits import MAIN
from models.peers import NotAtHand

# Tells how long a text is, and nothing else.
COUNTER = """
import json, sys
print(json.dumps({"measures": [], "stubs": ""}), flush=True)
assert "teach" in json.loads(sys.stdin.readline())
for line in sys.stdin:
    texts = json.loads(line)["read"]
    print(json.dumps({"readings": [[len(text), 1.0] for text in texts]}), flush=True)
"""


@pytest.fixture
def vectors(made_vectors):
    return replace(made_vectors(600), corpus=np.full(600, MAIN))


@pytest.fixture
def peer(tmp_path, monkeypatch):
    """The peer's program, to be written; it runs in this environment."""
    monkeypatch.setattr(nela, "_FOLDER", tmp_path)
    monkeypatch.setattr(nela, "environment", lambda _: Path(sys.executable))
    (tmp_path / "peers-nela.lock").write_text("")
    return tmp_path / "peer_nela.py"


def test_no_outlet_of_a_fold_is_trained_on_and_none_counts_too_often(vectors):
    splits = list(nela.subsample_held_out(vectors, {}))
    assert len(splits) == 5
    for split in splits:
        assert not set(split.train.outlet.tolist()) & set(split.held.outlet.tolist())
    held = np.concatenate([split.held.outlet for split in splits])
    _, counts = np.unique(held, return_counts=True)
    assert counts.max() <= nela.MOST_OF_AN_OUTLET


def test_features_are_read_once(vectors, peer):
    peer.write_text(COUNTER)
    texts = {number: "x" * (number % 50) for number in range(600)}
    known = nela.features_of(vectors, texts)
    assert [known[number][0] for number in (0, 7, 599)] == [0, 7, 49]
    again = nela.features_of(vectors, texts)
    assert all((known[number] == again[number]).all() for number in range(600))


def test_features_that_tell_the_label_are_learnt(vectors):
    draw = np.random.default_rng(1)
    known = {
        number: np.array([label + 0.3 * draw.normal(), draw.normal()])
        for number, label in enumerate(vectors.label.tolist())
    }
    odd = np.arange(600) % 2 == 1
    probability = nela.fit_features(vectors.rows(odd), known)(vectors.rows(~odd))
    right = (probability > 0.5) == (vectors.label[~odd] == 1)
    assert right.mean() > 0.9


def test_a_peer_that_breaks_is_not_at_hand(vectors, peer):
    peer.write_text("raise SystemExit(3)")
    with pytest.raises(NotAtHand, match="ended before"):
        nela.features_of(vectors, dict.fromkeys(range(600), "text"))


@pytest.mark.usefixtures("peer")
def test_without_its_program_it_is_not_at_hand(vectors):
    with pytest.raises(NotAtHand, match=r"peer_nela\.py is not part"):
        nela.features_of(vectors, dict.fromkeys(range(600), "text"))
