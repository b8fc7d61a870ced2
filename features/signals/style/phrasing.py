"""How an article is phrased, whatever it is about, by weights learnt from labelled articles.

A phrase is one to three neighbouring tokens, of which only common words stand as themselves
(`features.kernel.wording`). The readings are the only ones that may be below 0.
"""

import numpy as np

from features.article import Article
from features.reading import Reading
from features.scan import Phrased, Scan
from features.sift import all_at_once

_FOR = "phrased as in more of the credible articles"
_AGAINST = "phrased as in more of the articles that are not credible"


@all_at_once(lambda batch: batch.numbers("wording", "body").view(np.float64))
def phrasing(article: Article) -> Reading:
    """The mean leaning of the text's phrases, times the root of their number; may be below 0."""
    return _reading(article.text)


@all_at_once(lambda batch: batch.numbers("wording", "title").view(np.float64))
def headline_phrasing(article: Article) -> Reading:
    """The mean leaning of a headline's phrases, times the root of their number; may be below 0."""
    return _reading(article.headline)


def _reading(scan: Scan) -> Reading:
    wording = scan.wording
    return Reading(wording, Phrased(scan, _FOR, _AGAINST)) if wording else Reading(0.0)
