"""What learns from a split's rows: the readings, and the baselines they are held against.

Everything learns anew from the rows it is given, with the same weights for all. `texts` gives the
text of each content hash. What the word baselines predicted is kept (`models.kept`): it depends on
nothing but the texts, labels and weights, and takes longer than all else.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from features.wording import WordingWeights
from models.base_vectors import SEEDS, Vectors
from models.kept import digest_of, kept
from models.phrasebook import Phrasebook
from models.training import SHIPPED, article_weights, phrasing_weights, train
from models.wording import columns_of

PROCESSES = 2

Probabilities = npt.NDArray[np.float64]
Predict = Callable[[Vectors], Probabilities]
Fit = Callable[[Vectors], Predict]
Texts = Mapping[int, str]

# The names in the tables.
READINGS, WORDS = "readings", "words (TF-IDF)"


def all_systems(
    teacher: "Teacher | None" = None, texts: Texts | None = None, *, more: bool = False
) -> dict[str, Fit]:
    """What is measured, by name; without texts, what needs none.

    With `more`, what is gained by the phrasing and missed by the additive model, too, and what
    characters tell: twice the time.
    """
    taught_by = teacher or Teacher()
    systems: dict[str, Fit] = {
        READINGS: lambda rows: fit_readings(rows, taught_by),
        "length alone": fit_length,
        "majority": fit_nothing,
    }
    if more:
        systems["readings without phrasing"] = fit_without_wording
        systems["boosted trees on the readings"] = lambda rows: fit_trees(rows, taught_by)
    if texts is not None:
        known = texts
        systems[WORDS] = lambda rows: fit_words(rows, known)
        if more:
            systems["characters (TF-IDF)"] = lambda rows: fit_characters(rows, known)
    return systems


class Teacher:
    """Teaches the wording anew from a split's rows, once for all that learn from them.

    Without the phrases at hand it stays as the rows have it, from weights that may have seen what
    is held out.
    """

    def __init__(self, book: Phrasebook | None = None) -> None:
        self._book = book
        # By identity; the rows are kept, so that no others can take their place in memory.
        self._taught: dict[int, tuple[Vectors, Vectors, WordingWeights]] = {}

    def taught(self, rows: Vectors) -> tuple[Vectors, Callable[[Vectors], Vectors]]:
        """The rows as held-out wordings read them, and what reads others by the wording of all."""
        book = self._book
        if book is None:
            return rows, lambda test: test
        if id(rows) not in self._taught:
            self._taught[id(rows)] = (rows, *book.teach(rows, processes=PROCESSES))
        _, read, weights = self._taught[id(rows)]
        return read, lambda test: book.read_by(weights, test)


def fit_readings(rows: Vectors, teacher: Teacher) -> Predict:
    """The shipped way of training, without the refits that only its intervals need."""
    rows, read = teacher.taught(rows)
    model = train(rows, recipe=SHIPPED._replace(refits=0)).model
    return lambda test: model.probability(read(test).matrix)


def fit_without_wording(rows: Vectors) -> Predict:
    """The readings but for those of the wording, which are the same for all rows."""
    model = train(_without_wording(rows), recipe=SHIPPED._replace(refits=0)).model
    return lambda test: model.probability(_without_wording(test).matrix)


def fit_trees(rows: Vectors, teacher: Teacher) -> Predict:
    """Gradient-boosted trees on the same readings: free to bend and to combine them."""
    rows, read = teacher.taught(rows)
    rows = published(rows)
    trees = HistGradientBoostingClassifier(
        learning_rate=0.05,
        max_iter=200,
        max_leaf_nodes=12,
        min_samples_leaf=40,
        l2_regularization=5.0,
        random_state=SHIPPED.seed,
    )
    trees.fit(rows.matrix, rows.label, article_weights(rows))
    return lambda test: np.asarray(trees.predict_proba(read(test).matrix)[:, 1])


def fit_words(rows: Vectors, texts: Texts) -> Predict:
    """TF-IDF of words and pairs of words, then logistic regression."""
    return _fit_tfidf(
        "words",
        rows,
        texts,
        TfidfVectorizer(
            ngram_range=(1, 2), min_df=3, max_df=0.8, sublinear_tf=True, max_features=200_000
        ),
    )


def fit_characters(rows: Vectors, texts: Texts) -> Predict:
    """TF-IDF of the runs of three characters within words, then logistic regression."""
    return _fit_tfidf(
        "characters",
        rows,
        texts,
        TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 3), min_df=5, sublinear_tf=True, max_features=20_000
        ),
    )


def _fit_tfidf(name: str, rows: Vectors, texts: Texts, counted: TfidfVectorizer) -> Predict:
    # Without twins and the seed articles, which use the same words many times over.
    rows = published(rows)
    weights = phrasing_weights(rows)
    learnt_from = [texts[content] for content in rows.content.tolist()]
    # Run until it has converged, so that it is the best that these words can do.
    logistic = LogisticRegression(C=10.0, tol=1e-5, max_iter=5_000, random_state=SHIPPED.seed)
    pipeline = make_pipeline(counted, logistic)
    facts = (str(pipeline), rows.label.tobytes().hex(), weights.tobytes().hex())
    key = digest_of([*facts, *learnt_from])

    def predict(test: Vectors) -> Probabilities:
        # A twin's text is not at hand.
        found = np.full(len(test), np.nan)
        published = test.twin == ""
        scored = [texts[content] for content in test.content[published].tolist()]

        def probabilities() -> Probabilities:
            if not hasattr(logistic, "coef_"):
                pipeline.fit(learnt_from, rows.label, logisticregression__sample_weight=weights)
            return np.asarray(pipeline.predict_proba(scored)[:, 1])

        found[published] = kept(f"{name}-{len(rows)}-{digest_of(scored)}", key, probabilities)
        return found

    return predict


def fit_length(rows: Vectors) -> Predict:
    """How long an article is, and nothing else."""
    rows = published(rows)
    logistic = LogisticRegression().fit(_length(rows), rows.label, article_weights(rows))
    return lambda test: np.asarray(logistic.predict_proba(_length(test))[:, 1])


def _length(rows: Vectors) -> npt.NDArray[np.float64]:
    return np.asarray(np.log1p(rows.words.astype(float))[:, None])


def fit_nothing(rows: Vectors) -> Predict:
    """The same for every article: the share of credible ones, which weights have made one half."""
    rows = published(rows)
    share = float(np.average(rows.label, weights=article_weights(rows)))
    return lambda test: np.full(len(test), share)


def published(rows: Vectors) -> Vectors:
    """The rows that are neither twins nor articles written for this project."""
    return rows.rows((rows.twin == "") & (rows.corpus != SEEDS))


def _without_wording(rows: Vectors) -> Vectors:
    matrix = rows.matrix.copy()
    matrix[:, columns_of(rows.signals)] = 0.0
    return replace(rows, matrix=matrix)
