"""The card of a version as a page."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

from models.evaluation import systems
from models.purpose import INTENDED, LIMITS, NOT_FOR
from models.scorer import load_default
from service.model_page import aucs, write_page

MODEL = load_default()
FIGURE: dict[str, Any] = {
    "protocol": "P1",
    "test": "abp_quality",
    "system": aucs.READINGS,
    "articles": 3610,
    "outlets": 182,
    "auc": 0.761,
    "auc_interval": [0.65, 0.85],
}
CARD: dict[str, Any] = {
    "command": "make evaluate ARGS=--card",
    "training": {"rows": {"recovery 1": 1113, "recovery 0": 576, "mine 1": 9, "seeds 0": 414}},
    "figures": [FIGURE, {**FIGURE, "system": aucs.WORDS, "auc": 0.701}],
    "comparisons": [{"protocol": "P1", "readings": 0.761}],
    "tables": [{"title": "Damage", "columns": ["damage", "pairs"], "rows": [["<b>", "500"]]}],
}


class Told(HTMLParser):
    """What a page says, and the elements it is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.elements, self._style = "", list[str](), False
        self.feed(page)
        self.text = re.sub(r"\s+", " ", self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self._style = tag == "style"
        assert not any(name.startswith("on") or name in ("src", "style") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        if not self._style:
            self.text += f"{data} "


def told(card: dict[str, Any], model: Any = MODEL) -> Told:
    return Told(write_page("2026.11-abc", card, model))


def test_says_what_the_model_is_for_and_what_not() -> None:
    text = told(CARD).text
    for sentence in (*INTENDED, *NOT_FOR, *LIMITS):
        assert sentence in text


def test_shows_data_and_figures() -> None:
    text = told(CARD).text
    assert (
        "recovery ReCOVery, Zhou et al. 2020; outlets rated by NewsGuard and MBFC 1,113 576" in text
    )
    assert "mine examples that were labelled here 9 0 0" in text
    assert "P1 abp_quality 3,610 articles, 182 outlets 0.76 0.70" in text
    assert "Damage 1 line damage pairs <b> 500" in text


def test_draws_every_curve_with_its_measure_and_names_those_that_are_level() -> None:
    page = told(CARD)
    assert page.elements.count("figure") + page.text.count("Without weight") > 60
    for term in MODEL.terms:
        assert term.signal in page.text
    assert "Hedges in the outlet's own voice, per 100 words." in page.text
    assert "script" not in page.elements


def test_a_retrained_version_shows_its_gate() -> None:
    row = {"where": "base", "measure": "AUC", "articles": 900, "outlets": 40}
    gate = {
        "passes": False,
        "reasons": ["Calibration got worse."],
        "differences": [
            {**row, "incumbent": 0.75, "candidate": 0.7, "interval": [-0.08, -0.02]},
            {**row, "where": "short", "incumbent": 0.6, "candidate": 0.61, "interval": None},
        ],
    }
    warnings = [{"detail": "Two examples are copies."}]
    text = told({"gate": gate, "compared_with": "2026.11-old", "warnings": warnings}).text
    for said in (
        "kept back", "Calibration got worse.", "Measured beside 2026.11-old",
        "base AUC 900 / 40 0.750 0.700 −0.050 (−0.080 to −0.020)", "Two examples are copies.",
        "does not say what this version was trained on",
    ):  # fmt: skip
        assert said in text
    assert "not been measured" not in text


def test_a_version_that_was_not_measured_says_so() -> None:
    assert "This version has not been measured" in told({}).text


def test_a_pruned_version_has_no_curves() -> None:
    text = told(CARD, None).text
    assert "curves of this version are not kept" in text
    assert "Shapes of the signals" not in text


def test_a_signal_that_is_gone_is_drawn_all_the_same() -> None:
    gone = replace(MODEL, terms=(*MODEL.terms[:-1], replace(MODEL.terms[-1], signal="style.zz")))
    assert "A signal of an older release." in told(CARD, gone).text


def test_systems_have_the_names_that_the_evaluation_gives_them() -> None:
    assert (aucs.READINGS, aucs.WORDS) == (systems.READINGS, systems.WORDS)
