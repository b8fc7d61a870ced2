"""Words with which the writer, or a speaker, withholds full commitment."""

from features.article import Article
from features.reading import Reading
from features.scan import OWN, QUOTED

_HEDGES = ("hedge_modal", "hedge_verb", "hedge_adverb", "hedge_shield")


def hedge_density(article: Article) -> Reading:
    """Hedges in the outlet's own voice, per 100 words."""
    return article.text.density(*_HEDGES, reason="the writer withholds full commitment", voice=OWN)


def quoted_hedge_density(article: Article) -> Reading:
    """Hedges inside quotations, the speakers' own, per 100 words."""
    return article.text.density(
        *_HEDGES, reason="the speaker withholds full commitment", voice=QUOTED
    )


def headline_hedges(article: Article) -> Reading:
    """Hedges and evidentials in the headline, per 100 words of it."""
    return article.headline.density(
        *_HEDGES, "evidential", reason="the headline withholds full commitment", voice=OWN
    )
