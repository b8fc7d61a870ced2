import io
import itertools
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson
import pytest

from models.scorer import Scorer, load_default
from seeds import seed_articles
from service import batch
from service.schemas import article_from
from service.settings import Settings

SETTINGS = Settings(max_body_bytes=20_000, max_characters=15_000)
SEEDS = seed_articles()
TEXT = SEEDS[0].body


def line(**row: Any) -> bytes:
    return orjson.dumps(row) + b"\n"


def corpus(count: int) -> bytes:
    seeds = itertools.cycle(SEEDS)
    return b"".join(line(id=number, text=next(seeds).body) for number in range(count))


def score(raw: bytes, *, jobs: int = 1) -> list[dict[str, Any]]:
    scored = list(batch.score_stream(io.BytesIO(raw), SETTINGS, jobs=jobs))
    assert sum(chunk.size for chunk in scored) == len(raw)
    return [orjson.loads(record) for chunk in scored for record in chunk.records.splitlines()]


def test_a_record_is_what_the_scorer_says() -> None:
    seed = SEEDS[0]
    row = {"title": seed.title, "outlet": seed.outlet, "published": seed.published.isoformat()}
    (record,) = score(line(id=seed.id, text=seed.body, **row))
    assessment = Scorer(load_default()).assess(article_from(row | {"body": seed.body}))
    assert list(record) == [
        "id", "score", "interval", "band", "abstained", "words", "signals", "model",
    ]  # fmt: skip
    assert record["id"] == seed.id
    assert record["score"] == assessment.score
    assert record["interval"] == list(assessment.interval or ())
    assert record["band"] == assessment.band
    assert record["abstained"] is None
    assert record["words"] == assessment.words
    assert record["model"] == assessment.model
    assert record["signals"] == {share.signal: share.value for share in assessment.contributions}
    assert list(record["signals"]) == sorted(record["signals"])


def test_body_may_be_called_either_name_and_other_columns_may_stand_beside_it() -> None:
    as_text, as_body = score(line(id=1, text=TEXT, label=0.3) + line(id=1, body=TEXT, lang="en"))
    assert as_text == as_body


def test_an_abstention_is_a_record_with_its_reason() -> None:
    (record,) = score(line(id="short", text="Too short to say anything."))
    assert record["score"] is None
    assert record["band"] is None
    assert record["abstained"]["reason"] == "too_short"


@pytest.mark.parametrize(
    ("raw", "key", "error"),
    [
        (b'{"id": 1, "text": ', None, {"problem": "Not JSON: "}),
        (b'{"id": 1, "text": NaN}', None, {"problem": "Not JSON: "}),
        (b'{"id": 1, "text": "\xff\xfe"}', None, {"problem": "Not JSON: "}),
        (b'{"id": 1, "text": "\\ud800"}', None, {"problem": "Not JSON: "}),
        (b'["id", 1]', None, {"problem": "Not a JSON object."}),
        (b'{"text": "x"}', None, {"field": "id", "problem": "Missing."}),
        (b'{"id": null, "text": "x"}', None, {"field": "id", "problem": "Missing."}),
        (b'{"id": true, "text": "x"}', None, {"field": "id", "problem": "Not a string or an int"}),
        (b'{"id": 1.5, "text": "x"}', None, {"field": "id", "problem": "Not a string or an int"}),
        (b'{"id": "a"}', "a", {"field": "text", "problem": "Missing."}),
        (b'{"id": 7, "text": "x", "body": "y"}', 7, {"field": "text", "problem": "Give text or b"}),
        (b'{"id": "a", "text": ""}', "a", {"field": "text", "problem": "Empty."}),
        (b'{"id": "a", "body": " \\n"}', "a", {"field": "body", "problem": "Blank."}),
        (b'{"id": "a", "text": null}', "a", {"field": "text", "problem": ""}),
        (b'{"id": "a", "text": ["x"]}', "a", {"field": "text", "problem": "Not a valid string."}),
        (line(id=7, text="x", published="soon"), 7, {"field": "published", "problem": "Not an"}),
        (line(id=7, text="x", title=5), 7, {"field": "title", "problem": "Not a valid string."}),
        (line(id=7, text="x" * 16_000), 7, {"field": "text", "problem": "Longer than 15,000 char"}),
        (line(id=7, text="x" * 30_000), None, {"problem": "The line is longer than 20,000 by"}),
        (line(id=7, text="x" * 70_000), None, {"problem": "The line is longer than 20,000 by"}),
    ],
)  # fmt: skip
def test_a_bad_line_is_one_record_between_good_ones(
    raw: bytes, key: object, error: dict[str, str]
) -> None:
    before, bad, after = score(
        line(id="before", text=TEXT) + raw.rstrip(b"\n") + b"\n" + line(id="after", text=TEXT)
    )
    assert (before["id"], after["id"]) == ("before", "after")
    assert before["score"] == after["score"]
    assert (bad["id"], bad["line"]) == (key, 2)
    assert bad["error"].keys() == error.keys()
    assert bad["error"].get("field") == error.get("field")
    assert bad["error"]["problem"].startswith(error["problem"])


