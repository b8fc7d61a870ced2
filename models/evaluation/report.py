"""All that was measured, as plain values and as tables."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from models.evaluation import tables
from models.evaluation.abstaining import Refusals, Short, Strange
from models.evaluation.figures import Comparison, Figures
from models.evaluation.learning import Learnt
from models.evaluation.noticed import Noticed
from models.evaluation.parts import Coverage, Part
from models.evaluation.tables import Table
from models.evaluation.twins import Twins


class Report(NamedTuple):
    """All that was measured."""

    figures: list[Figures]
    comparisons: list[Comparison]
    twins: list[Twins]
    parts: list[Part]
    coverage: list[Coverage]
    noticed: Sequence[Noticed] = ()
    learning: Sequence[Learnt] = ()
    short: Sequence[Short] = ()
    strange: Sequence[Strange] = ()
    refusals: Sequence[Refusals] = ()

    def facts(self) -> dict[str, Any]:
        """As plain values, for JSON; with the tables, so that a page need not know each kind."""
        values = {name: [row._asdict() for row in rows] for name, rows in self._asdict().items()}
        return {**values, "tables": [table._asdict() for table in self.tables()]}

    def tables(self) -> Iterator[Table]:
        """A table of each kind of figures that there are."""
        made = (
            tables.table_of_figures(self.figures),
            tables.table_of_comparisons(self.comparisons),
            tables.table_of_noticed(self.noticed),
            tables.table_of_twins(self.twins),
            tables.table_of_parts(self.parts),
            tables.table_of_coverage(self.coverage),
            tables.table_of_learning(self.learning),
            tables.table_of_short(self.short),
            tables.table_of_strange(self.strange),
            tables.table_of_refusals(self.refusals),
        )
        yield from (table for table in made if table.rows)

    def markdown(self) -> Iterator[str]:
        """The tables, each below its heading."""
        for table in self.tables():
            yield from table.markdown()
