"""The report as a browser shows it: nothing fetched or run, everything in view, on any screen."""

import datetime
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from models import score_corpus
from models.records import Record
from models.scorer import load_default
from seeds import seed_articles
from service.report.page import write_page
from service.report.summary import Summary

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine")

ATTACK = '<script>document.title = "run"</script><img src="http://127.0.0.1:9/x">\u202egnp.exe'


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield chromium
        chromium.close()


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


@pytest.fixture(params=[(1200, "light"), (1200, "dark"), (360, "light")], ids=str)
def page(browser: Browser, report: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=True
    )
    page = context.new_page()
    page.goto(report.as_uri())
    yield page
    context.close()


def test_fetches_and_runs_nothing(browser: Browser, report: Path) -> None:
    page = browser.new_page()
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    page.on("console", lambda message: seen.append(message.text))
    page.goto(report.as_uri(), wait_until="networkidle")
    assert seen == [report.as_uri()]
    assert page.title() == "Credibility of scored.jsonl"
    page.close()


def test_shows_strangers_names_as_they_are(page: Page) -> None:
    assert page.get_by_text("⟨U+202E⟩gnp.exe", exact=False).count() > 3
    assert page.locator("img, script").count() == 0


def test_fits_the_screen(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


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


def test_text_stands_out_from_the_page(page: Page) -> None:
    """WCAG AA: a contrast of at least 4.5 for text, whichever the colours of the screen."""
    pairs: list[tuple[list[float], list[float]]] = page.evaluate(
        """() => {
            const rgb = color => color.match(/[\\d.]+/g).slice(0, 3).map(Number);
            const behind = element => {
                for (let one = element; one; one = one.parentElement) {
                    const color = getComputedStyle(one).backgroundColor;
                    if (!/, 0\\)$|transparent/.test(color)) return rgb(color);
                }
                return [255, 255, 255];
            };
            return [...document.querySelectorAll('p, th, td, dt, dd, a, h2, .quiet, .critical')]
                .map(one => [rgb(getComputedStyle(one).color), behind(one)]);
        }"""
    )
    assert len(pairs) > 50
    assert min(contrast(*pair) for pair in pairs) >= 4.5


def test_prints_what_is_folded_away(browser: Browser, report: Path) -> None:
    page = browser.new_page()
    page.goto(report.as_uri())
    page.emulate_media(media="print")
    folded = page.locator("details:not([open]) tbody tr").first
    box: dict[str, Any] | None = folded.bounding_box()
    assert box is not None
    assert box["height"] > 0
    page.close()


def contrast(one: list[float], other: list[float]) -> float:
    """The contrast of two colours (WCAG 2.2)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: list[float]) -> float:
    """How light a colour is, 0 to 1 (WCAG 2.2)."""
    parts = [
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in color
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