def test_the_longest_line_allowed_is_read_with_or_without_a_line_end() -> None:
    fill = SETTINGS.max_body_bytes - len(line(id=1, text=TEXT, x=""))
    whole = line(id=1, text=TEXT, x="-" * (fill + 1))
    assert len(whole) == SETTINGS.max_body_bytes + 1  # the line end is not counted
    assert [record["id"] for record in score(whole + whole[:-1])] == [1, 1]
    (longer,) = score(whole.replace(b'"-', b'"--'))
    assert longer["error"]["problem"].startswith("The line is longer")


def test_blank_lines_are_skipped_and_a_byte_order_mark_too() -> None:
    raw = b"\xef\xbb\xbf" + line(id=1, text=TEXT) + b"\n  \r\n" + line(id=2) + b"\n"
    good, bad = score(raw)
    assert good["score"] is not None
    assert bad["line"] == 4


def test_windows_line_ends_and_a_missing_last_one() -> None:
    raw = line(id=1, text=TEXT).replace(b"\n", b"\r\n") + line(id=2, text=TEXT).rstrip()
    assert [record["id"] for record in score(raw)] == [1, 2]


def test_nothing_in_nothing_out() -> None:
    assert score(b"") == []


def test_processes_change_neither_records_nor_their_order() -> None:
    raw = corpus(700) + b"oops\n" + corpus(60)
    alone = score(raw)
    assert [record["id"] for record in alone] == [*range(700), None, *range(60)]
    assert score(raw, jobs=2) == alone


def test_memory_does_not_grow_with_the_corpus() -> None:
    class Endless(io.RawIOBase):
        """As many lines as wanted, none of them kept."""

        def __init__(self, count: int) -> None:
            self.lines = (line(id=number, text="x" * 1_000) for number in range(count))

        def readline(self, _: int | None = -1, /) -> bytes:
            return next(self.lines, b"")

    def peak(count: int) -> int:
        tracemalloc.start()
        for chunk in batch.read_chunks(Endless(count), 20_000):  # type: ignore[arg-type]  # readline is all it takes
            assert chunk.lines
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(8_000) < 1.1 * peak(2_000)


def test_a_chunk_of_long_lines_ends_before_it_has_many() -> None:
    raw = b"".join(line(id=number, text="x" * 99_000) for number in range(100))
    chunks = list(batch.read_chunks(io.BytesIO(raw), 100_000))
    assert all(chunk.size < 4_200_000 for chunk in chunks)
    assert sum(len(chunk.lines) for chunk in chunks) == 100


def test_a_slow_reader_is_waited_for() -> None:
    read = 0

    def lines() -> Iterator[bytes]:
        nonlocal read
        for read in range(1, 20_001):
            yield line(id=read, text="short")

    class Source(io.RawIOBase):
        given = lines()

        def readline(self, _: int | None = -1, /) -> bytes:
            return next(self.given, b"")

    scored = batch.score_stream(Source(), SETTINGS)  # type: ignore[arg-type]  # readline is all it takes
    next(scored)
    assert read <= 8 * 256
    scored.close()  # type: ignore[attr-defined]  # a generator


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "scored.jsonl"
    target.write_bytes(b"old")
    with suppress(ZeroDivisionError), batch.written_whole(target) as sink:
        sink.write(b"half")
        raise ZeroDivisionError
    assert target.read_bytes() == b"old"
    with batch.written_whole(target) as sink:
        sink.write(b"new")
        assert target.read_bytes() == b"old"
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_link_stays_a_link_and_a_device_a_device(tmp_path: Path) -> None:
    target, link = tmp_path / "scored.jsonl", tmp_path / "link"
    link.symlink_to(target)
    with batch.written_whole(link) as sink:
        sink.write(b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    null = tmp_path / "null"
    null.symlink_to("/dev/null")
    with batch.written_whole(null) as sink:
        sink.write(b"gone")
    assert Path("/dev/null").is_char_device()
