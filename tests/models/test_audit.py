from dataclasses import replace

import numpy as np
import pytest

from models.audit import audit


@pytest.fixture
def found(made_vectors):
    """Finds what is doubtful, by kind; the model in service gives every example 0.5."""

    def find(examples):
        scores = np.full(len(examples), 0.5)
        return {finding.kind: finding for finding in audit(examples, made_vectors(), scores)}

    return find


def test_there_is_nothing_to_say_of_sound_examples(made_examples, found):
    assert found(made_examples()) == {}
    assert found(made_examples(2).rows(np.array([], np.intp))) == {}


def test_copies(made_examples, found):
    examples = made_examples()
    sketches = examples.sketches.copy()
    sketches[:30] = sketches[0]
    finding = found(replace(examples, sketches=sketches))["near_duplicates"]
    assert finding.examples == tuple(range(1, 31))
    assert "30 of 100 examples are nearly the same as another: 1 different texts" in finding.detail
    assert finding.facts(most=2)["examples"] == [1, 2]
    assert finding.facts(most=2)["count"] == 30


def test_two_people_on_one_text_are_no_copies(made_examples, found):
    examples = made_examples()
    sketches, content = examples.sketches.copy(), examples.content.copy()
    sketches[1], content[1] = sketches[0], content[0]
    labeller = np.where(np.arange(100) == 1, "bob", examples.labeller)
    grade = np.where(np.arange(100) == 1, 1 - examples.grade[0], examples.grade)
    both = replace(examples, sketches=sketches, content=content, labeller=labeller, grade=grade)
    assert found(both).keys() == {"conflicting_labels"}
    assert found(both)["conflicting_labels"].examples == (1, 2)


def test_what_the_base_has_already(made_examples, made_vectors, found):
    examples = made_examples()
    content = examples.content.copy()
    content[3] = 17
    assert found(replace(examples, content=content))["in_base"].examples == (4,)
    matrix, words = examples.matrix.copy(), examples.words.copy()
    matrix[7], words[7] = made_vectors().matrix[20] * 1.01, made_vectors().words[20] + 1
    assert 8 in found(replace(examples, matrix=matrix, words=words))["nearly_in_base"].examples


def test_few_outlets(made_examples, found):
    examples = made_examples()
    outlet = np.where(examples.grade == 1, "one.example", examples.outlet)
    assert found(replace(examples, outlet=outlet))["one_outlet_class"].examples == tuple(
        np.flatnonzero(examples.grade == 1) + 1
    )
    outlet = np.where((examples.grade == 1) & (examples.ids < 50), "two.example", outlet)
    assert "come from 2 outlets" in found(replace(examples, outlet=outlet))["few_outlets"].detail


def test_one_class(made_examples, found):
    examples = made_examples()
    assert found(replace(examples, grade=np.ones(100)))["one_class"].detail == (
        "No example is not credible."
    )


def test_labels_that_drift(made_examples, found):
    examples = made_examples()
    assert "label_drift" not in found(examples)
    milder = np.where(examples.ids > 50, 1.0, examples.grade)
    finding = found(replace(examples, grade=milder))["label_drift"]
    assert finding.detail.startswith("The later labels of ann are milder")


def test_a_class_that_tells_its_outlets(made_examples, found):
    examples = made_examples()
    number = np.unique(examples.outlet, return_inverse=True)[1]
    matrix = examples.matrix + 40 * number[:, None].astype(np.float32)
    finding = found(replace(examples, matrix=matrix))["outlet_recognisable"]
    assert "tell their outlet: 100% read most like another" in finding.detail


def test_what_gets_no_score(made_examples, found):
    examples = made_examples()
    unscored = examples.unscored.copy()
    unscored[:2], unscored[2] = "too_short", "not_english"
    kinds = found(replace(examples, unscored=unscored))
    assert kinds["too_short"].examples == (1, 2)
    assert kinds["not_english"].examples == (3,)
