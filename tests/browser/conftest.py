"""A browser, screens of several kinds, and what any page must be on each of them."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("needs Chromium: on Debian, `apt-get install chromium` (.ci/run does)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def fetches_nothing(browser: Browser) -> Callable[[Path], None]:
    """Fails where a page asks for anything but itself, or runs what has something to say."""

    def fetches_nothing(file: Path) -> None:
        page = browser.new_page()
        seen: list[str] = []
        page.on("request", lambda request: seen.append(request.url))
        page.on("console", lambda message: seen.append(message.text))
        page.goto(file.as_uri(), wait_until="networkidle")
        assert seen == [file.as_uri()]
        page.close()

    return fetches_nothing


@pytest.fixture(params=[(1200, "light"), (1200, "dark"), (360, "light"), (360, "dark")], ids=str)
def show(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[[Path], Page]]:
    """Opens a file on a screen of one kind."""
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)

    def show(file: Path) -> Page:
        page = context.new_page()
        page.goto(file.as_uri())
        return page

    yield show
    context.close()


@pytest.fixture(scope="session")
def readable() -> Callable[[Page], None]:
    """Fails where a page is wider than the screen, or its text does not stand out.

    WCAG AA: a contrast of at least 4.5 for text, whichever the colours of the screen.
    """

    def readable(page: Page) -> None:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        pairs: list[tuple[list[float], list[float]]] = page.evaluate(_COLOURS)
        assert len(pairs) > 50
        assert min(contrast(*pair) for pair in pairs) >= 4.5

    return readable


# Of each element with text, its colour and what lies behind it.
_COLOURS = """() => {
    const rgb = color => color.match(/[\\d.]+/g).slice(0, 3).map(Number);
    const behind = element => {
        for (let one = element; one; one = one.parentElement) {
            const color = getComputedStyle(one).backgroundColor;
            if (!/, 0\\)$|transparent/.test(color)) return rgb(color);
        }
        return [255, 255, 255];
    };
    const texts = 'p, th, td, dt, dd, li, a, b, h2, figcaption, .quiet, .critical';
    return [...document.querySelectorAll(texts)]
        .map(one => [rgb(getComputedStyle(one).color), behind(one)]);
}"""


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
