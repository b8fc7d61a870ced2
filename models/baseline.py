"""The baseline that readings are held against: which words an article uses, nothing else."""

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from models.base_vectors import Vectors
from models.training import SHIPPED, article_weights

Predict = Callable[[Vectors], npt.NDArray[np.float64]]


def fit_words(train: Vectors, texts: Mapping[int, str]) -> Predict:
    """TF-IDF of words and pairs of words, then logistic regression, on the same rows and weights.

    `texts` gives the text of each content hash; twins are left out, they use the same words.
    """
    train = train.rows(train.twin == "")
    pipeline = make_pipeline(
        TfidfVectorizer(
            ngram_range=(1, 2), min_df=3, max_df=0.8, sublinear_tf=True, max_features=200_000
        ),
        LogisticRegression(C=10.0, max_iter=300, random_state=SHIPPED.seed),
    )
    pipeline.fit(
        [texts[int(content)] for content in train.content],
        train.label,
        logisticregression__sample_weight=article_weights(train),
    )

    def predict(test: Vectors) -> npt.NDArray[np.float64]:
        rows = pipeline.predict_proba([texts[int(content)] for content in test.content])
        return np.asarray(rows[:, 1])

    return predict
