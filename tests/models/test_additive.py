"""The additive artefact: what it computes, how it is written down, what it refuses."""

import json
import math
import timeit
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.additive import AdditiveModel, ModelError, Term, sigmoid

SOURCES = Term(
    "attribution.named_sources",
    knots=(0.0, 1.0, 3.0),
    heights=(-0.8, 0.0, 0.6),
    typical=1.0,
    seen=(0.0, 9.0),
    refits=((-1.0, 0.0, 0.5), (-0.6, 0.0, 0.7)),
)
REPEATS = Term(
    "fabrication.repeats",
    knots=(0.0, 2.0),
    heights=(0.0, -2.0),
    typical=0.0,
    seen=(0.0, 4.0),
    refits=((0.0, -3.0), (0.0, -1.0)),
)
MODEL = AdditiveModel(
    terms=(SOURCES, REPEATS),
    intercept=0.4,
    signals_digest="0123456789ab",
    edition="2026.11",
    refit_intercepts=(0.3, 0.5),
    training={"articles": 2},
)

readings = st.floats(-1e6, 1e6)


def log_odds(*values):
    return MODEL.explain(values).log_odds.tolist()


def interval(*values, **options):
    return MODEL.explain(values, **options).interval


def test_a_curve_is_straight_between_its_knots_and_constant_beyond_them():
    assert log_odds(0.5, 0.0) == pytest.approx([-0.4, 0.0])
    assert log_odds(2.0, 1.0) == pytest.approx([0.3, -1.0])
    assert log_odds(-7.0, -1.0) == pytest.approx([-0.8, 0.0])
    assert log_odds(99.0, 50.0) == pytest.approx([0.6, -2.0])


def test_the_typical_article_contributes_nothing_so_its_logit_is_the_intercept():
    assert MODEL.typical == (1.0, 0.0)
    assert log_odds(*MODEL.typical) == [0.0, 0.0]
    assert MODEL.logit(MODEL.typical) == MODEL.intercept


@given(st.tuples(readings, readings))
def test_contributions_and_intercept_sum_exactly_to_the_logit(values):
    parts = log_odds(*values)
    assert math.fsum([*reversed(parts), MODEL.intercept]) == MODEL.logit(values)


@given(st.lists(st.tuples(readings, readings), min_size=1))
def test_a_matrix_scores_like_its_rows(rows):
    one_by_one = [sigmoid(MODEL.logit(row)) for row in rows]
    assert MODEL.probability(rows) == pytest.approx(one_by_one, abs=1e-12)


@given(st.tuples(readings, readings))
def test_the_interval_spans_the_refits(values):
    refits = [
        replace(
            MODEL,
            intercept=MODEL.refit_intercepts[i],
            terms=tuple(replace(term, heights=term.refits[i]) for term in MODEL.terms),
        )
        for i in range(2)
    ]
    logits = sorted(refit.logit(values) for refit in refits)
    low, high = (sigmoid(np.quantile(logits, q)) for q in (0.05, 0.95))
    assert interval(*values) == pytest.approx((low, high), abs=1e-6)


def test_a_shifted_interval_is_the_one_under_another_base_rate():
    assert interval(1.0, 0.0, shift=-1.0) == pytest.approx(
        (sigmoid(0.31 - 1.0), sigmoid(0.49 - 1.0))
    )


def test_without_refits_nothing_is_known_about_how_sure_the_score_is():
    bare = AdditiveModel((replace(SOURCES, refits=()),), 0.0, "", "2026.11")
    assert bare.explain([1.0]).interval == (0.0, 1.0)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_reading_that_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="finite readings"):
        MODEL.explain([1.0, value])
    with pytest.raises(ValueError, match="finite readings"):
        MODEL.probability([[1.0, value]])


def test_too_few_readings_are_refused():
    with pytest.raises(ValueError, match="2 finite readings"):
        MODEL.explain([1.0])


def test_what_is_written_is_read_back_with_the_same_version():
    again = AdditiveModel.from_json(MODEL.to_json())
    assert again == MODEL
    assert again.to_json() == MODEL.to_json()
    assert again.version == MODEL.version


def test_the_version_tells_models_apart():
    assert MODEL.version.startswith("2026.11-")
    assert replace(MODEL, intercept=0.5).version != MODEL.version


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": 2}, "reads model files of format 1"),
        ({"intercept": "high"}, "'high' is not a number"),
        ({"intercept": True}, "True is not a number"),
        ({"terms": {}}, "at least one signal"),
        ({"terms": []}, "malformed|at least one signal"),
        ({"refit_intercepts": [0.1]}, "one curve for each refit"),
    ],
)
def test_a_changed_file_is_refused_with_its_reason(change, message):
    fields = json.loads(MODEL.to_json()) | change
    with pytest.raises(ModelError, match=message):
        AdditiveModel.from_json(json.dumps(fields))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"knots": [0, 3, 1]}, "must ascend"),
        ({"knots": [0, 1, 1]}, "must ascend"),
        ({"heights": [0.0, 0.0]}, "one height a knot"),
        ({"heights": [-0.8, math.nan, 0.6]}, "not finite"),
        ({"heights": [-0.8, 0.1, 0.6]}, "not 0; subtract that"),
        ({"heights": [-0.8, None, 0.6]}, "None is not a number"),
        ({"seen": [0]}, "malformed"),
    ],
)
def test_a_changed_curve_is_refused_with_its_signal_or_reason(change, message):
    fields = json.loads(MODEL.to_json())
    fields["terms"]["attribution.named_sources"] |= change
    with pytest.raises(ModelError, match=message):
        AdditiveModel.from_json(json.dumps(fields))


@pytest.mark.parametrize("field", ["terms", "intercept", "signals_digest", "refit_intercepts"])
def test_a_missing_field_is_named(field):
    fields = json.loads(MODEL.to_json())
    del fields[field]
    with pytest.raises(ModelError, match=field):
        AdditiveModel.from_json(json.dumps(fields))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", b"\xff\xfe"])
def test_what_is_no_model_file_is_refused(text):
    with pytest.raises(ModelError, match="make train"):
        AdditiveModel.from_json(text)


def test_unsorted_signals_are_refused():
    with pytest.raises(ModelError, match="sorted order"):
        replace(MODEL, terms=(REPEATS, SOURCES))


def test_forty_signals_are_explained_in_microseconds():
    """A generous ceiling (the measured time is some 15 µs) that a shared core can keep."""
    terms = tuple(
        Term(
            f"style.s{i:02}",
            knots=tuple(map(float, range(8))),
            heights=tuple(float(k - 3) for k in range(8)),
            typical=3.0,
            seen=(0.0, 7.0),
            refits=(tuple(map(float, range(8))),) * 40,
        )
        for i in range(40)
    )
    model = AdditiveModel(terms, 0.0, "", "2026.11", refit_intercepts=(0.0,) * 40)
    values = [i / 7 for i in range(40)]
    model.explain(values)  # the pieces are put in a row once
    seconds = min(timeit.repeat(lambda: model.explain(values), number=200, repeat=5)) / 200
    assert seconds < 100e-6
