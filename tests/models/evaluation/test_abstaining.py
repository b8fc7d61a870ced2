"""What gets no score: shown on articles that nobody wrote, and on texts made by rules."""

import ast
import io
import re
import tokenize
from dataclasses import replace

import numpy as np
import pytest

from features.article import Article
from features.kernel.words import members
from models.abstention import MIN_WORDS, why_not
from models.base_vectors import together
from models.evaluation.abstaining import refusals, refusals_of_articles, short, strange
from models.evaluation.cutting import LENGTHS, Cuts, cut_short, is_cut, joined, name_of, shortened
from models.evaluation.figures import Scored
from models.evaluation.oddities import oddities
from models.evaluation.splits import Split
from models.evaluation.systems import READINGS, Teacher
from models.evaluation.tables import table_of_refusals, table_of_short, table_of_strange
from models.evaluation.twins import twins_of
from models.material import About
from models.phrasebook import Phrasebook
from models.scorer import Scorer, load_default
from models.wording import phrases_of
from seeds import seed_articles

STORIES = list(seed_articles())[:6]
COMMON = members([])


@pytest.mark.parametrize(
    ("most", "left"),
    [
        (3, "It rained all"),  # no whole sentence: the first words
        (4, "It rained all day."),
        (8, "It rained all day."),
        (9, 'It rained all day. "Nobody came," said Ada Vik.'),
        (50, 'It rained all day. "Nobody came," said Ada Vik.\n\nThe end'),
    ],
)
def test_whole_sentences_are_left(most, left):
    assert shortened('It rained all day. "Nobody came," said Ada Vik.\n\nThe end', most) == left


# Signals that there are, so that there can be a scorer; the second and third are of fabrication.
SIGNALS = (
    "attribution.loaded_share",
    "fabrication.chatbot_residue",
    "fabrication.failed_arithmetic",
    "hedging.hedge_density",
    "style.comma_density",
)


@pytest.fixture
def rows(made_vectors):
    """Rows whose texts are seed articles."""
    return made_vectors(len(STORIES))


@pytest.fixture
def texts():
    return {number: f"{story.title}\n{story.body}" for number, story in enumerate(STORIES)}


def test_cut_articles_are_read_anew_at_every_length(rows, texts):
    cuts = cut_short(rows, texts, COMMON)
    assert len(cuts.rows) == len(rows) * len(LENGTHS)
    assert is_cut(cuts.rows).all()
    for most in LENGTHS:
        here = cuts.rows.rows(cuts.rows.twin == name_of(most))
        assert (here.label == rows.label).all()
        assert here.words.max() <= most * 1.1  # a number may be two words to one of the counters
    named = {name for _, name in cuts.refused}
    assert {name_of(most) for most in LENGTHS if most < MIN_WORDS} <= named
    assert name_of(200) not in named


def test_cut_articles_stand_in_one_phrasebook_with_the_whole_ones(rows, texts):
    articles = [Article(story.body, story.title) for story in STORIES]
    places = {(number, ""): number for number in range(len(STORIES))}
    book = Phrasebook(COMMON, phrases_of(articles, COMMON), places)
    cuts = cut_short(rows, texts, COMMON)
    both = joined(book, cuts.book)
    assert (both.of(rows).body != book.of(rows).body).nnz == 0
    assert (both.of(cuts.rows).title != cuts.book.of(cuts.rows).title).nnz == 0


def test_short_articles_are_measured_beside_the_whole_ones(made_vectors):
    """The shorter, the less a score says; what was damaged is measured elsewhere."""
    rows = made_vectors(300)
    shorter = [
        replace(rows, twin=np.full(300, name_of(most)), words=np.full(300, most))
        for most in LENGTHS
    ]
    damaged = replace(rows, twin=np.full(300, "inflated"))
    beside = together((*shorter, damaged))
    noise = np.random.default_rng(1).normal(size=len(beside))
    knows = np.repeat([0.0, 0.02, 0.04, 0.06, 0.1, 0.2, 0.2], 300)
    of_beside = np.clip(0.5 + knows * (2 * beside.label - 1) + 0.1 * noise, 0, 1)
    test = Scored(
        "P1", "ours", rows, {READINGS: rows.label * 0.8 + 0.1}, beside, {READINGS: of_beside}
    )
    refused = {(content, name_of(10)) for content in rows.content.tolist()}
    found = list(short(test, Cuts(beside, None, frozenset(refused))))
    assert [row.most for row in found] == [*LENGTHS, None]
    assert [row.refused for row in found] == [1.0, *[0.0] * len(LENGTHS)]
    assert found[0].auc < 0.6 < found[-2].auc < found[-1].auc == 1.0
    assert [row.kind for row in twins_of(test)] == ["inflated"]
    lines = table_of_short(found).rows
    assert lines[0][:4] == ("10 words", "10", "300 / 40", "100.0%")
    assert lines[-1][0] == "whole"


def test_the_strange_are_measured_apart(made_vectors):
    train, held = (
        replace(made_vectors(count, seed=seed), signals=SIGNALS)
        for count, seed in ((600, 1), (200, 5))
    )
    matrix = held.matrix.copy()
    matrix[:20] = 1e6
    held = replace(held, matrix=matrix)
    splits = [Split("P3", "one", train, held), Split("P3", "two", train, held.rows(np.arange(9)))]
    found = {row.beyond: row for row in strange(splits, Teacher())}
    assert sum(row.articles for row in found.values()) == 209
    assert found["0"].auc > 0.6
    assert not found["0"].is_refused
    (refused,) = (row for row in found.values() if row.is_refused)
    assert (refused.articles, refused.corpora) == (29, 2)
    assert 0.0 <= refused.auc <= 1.0
    assert [line[1] for line in table_of_strange(found.values()).rows][-1] == "no"


def test_of_one_label_alone_nothing_is_measured(made_vectors):
    train = replace(made_vectors(600), signals=SIGNALS)
    credible = replace(made_vectors(100, seed=5), signals=SIGNALS)
    credible = credible.rows(credible.label == 1)
    for row in strange([Split("P3", "one", train, credible)], Teacher()):
        assert (row.auc, row.brier, row.calibration_error) == (None, None, None)


def test_texts_of_other_languages_get_no_score():
    assert all(
        why_not(Article(text)).reason == "not_english" for text in oddities()["other languages"]
    )


def test_texts_made_by_rules_are_always_the_same_and_no_short_ones():
    found = oddities()
    assert found == oddities()
    for kind, texts in found.items():
        words = [len(re.findall(r"\w+", text)) for text in texts]
        assert min(words) >= MIN_WORDS, kind


def test_code_without_comments_says_nothing_in_english():
    for text in oddities()["source code without comments"]:
        tree = ast.parse(text)
        written = [tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))]
        assert not any(map(ast.get_docstring, written))
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        assert not any(token.type == tokenize.COMMENT for token in tokens)


def test_each_text_that_gets_no_score_counts_under_its_reason():
    kinds = {"short": ["No.", "Yes."], "both": ["No.", STORIES[0].body]}
    found = list(refusals(kinds, Scorer(load_default())))
    assert [(row.refused, row.reasons) for row in found] == [
        (1.0, {"too_short": 2}),
        (0.5, {"too_short": 1}),
    ]
    about = {number: About(0, "", "not_prose" if number == 3 else "") for number in range(8)}
    found.append(refusals_of_articles(about))
    assert table_of_refusals(found).rows[-1] == (
        "published articles", "8", "12.5%", "not_prose 1",
    )  # fmt: skip
