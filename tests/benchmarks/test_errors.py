from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("benchmarks", reason="the wheel has no benchmarks")

from benchmarks.errors import draw, excerpt, mistaken

LABEL = np.array([1, 1, 1, 0, 0, 0], np.int8)
SCORES = np.array([0.9, 0.8, 0.1, 0.85, 0.3, 0.2])


def test_wrong_is_what_lies_beyond_the_median_of_the_other_label() -> None:
    assert mistaken(LABEL, SCORES).tolist() == [False, False, True, True, False, False]


def test_a_corpus_whose_level_is_off_is_not_wrong_as_a_whole() -> None:
    assert not mistaken(LABEL, np.array([0.3, 0.3, 0.3, 0.1, 0.1, 0.1])).any()


def test_draws_from_each_label_and_says_of_how_many() -> None:
    n = 50
    label = np.repeat([1, 0], n).astype(np.int8)
    scores = np.random.default_rng(1).uniform(size=2 * n)
    content = np.arange(2 * n, dtype=np.uint64)
    rows: Any = SimpleNamespace(label=label, content=content, corpus=np.full(2 * n, "a"))
    found = list(draw(rows, scores, each=3))
    assert [(some.label, some.articles, len(some.drawn)) for some in found] == [
        (0, n, 3),
        (1, n, 3),
    ]
    wrong = mistaken(label, scores)
    for some in found:
        assert some.wrong == int((wrong & (label == some.label)).sum())
        assert all(wrong[one.row] and scores[one.row] == one.score for one in some.drawn)
    # The same articles are drawn whatever their order.
    back: Any = SimpleNamespace(
        label=label[::-1], content=content[::-1], corpus=np.full(2 * n, "a")
    )
    again = list(draw(back, scores[::-1], each=3))
    assert [{2 * n - 1 - one.row for one in some.drawn} for some in again] == [
        {one.row for one in some.drawn} for some in found
    ]


def test_an_excerpt_is_one_line_with_beginning_and_end() -> None:
    assert excerpt("Rain fell.\n\nIt stopped.") == "Rain fell. It stopped."
    long = excerpt("begin " + "word " * 500 + "end")
    assert long.startswith("begin word")
    assert long.endswith("word end")
    assert " … " in long
