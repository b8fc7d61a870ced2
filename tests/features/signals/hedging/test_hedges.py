import pytest

from features.article import Article
from features.signals.hedging.hedges import (
    headline_hedges,
    hedge_density,
    hedge_strength,
    hedged_figure_share,
    hedged_sentence_share,
    quoted_hedge_density,
    weasel_word_density,
)

EXAMPLES = [
    (hedge_density, "Prices [[may]] fall next year, and rents [[might]] rise again."),
    (hedge_density, "The bridge is [[possibly]] unsafe."),
    (hedge_density, "[[It is possible that]] the two cases are linked."),  # one hedge, not two
    (hedge_density, "The minister resigned in May."),
    (hedge_density, "May 5 is a holiday."),
    (hedge_density, "The mighty river rose, and cans fell off the shelf."),
    (hedge_density, "“The strike may last a week,” she said."),  # the speaker's, not the outlet's
    (hedge_density, "He could not come to the phone."),
    (quoted_hedge_density, "“The strike [[may]] last a week,” she said."),
    (quoted_hedge_density, 'He called it "[[possibly]] unsafe".'),
    (quoted_hedge_density, "The strike may last a week, she said."),
    (quoted_hedge_density, "“We met in May,” she said."),
    (hedged_figure_share, "Prices may reach [[40%]] of last year's level."),
    (hedged_figure_share, "Prices reached 40%. They may fall."),
    (hedged_figure_share, "Of 40 people, some may stay."),  # the figure stands before it
    (hedged_sentence_share, "Prices [[may]] fall, and rents might rise. It rained on Monday."),
    (weasel_word_density, "[[Many]] believe the match was fixed."),
    (weasel_word_density, "Some 300 guests ate in the garden."),
]


@pytest.mark.parametrize(("signal", "text"), EXAMPLES)
def test_cites_what_is_marked(signal, text, marked):
    article, quotes = marked(text)
    assert [one.quote for one in sorted(signal(article).evidence)] == quotes


@pytest.mark.parametrize(
    "title",
    [
        "Bridge [[may]] close for a week",
        "Mayor [[reportedly]] quits",
        "Bridge closed in May",
        "Mayor: “We may win”",
        "Bridge closed",
    ],
)
def test_cites_hedges_of_the_headline(title, marked):
    article, quotes = marked("The bridge may or may not close.", title)
    assert [one.quote for one in headline_hedges(article).evidence] == quotes
    assert all(one.field == "title" for one in headline_hedges(article).evidence)


def test_evidence_says_which_kind_of_hedge():
    article = Article("The strike may last a week. The bank was probably robbed by two men.")
    assert [one.reason for one in hedge_density(article).evidence] == [
        "a modal verb: says that it is possible, not that it is so",
        "says how likely it is, or how well established",
    ]


def test_hedges_are_counted_per_100_words():
    assert hedge_density(Article("The strike may last.")).value == pytest.approx(100 / 4)
    assert hedge_density(Article("The strike may last. " * 10)).value == pytest.approx(100 / 4)
    assert headline_hedges(Article("", "Strike may last")).value == pytest.approx(100 / 3)


def test_strength_is_a_mean_over_the_own_hedges():
    article = Article("The strike may last. The strike may last. “The strike could end,” she said.")
    (one, other, _) = article.text.hedges
    assert hedge_strength(article).value == pytest.approx((one.strength + other.strength) / 2)
    assert hedge_strength(Article("The strike ended.")).value == 0


def test_sentences_are_counted_once_and_by_voice():
    assert hedged_sentence_share(Article("Prices may fall or may rise. It rained.")).value == 0.5
    assert hedged_sentence_share(Article("“Prices may fall,” she said.")).value == 0


def test_hedged_figures_are_a_share_of_the_figures():
    text = "Prices may reach 40% of last year's level. It rained on 12 days."
    assert hedged_figure_share(Article(text)).value == 0.5
