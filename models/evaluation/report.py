"""All that was measured, as plain values and as tables."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from models.evaluation import tables
from models.evaluation.figures import Comparison, Figures
from models.evaluation.parts import Coverage, Part
from models.evaluation.twins import Twins


class Report(NamedTuple):
    """All that was measured."""

    figures: list[Figures]
    comparisons: list[Comparison]
    twins: list[Twins]
    parts: list[Part]
    coverage: list[Coverage]

    def facts(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return {name: [row._asdict() for row in rows] for name, rows in self._asdict().items()}

    def markdown(self) -> Iterator[str]:
        """A table of each kind of figures, below its heading."""
        made: tuple[tuple[str, Sequence[Any], Callable[[Any], Iterator[str]]], ...] = (
            ("Against other systems", self.figures, tables.table_of_figures),
            ("Beside the words", self.comparisons, tables.table_of_comparisons),
            ("Damage", self.twins, tables.table_of_twins),
            ("Part by part", self.parts, tables.table_of_parts),
            ("The surest scores", self.coverage, tables.table_of_coverage),
        )
        for title, rows, table in made:
            if rows:
                yield f"\n### {title}\n"
                yield from table(rows)
