"""What is doubtful about somebody's examples: said at upload, before training and on the card.

Nothing here refuses an example. Each finding is a sentence that says what to look at, and why; the
gate (`models.gate`) decides whether a model made from them may serve.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from models.adaptation import Examples, groups
from models.base_vectors import Vectors
from models.sketch import clusters

# Labels of one text further apart than this cannot both be meant.
_APART = 0.5
# A class of fewer outlets than this is learnt as the manner of those outlets.
FEW_OUTLETS = 5
# A labeller's earlier and later labels are compared from so many on.
_LEAST_OF_A_LABELLER = 20
# How far labels may move against the model's scores before it is called drift, and in how many
# standard errors: one labeller in a thousand who does not drift is named.
_DRIFT, _DRIFT_ERRORS = 0.2, 3.3
# The articles of a class are recognisable by outlet where so many of them have their nearest
# neighbour in their own outlet, and so many times as many as by chance.
_GUESSED, _GUESSED_TIMES = 0.5, 2.0
_LEAST_TO_GUESS = 30
_MOST_TO_GUESS = 1_000
# Of nearly the same text: as long, and nearly all readings that are there at all the same.
_AS_LONG, _ALIKE, _SHARE_ALIKE = 0.02, 0.05, 0.8
_CLASSES = ("not credible", "credible")
_UNSCORED = {"too_short": "too short", "not_english": "not in English", "not_prose": "not prose"}

Scores = npt.NDArray[np.float64]
Chosen = npt.NDArray[np.bool_] | npt.NDArray[np.intp]


class Finding(NamedTuple):
    """Something doubtful; `examples` are the numbers of those that it is about, sorted."""

    kind: str
    detail: str
    examples: tuple[int, ...] = ()

    def facts(self, most: int = 20) -> dict[str, Any]:
        """As plain values, with the first of the examples and how many there are."""
        return {
            "kind": self.kind,
            "detail": self.detail,
            "examples": list(self.examples[:most]),
            "count": len(self.examples),
        }


def audit(examples: Examples, base: Vectors, scores: Scores) -> list[Finding]:
    """All findings; `scores` are what the model in service gives the examples."""
    if not len(examples):
        return []
    examples, scores = examples.rows(order := np.argsort(examples.ids)), scores[order]
    return [
        *_copies(examples),
        *_known(examples, base),
        *_conflicts(examples),
        *_outlets(examples),
        *_drift(examples, scores),
        *_recognisable(examples),
        *_out_of_range(examples),
    ]


def _of(
    examples: Examples, chosen: npt.NDArray[np.bool_] | npt.NDArray[np.intp]
) -> tuple[int, ...]:
    return tuple(examples.ids[chosen].tolist())


def _count(number: int, share_of: int) -> str:
    return f"{number:,} of {share_of:,} examples"


def _copies(examples: Examples) -> Iterator[Finding]:
    cluster = clusters(examples.sketches)
    texts = np.unique(np.column_stack([cluster, examples.content]), axis=0)[:, 0].astype(np.intp)
    copied = np.bincount(texts, minlength=cluster.max() + 1) > 1
    rows = copied[cluster]
    if rows.any():
        yield Finding(
            "near_duplicates",
            f"{_count(int(rows.sum()), len(examples))} are nearly the same as another:"
            f" {int(copied.sum()):,} different texts. All copies of a text together count once.",
            _of(examples, rows),
        )


def _known(examples: Examples, base: Vectors) -> Iterator[Finding]:
    same = np.isin(examples.content, base.content)
    if same.any():
        yield Finding(
            "in_base",
            f"{_count(int(same.sum()), len(examples))} are in the base already; your labels take"
            " the place of the base's.",
            _of(examples, same),
        )
    near = np.flatnonzero(~same)
    near = near[_nearly_in(base, examples.rows(near))]
    if len(near):
        yield Finding(
            "nearly_in_base",
            f"{_count(len(near), len(examples))} read nearly like an article of the base; they may"
            " be copies of it.",
            _of(examples, near),
        )


def _nearly_in(base: Vectors, examples: Examples) -> npt.NDArray[np.bool_]:
    order = np.argsort(base.words, kind="stable")
    words = base.words[order]
    found = np.zeros(len(examples), bool)
    for row, (length, readings) in enumerate(zip(examples.words, examples.matrix, strict=True)):
        first, last = np.searchsorted(words, (length * (1 - _AS_LONG), length * (1 + _AS_LONG)))
        others = base.matrix[order[first:last]]
        there = (others != 0) | (readings != 0)
        alike = np.abs(others - readings) <= _ALIKE * np.maximum(np.abs(others), np.abs(readings))
        share = (alike & there).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
        found[row] = bool((share >= _SHARE_ALIKE).any())
    return found


def _conflicts(examples: Examples) -> Iterator[Finding]:
    cluster = clusters(examples.sketches)
    low = np.full(cluster.max() + 1, np.inf)
    high = np.full(cluster.max() + 1, -np.inf)
    np.minimum.at(low, cluster, examples.grade)
    np.maximum.at(high, cluster, examples.grade)
    rows = (high - low >= _APART)[cluster]
    if rows.any():
        yield Finding(
            "conflicting_labels",
            f"{_count(int(rows.sum()), len(examples))} have nearly the same text as another with"
            " the opposite label.",
            _of(examples, rows),
        )


def _outlets(examples: Examples) -> Iterator[Finding]:
    group = groups(examples)
    for label, name in enumerate(_CLASSES):
        rows = (examples.grade >= 0.5) == label
        outlets = len(np.unique(group[rows]))
        if not rows.any():
            yield Finding("one_class", f"No example is {name}.")
        elif outlets == 1:
            yield Finding(
                "one_outlet_class",
                f"All examples that are {name} come from one outlet: its manner would be learnt.",
                _of(examples, rows),
            )
        elif outlets < FEW_OUTLETS:
            yield Finding(
                "few_outlets",
                f"The examples that are {name} come from {outlets} outlets; {FEW_OUTLETS} or more"
                " say better what they have in common.",
                _of(examples, rows),
            )


def _drift(examples: Examples, scores: Scores) -> Iterator[Finding]:
    """Whether a labeller's labels moved against the model's scores from the first half to the last.

    Against the scores, because a labeller may simply have been given other articles later.
    """
    beyond = examples.grade - scores
    for labeller in np.unique(examples.labeller):
        rows = np.flatnonzero(examples.labeller == labeller)
        if len(rows) < _LEAST_OF_A_LABELLER:
            continue
        early, late = beyond[rows[: len(rows) // 2]], beyond[rows[len(rows) // 2 :]]
        moved = float(late.mean() - early.mean())
        error = float(np.sqrt(early.var() / len(early) + late.var() / len(late)))
        if abs(moved) > max(_DRIFT, _DRIFT_ERRORS * error):
            yield Finding(
                "label_drift",
                f"The later labels of {labeller} are {'milder' if moved > 0 else 'stricter'} than"
                f" the earlier ones by {abs(moved):.2f}, against the model's scores.",
                _of(examples, rows),
            )


def _recognisable(examples: Examples) -> Iterator[Finding]:
    """Whether the articles of a class tell their outlet: by the outlet of the nearest neighbour."""
    spread = examples.matrix.std(axis=0)
    standard = (examples.matrix - examples.matrix.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    group = groups(examples)
    for label, name in enumerate(_CLASSES):
        rows = np.flatnonzero((examples.grade >= 0.5) == label)[:_MOST_TO_GUESS]
        _, outlet, sizes = np.unique(group[rows], return_inverse=True, return_counts=True)
        if len(rows) < _LEAST_TO_GUESS or len(sizes) == 1:
            continue
        squares = (standard[rows] ** 2).sum(axis=1)
        distance = squares[:, None] + squares - 2 * standard[rows] @ standard[rows].T
        np.fill_diagonal(distance, np.inf)
        guessed = float((outlet[distance.argmin(axis=1)] == outlet).mean())
        chance = float(((sizes * (sizes - 1)).sum()) / (len(rows) * (len(rows) - 1)))
        if guessed > max(_GUESSED, _GUESSED_TIMES * chance):
            yield Finding(
                "outlet_recognisable",
                f"Examples that are {name} tell their outlet: {guessed:.0%} read most like another"
                f" of the same outlet, {chance:.0%} by chance. More outlets would help.",
                _of(examples, rows),
            )


def _out_of_range(examples: Examples) -> Iterator[Finding]:
    for reason in np.unique(examples.unscored[examples.unscored != ""]).tolist():
        rows = examples.unscored == reason
        yield Finding(
            reason,
            f"Of {len(examples):,} examples, {_UNSCORED[reason]}: {rows.sum():,}. Such articles get"
            " no score, so they are not trained on.",
            _of(examples, rows),
        )
