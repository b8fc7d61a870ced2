"""Learns what is usual for a figure, from articles of credible outlets, as one table of numbers.

``python -m models.usual_figures`` writes ``features/usual_figures.npy``, which the scan reads
(``features.kernel.usual`` says what the numbers mean). Run it again when the kernel finds figures
otherwise than before, then `make train`.
"""

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import Ridge
from sklearn.model_selection import GroupKFold

from features.kernel import usual
from features.kernel.figures import FIRST, KIND, KINDS, LAST
from features.kernel.tokens import T_START
from features.kernel.usual import HEAD, MAX_KEYS, SHARED, SIZE, UNIT
from features.scan import scan
from models.corpus import shared_folder

TABLE = Path(__file__).parents[1] / "features" / "usual_figures.npy"
# The kernel is not typed.
_keys_of: Callable[..., int] = usual.keys_of
_group_of: Callable[..., int] = usual.group_of
# Nine in ten figures of credible articles lie below the threshold of their kind.
USUAL_SHARE = 0.9
# Chosen by the cross-validated error on the training articles.
_LEVEL_RIDGE, _SPREAD_RIDGE = 30.0, 60.0
# A few giants would else decide what is usual.
_MAX_ARTICLES_PER_OUTLET = 600
_FOLDS = 4
_PASSAGE_WORDS, _MAX_PASSAGES_IN_COMMON = 10, 5
_LEAST_SPREAD = 0.1  # orders of magnitude; keeps the logarithm of a perfect guess finite


class Figures(NamedTuple):
    """Figures, one row each: keys of its weights (-1: none), kind, log10 of its value, its group
    among all articles' (see ``group_of``), and its article's outlet as a number.
    """

    keys: npt.NDArray[np.int64]
    kind: npt.NDArray[np.int64]
    power: npt.NDArray[np.float64]
    group: npt.NDArray[np.int64]
    outlet: npt.NDArray[np.int64]


def main() -> None:
    """Learn the table from the corpora at hand and write it."""
    folder = shared_folder()
    if folder is None:
        raise SystemExit("there are no corpora to learn from; see docs/training.md")
    np.save(TABLE, learn(figures_of(credible_articles(folder))))


def credible_articles(shared: Path) -> Iterator[tuple[str, int]]:
    """Body and number of the outlet of the articles to learn from.

    None that is kept for tests, and none of which passages stand in the gold set of inflated
    figures.
    """
    excluded = set((shared / "corpora" / "exclude_from_train.txt").read_text().split())
    tested = set()
    with gzip.open(shared / "gold" / "synthetic_number_inflation.jsonl.gz", "rt") as lines:
        for line in lines:
            tested |= _passages(json.loads(line)["text"])
    seen: Counter[str] = Counter()
    numbers: dict[str, int] = {}
    with gzip.open(shared / "corpora" / "abp_quality.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            outlet = record["source"] or ""
            if record["label"] != 1 or record["id"] in excluded:
                continue
            if seen[outlet] >= _MAX_ARTICLES_PER_OUTLET:
                continue
            if len(_passages(record["text"]) & tested) > _MAX_PASSAGES_IN_COMMON:
                continue
            seen[outlet] += 1
            yield record["text"], numbers.setdefault(outlet, len(numbers))


def _passages(text: str) -> set[int]:
    words = text.lower().split()
    return {
        hash(" ".join(words[at : at + _PASSAGE_WORDS])) for at in range(len(words) - _PASSAGE_WORDS)
    }


def figures_of(articles: Iterator[tuple[str, int]]) -> Figures:
    """The figures of these texts (dates, ordinals and nothings left out)."""
    keys, kinds, values, groups, outlets = [], [], [], [], []
    room = np.empty(MAX_KEYS, np.int64)
    for number, (text, outlet) in enumerate(articles):
        scanned = scan(text)
        tokens, starts = scanned.tokens, scanned.tokens[:, T_START]
        for row, value in zip(
            scanned.quantity_rows.tolist(), scanned.quantity_values.tolist(), strict=True
        ):
            if value <= 0:
                continue
            # The scan tells places in code points, the keys are of tokens.
            place = np.array(row)
            place[FIRST] = np.searchsorted(starts, row[FIRST])
            place[LAST] = np.searchsorted(starts, row[LAST], side="left") - 1
            count: int = _keys_of(tokens, len(tokens), place.reshape(1, -1), 0, room)
            if count:
                keys.append([*room[:count].tolist(), *[-1] * (MAX_KEYS - count)])
                kinds.append(row[KIND])
                values.append(value)
                groups.append((number << 9) + _group_of(row[KIND], count, room))
                outlets.append(outlet)
    return Figures(
        np.array(keys),
        np.array(kinds),
        np.log10(np.array(values)),
        np.array(groups),
        np.array(outlets),
    )


def learn(figures: Figures) -> npt.NDArray[np.int16]:
    """The table: intercepts and thresholds, weights of the level, weights of the spread.

    How far figures lie from what is expected is measured on outlets that the weights were not
    fitted on; else the spread would be too small.
    """
    matrix = _matrix(figures.keys)
    folds = list(GroupKFold(_FOLDS).split(matrix, groups=figures.outlet))
    expected = _held_out(matrix, figures.power, folds, _LEVEL_RIDGE)
    beyond = _beyond(figures.power - expected, figures.group)
    log_spread = np.log(np.abs(beyond) + _LEAST_SPREAD)
    spread = np.exp(_held_out(matrix, log_spread, folds, _SPREAD_RIDGE))
    level_model = _fit(matrix, figures.power, _LEVEL_RIDGE)
    spread_model = _fit(matrix, log_spread, _SPREAD_RIDGE)
    head = np.zeros(HEAD)
    head[0], head[1] = level_model.intercept_, spread_model.intercept_
    for kind in range(len(KINDS)):
        of_kind = (beyond / spread)[figures.kind == kind]
        if of_kind.size:
            head[2 + kind] = np.quantile(of_kind, USUAL_SHARE)
    table = np.concatenate((head, level_model.coef_, spread_model.coef_))
    return np.round(np.clip(table * UNIT, -32_000, 32_000)).astype(np.int16)


def _matrix(keys: npt.NDArray[np.int64]) -> sparse.csr_matrix:
    rows, places = np.nonzero(keys >= 0)
    ones = np.ones(len(rows), np.float32)
    return sparse.csr_matrix((ones, (rows, keys[rows, places])), shape=(len(keys), SIZE))


def _fit(matrix: sparse.csr_matrix, target: npt.NDArray[np.float64], ridge: float) -> Ridge:
    return Ridge(alpha=ridge, solver="lsqr", max_iter=60).fit(matrix, target)


def _held_out(
    matrix: sparse.csr_matrix,
    target: npt.NDArray[np.float64],
    folds: Sequence[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]],
    ridge: float,
) -> npt.NDArray[np.float64]:
    """What models say of the outlets that they were not fitted on."""
    told = np.empty(len(target))
    for fitted, held_out in folds:
        told[held_out] = _fit(matrix[fitted], target[fitted], ridge).predict(matrix[held_out])
    return told


def _beyond(
    above: npt.NDArray[np.float64], group: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """How far each figure is above what its words and the other figures of its group tell."""
    _, place = np.unique(group, return_inverse=True)
    total, count = np.bincount(place, above), np.bincount(place)
    result: npt.NDArray[np.float64] = above - (total[place] - above) / (count[place] - 1 + SHARED)
    return result


if __name__ == "__main__":
    main()
