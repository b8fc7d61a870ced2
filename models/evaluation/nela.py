"""NELA features and logistic regression: the published way, on the same articles as the readings.

Reading them takes some 0.2 s an article, so it is done for a part of the main corpus only, and kept
(`models.kept`). They run in an environment of their own, with stand-ins for data that no package
index has (`benchmarks/peer_nela.py` says which): with its own tagger it might do better.
"""

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, cast

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from models.base_vectors import Vectors
from models.evaluation.splits import MAIN, Clusters, Split, capped, folds, unrelated
from models.evaluation.systems import Predict, Texts
from models.kept import digest_of, kept
from models.peers import NotAtHand, environment
from models.training import SHIPPED, article_weights
from seeds import seed_articles

NAME, PROTOCOL = "NELA features", "P1 subsample"
# Of an outlet at most so many articles: 1,500 in all or so, four minutes.
MOST_OF_AN_OUTLET = 20
_FOLDER = Path(__file__).parents[2] / "benchmarks"
_PROGRAM, _LOCK = "peer_nela.py", "peers-nela.lock"
_AT_ONCE = 25

Known = Mapping[int, npt.NDArray[np.float64]]


def subsample_held_out(vectors: Vectors, clusters: Clusters) -> Iterator[Split]:
    """Five folds of whole outlets on a part of the main corpus, trained on the rest of the part."""
    rows = capped(vectors, MOST_OF_AN_OUTLET)
    for fitted, held in folds(rows):
        test = rows.rows(held)
        yield Split(PROTOCOL, MAIN, unrelated(rows.rows(fitted), test, clusters), test)


def features_of(rows: Vectors, texts: Texts) -> Known:
    """The features of the rows' articles, by content; NotAtHand where they cannot be read here."""
    contents = rows.content.tolist()
    known = [texts[content] for content in contents]
    for name in (_LOCK, _PROGRAM):
        if not (_FOLDER / name).exists():
            raise NotAtHand(f"{name} is not part of this installation")
    code = [(_FOLDER / name).read_text(encoding="utf-8") for name in (_LOCK, _PROGRAM)]
    read = kept("nela", digest_of([*code, *known]), lambda: _read(known))
    return dict(zip(contents, read, strict=True))


def fit_features(rows: Vectors, known: Known) -> Predict:
    """Logistic regression on the features, each to mean 0 and variance 1."""
    pipeline = make_pipeline(
        StandardScaler(), LogisticRegression(max_iter=5_000, random_state=SHIPPED.seed)
    )
    weights = article_weights(rows)
    pipeline.fit(_matrix(rows, known), rows.label, logisticregression__sample_weight=weights)
    return lambda test: np.asarray(pipeline.predict_proba(_matrix(test, known))[:, 1])


def _matrix(rows: Vectors, known: Known) -> npt.NDArray[np.float64]:
    return np.array([known[content] for content in rows.content.tolist()])


def _read(texts: Sequence[str]) -> npt.NDArray[np.float64]:
    command = [environment(_FOLDER / _LOCK), _FOLDER / _PROGRAM]
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as peer:
        asked, answers = cast(IO[str], peer.stdin), cast(IO[str], peer.stdout)
        found: list[list[float]] = []
        try:
            answers.readline()  # what it can do
            print(json.dumps({"teach": [seed.body for seed in seed_articles()]}), file=asked)
            for start in range(0, len(texts), _AT_ONCE):
                question = {"read": texts[start : start + _AT_ONCE]}
                print(json.dumps(question), file=asked, flush=True)
                found += json.loads(answers.readline())["readings"]
        except (BrokenPipeError, json.JSONDecodeError) as error:
            raise NotAtHand("NELA features ended before they had read all") from error
    return np.asarray(np.nan_to_num(np.array(found, float)))
