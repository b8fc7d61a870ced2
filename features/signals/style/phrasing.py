"""How an article is phrased, whatever it is about, by weights learnt from labelled articles."""

import numpy as np

from features.article import Article
from features.reading import Reading
from features.scan import Scan
from features.sift import all_at_once

_FOR = "phrased as in more of the credible articles"
_AGAINST = "phrased as in more of the articles that are not credible"


@all_at_once(lambda batch: batch.numbers("wording", "body").view(np.float64))
def phrasing(article: Article) -> Reading:
    """Learnt weights of the text's phrases over the root of their number; above 0 is good."""
    return _reading(article.text)


@all_at_once(lambda batch: batch.numbers("wording", "title").view(np.float64))
def headline_phrasing(article: Article) -> Reading:
    """Learnt weights of the headline's phrases over the root of their number; above 0 is good."""
    return _reading(article.headline)


def _reading(scan: Scan) -> Reading:
    speaks_for, against = scan.phrases
    return Reading(scan.wording, [*scan.cite(speaks_for, _FOR), *scan.cite(against, _AGAINST)])
