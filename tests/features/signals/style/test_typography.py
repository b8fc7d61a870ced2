import pytest

from features.article import Article
from features.signals.style.typography import (
    bracket_density,
    comma_density,
    exclamation_density,
    headline_marks,
    headline_shouting,
    question_density,
    shouting_density,
)


@pytest.mark.parametrize(
    "text",
    [
        "This is [[TOTALLY]] true, [[ABSOLUTELY]] true.",
        "They [[NEVER]] told you.",
        "NASA and the EU met in the U.S. of old.",  # acronyms
        "BREAKING\nIt rained.",  # a heading
        "It rained totally.",
    ],
)
def test_cites_shouted_words(text, marked):
    article, quotes = marked(text)
    assert [one.quote for one in shouting_density(article).evidence] == quotes


@pytest.mark.parametrize(
    ("signal", "text", "count"),
    [
        (shouting_density, "It is TRULY so", 1),
        (exclamation_density, "It is true! So!!", 3),
        (exclamation_density, "It is not so.", 0),
        (question_density, "Is it so? Why?", 2),
        (question_density, "It asks nothing here.", 0),
        (comma_density, "One, two; three: four", 3),
        (comma_density, "One costs 1,000 or more", 0),
        (bracket_density, "One (two) three [four]", 2),
        (bracket_density, "One two three four :)", 0),
    ],
)
def test_marks_are_counted_per_100_words(signal, text, count):
    assert signal(Article(text)).value == pytest.approx(25 * count)


def test_headline_marks_are_counted_per_100_words_of_it():
    assert headline_marks(Article("Why?!", "Why is it so?!")).value == 50
    assert headline_marks(Article("Why?!", "It is so")).value == 0


@pytest.mark.parametrize(
    ("title", "share"),
    [("SHOCK as mayor quits", 0.25), ("NASA and EU agree", 0), ("Mayor quits", 0), ("", 0)],
)
def test_headline_shouting_is_a_share_of_its_words(title, share):
    assert headline_shouting(Article("LOUDLY", title)).value == share
