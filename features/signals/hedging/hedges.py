"""Words with which the writer, or a speaker, withholds full commitment."""

from features.article import Article
from features.reading import Reading

_HEDGES = ("hedge_modal", "hedge_verb", "hedge_adverb", "hedge_shield")


def hedge_density(article: Article) -> Reading:
    """Hedges in the outlet's own voice, per 100 words."""
    return article.text.per_100_words(
        article.text.own(*_HEDGES), "the writer withholds full commitment"
    )


def quoted_hedge_density(article: Article) -> Reading:
    """Hedges inside quotations, the speakers' own, per 100 words."""
    return article.text.per_100_words(
        article.text.quoted(*_HEDGES), "the speaker withholds full commitment"
    )


def headline_hedges(article: Article) -> Reading:
    """Hedges and evidentials in the headline, per 100 words of it."""
    return article.headline.per_100_words(
        article.headline.own(*_HEDGES, "evidential"), "the headline withholds full commitment"
    )
