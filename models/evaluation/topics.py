"""What articles are about, learnt from their words alone: labels and outlets play no part.

TF-IDF of the words, brought down to a few dimensions, and k-means of these. A topic has a number,
the largest first, and the words that weigh most in it beyond others.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer

from models.training import SHIPPED

TOPICS = 8
_DIMENSIONS = 50
_TERMS = 4
# With fewer texts there is nothing to learn topics from.
LEAST = 500
# A word in more of the articles than this says nothing of a topic; in fewer than so many, neither.
_MOST_COMMON, _RAREST = 0.25, 20


def topics_of(texts: Mapping[int, str]) -> dict[int, str]:
    """The name of each text's topic, by content hash; none where there are too few to tell."""
    known = sorted(texts)
    if len(known) < LEAST:
        return {}
    words = TfidfVectorizer(
        token_pattern=r"[a-z]{3,}",  # noqa: S106 (no password)
        max_df=_MOST_COMMON,
        min_df=_RAREST,
        sublinear_tf=True,
    )
    counted = words.fit_transform(texts[content] for content in known)
    reduce = make_pipeline(
        TruncatedSVD(min(_DIMENSIONS, counted.shape[1] - 1), random_state=SHIPPED.seed),
        Normalizer(copy=False),
    )
    clusters = KMeans(TOPICS, n_init=4, random_state=SHIPPED.seed)
    place = clusters.fit_predict(reduce.fit_transform(counted))
    terms = words.get_feature_names_out()
    everywhere = _mean(counted)
    names = {}
    for number, cluster in enumerate(np.argsort(-np.bincount(place), kind="stable").tolist(), 1):
        beyond = _mean(counted[place == cluster]) - everywhere
        most = np.argsort(-beyond, kind="stable")[:_TERMS]
        names[cluster] = f"{number}: {', '.join(terms[most])}"
    return {content: names[int(cluster)] for content, cluster in zip(known, place, strict=True)}


def _mean(counted: sparse.csr_matrix) -> npt.NDArray[np.float64]:
    return np.asarray(counted.mean(axis=0)).ravel()
