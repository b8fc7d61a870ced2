import pytest

from features.article import Article
from features.signals.fabrication.plausibility import implausible_quantities


@pytest.mark.parametrize(
    "text",
    [
        "The start-up will hire [[10 million label workers]] this year.",
        "It employs [[3,000,000 workers]].",
        "Acme bought its rival for [[$900 billion]].",
        "The fine was [[$900 trillion]].",
        "Of those asked, [[120% of]] the residents agreed.",
        "The film was seen by [[90 billion people]].",
        "It sells its soap in [[300 countries]].",
        "They met a [[140-year]]-old man.",
    ],
)
def test_cites_figures_that_the_world_does_not_hold(text, marked):
    article, quotes = marked(text)
    found = implausible_quantities(article)
    assert [one.quote.removesuffix(" of") for one in found.evidence] == [
        quote.removesuffix(" of") for quote in quotes
    ]
    assert found.value == len(quotes)


@pytest.mark.parametrize(
    "text",
    [
        "The economy added 2.5 million jobs in the economy as a whole.",
        "There are 2.5 million jobs in the economy.",
        "Employers hired 3 million workers last month.",
        "The firm employs 2.1 million workers.",
        "The firm serves 10 million drivers.",
        "Acme bought its rival for $90 billion.",
        "The government will buy bonds worth $900 billion.",
        "Demand rose by 120% in a year.",
        "Some 100% of the residents agreed.",
        "The world has 8 billion people, and may have 10 billion people.",
        "It sells its soap in 120 countries and 300 cities.",
        "They met a 104-year-old man under a 500-year-old tree.",
        "",
    ],
)
def test_figures_that_the_world_holds_are_left_alone(text):
    assert implausible_quantities(Article(text)).value == 0


def test_the_headline_is_looked_at_too():
    (finding,) = implausible_quantities(
        Article("It rained.", "Firm hires 9 million workers")
    ).evidence
    assert (finding.field, finding.quote) == ("title", "9 million workers")


def test_the_reason_names_the_bound_and_its_source():
    (finding,) = implausible_quantities(Article("It will hire 10 million label workers.")).evidence
    assert "largest private employer" in finding.reason
    assert "Fortune 500" in finding.reason
