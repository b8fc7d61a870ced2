"""How an article is phrased, whatever it is about, by weights learnt from labelled articles.

A phrase is one to three neighbouring tokens outside quotations, of which only common words stand as
themselves (`features.kernel.wording`). The readings are the only ones that may be below 0.
"""

from features.article import Article
from features.reading import Reading
from features.scan import Phrased, Scan
from features.sift import scanned

_FOR = "phrased as in more of the credible articles"
_AGAINST = "phrased as in more of the articles that are not credible"


@scanned("wording")
def phrasing(article: Article) -> Reading:
    """The mean leaning of the text's phrases, times the root of their number; may be below 0."""
    return _reading(article.text)


@scanned("wording", "title")
def headline_phrasing(article: Article) -> Reading:
    """The mean leaning of a headline's phrases, times the root of their number; may be below 0."""
    return _reading(article.headline)


def _reading(scan: Scan) -> Reading:
    wording = scan.wording
    return Reading(wording, Phrased(scan, _FOR, _AGAINST)) if wording else Reading(0.0)
