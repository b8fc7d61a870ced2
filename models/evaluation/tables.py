"""The figures as tables, which the card shows as Markdown and a page as HTML."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from models.evaluation.abstaining import Refusals, Short, Strange
from models.evaluation.figures import Comparison, Figures
from models.evaluation.learning import Learnt
from models.evaluation.noticed import Noticed
from models.evaluation.parts import Coverage, Part
from models.evaluation.twins import Twins


class Table(NamedTuple):
    """A table with its heading; every row has a cell for each of the columns."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]

    def markdown(self) -> Iterator[str]:
        """The table's lines, below its heading."""
        yield f"\n### {self.title}\n"
        yield _line(self.columns)
        yield "|---" * len(self.columns) + "|"
        yield from map(_line, self.rows)


def table_of_figures(found: Iterable[Figures]) -> Table:
    """A line for each system on each test."""
    columns = (
        "protocol", "test", "system", "articles / outlets", "AUC (95%)", "by outlet",
        "same length", "balanced accuracy", "Brier", "ECE",
    )  # fmt: skip
    rows = [
        (
            row.protocol,
            row.test,
            row.system,
            _counts(row),
            f"{row.auc:.3f} ({row.auc_interval[0]:.3f}–{row.auc_interval[1]:.3f})",
            *map(
                _number,
                (
                    row.auc_by_outlet,
                    row.auc_of_equal_length,
                    row.balanced_accuracy,
                    row.brier,
                    row.calibration_error,
                ),
            ),
        )
        for row in found
    ]
    return Table("Against other systems", columns, rows)


def table_of_comparisons(found: Iterable[Comparison]) -> Table:
    """A line for each protocol: the readings beside the words."""
    columns = (
        "protocol", "tests", "AUC of readings", "of words", "gain (95%, paired)",
        "same length: readings", "words", "ECE",
    )  # fmt: skip
    rows = [
        (
            row.protocol,
            f"{len(row.tests)}",
            _number(row.readings),
            _number(row.words),
            f"{row.readings - row.words:+.3f} ({row.gain[0]:+.3f} to {row.gain[1]:+.3f})",
            _number(row.readings_of_equal_length),
            _number(row.words_of_equal_length),
            _number(row.calibration_error),
        )
        for row in found
    ]
    return Table("Beside the words", columns, rows)


def table_of_twins(found: Iterable[Twins]) -> Table:
    """A line for each kind of damage."""
    columns = ("damage", "pairs", "scores lower", "median drop")
    rows = [
        (row.kind, f"{row.pairs:,}", f"{row.lower:.1%}", _number(row.median_drop)) for row in found
    ]
    return Table("Damage", columns, rows)


def table_of_noticed(found: Iterable[Noticed]) -> Table:
    """A line for each system on each corpus of one label."""
    columns = (
        "left out of training", "all of them", "system", "articles / outlets",
        "on their side of 0.5", "mean score",
    )  # fmt: skip
    rows = [
        (
            row.test,
            "credible" if row.label else "not credible",
            row.system,
            _counts(row),
            f"{row.right:.1%}",
            _number(row.mean),
        )
        for row in found
    ]
    return Table("One label", columns, rows)


def table_of_parts(found: Iterable[Part]) -> Table:
    """A line for each part of a test."""
    columns = (
        "protocol", "test", "part", "", "articles / outlets", "AUC", "ECE",
        "mean score: credible", "others",
    )  # fmt: skip
    rows = [
        (
            row.protocol,
            row.test,
            row.what,
            row.part,
            _counts(row),
            _number(row.auc),
            _number(row.calibration_error),
            _number(row.mean_of_credible),
            _number(row.mean_of_others),
        )
        for row in found
    ]
    return Table("Part by part", columns, rows)


def table_of_coverage(found: Iterable[Coverage]) -> Table:
    """A line for each share of the articles."""
    columns = ("protocol", "test", "answered", "articles", "balanced accuracy", "AUC among them")
    rows = [
        (
            row.protocol,
            row.test,
            f"{row.share:.0%}",
            f"{row.articles:,}",
            _number(row.balanced_accuracy),
            _number(row.auc),
        )
        for row in found
    ]
    return Table("The surest scores", columns, rows)


def table_of_learning(found: Iterable[Learnt]) -> Table:
    """A line for each amount to learn from."""
    columns = (
        "protocol", "trained on", "articles", "tests", "AUC of readings", "of words", "ECE"
    )  # fmt: skip
    rows = [
        (
            row.protocol,
            f"{row.amount:.3g} of the outlets"
            if row.of == "outlets"
            else f"{row.amount:g} corpora",
            f"{row.articles:,}",
            f"{row.tests}",
            _number(row.readings),
            _number(row.words),
            _number(row.calibration_error),
        )
        for row in found
    ]
    return Table("Learning curves", columns, rows)


def table_of_short(found: Iterable[Short]) -> Table:
    """A line for each length that articles of the main corpus were cut to."""
    columns = (
        "P1, cut to", "words (mean)", "articles / outlets", "no score", "AUC", "Brier", "ECE"
    )  # fmt: skip
    rows = [
        (
            "whole" if row.most is None else f"{row.most} words",
            f"{row.words:.0f}",
            _counts(row),
            "–" if row.most is None else f"{row.refused:.1%}",
            _number(row.auc),
            _number(row.brier),
            _number(row.calibration_error),
        )
        for row in found
    ]
    return Table("Short articles", columns, rows)


def table_of_strange(found: Iterable[Strange]) -> Table:
    """A line for each number of readings beyond the seen."""
    columns = (
        "P3, readings beyond the seen", "score", "articles", "corpora", "AUC within corpora",
        "Brier", "ECE",
    )  # fmt: skip
    rows = [
        (
            row.beyond,
            "no" if row.is_refused else "yes",
            f"{row.articles:,}",
            f"{row.corpora}",
            _number(row.auc),
            _number(row.brier),
            _number(row.calibration_error),
        )
        for row in found
    ]
    return Table("Unlike the training data", columns, rows)


def table_of_refusals(found: Iterable[Refusals]) -> Table:
    """A line for each kind of texts."""
    columns = ("texts", "number", "no score", "why")
    rows = [
        (
            row.kind,
            f"{row.texts:,}",
            f"{row.refused:.1%}",
            ", ".join(f"{reason} {count:,}" for reason, count in row.reasons.items()) or "–",
        )
        for row in found
    ]
    return Table("No articles", columns, rows)


def _counts(row: Figures | Noticed | Part | Short) -> str:
    return f"{row.articles:,} / {row.outlets:,}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"
