import pytest

from features.article import Article
from features.signals.attribution.quotations import (
    attributed_figure_share,
    attributed_sentence_share,
    quotation_density,
    quoted_word_share,
)

EXAMPLES = [
    (quotation_density, "She said [[“it rained”]] and [['it froze again']]."),
    (quotation_density, 'She said [["it rained"]].'),
    (quotation_density, "He wore a 6\" nail, and the workers' union met the firms' lawyers."),
    (quotation_density, "He said it rained."),
    (attributed_figure_share, "The ministry said [[40 people]] came. Later 30 people left."),
    (attributed_figure_share, "It cost [[$5 million]], according to the report."),
    (attributed_figure_share, "Sources said 40 people came."),  # nobody stands behind it
    (attributed_figure_share, "Some 40 people came. The ministry said so."),
]


@pytest.mark.parametrize(("signal", "text"), EXAMPLES)
def test_cites_what_is_marked(signal, text, marked):
    article, quotes = marked(text)
    assert [one.quote for one in sorted(signal(article).evidence)] == quotes


def test_quotations_are_counted_per_100_words():
    assert quotation_density(Article("She said “yes, no”.")).value == 25


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("She said “yes, no”.", 0.5),
        ("“It rained.”", 1),
        ("“Anna's.”", 1),
        ("It rained.", 0),
        ("He said “this never ends.", 0),  # nobody knows where the quotation was meant to end
        ("", 0),
    ],
)
def test_quoted_words_are_a_share_of_the_words(text, share):
    assert quoted_word_share(Article(text)).value == share


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("Anna Berg said it rained. It froze.", 0.5),
        ("Anna Berg said it rained, and the ministry said it froze.", 1),
        ("It was announced that it rained.", 0),
        ("It rained. It froze.", 0),
        ("", 0),
    ],
)
def test_attributed_sentences_are_a_share_of_the_sentences(text, share):
    assert attributed_sentence_share(Article(text)).value == share


def test_attributed_figures_are_a_share_of_the_figures():
    text = "The ministry said 40 people came. Later 30 people left."
    assert attributed_figure_share(Article(text)).value == 0.5
    assert attributed_figure_share(Article("The ministry said so.")).value == 0
