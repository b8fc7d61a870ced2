"""What the scan reads off an article's phrases is what the weights say, each phrase once."""

import numpy as np
import pytest

from features.article import Article
from features.kernel.words import members
from features.lexicon import word_hash
from features.scan import scan
from features.wording import FILE, WordingWeights, save, unlearnt, wording_weights
from models.wording import phrases_of, readings

STORY = (
    "The ferry to Ellermouth will sail again in May, the council said on Monday. It had been laid "
    'up since November, when a storm broke nine posts of the pier. "We have waited long enough," '
    "Ada Quill, who runs the harbour shop, told the council.\n\nThe council said on Monday it paid."
)


@pytest.mark.parametrize("body", [STORY, STORY * 40, "One word", "", "“", "1,2,3 😀 x́ said"])
def test_the_scan_reads_what_the_weights_say(body):
    article = Article(body=body, title="Ferry sails again, council says")
    weights = wording_weights()
    expected = readings(phrases_of([article], weights.common), weights)
    assert article.text.wording == pytest.approx(expected[0, 0], abs=1e-9)
    assert article.headline.wording == pytest.approx(expected[0, 1], abs=1e-9)


def test_a_phrase_counts_once_however_often_it_stands_there():
    once = phrases_of([Article(body="He said so. ")], members([word_hash("said")]))
    often = phrases_of([Article(body="He said so. " * 30)], members([word_hash("said")]))
    assert once.body.nnz > 5
    assert not set(once.body.indices) - set(often.body.indices)
    assert often.body.max() == 1


def test_words_that_are_not_common_stand_for_their_class():
    common = members(map(word_hash, ("the", "on", "said")))
    articles = [Article(body=f"The {word} said the pier on it.") for word in ("Norrsund", "Carrow")]
    one, other = (set(row.indices) for row in phrases_of(articles, common).body)
    assert one == other


@pytest.mark.parametrize("marks", ['""', "“”", "«»"])
def test_what_is_quoted_is_somebody_elses_wording(marks):
    common = members(map(word_hash, ("we", "were", "never", "told", "he", "said", "the")))
    first, last = marks
    quoted, other, said, told = (
        set(phrases_of([Article(body=body)], common).body.indices)
        for body in (
            f"{first}We were never told,{last} he said.",
            f"{first}You should be so angry,{last} he said.",
            "He said.",
            "We were never told, he said.",
        )
    )
    assert quoted == other
    assert len(told - quoted) > 10
    assert len(said & quoted) >= 5


def test_the_passages_cited_are_the_phrases_that_weigh_most():
    rows = scan(STORY).phrase_rows
    for direction in (1, -1):
        starts_and_ends = [(start, end) for start, end, weight in rows if weight * direction > 0]
        assert 1 <= len(starts_and_ends) <= 5
        assert all(1 <= len(STORY[start:end].split()) <= 3 for start, end in starts_and_ends)
        assert len(set(starts_and_ends)) == len(starts_and_ends)


def test_weights_are_read_as_they_were_written(tmp_path):
    weights = WordingWeights(
        members([5, 7]), unlearnt().body + np.int16(300), unlearnt().title, 0.5, 0.25
    )
    save(weights, tmp_path / "w.npz")
    again = wording_weights(tmp_path / "w.npz")
    assert (again.body == weights.body).all()
    assert (again.body_unit, again.title_unit) == (0.5, 0.25)
    save(again, tmp_path / "again.npz")
    assert (tmp_path / "w.npz").read_bytes() == (tmp_path / "again.npz").read_bytes()


def test_weights_of_another_size_are_refused(tmp_path):
    with np.load(FILE) as stored:
        np.savez(tmp_path / "small.npz", **{**stored, "body": stored["body"][:-1]})
    with pytest.raises(ValueError, match=r"small\.npz was made for another number of phrases"):
        wording_weights(tmp_path / "small.npz")
