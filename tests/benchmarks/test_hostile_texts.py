import pytest

pytest.importorskip("benchmarks", reason="the wheel has no benchmarks")

from benchmarks.hostile_texts import HOSTILE


@pytest.mark.parametrize("name", HOSTILE)
def test_every_text_has_the_length_asked_for(name: str):
    assert [len(HOSTILE[name](length)) for length in (10, 1_000, 9_999)] == [10, 1_000, 9_999]


def test_different_names_differ():
    names = HOSTILE["different capitalised words"](5_000).split()[:-1]
    assert len(set(names)) == len(names)
