import pytest

from features.article import Article
from features.signals.fabrication.tellings import (
    headline_figures_missing,
    retold_figures,
    retold_sentences,
)


@pytest.mark.parametrize(
    "text",
    [
        "It takes 1,237 delegates to win the nomination. It rained. "
        "It takes [[1,608 delegates]] to win the nomination.",
        "The storm killed 130 people in Oslo. The storm killed [[169 people]] in Oslo.",
        "It takes 1,237 delegates to win. It takes 1,237 delegates to win.",
        "The storm killed 130 people in Oslo. The flood killed 169 people in Bergen.",
        "The storm killed about 130 people in Oslo. The storm killed 141 people in Oslo.",
        "The storm killed 30 people in Oslo, and storms killed 60 people in Oslo.",
        "At 10:45 rain fell. At 10:50 rain fell.",
        "",
    ],
)
def test_cites_figures_told_twice_and_differently(text, marked):
    article, quotes = marked(text)
    found = retold_figures(article)
    assert [one.quote for one in found.evidence] == quotes
    assert found.value == len(quotes)
    assert not found.critical  # an article may tell of two storms


@pytest.mark.parametrize(
    "text",
    [
        "The town spent 40 dollars a head on its three old swimming pools. It rained. "
        "[[The town spent 90 dollars a head on its three old swimming pools.]]",
        "The town spent 40 dollars a head on its three old swimming pools. It rained. "
        "The town spent 40 dollars a head on its three old swimming pools.",
        "The town spent 40 dollars a head on its pools. The town spent 90 dollars a head on parks.",
        # A row of a table, and a line of a page's code.
        "Oslo Bergen Stavanger Molde Alta Hamar Moss Bodo 4 Oslo Bergen Stavanger Molde Alta.\n"
        "Oslo Bergen Stavanger Molde Alta Hamar Moss Bodo 5 Oslo Bergen Stavanger Molde Alta.",
        "The bus leaves at 10. The bus leaves at 11.",  # so short a sentence may well come again
        "",
    ],
)
def test_cites_sentences_that_come_again_with_another_figure(text, marked):
    article, quotes = marked(text)
    found = retold_sentences(article)
    assert [one.quote for one in found.evidence] == quotes
    assert found.critical == bool(quotes)


def test_the_reason_names_the_earlier_figure():
    text = "The storm killed 130 people in Oslo. The storm killed 169 people in Oslo."
    (finding,) = retold_figures(Article(text)).evidence
    assert "130 people" in finding.reason


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Storm kills [[30 people]]", "The storm killed 13 people in Oslo."),
        ("Storm kills 13 people", "The storm killed 13 people in Oslo."),
        ("Storm kills 30 people", "The storm killed 28 people in Oslo."),  # a headline rounds
        ("Storm kills 30 people", "The storm killed people. Police sent 13 officers."),
        ("Storm kills 30 people", "The storm killed 13 people in Oslo and 17 people in Bergen."),
        ("Storm kills two", "The storm killed 13 people."),
        ("", "The storm killed 13 people."),
    ],
)
def test_cites_a_figure_of_the_headline_that_the_body_tells_otherwise(title, body, marked):
    article, quotes = marked(body, title)
    found = headline_figures_missing(article)
    assert [one.quote for one in found.evidence] == quotes
    assert not found.critical
