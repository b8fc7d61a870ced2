import pytest

from features.article import Article
from features.signals.specificity.figures import (
    exact_figure_share,
    figure_density,
    money_density,
    vague_quantifier_density,
)

EXAMPLES = [
    (figure_density, "There [[49 per cent]] paid [[€2.1m]] in [[twenty-five years]]."),
    (figure_density, "[[10 million label workers]] and [[1,234,567]] more."),
    (figure_density, "On May 5, 2024 she came third, on the 21st of the month."),
    (figure_density, "One may ask, and the one who asks is one of us."),
    (exact_figure_share, "It rose [[4.5%]] to [[1,200 tonnes]], some 40 people said."),
    (exact_figure_share, "She counted [[412 people]]."),
    (exact_figure_share, "About 412 people came, 40 left and 3,000-4,000 stayed."),
    (exact_figure_share, "It happened in 1987."),
    (money_density, "It cost [[$14.8 billion]], or [[5 million euros]], or [[US$5]]."),
    (money_density, "He paid [[£3,000]]."),
    (money_density, "Only 40 people came, 49 per cent of them on foot."),
    (money_density, "A dollar was lost, and the euro fell."),
    (vague_quantifier_density, "[[Several]] people came, with [[dozens of]] dogs."),
    (vague_quantifier_density, "[[Numerous]] studies were made."),
    (vague_quantifier_density, "Seven people came with twelve dogs."),
    (vague_quantifier_density, "“Several came,” she said."),
]


@pytest.mark.parametrize(("signal", "text"), EXAMPLES)
def test_cites_what_is_marked(signal, text, marked):
    article, quotes = marked(text)
    assert [one.quote for one in sorted(signal(article).evidence)] == quotes


def test_figures_are_counted_per_100_words():
    assert figure_density(Article("The 40 men left.")).value == pytest.approx(100 / 3)
    assert money_density(Article("Pay $5 for three.")).value == pytest.approx(100 / 3)
    assert vague_quantifier_density(Article("Several men left.")).value == pytest.approx(100 / 3)


def test_exact_figures_are_a_share_of_the_figures():
    assert exact_figure_share(Article("He sold 412 hats and 40 coats.")).value == 0.5
    assert exact_figure_share(Article("He sold hats.")).value == 0
