import sys
from pathlib import Path

import pytest

pytest.importorskip("benchmarks", reason="the wheel has no benchmarks")

from benchmarks import peers
from benchmarks.peers import Peer
from benchmarks.report import Skipped

# A peer that needs no packages: it finds one quantity in every text, and takes a second for each.
COUNTER = """
import json, sys
print(json.dumps({"measures": ["counter 1.0"], "stubs": "none"}), flush=True)
for line in sys.stdin:
    texts = json.loads(line)["texts"]
    found = [[{"start": 0, "end": len(text), "value": 1.0, "unit": "metre"}] for text in texts]
    print(json.dumps({"cpu_seconds": len(texts), "quantities": found}), flush=True)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where peers are looked for; they run in this environment."""
    monkeypatch.setattr(peers, "_HERE", tmp_path)
    monkeypatch.setattr(peers, "_environment", lambda _name: Path(sys.executable))
    return tmp_path


def test_a_peer_answers_until_it_is_ended(folder):
    (folder / "peer_counter.py").write_text(COUNTER)
    with Peer("counter") as peer:
        assert peer.measures == ["counter 1.0"]
        assert peer.cpu_seconds("counter 1.0", ["a", "b"]) == 2
        assert peer.quantities(["abc"]) == [[{"start": 0, "end": 3, "value": 1.0, "unit": "metre"}]]


def test_a_peer_that_breaks_is_skipped(folder):
    (folder / "peer_broken.py").write_text("raise SystemExit(3)")
    with pytest.raises(Skipped, match="exit code 3"):
        Peer("broken")


def test_each_peer_has_its_lock():
    here = Path(peers.__file__).parent
    names = {path.stem.removeprefix("peer_") for path in here.glob("peer_*.py")}
    assert names == {path.stem.removeprefix("peers-") for path in here.glob("peers-*.lock")}
    for name in names:
        assert "--hash=sha256:" in (here / f"peers-{name}.lock").read_text()
