"""Figures: how many there are and how exact they are."""

from features.article import Article
from features.reading import Reading
from features.scan import FIGURES, OWN


def figure_density(article: Article) -> Reading:
    """Figures (amounts, shares, counts, measures), per 100 words."""
    return article.text.density(*FIGURES, reason="a figure that can be checked")


def exact_figure_share(article: Article) -> Reading:
    """Share of the figures given to three digits or a decimal, 0 to 1."""
    scan = article.text
    return scan.share("figure_exact", whole=scan.count(*FIGURES), reason="given to the digit")


def money_density(article: Article) -> Reading:
    """Sums of money, per 100 words."""
    return article.text.density("money", reason="a sum of money")


def vague_quantifier_density(article: Article) -> Reading:
    """Words for an amount that cannot be checked (several, countless), per 100 words."""
    return article.text.density(
        "vague_quantifier", reason="an amount that cannot be checked", voice=OWN
    )
