import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("benchmarks", reason="the wheel has no benchmarks")

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.scoring import label_scores, pairs_ranked_right, span_scores, touches
from models.corpus import shared_folder

# Two documents. Of three gold spans the first is found with other ends, the second as it is, and
# the third not at all; one finding is nowhere near any.
GOLD = [[(0, 10), (20, 25)], [(5, 8)]]
FOUND = [[(8, 12), (20, 25)], [(0, 2)]]


def test_overlap_asks_for_one_common_character():
    assert span_scores(GOLD, FOUND) == pytest.approx((2 / 3, 2 / 3, 2 / 3))


def test_exact_asks_for_both_ends():
    assert span_scores(GOLD, FOUND, "exact") == pytest.approx((1 / 3, 1 / 3, 1 / 3))


def test_char_counts_characters():
    # 7 of the 11 found, and of the 18 to be found: two of the first span, all five of the second.
    expected = 7 / 11, 7 / 18, 2 * 7 / (11 + 18)
    assert span_scores(GOLD, FOUND, "char") == pytest.approx(expected)


def test_precision_and_recall_are_counted_apart():
    # One long finding over two gold spans is one finding that is right, and recalls both.
    assert span_scores([[(0, 2), (4, 6), (8, 9)]], [[(0, 6)]])[:2] == (1.0, pytest.approx(2 / 3))


def test_spans_that_only_touch_ends_share_nothing():
    assert span_scores([[(0, 5)]], [[(5, 9)]]).f1 == 0.0
    assert not touches((0, 5), [(5, 9)])
    assert touches((0, 5), [(9, 12), (4, 9)])


def test_a_span_given_twice_counts_once():
    assert span_scores([[(0, 5)]], [[(0, 5), (0, 5)]], "exact").precision == 1.0


def test_nothing_to_find_and_nothing_found_scores_nothing():
    assert span_scores([[], []], [[], []]) == (0.0, 0.0, 0.0)
    assert label_scores([], []) == (0.0, 0.0, 0.0, 0.0)


def test_a_document_too_many_is_an_error():
    with pytest.raises(ValueError, match="zip"):
        span_scores([[]], [[], []])
    with pytest.raises(ValueError, match="zip"):
        label_scores([True], [])


def test_labels():
    # 2 right of 3 said yes to, 2 of 4 that are yes, 3 of 6 all in all.
    gold = [True, True, True, True, False, False]
    found = [True, True, False, False, True, False]
    assert label_scores(gold, found) == pytest.approx((2 / 3, 2 / 4, 4 / 7, 3 / 6))


def test_pairs():
    assert pairs_ranked_right([(2, 1), (1, 2), (1, 1), (5, 0)]) == (1 + 0 + 0.5 + 1) / 4
    assert pairs_ranked_right([]) == 0.0


@pytest.fixture(scope="module")
def tool() -> Iterator[object]:
    shared = shared_folder()
    path = (shared or Path()) / "tools" / "span_scores.py"
    if shared is None or not path.exists():
        pytest.skip("the gold files' own tool is not here")
    spec = importlib.util.spec_from_file_location("span_scores", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SPANS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 10)).map(lambda span: (span[0], sum(span))),
    max_size=6,
)
DOCUMENTS = st.lists(st.tuples(SPANS, SPANS), max_size=4)


@given(documents=DOCUMENTS, mode=st.sampled_from(["exact", "overlap", "char"]))
def test_the_same_as_the_gold_files_own_tool(tool, documents, mode):
    gold, found = [one for one, _ in documents], [other for _, other in documents]
    assert span_scores(gold, found, mode) == pytest.approx(tool.span_scores(gold, found, mode))


@given(labels=st.lists(st.tuples(st.booleans(), st.booleans()), max_size=12))
def test_labels_as_the_gold_files_own_tool_scores_them(tool, labels):
    gold, found = [one for one, _ in labels], [other for _, other in labels]
    theirs = tool.label_scores(gold, found)
    assert label_scores(gold, found)._asdict() == pytest.approx(
        {name: theirs[name] for name in ("precision", "recall", "f1", "accuracy")}
    )
