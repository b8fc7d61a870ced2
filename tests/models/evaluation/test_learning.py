"""More to learn from: smaller training sets are parts of larger ones, and nothing else changes."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from models.base_vectors import SEEDS, together
from models.evaluation.figures import scored
from models.evaluation.learning import SHARES, by_corpora, by_outlets, some_corpora, some_outlets
from models.evaluation.splits import Split
from models.evaluation.systems import READINGS, WORDS


@pytest.fixture
def train(made_vectors):
    """Articles of 40 outlets in four corpora, a corrupted twin of some, and articles of our own."""
    rows = made_vectors(400, outlets=40)
    place = np.array([int(name[7:-8]) for name in rows.outlet])
    rows = replace(rows, corpus=np.array([f"c{number // 10}" for number in place]))
    twins = rows.rows(np.arange(0, 400, 8))
    ours = rows.rows(np.arange(20))
    return together(
        [
            rows,
            replace(twins, twin=np.full(len(twins), "inflated")),
            replace(ours, corpus=np.full(20, SEEDS), outlet=np.full(20, "a story")),
        ]
    )


def fit_by_the_number_of_articles(rows):
    """The more articles, the better."""
    found = len(rows)
    knows = found / 4_000
    return lambda test: 0.2 + knows * (test.label == 1) + 0.1 * (test.content % 7)


def test_a_share_of_the_outlets_is_part_of_a_larger_share(train):
    smaller = [some_outlets(train, share) for share in (*SHARES, 1.0)]
    names = [set(rows.outlet.tolist()) for rows in smaller]
    assert all(few < more for few, more in pairwise(names))
    assert len(smaller[-1]) == len(train)


def test_of_every_corpus_both_labels_stay_with_their_twins_and_our_own(train):
    few = some_outlets(train, 1 / 8)
    for corpus in ("c0", "c1", "c2", "c3"):
        here = few.corpus == corpus
        assert 0 < len(np.unique(few.outlet[here])) <= 4
    assert (few.corpus == SEEDS).sum() == 20
    of_twins = set(few.outlet[few.twin != ""].tolist())
    assert of_twins <= set(few.outlet[few.twin == ""].tolist())


def test_more_corpora_hold_fewer_ones(train):
    split = Split("P3", "another", train, train)
    found = [set(some_corpora(split, number).corpus.tolist()) for number in (1, 2, 3, 4)]
    assert [len(names) for names in found] == [2, 3, 4, 5]
    assert all(few < more for few, more in pairwise(found))


def test_invented_stories_come_with_the_corpus_they_are_compared_with(train, made_vectors):
    invented = train.rows((train.label == 0) & (train.twin == "") & (train.corpus != SEEDS))
    rows = together(
        [
            replace(train, corpus=np.where(train.corpus == "c0", "abp_quality", train.corpus)),
            replace(invented, corpus=np.full(len(invented), "golbeck_fake")),
        ]
    )
    for number in (1, 2, 3):
        found = set(some_corpora(Split("P3", "x", rows, made_vectors(20)), number).corpus.tolist())
        assert ("golbeck_fake" in found) == ("abp_quality" in found)
        assert len(found - {"golbeck_fake"}) == number + 1

    # Alone they are nothing to learn from.
    alone = rows.rows(rows.corpus != "abp_quality")
    found = set(some_corpora(Split("P3", "x", alone, made_vectors(20)), 4).corpus.tolist())
    assert found == {"c1", "c2", "c3", SEEDS}


def test_the_last_line_is_what_the_protocol_itself_came_to(train, made_vectors):
    held = made_vectors(100, seed=3)
    systems = {READINGS: fit_by_the_number_of_articles, WORDS: fit_by_the_number_of_articles}
    splits = [Split("P3", "one", train, held), Split("P3", "two", train, held)]
    whole = list(scored(splits, systems))
    outlets = list(by_outlets(splits, systems, whole))
    corpora = list(by_corpora(splits, systems, whole))
    assert [row.amount for row in outlets] == [*SHARES, 1.0]
    assert [row.amount for row in corpora] == [1, 2, 3, 4]
    assert outlets[-1].readings == corpora[-1].readings == outlets[-1].words
    assert (outlets[-1].articles, outlets[-1].tests) == (400, 2)
    rising = [row.readings for row in outlets]
    assert rising == sorted(rising)
    assert rising[0] < rising[-1]


def test_without_texts_there_is_no_line_of_words(train, made_vectors):
    splits = [Split("P1", "one", train, made_vectors(100, seed=3))]
    systems = {READINGS: fit_by_the_number_of_articles}
    first, *_ = by_outlets(splits, systems, list(scored(splits, systems)))
    assert first.words is None
