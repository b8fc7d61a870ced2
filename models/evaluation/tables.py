"""The figures as Markdown tables."""

from collections.abc import Iterable, Iterator, Sequence

from models.evaluation.figures import Comparison, Figures
from models.evaluation.parts import Coverage, Part
from models.evaluation.twins import Twins


def table_of_figures(found: Iterable[Figures]) -> Iterator[str]:
    """A line for each system on each test."""
    yield from _head(
        "protocol", "test", "system", "articles / outlets", "AUC (95%)", "by outlet",
        "same length", "balanced accuracy", "Brier", "ECE",
    )  # fmt: skip
    for row in found:
        low, high = row.auc_interval
        yield _line(
            row.protocol,
            row.test,
            row.system,
            f"{row.articles:,} / {row.outlets:,}",
            f"{row.auc:.3f} ({low:.3f}–{high:.3f})",
            *(
                f"{value:.3f}"
                for value in (
                    row.auc_by_outlet,
                    row.auc_of_equal_length,
                    row.balanced_accuracy,
                    row.brier,
                    row.calibration_error,
                )
            ),
        )


def table_of_comparisons(found: Iterable[Comparison]) -> Iterator[str]:
    """A line for each protocol: the readings beside the words."""
    yield from _head(
        "protocol", "tests", "AUC of readings", "of words", "gain (95%, paired)",
        "same length: readings", "words", "ECE",
    )  # fmt: skip
    for row in found:
        low, high = row.gain
        yield _line(
            row.protocol,
            f"{len(row.tests)}",
            f"{row.readings:.3f}",
            f"{row.words:.3f}",
            f"{row.readings - row.words:+.3f} ({low:+.3f} to {high:+.3f})",
            f"{row.readings_of_equal_length:.3f}",
            f"{row.words_of_equal_length:.3f}",
            f"{row.calibration_error:.3f}",
        )


def table_of_twins(found: Iterable[Twins]) -> Iterator[str]:
    """A line for each kind of damage."""
    yield from _head("damage", "pairs", "scores lower", "median drop")
    for row in found:
        yield _line(row.kind, f"{row.pairs:,}", f"{row.lower:.1%}", f"{row.median_drop:.3f}")


def table_of_parts(found: Iterable[Part]) -> Iterator[str]:
    """A line for each part of a test."""
    yield from _head(
        "protocol", "test", "part", "", "articles / outlets", "AUC", "ECE",
        "mean score: credible", "others",
    )  # fmt: skip
    for row in found:
        yield _line(
            row.protocol,
            row.test,
            row.what,
            row.part,
            f"{row.articles:,} / {row.outlets:,}",
            *(
                "–" if value is None else f"{value:.3f}"
                for value in (
                    row.auc,
                    row.calibration_error,
                    row.mean_of_credible,
                    row.mean_of_others,
                )
            ),
        )


def table_of_coverage(found: Iterable[Coverage]) -> Iterator[str]:
    """A line for each share of the articles."""
    yield from _head(
        "protocol", "test", "answered", "articles", "balanced accuracy", "AUC among them"
    )
    for row in found:
        yield _line(
            row.protocol,
            row.test,
            f"{row.share:.0%}",
            f"{row.articles:,}",
            f"{row.balanced_accuracy:.3f}",
            f"{row.auc:.3f}",
        )


def _head(*columns: str) -> Sequence[str]:
    return _line(*columns), "|---" * len(columns) + "|"


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
