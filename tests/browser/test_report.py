"""The report as a browser shows it: nothing fetched or run, everything in view, on any screen."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from models import score_corpus
from models.records import Record
from models.scorer import load_default
from seeds import seed_articles
from service.report.page import write_page
from service.report.summary import Summary

Show = Callable[[Path], Page]
Readable = Callable[[Page], None]
ATTACK = '<script>document.title = "run"</script><img src="http://127.0.0.1:9/x">\u202egnp.exe'


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report on the seed articles, some of them by outlets with hostile names."""
    rows: list[Record] = [
        {"id": f"{ATTACK}{number}", "text": seed.body, "title": seed.title, "outlet": outlet}
        for number, seed in enumerate(seed_articles())
        for outlet in (
            ATTACK,
            "www.a-very-long-name-of-an-outlet.example",
            "b.example",
            "c.example",
        )
    ]
    rows += [{"id": "short", "text": "Too short."}, {"id": ATTACK, "text": " "}]
    page = write_page(
        Summary().add_all(score_corpus(rows)),
        name="scored.jsonl",
        day=datetime.date(2026, 11, 28),
        model=load_default(),
    )
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_bytes(page)
    return path


@pytest.fixture
def page(report: Path, show: Show) -> Page:
    return show(report)


def test_fetches_and_runs_nothing(report: Path, fetches_nothing: Callable[[Path], None]) -> None:
    fetches_nothing(report)


def test_is_called_by_the_file_that_it_is_about(page: Page) -> None:
    assert page.title() == "Credibility of scored.jsonl"


def test_shows_strangers_names_as_they_are(page: Page) -> None:
    assert page.get_by_text("⟨U+202E⟩gnp.exe", exact=False).count() > 3
    assert page.locator("img, script").count() == 0


def test_every_drawing_has_a_size_and_keeps_to_its_place(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    boxes = [
        svg.bounding_box() for svg in page.locator("svg").element_handles() if svg.is_visible()
    ]
    assert len(boxes) > 15
    viewport = page.viewport_size
    assert viewport is not None
    for box in boxes:
        assert box is not None
        assert box["width"] >= 40
        assert 0 <= box["x"] <= box["x"] + box["width"] <= viewport["width"]


def test_can_be_read_on_any_screen(page: Page, readable: Readable) -> None:
    readable(page)


def test_prints_what_is_folded_away(browser: Browser, report: Path) -> None:
    page = browser.new_page()
    page.goto(report.as_uri())
    page.emulate_media(media="print")
    folded = page.locator("details:not([open]) tbody tr").first
    box: dict[str, Any] | None = folded.bounding_box()
    assert box is not None
    assert box["height"] > 0
    page.close()
