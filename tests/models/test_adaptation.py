from dataclasses import replace

import numpy as np
import pytest

from models.adaptation import adapt, groups
from models.base_vectors import EXAMPLES


def test_examples_stand_behind_the_base(made_vectors, made_examples):
    base, examples = made_vectors(), made_examples()
    found = adapt(base, examples)
    assert len(found.vectors) == len(found.weights) == 700
    of_examples = found.vectors.corpus == EXAMPLES
    assert of_examples.sum() == 100
    assert (found.story[of_examples] >= 0).all()
    assert (found.story[~of_examples] == -1).all()


def test_their_order_does_not_matter(made_vectors, made_examples):
    base, examples = made_vectors(), made_examples()
    turned = examples.rows(np.arange(100)[::-1])
    one, other = adapt(base, examples), adapt(base, turned)
    assert (one.vectors.content == other.vectors.content).all()
    assert (one.vectors.label == other.vectors.label).all()
    assert one.examples.digest() == other.examples.digest()


def test_a_digest_tells_another_label(made_examples):
    examples = made_examples()
    assert replace(examples, grade=examples.grade * 0.5).digest() != examples.digest()


def test_copies_count_once_together(made_vectors, made_examples):
    examples = made_examples()
    copied = replace(
        examples, sketches=np.repeat(examples.sketches[:1], 100, axis=0), weight=np.full(100, 2.0)
    )
    found = adapt(made_vectors(), copied, emphasis=3.0)
    assert found.weights[600:].sum() == pytest.approx(6.0)


def test_a_grade_is_shared_by_two_rows(made_vectors, made_examples):
    examples = replace(made_examples(1), grade=np.array([0.75]))
    found = adapt(made_vectors(), examples, emphasis=1.0)
    assert found.vectors.label[600:].tolist() == [1, 0]
    assert found.weights[600:].tolist() == [0.75, 0.25]


def test_an_example_takes_the_place_of_the_bases_own_row(made_vectors, made_examples):
    base = made_vectors()
    examples = made_examples(1)
    known = replace(examples, content=base.content[5:6])
    found = adapt(base, known)
    assert len(found.vectors) == 600
    assert found.vectors.corpus[found.vectors.content == 5].tolist() == [EXAMPLES]


def test_what_gets_no_score_is_not_trained_on(made_vectors, made_examples):
    examples = made_examples()
    unscored = examples.unscored.copy()
    unscored[:60] = "too_short"
    assert len(adapt(made_vectors(), replace(examples, unscored=unscored)).examples) == 40


def test_without_an_outlet_a_text_and_its_copies_are_a_group(made_examples):
    examples = made_examples(6)
    sketches = examples.sketches.copy()
    sketches[4] = sketches[5]
    found = groups(
        replace(examples, outlet=np.array(["a", "a", "b", "", "", ""]), sketches=sketches)
    )
    assert found[:3].tolist() == ["a", "a", "b"]
    assert found[3] != found[4] == found[5]


def test_no_examples_leave_the_base_as_it_is(made_vectors, made_examples):
    found = adapt(made_vectors(), made_examples(2).rows(np.array([], np.intp)))
    assert len(found.vectors) == 600
    assert (found.weights == 1.0).all()
