"""How far the writer vouches for a statement, without saying whose it is."""

from features.article import Article
from features.reading import Reading
from features.scan import FIGURES, OWN


def evidential_density(article: Article) -> Reading:
    """Words that mark hearsay (reportedly, allegedly) in the outlet's own voice, per 100 words."""
    return article.text.density("evidential", reason="marked as hearsay", voice=OWN)


def booster_density(article: Article) -> Reading:
    """Words that insist on certainty (undoubtedly, clearly) in the own voice, per 100 words."""
    return article.text.density("booster", reason="insists on certainty", voice=OWN)


def weasel_density(article: Article) -> Reading:
    """Authorities without a name (some say, many believe) in the own voice, per 100 words."""
    return article.text.density("weasel", reason="an authority that nobody can ask", voice=OWN)


def approximation_share(article: Article) -> Reading:
    """Share of the figures that are given as approximate, 0 to 1."""
    scan = article.text
    return scan.share(
        "figure_approximate", whole=scan.count(*FIGURES), reason="given as approximate"
    )
