"""Whether the right texts get no score: short articles, strange ones, and what is no article.

Abstention is a rule with bounds (`models.abstention`, `models.scorer`). What is shown here is how
good scores would be on either side of each bound, and what the rule lets through.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from features.article import Article
from models import measures
from models.base_vectors import Vectors
from models.evaluation.cutting import LENGTHS, Cuts, name_of
from models.evaluation.figures import Scored
from models.evaluation.splits import Split
from models.evaluation.systems import READINGS, Probabilities, Teacher
from models.material import About
from models.scorer import Scorer
from models.training import SHIPPED, train

# So many readings beyond the seen are counted one by one.
_ONE_BY_ONE = 3


class Short(NamedTuple):
    """What scores are worth on articles with at most `most` words; None: the whole articles.

    `words` is their mean; `refused` the share that gets no score. The figures are of all of them.
    """

    most: int | None
    words: float
    articles: int
    outlets: int
    refused: float
    auc: float
    brier: float
    calibration_error: float


class Strange(NamedTuple):
    """What scores are worth by how many readings lie beyond all that training has seen.

    The articles are those of all corpora left out; the figures are None where one label is missing.
    `auc` is over pairs of the same corpus.
    """

    beyond: str
    is_refused: bool
    articles: int
    corpora: int
    auc: float | None
    brier: float | None
    calibration_error: float | None


class Refusals(NamedTuple):
    """How many texts of a kind get no score, and for which reasons."""

    kind: str
    texts: int
    reasons: dict[str, int]

    @property
    def refused(self) -> float:
        """The share that gets no score."""
        return sum(self.reasons.values()) / self.texts


def short(test: Scored, cuts: Cuts) -> Iterator[Short]:
    """How good the scores of a test's articles are that were cut short, and of the whole ones."""
    for most in LENGTHS:
        chosen = test.twins.twin == name_of(most)
        rows, probability = test.twins.rows(chosen), test.of_twins[READINGS][chosen]
        refused = [
            key in cuts.refused
            for key in zip(rows.content.tolist(), rows.twin.tolist(), strict=True)
        ]
        yield _short(most, rows, probability, float(np.mean(refused)))
    yield _short(None, test.rows, test.probability[READINGS], 0.0)


def strange(splits: Iterable[Split], teacher: Teacher) -> Iterator[Strange]:
    """How good scores are on corpora left out, the stranger to the model the further down."""
    tests: list[tuple[str, Vectors, Probabilities, npt.NDArray[np.intp]]] = []
    limit = 0
    for split in splits:
        rows, read = teacher.taught(split.train)
        scorer = Scorer(train(rows, recipe=SHIPPED._replace(refits=0)).model)
        held = read(split.held)
        probability = scorer.model.probability(held.matrix)
        tests.append((split.test, held, probability, scorer.strange(held.matrix)))
        limit = int(scorer.most_strange)
    for low, high in _steps(limit):
        chosen = [
            (name, rows.label[taken], probability[taken])
            for name, rows, probability, beyond in tests
            for taken in ((beyond >= low) & (beyond <= high),)
            if taken.any()
        ]
        if chosen:
            yield _strange(_named(low, high, limit), low > limit, chosen)


def refusals(kinds: Mapping[str, Sequence[str]], scorer: Scorer) -> Iterator[Refusals]:
    """What happens to texts that are no English articles."""
    for kind, texts in kinds.items():
        found = (scorer.assess(Article(text)).abstained for text in texts)
        yield Refusals(kind, len(texts), _counted(one.reason for one in found if one))


def refusals_of_articles(about: Mapping[int, About]) -> Refusals:
    """What happens to the articles of the corpora, as far as the text alone decides."""
    reasons = _counted(one.abstained for one in about.values() if one.abstained)
    return Refusals("published articles", len(about), reasons)


def _counted(reasons: Iterable[str]) -> dict[str, int]:
    return dict(Counter(reasons).most_common())


def _short(most: int | None, rows: Vectors, probability: Probabilities, refused: float) -> Short:
    return Short(
        most,
        round(float(rows.words.mean()), 1),
        len(rows),
        len(np.unique(rows.outlet)),
        round(refused, 4),
        round(measures.auc(rows.label, probability), 4),
        round(measures.brier(rows.label, probability), 4),
        round(measures.calibration_error(rows.label, probability), 4),
    )


def _steps(limit: int) -> Iterator[tuple[int, int]]:
    """From how many to how many, on one side of the limit each."""
    alone = min(_ONE_BY_ONE, limit)
    yield from ((number, number) for number in range(alone))
    yield alone, limit
    yield limit + 1, 1_000_000


def _named(low: int, high: int, limit: int) -> str:
    if low > limit:
        return f"{low} or more"
    return f"{low}" if low == high else f"{low} to {high}"


def _strange(
    beyond: str,
    is_refused: bool,
    parts: Sequence[tuple[str, measures.Labels, Probabilities]],
) -> Strange:
    label = np.concatenate([label for _, label, _ in parts])
    probability = np.concatenate([found for _, _, found in parts])
    both = len(np.unique(label)) == 2
    return Strange(
        beyond,
        is_refused,
        len(label),
        len(parts),
        _auc_within(parts),
        round(measures.brier(label, probability), 4) if both else None,
        round(measures.calibration_error(label, probability), 4) if both else None,
    )


def _auc_within(parts: Sequence[tuple[str, measures.Labels, Probabilities]]) -> float | None:
    """Over the pairs of one corpus: how credible a whole one looks is not what is asked."""
    pairs = [int((label == 1).sum()) * int((label == 0).sum()) for _, label, _ in parts]
    if not any(pairs):
        return None
    found = [
        measures.auc(label, found) if n else 0.0
        for (_, label, found), n in zip(parts, pairs, strict=True)
    ]
    return round(float(np.average(found, weights=pairs)), 4)
