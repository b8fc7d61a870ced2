import pytest

from features.article import Article
from features.signals.hedging.hedges import headline_hedges, hedge_density, quoted_hedge_density

EXAMPLES = [
    (hedge_density, "Prices [[may]] fall, and rents [[might]] rise."),
    (hedge_density, "The bridge is [[possibly]] unsafe."),
    (hedge_density, "[[It is possible that]] the bridge is unsafe."),  # one hedge, not two
    (hedge_density, "The plan [[seems]] late and [[could]] fail."),
    (hedge_density, "The minister resigned in May."),
    (hedge_density, "May 5 is a holiday."),
    (hedge_density, "The mighty river rose, and cans fell off the shelf."),
    (hedge_density, "“It may rain,” she said."),  # the speaker's hedge, not the outlet's
    (quoted_hedge_density, "“It [[may]] rain, [[perhaps]],” she said."),
    (quoted_hedge_density, 'He called it "[[possibly]] unsafe".'),
    (quoted_hedge_density, "It may rain, she said."),
    (quoted_hedge_density, "“We met in May,” she said."),
]


@pytest.mark.parametrize(("signal", "text"), EXAMPLES)
def test_cites_what_is_marked(signal, text, marked):
    article, quotes = marked(text)
    assert [one.quote for one in sorted(signal(article).evidence)] == quotes


@pytest.mark.parametrize(
    "title",
    [
        "Bridge [[may]] close",
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


def test_hedges_are_counted_per_100_words():
    assert hedge_density(Article("It may rain.")).value == pytest.approx(100 / 3)
    assert hedge_density(Article("It may rain. " * 10)).value == pytest.approx(100 / 3)
    assert headline_hedges(Article("", "It may rain")).value == pytest.approx(100 / 3)
