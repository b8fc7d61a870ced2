"""Of a corpus of one label, how many articles are on their side."""

from dataclasses import replace

import numpy as np
import pytest

from models.evaluation.figures import Scored
from models.evaluation.noticed import Noticed, noticed
from models.evaluation.tables import table_of_noticed


@pytest.mark.parametrize(("label", "right"), [(0, 0.75), (1, 0.25)])
def test_what_is_right_depends_on_the_label(made_vectors, label, right):
    rows = made_vectors(8, outlets=4)
    rows = replace(rows, label=np.full(8, label, np.int8))
    scores = np.array([0.1, 0.2, 0.3, 0.4, 0.45, 0.49, 0.5, 0.9])
    test = Scored("one label", "hoaxes", rows, {"readings": scores}, rows.rows(scores > 1), {})
    (found,) = noticed(test)
    outlets = len(set(rows.outlet.tolist()))
    assert found == Noticed("hoaxes", label, "readings", 8, outlets, right, 0.4175)
    (line,) = table_of_noticed([found]).rows
    assert line[0] == "hoaxes"
    assert line[4] == f"{right:.1%}"
