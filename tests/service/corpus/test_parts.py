import errno
import os
from pathlib import Path
from typing import Any

import orjson
import pyarrow.parquet as pq
import pytest

from models.scorer import load_default
from service.corpus import parts as parts_module
from service.corpus.chunks import Chunk
from service.corpus.parts import Parts, begun
from service.corpus.score import Format, Job, Scored, score_chunk
from service.corpus.sources import CorpusError

PLAN = {"model": "m", "input": [["a.jsonl", 1]]}
MODEL = load_default().to_json()


def scored(*ids: Any, format: Format = "ndjson", apart: bool = False) -> Scored:
    """Short articles with these identifiers; what is None has none."""
    rows = [{"id": key, "text": "Too short."} for key in ids]
    job = Job(MODEL, 0.5, format, faults_apart=apart)
    return score_chunk(Chunk("a.jsonl", range(len(ids)), rows, 10), job)


def run(folder: Path, *, resume: bool = False, format: Format = "ndjson", plan: Any = PLAN) -> Any:
    return begun(folder, format, plan, resume=resume)


def ids(path: Path) -> list[Any]:
    return [orjson.loads(line)["id"] for line in path.read_bytes().splitlines()]


def test_parts_are_joined_in_their_order(tmp_path: Path) -> None:
    with run(tmp_path / "parts") as kept:
        kept.add([0, 1], [scored(1, 2), scored(3)])
        kept.add([2], [scored(4, None)])
        assert kept.done == {0, 1, 2}
        kept.join(tmp_path / "out")
        kept.remove()
    assert ids(tmp_path / "out") == [1, 2, 3, 4, None]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_tables_are_joined_to_one(tmp_path: Path) -> None:
    with run(tmp_path / "parts", format="parquet") as kept:
        kept.add([0], [scored(1, 2, format="parquet"), scored(format="parquet")])
        kept.add([1], [scored("x", format="parquet")])
        kept.join(tmp_path / "out.parquet")
    assert pq.read_table(tmp_path / "out.parquet")["id"].to_pylist() == ["1", "2", "x"]


def test_a_run_goes_on_where_it_was(tmp_path: Path) -> None:
    with run(tmp_path / "parts") as kept:
        kept.add([0, 1, 5], [scored(1, None), scored(2), scored(3)])
    with run(tmp_path / "parts", resume=True) as kept:
        assert kept.done == {0, 1, 5}
        assert (kept.tally.articles, kept.tally.failed, kept.tally.before) == (4, 1, 4)
        assert kept.tally.problems == {"id: Missing": 1}
        kept.add([2], [scored(4)])
        kept.join(tmp_path / "out")
    assert ids(tmp_path / "out") == [1, None, 2, 3, 4]


def test_what_a_kill_left_half_done_is_done_again(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    with run(folder) as kept:
        kept.add([0], [scored(1, 2)])
        kept.add([1], [scored(3)])
    journal = folder / "_journal.jsonl"
    first, second = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(first + second[:-5])  # the second part was written, not entered
    (folder / "part-000001.ndjson").write_bytes(b"half")
    (folder / ".part-000002.ndjson.partial").write_bytes(b"less")
    with run(folder, resume=True) as kept:
        assert kept.done == {0}
        kept.add([1], [scored(3)])
        kept.join(tmp_path / "out")
        assert kept.repeated() == (0, [])
    assert ids(tmp_path / "out") == [1, 2, 3]


def test_a_full_disk_adds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "parts"
    for failing in range(1, 6):  # each time that something must be on disk
        calls = 0

        def fsync(_: int, failing: int = failing) -> None:
            nonlocal calls
            calls += 1
            if calls == failing:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        with run(folder) as kept:
            kept.add([0], [scored(1, 2, apart=True)])
            with monkeypatch.context() as patched:
                patched.setattr(os, "fsync", fsync)
                with pytest.raises(OSError, match="No space left"):
                    kept.add([1], [scored(3, None, apart=True)])
        with run(folder, resume=True) as kept:
            assert kept.done == {0}
            kept.add([1], [scored(3, None, apart=True)])
            kept.join(tmp_path / "out")
            kept.join_faults(tmp_path / "faults")
            assert kept.repeated() == (0, [])
            kept.remove()
        assert ids(tmp_path / "out") == [1, 2, 3]
        assert ids(tmp_path / "faults") == [None]


@pytest.mark.parametrize("format", ["ndjson", "parquet"])
def test_identifiers_that_come_twice_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: Format
) -> None:
    monkeypatch.setattr(parts_module, "_IDS_AT_ONCE", 3)
    with run(tmp_path / "parts", format=format) as kept:
        kept.add([0], [scored("a", 7, "b", "c", format=format)])
        kept.add([1], [scored("d", "b", "7", "b", "e", "f", format=format)])
        assert kept.repeated() == (2, ["7", "b"])
        assert kept.repeated(most=1) == (2, ["7"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"model": "n"}, "its model changed since it began"),
        ({"input": [["a.jsonl", 2]]}, "its input changed"),
        ({"limit": 5}, "its limit changed since it began .from null to 5"),
    ],
)
def test_a_run_does_not_go_on_with_something_else(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    with run(tmp_path / "parts"):
        pass
    with (
        pytest.raises(CorpusError, match=message),
        run(tmp_path / "parts", resume=True, plan=PLAN | change),
    ):
        pass
    with run(tmp_path / "parts", resume=True, plan=dict(reversed(PLAN.items()))):
        pass


def test_an_unfinished_run_is_not_lost_by_starting_anew(tmp_path: Path) -> None:
    with run(tmp_path / "parts"):
        pass
    with (
        pytest.raises(CorpusError, match="go on with --resume, or remove"),
        run(tmp_path / "parts"),
    ):
        pass


def test_a_finished_folder_is_left_alone(tmp_path: Path) -> None:
    with run(tmp_path / "out") as kept:
        kept.add([0], [scored(1)])
        kept.finish()
    with pytest.raises(CorpusError, match="holds a finished run"), run(tmp_path / "out"):
        pass
    with run(tmp_path / "out", resume=True) as kept:
        assert kept.is_finished


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").touch()
    with pytest.raises(CorpusError, match=r"is not empty: it holds thesis\.doc"), run(tmp_path):
        pass


def test_two_runs_do_not_share_a_folder(tmp_path: Path) -> None:
    with (
        run(tmp_path / "parts"),
        pytest.raises(CorpusError, match="another run writes to"),
        run(tmp_path / "parts", resume=True),
    ):
        pass


def test_a_folder_below_none_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="there is no folder"), run(tmp_path / "no" / "where"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_many_chunks_are_few_ranges(tmp_path: Path) -> None:
    with run(tmp_path / "parts") as kept:
        kept.add([*range(1_000), 2_000], [scored(1)])
    line = orjson.loads((tmp_path / "parts" / "_journal.jsonl").read_bytes())
    assert line["chunks"] == [[0, 999], [2_000, 2_000]]
    with run(tmp_path / "parts", resume=True) as kept:
        assert isinstance(kept, Parts)
        assert len(kept.done) == 1_001
