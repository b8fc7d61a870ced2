"""How found spans and labels are scored against annotated ones.

The definitions are those of the tool that comes with the gold files, so figures made with either
can stand side by side.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

Bounds = tuple[int, int]
Mode = Literal["exact", "overlap", "char"]


class Scores(NamedTuple):
    """Precision, recall and their harmonic mean, 0 to 1; 0 where there is nothing to divide by."""

    precision: float
    recall: float
    f1: float


class LabelScores(NamedTuple):
    """The same for a yes or no, and the share of right answers, 0 to 1."""

    precision: float
    recall: float
    f1: float
    accuracy: float


def span_scores(
    gold: Iterable[Iterable[Bounds]], found: Iterable[Iterable[Bounds]], mode: Mode = "overlap"
) -> Scores:
    """Scores over documents, each a set of half-open spans.

    `exact`: both ends agree. `overlap`: a found span is right if it shares a character with a gold
    one, a gold span is recalled if it shares one with a found one. `char`: characters instead of
    spans. Raises ValueError where there are not as many documents in `found` as in `gold`.
    """
    recalled = right = of_gold = of_found = 0
    for wanted, given in zip(gold, found, strict=True):
        theirs, ours = set(wanted), set(given)
        if mode == "char":
            told, marked = _characters(theirs), _characters(ours)
            both = len(told & marked)
            sizes = len(told), len(marked), both, both
        elif mode == "exact":
            both = len(theirs & ours)
            sizes = len(theirs), len(ours), both, both
        else:
            hit = sum(touches(span, ours) for span in theirs)
            hits = sum(touches(span, theirs) for span in ours)
            sizes = len(theirs), len(ours), hit, hits
        of_gold, of_found = of_gold + sizes[0], of_found + sizes[1]
        recalled, right = recalled + sizes[2], right + sizes[3]
    return _scores(right, of_found, recalled, of_gold)


def label_scores(gold: Iterable[bool], found: Iterable[bool]) -> LabelScores:
    """Scores of a yes or no. Raises ValueError where there are not as many in `found`."""
    pairs = list(zip(gold, found, strict=True))
    both = sum(wanted and given for wanted, given in pairs)
    scores = _scores(
        both, sum(given for _, given in pairs), both, sum(wanted for wanted, _ in pairs)
    )
    same = sum(wanted == given for wanted, given in pairs)
    return LabelScores(*scores, accuracy=same / max(len(pairs), 1))


def touches(span: Bounds, others: Iterable[Bounds]) -> bool:
    """Whether the span shares a character with one of the others."""
    start, end = span
    return any(start < other_end and other_start < end for other_start, other_end in others)


def pairs_ranked_right(pairs: Sequence[tuple[float, float]]) -> float:
    """Share of the pairs whose first figure is the higher one; equal figures count a half."""
    points = sum(1.0 if first > second else 0.5 * (first == second) for first, second in pairs)
    return points / max(len(pairs), 1)


def _characters(spans: Iterable[Bounds]) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}


def _scores(right: int, found: int, recalled: int, gold: int) -> Scores:
    precision, recall = right / max(found, 1), recalled / max(gold, 1)
    return Scores(precision, recall, 2 * precision * recall / max(precision + recall, 1e-9))
