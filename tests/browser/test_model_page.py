"""A model's card as a browser shows it: curves in view, tables that scroll by themselves."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from models.scorer import load_card, load_default
from service.model_page import write_page

# As wide as any that the evaluation makes.
TABLE = {
    "title": "Against other systems",
    "columns": [f"a long name of column {number}" for number in range(10)],
    "rows": [["a cell of some length"] * 10] * 3,
}


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> Path:
    model = load_default()
    facts = {**load_card(), "training": model.training, "tables": [TABLE]}
    path = tmp_path_factory.mktemp("card") / "model.html"
    path.write_text(write_page(model.version, facts, model), encoding="utf-8")
    return path


@pytest.fixture
def page(card: Path, show: Callable[[Path], Page]) -> Page:
    return show(card)


def test_fetches_and_runs_nothing(card: Path, fetches_nothing: Callable[[Path], None]) -> None:
    fetches_nothing(card)


def test_can_be_read_on_any_screen(page: Page, readable: Callable[[Page], None]) -> None:
    page.locator("summary").first.click()
    readable(page)
    table = page.locator(".scroll").first
    assert table.evaluate("one => one.scrollWidth > one.clientWidth")


def test_every_curve_fills_its_drawing(page: Page) -> None:
    figures = page.locator(".curves figure")
    assert figures.count() > 60
    for figure in figures.element_handles()[::10]:
        drawn = figure.query_selector("svg.chart")
        assert drawn is not None
        box = drawn.bounding_box()
        assert box is not None
        assert box["width"] > 200
        parts: list[list[float]] = drawn.evaluate(
            """one => [...one.querySelectorAll('.curve, .refits')]
                .map(part => part.getBoundingClientRect()).map(box => [box.left, box.right])"""
        )
        assert min(left for left, _ in parts) == pytest.approx(box["x"], abs=2)
        assert max(right for _, right in parts) == pytest.approx(box["x"] + box["width"], abs=2)
