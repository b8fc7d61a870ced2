"""What is kept is made once, and made again when its key changes."""

import pytest

from models import kept


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "FOLDER", tmp_path / "kept")
    return tmp_path / "kept"


def test_what_was_made_is_not_made_again():
    made = []
    for _ in range(3):
        assert kept.kept("sum", "a", lambda: made.append(1) or 42) == 42
    assert made == [1]


def test_another_key_makes_it_again_and_the_older_is_gone(folder):
    assert kept.kept("sum", "a", lambda: 1) == 1
    assert kept.kept("sum", "b", lambda: 2) == 2
    assert kept.kept("other", "a", lambda: 3) == 3
    assert [path.name for path in sorted(folder.iterdir())] == ["other-a.joblib", "sum-b.joblib"]


def test_what_could_not_be_made_is_not_kept():
    with pytest.raises(ZeroDivisionError):
        kept.kept("ratio", "a", lambda: 1 / 0)
    assert kept.kept("ratio", "a", lambda: 5) == 5


def test_digests_tell_texts_apart():
    assert kept.digest_of(["a", "b"]) == kept.digest_of(iter(["a", "b"]))
    assert len({kept.digest_of(texts) for texts in (["a", "b"], ["ab"], ["a b"], ["b", "a"])}) == 4


def test_code_that_decides_on_readings_is_in_the_digest(tmp_path, monkeypatch):
    for name in ("features/lexicons/hedge.txt", "models/sketch.py", "features/taggers/wording.npz"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("may")
    monkeypatch.setattr(kept, "_PROJECT", tmp_path)
    before = kept.code_digest()
    (tmp_path / "features/taggers/wording.npz").write_text("learnt again")
    assert kept.code_digest() == before
    (tmp_path / "features/lexicons/hedge.txt").write_text("may, might")
    assert kept.code_digest() != before
