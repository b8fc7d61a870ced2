"""Attributed statements against PolNeAR's."""

from collections.abc import Callable, Mapping

from benchmarks.scoring import span_scores
from benchmarks.signals.figure import Figure
from benchmarks.signals.gold import annotated, bounds, read

# Ours, theirs, what must be reached, what something trivial reaches, what two people do.
_LABELS: tuple[tuple[str, str, float, float | None, float | None], ...] = (
    ("source", "Source", 0.76, None, 0.84),
    ("cue", "Cue", 0.76, 0.53, 0.81),
    ("content", "Content", 0.80, 0.51, 0.88),
    ("unattributed", "Attribution-no-source", 0.50, None, None),
)


def polnear_dev() -> list[Figure]:
    """PolNeAR, its development articles: overlap F1 of each label, every article a document.

    The parts of an interrupted source, cue or content are spans of their own on both sides. A
    statement without a source has a cue too, in the gold as in ours: it counts under both labels.
    The gold has attitudes ("fears") among its cues.
    """
    cases = read("polnear_dev")
    found = [annotated(case.text, "attribution") for case in cases]
    figures = []
    for ours, theirs, target, floor, human in _LABELS:
        scores = span_scores(
            [case.bounds(theirs) for case in cases], [bounds(spans, ours) for spans in found]
        )
        measure = f"{ours}, overlap F1 (P {scores.precision:.2f} R {scores.recall:.2f})"
        figures.append(Figure(len(cases), measure, scores.f1, target, floor, human))
    return figures


SETS: Mapping[str, Callable[[], list[Figure]]] = {polnear_dev.__name__: polnear_dev}
