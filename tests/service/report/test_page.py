import datetime
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from models.records import Record
from models.scorer import load_default
from service.cli import main
from service.report.page import write_page
from service.report.summary import Summary

Made = Callable[..., Record]
DAY = datetime.date(2026, 11, 28)


def page(records: list[Record], name: str = "scored.jsonl") -> str:
    model = load_default()
    return write_page(Summary().add_all(records), name=name, day=DAY, model=model).decode()


class Elements(HTMLParser):
    """The elements of a page with their attributes, its text, and whether all are closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += data


def test_tells_what_a_run_found(real: list[Record]) -> None:
    text = re.sub(r"\s+", " ", Elements(page(real)).text)
    for told in (
        f"{len(real) - 1} articles", "1 row of the corpus held no article", "too short",
        "text: Blank", "Scores how the article is written and sourced", load_default().version,
        "signals that move scores most", "seed-0", "2026-11-28",
    ):  # fmt: skip
        assert told in text


def test_every_section_has_something_to_say_of_nothing(made: Made) -> None:
    fault = {"id": None, "error": {"problem": "Not JSON: x."}}
    text = re.sub(r"\s+", " ", Elements(page([fault])).text)
    for told in ("No article has a score.", "No article names its outlet.",
                 "There are no readings to show.", "Nothing was flagged.",
                 "Every article has a score.", "Not JSON: x."):  # fmt: skip
        assert told in text
    text = re.sub(r"\s+", " ", Elements(page([made(0.5, outlet="a.example")])).text)
    assert "1 outlet, none with more than one scored article" in text
    assert "Every row held an article." in text
    assert "The model that scored is not at hand" in text


def test_strangers_text_stays_text(hostile: list[Record]) -> None:
    text = page(hostile, name="<script>alert(1)</script>.jsonl")
    elements = Elements(text)
    assert elements.open == []
    tags = {tag for tag, _ in elements.found}
    assert not tags & {"script", "img", "iframe", "object", "link", "form"}
    assert not [
        name for _, attributes in elements.found for name in attributes if name.startswith("on")
    ]
    assert "<script>alert(1)</script>" in elements.text
    assert "{{ 7 * 7 }}" in elements.text
    assert "⟨U+202E⟩" in elements.text
    assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069]", text)


def test_fetches_nothing(hostile: list[Record], real: list[Record]) -> None:
    for text in (page(hostile), page(real)):
        elements = Elements(text).found
        links = [value for _, given in elements for name, value in given.items()
                 if name in ("src", "href", "srcset", "data", "action")]  # fmt: skip
        assert links
        assert all(value and value.startswith("#") for value in links)
        assert "url(" not in text
        assert "@import" not in text
        policies = [given["content"] for tag, given in elements if given.get("http-equiv")]
        assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_is_a_document_that_can_be_heard(real: list[Record]) -> None:
    elements = Elements(page(real)).found
    tags = [tag for tag, _ in elements]
    assert ("html", {"lang": "en"}) in elements
    assert tags.count("h1") == 1
    assert [tag for tag in tags if tag in ("header", "main", "nav")] == ["header", "main", "nav"]
    ids = {given["id"] for _, given in elements if "id" in given}
    assert len(ids) == tags.count("h2")
    for tag, given in elements:
        if tag == "svg":
            assert given.get("aria-hidden") == "true" or (
                given.get("role") == "img" and given.get("aria-label")
            )
        if tag == "th":
            assert given.get("scope") in ("row", "col")
        if tag == "a":
            assert (given["href"] or "")[1:] in ids
        if tag == "section":
            assert given["aria-labelledby"] in ids


def test_no_article_is_among_the_lowest_and_the_highest(made: Made) -> None:
    text = page([made(0.1, id="first"), made(0.5, id="second"), made(0.9, id="third")])
    assert [text.count(f">{name}<") for name in ("first", "second", "third")] == [1, 1, 1]
    assert "The highest scores" not in page([made(0.1)])


def test_says_that_scores_are_shrunk_where_they_are(made: Made) -> None:
    few = [made(0.3 + n / 20, outlet=f"{n % 3}.example") for n in range(9)]
    assert "drawn towards" not in page(few)
    assert "drawn towards" in page([*few, made(0.7, outlet="fourth.example")])


def test_says_how_many_of_a_kind_are_critical(made: Made, flag: Made) -> None:
    records = [made(flags=[flag(critical=number < 2)]) for number in range(5)]
    text = re.sub(r"\s+", " ", Elements(page(records)).text)
    assert "critical in 2 of 5 articles" in text
    text = re.sub(r"\s+", " ", Elements(page(records[:2])).text)
    assert "critical 2 articles" in text


def test_shows_the_outlets_at_either_end_of_many(made: Made) -> None:
    records = [
        made(0.1 + 0.008 * outlet, outlet=f"outlet-{outlet:03}.example")
        for outlet in range(100)
        for _ in range(3)
    ]
    text = Elements(page(records)).text
    assert "The 25 that are most surely low" in text
    assert re.search(r"50 outlets lie between these", text)
    shown_outlets = sorted(set(re.findall(r"outlet-(\d+)\.example", text)))
    assert {"000", "024", "075", "099"} <= set(shown_outlets)
    assert "050" not in shown_outlets


@pytest.fixture
def scored(tmp_path: Path, real: list[Record]) -> Path:
    path = tmp_path / "scored.jsonl"
    path.write_bytes(b"".join(orjson.dumps(record) + b"\n" for record in real))
    return path


def test_the_command_writes_the_page(scored: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    done = CliRunner().invoke(main, ["report", str(scored), "--output", str(target)])
    assert (done.exit_code, done.output) == (0, "")
    assert "<h1><bdi>scored.jsonl</bdi></h1>" in target.read_text(encoding="utf-8")
    piped = CliRunner().invoke(main, ["report", "-", "-o", "-"], input=scored.read_bytes())
    assert "<h1><bdi>Scored articles</bdi></h1>" in piped.stdout


def test_what_cannot_be_reported_is_told(scored: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    target.write_text("the report of before")
    missing = tmp_path / "none.jsonl"
    for source, told in [
        (missing, f"there is no {missing}."),
        (target, f"{target} is no output of `credibility batch`, which is NDJSON or Parquet."),
    ]:
        done = CliRunner().invoke(main, ["report", str(source), "-o", str(target)])
        assert (done.exit_code, done.stderr) == (2, f"Error: {told}\n")
        assert target.read_text() == "the report of before"
    nowhere = tmp_path / "no" / "report.html"
    done = CliRunner().invoke(main, ["report", str(scored), "-o", str(nowhere)])
    assert (done.exit_code, done.stderr) == (
        2, f"Error: cannot write {nowhere}: No such file or directory.\n",
    )  # fmt: skip
