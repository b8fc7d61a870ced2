"""Learns the weights of `features.wording`: how credible articles are phrased, whatever the topic.

A phrase is one to three tokens of which only common words stand as themselves (`kernel.wording`):
words that every corpus uses, whatever its topics. What is quoted is left out: how somebody speaks
who is quoted is not how the article is written.
Each article is the set of its phrases; one logistic regression over bodies and headlines weighs
them, with an intercept of its own for every corpus: what tells one corpus from another, its topics
and its year, then teaches nothing. (A corpus of one label shares its neighbour's, see
`models.base_vectors.compared_within`.)

A model must not be trained on readings of articles that taught the weights: these read better than
any new article will. So the readings of training articles come from weights that were learnt
without their outlets (`readings_held_out`).
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from features.article import Article
from features.attribution_weights import attribution_weights
from features.kernel.attribution_examples import views_of
from features.kernel.tokens import T_HASH, T_KIND, WORD
from features.kernel.wording import (
    CHECK_BITS,
    LEAST_PHRASES,
    LONGEST,
    list_phrases,
)
from features.kernel.words import members
from features.scan import Scan, code_points, learnt
from features.wording import BODY_SIZE, TITLE_SIZE, WordingWeights

Floats = npt.NDArray[np.float64]
Words = npt.NDArray[np.int64]
Table = npt.NDArray[np.int16]

# The signals that read the two fields.
SIGNALS = {"body": "style.phrasing", "title": "style.headline_phrasing"}
SIZES = {"body": BODY_SIZE, "title": TITLE_SIZE}

# How many words stand as themselves.
COMMON_WORDS = 2_000
# A phrase is learnt from so many articles at least.
LEAST_ARTICLES = {"body": 12, "title": 4}
# scikit-learn's C; and how much a headline weighs beside its body.
STRENGTH = 1.5
HEADLINE = 0.5
FOLDS = 5
_SEED = 20261127
# An intercept of a corpus is hardly penalised.
_INTERCEPT = 10.0
_LARGEST = 127
# A closer fit takes four times as long and is no better on outlets that are held out.
_TOLERANCE = 3e-4


class Phrases(NamedTuple):
    """The different phrases of some articles: rows of ones, a column a phrase, for each field.

    A column's number is the phrase's place in the table and, in its low 8 bits, its check.
    """

    body: sparse.csr_array
    title: sparse.csr_array

    def rows(self, chosen: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> "Phrases":
        """The rows that a mask or an index array chooses."""
        return Phrases(self.body[chosen], self.title[chosen])


def common_words(articles: Sequence[Article], corpora: Sequence[str], processes: int = 1) -> Words:
    """The hashes of the words that every corpus uses most, as a set.

    What counts is the share of articles in the corpus that uses a word least: "vaccine" is common
    in one corpus, "asked" in all.
    """
    parts = Parallel(n_jobs=processes)(
        delayed(_document_frequencies)(articles[start : start + 500], corpora[start : start + 500])
        for start in range(0, len(articles), 500)
    )
    frequency: dict[str, Counter[int]] = {}
    for part in parts:
        for corpus, counts in part.items():
            frequency.setdefault(corpus, Counter()).update(counts)
    sizes = Counter(corpora)
    everywhere = set.intersection(*(set(counts) for counts in frequency.values()))
    least = {
        word: min(counts[word] / sizes[corpus] for corpus, counts in frequency.items())
        for word in everywhere
    }
    return members(sorted(least, key=lambda word: (-least[word], word))[:COMMON_WORDS])


def _document_frequencies(
    articles: Sequence[Article], corpora: Sequence[str]
) -> dict[str, Counter[int]]:
    found: dict[str, Counter[int]] = {}
    for article, corpus in zip(articles, corpora, strict=True):
        tokens = article.text.tokens
        words = np.unique(tokens[tokens[:, T_KIND] == WORD, T_HASH]).tolist()
        found.setdefault(corpus, Counter()).update(words)
    return found


def phrases_of(articles: Sequence[Article], common: Words, processes: int = 1) -> Phrases:
    """The phrases of these articles, row by row."""
    parts = Parallel(n_jobs=processes)(
        delayed(_columns)(articles[start : start + 500], common)
        for start in range(0, len(articles), 500)
    )
    return Phrases(
        *(
            _as_matrix([row for part in parts for row in part[field]], SIZES[field])
            for field in Phrases._fields
        )
    )


def _columns(articles: Sequence[Article], common: Words) -> dict[str, list[Words]]:
    return {
        "body": [_phrases(article.text, common, BODY_SIZE) for article in articles],
        "title": [_phrases(article.headline, common, TITLE_SIZE) for article in articles],
    }


def _phrases(scan: Scan, common: Words, size: int) -> Words:
    tokens = scan.tokens
    views = views_of(code_points(scan.text), learnt()[0], tokens, attribution_weights().classes)
    numbers = np.empty((len(tokens), LONGEST), np.int64)
    list_phrases(tokens, views, common, numbers)
    known = np.unique(numbers[numbers >= 0])
    slots = known & (size - 1)
    checks = known // size & ((1 << CHECK_BITS) - 1) | 1
    return np.unique(slots << CHECK_BITS | checks)


def _as_matrix(rows: list[Words], size: int) -> sparse.csr_array:
    ends = np.cumsum([0, *map(len, rows)])
    columns = np.concatenate(rows).astype(np.int32) if rows else np.zeros(0, np.int32)
    return sparse.csr_array(
        (np.ones(len(columns), np.float32), columns, ends),
        shape=(len(rows), size << CHECK_BITS),
    )


def learn(
    phrases: Phrases,
    label: npt.NDArray[np.int8],
    weights: Floats,
    corpus: npt.NDArray[np.str_],
    common: Words,
) -> WordingWeights:
    """The weights that tell the labels apart; all arguments row by row but `common`."""
    columns = {
        field: _chosen(getattr(phrases, field), SIZES[field], LEAST_ARTICLES[field])
        for field in Phrases._fields
    }
    inputs, scales = [], {}
    for field, importance in (("body", 1.0), ("title", HEADLINE)):
        ones = getattr(phrases, field)[:, columns[field]]
        scales[field] = importance * _rarity(ones)
        inputs.append(_rooted(ones) @ sparse.diags_array(scales[field]))
    names, of_corpus = np.unique(corpus, return_inverse=True)
    inputs.append(
        sparse.csr_array(np.float32(_INTERCEPT) * np.eye(len(names), dtype=np.float32)[of_corpus])
    )
    logistic = LogisticRegression(C=STRENGTH, tol=_TOLERANCE, max_iter=400)
    logistic.fit(sparse.hstack(inputs, format="csr").astype(np.float32), label, weights)
    coefficients = logistic.coef_[0].astype(float)
    n_body = len(columns["body"])
    tables = {
        "body": coefficients[:n_body] * scales["body"],
        "title": coefficients[n_body : n_body + len(columns["title"])] * scales["title"],
    }
    stored = {
        field: _as_table(columns[field], values, SIZES[field]) for field, values in tables.items()
    }
    return WordingWeights(
        common, stored["body"][0], stored["title"][0], stored["body"][1], stored["title"][1]
    )


def _chosen(ones: sparse.csr_array, size: int, least: int) -> npt.NDArray[np.intp]:
    """The columns that enough articles have, of those that share a place the commonest."""
    articles = np.bincount(ones.indices, minlength=size << CHECK_BITS)
    columns = np.flatnonzero(articles >= least)
    columns = columns[np.lexsort((columns, -articles[columns]))]
    _, first = np.unique(columns >> CHECK_BITS, return_index=True)
    return np.sort(columns[first])


def _rarity(ones: sparse.csr_array) -> Floats:
    n = ones.shape[0]
    articles = np.bincount(ones.indices, minlength=ones.shape[1])
    rarity = np.log((1 + n) / (1 + articles)) + 1
    # So that an article's row has a norm near 1.
    squares = np.asarray(_rooted(ones).power(2) @ rarity**2).mean()
    return np.asarray(rarity / np.sqrt(squares or 1.0))


def _rooted(ones: sparse.csr_array) -> sparse.csr_array:
    known = np.maximum(np.diff(ones.indptr), LEAST_PHRASES)
    return sparse.diags_array(1 / np.sqrt(known)) @ ones


def _as_table(columns: npt.NDArray[np.intp], values: Floats, size: int) -> tuple[Table, float]:
    unit = float(np.quantile(np.abs(values), 0.9995)) / _LARGEST if len(values) else 1.0
    unit = float(f"{unit or 1.0:.4g}")
    small = np.clip(np.rint(values / unit), -_LARGEST, _LARGEST).astype(np.int64)
    table = np.zeros(size, np.int16)
    entries = (columns & 0xFF) << CHECK_BITS | small & 0xFF
    table[columns >> CHECK_BITS] = entries.astype(np.uint16).view(np.int16)
    return table, unit


def readings(phrases: Phrases, weights: WordingWeights) -> Floats:
    """What the scan reads off these phrases: a row an article, columns in the order of SIGNALS."""
    return np.stack(
        [
            _readings(phrases.body, weights.body) * weights.body_unit,
            _readings(phrases.title, weights.title) * weights.title_unit,
        ],
        axis=1,
    )


def _readings(ones: sparse.csr_array, table: Table) -> Floats:
    held = table[ones.indices >> CHECK_BITS].astype(np.int64)
    is_known = (held >> CHECK_BITS & 0xFF) == (ones.indices & 0xFF)
    weight = (held & 0xFF) - ((held & 0x80) << 1)
    n = ones.shape[0]
    row = np.repeat(np.arange(n), np.diff(ones.indptr))
    total = np.bincount(row, np.where(is_known, weight, 0), minlength=n)
    known = np.bincount(row, is_known, minlength=n)
    return np.asarray(total / np.sqrt(np.maximum(known, LEAST_PHRASES)))


class Taught(NamedTuple):
    """What was learnt from some articles: the weights, and each article's held-out readings."""

    weights: WordingWeights
    readings: Floats


