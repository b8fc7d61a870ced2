"""Figures: how many there are and how exact they are."""

from features.article import Article
from features.reading import Reading
from features.scan import FIGURES


def figure_density(article: Article) -> Reading:
    """Figures (amounts, shares, counts, measures), per 100 words."""
    return article.text.per_100_words(article.text.hits(*FIGURES), "a figure that can be checked")


def exact_figure_share(article: Article) -> Reading:
    """Share of the figures given to three digits or a decimal, 0 to 1."""
    scan = article.text
    return scan.share(scan.hits("figure_exact"), len(scan.hits(*FIGURES)), "given to the digit")


def money_density(article: Article) -> Reading:
    """Sums of money, per 100 words."""
    return article.text.per_100_words(article.text.hits("money"), "a sum of money")


def vague_quantifier_density(article: Article) -> Reading:
    """Words for an amount that cannot be checked (several, countless), per 100 words."""
    return article.text.per_100_words(
        article.text.own("vague_quantifier"), "an amount that cannot be checked"
    )
