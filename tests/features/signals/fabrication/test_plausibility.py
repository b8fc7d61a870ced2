import pytest

from features.article import Article
from features.signals.fabrication.plausibility import implausible_quantities, unusual_figures


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
        "They met a [[140-year-old]] man.",
        "The bank will pay [[$835 billion]] to settle the case.",
        "The start-up is now valued at [[$9 trillion]].",
        "His net worth rose to [[$900 billion]].",
        "Her campaign raised [[$37 billion]] from donors in May.",
        "The city sold [[$200 trillion]] of water.",
        "[[More than 60 million people]] attended the rally in Oslo.",
        "The gunman killed [[90 million people]] at the school.",
        "[[Some 900 million Americans]] have a car.",
        "The driver hit the wall at [[900 mph]].",
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
        "Congress settled for $1.2 trillion in cuts.",
        "The bank will pay $8 billion to settle the case.",
        "Firms spent $900 billion on mergers and acquisitions.",
        "The national debt rose to $31 trillion.",
        "Outstanding derivatives are worth $600 trillion.",
        "The billionaires have a net worth of $900 billion together.",
        "The company is valued at $3 trillion, all companies together at $90 trillion.",
        "Her campaign raised $37 million from donors in May.",
        "Some 200 million people used the app in March.",
        "In the wars of that century 90 million people were killed.",
        "Some 300 million Americans have a car.",
        "The rocket flew at 900 mph, the car at 90 mph.",
        "Add them all, and 6 million jobs were lost to trade.",
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


def test_a_broken_bound_is_critical():
    assert implausible_quantities(Article("It will hire 10 million label workers.")).critical
    assert not implausible_quantities(Article("It will hire 10 label workers.")).critical


@pytest.mark.parametrize(
    ("usual", "unusual"),
    [
        ("The gunman killed 13 people at the school.", "13,000 people"),
        ("The mayor spoke to 300 people in the hall.", "300 million people"),
    ],
)
def test_a_figure_far_beyond_its_kind_is_marked_and_weighs_more(usual, unusual):
    figure = next(one for one in Article(usual).text.quantities)
    inflated = Article(usual.replace(figure.quote, unusual))
    assert unusual_figures(Article(usual)).value < unusual_figures(inflated).value
    assert [one.quote for one in unusual_figures(inflated).evidence] == [unusual]
    assert not unusual_figures(inflated).critical


def test_dates_ordinals_and_nothing_are_not_unusual():
    assert unusual_figures(Article("On 5 May 2024 the 3rd of 0 ships came.")).value == 0
    assert unusual_figures(Article("")).value == 0


def test_what_an_article_says_again_of_one_thing_is_what_is_usual_in_it():
    alone = Article("The firm lent $9 trillion to farmers.")
    among = Article("The firm lent $9 trillion to farmers. " * 4)
    assert unusual_figures(among).value < unusual_figures(alone).value