def teach(
    phrases: Phrases,
    label: npt.NDArray[np.int8],
    weights: Floats,
    corpus: npt.NDArray[np.str_],
    outlet: npt.NDArray[np.str_],
    common: Words,
    *,
    processes: int = 1,
) -> Taught:
    """Learns from the rows that have weight; reads every row by weights that know not its outlet.

    A row without weight (a corrupted twin, an article written for this project) teaches nothing.
    """
    taught = np.flatnonzero(weights > 0)
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=_SEED)
    held_out = [
        outlet[taught[held]] for _, held in folds.split(taught, label[taught], outlet[taught])
    ]

    def without(outlets: npt.NDArray[np.str_]) -> WordingWeights:
        chosen = taught[~np.isin(outlet[taught], outlets)]
        return learn(phrases.rows(chosen), label[chosen], weights[chosen], corpus[chosen], common)

    none = np.zeros(0, outlet.dtype)
    *of_folds, of_all = Parallel(n_jobs=processes)(
        delayed(without)(outlets) for outlets in [*held_out, none]
    )
    found = readings(phrases, of_all)
    for outlets, fold in zip(held_out, of_folds, strict=True):
        held = np.isin(outlet, outlets)
        found[held] = readings(phrases.rows(held), fold)
    return Taught(of_all, found)


def columns_of(signals: Sequence[str]) -> list[int]:
    """Where the wording's readings stand among these signals, in the order of SIGNALS."""
    return [list(signals).index(name) for name in SIGNALS.values()]
