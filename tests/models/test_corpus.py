"""Reading corpora: a tiny one of our own, laid out like the real ones."""

import gzip
import json

import numpy as np
import pytest

from features.catalogue import all_signals, extract
from models import corpus
from models.base_vectors import SEEDS, content_hash
from models.corpus import (
    TRAINING,
    Corpus,
    capped,
    distinct,
    read,
    seed_examples,
    shared_folder,
    training_articles,
    twins,
    vectors_of,
)
from seeds import seed_articles

OURS = Corpus("ours", "made for this test")
STORY = (
    "The ferry to Ellermouth will sail again in May, the council said on Monday. It had been "
    "laid up since November, when a storm broke nine posts of the pier. "
)


def record(number, **changes):
    return {
        "id": f"ours-{number}",
        "title": f"Ferry {number}",
        "text": f"{STORY}It is sailing number {number}.",
        "source": "www.Harbour-Gazette.example",
        "url": None,
        "date": "2020-05-04",
        "label": 1,
    } | changes


@pytest.fixture
def folder(tmp_path):
    """Returns a function that writes records as a corpus and gives the folder it lies in."""

    def write(*records, name="ours", boilerplate=None, excluded=()):
        corpora = tmp_path / "corpora"
        corpora.mkdir(exist_ok=True)
        with gzip.open(corpora / f"{name}.jsonl.gz", "wt", encoding="utf-8") as lines:
            lines.writelines(json.dumps(one) + "\n" for one in records)
        (corpora / "boilerplate.json").write_text(json.dumps(boilerplate or {}))
        (corpora / "exclude_from_train.txt").write_text("\n".join(excluded))
        return tmp_path

    return write


def test_an_article_comes_with_what_is_known_of_it(folder):
    (item,) = read(folder(record(1)), OURS)
    assert item.article.title == "Ferry 1"
    assert item.article.published.isoformat() == "2020-05-04"
    assert (item.label, item.corpus, item.outlet) == (1, "ours", "harbour-gazette.example")
    assert item.content == content_hash(item.article.body)


def test_without_an_outlet_an_article_is_its_own_group(folder):
    items = list(read(folder(record(1, source=None), record(2, source=None)), OURS))
    assert [item.outlet for item in items] == ["ours-1", "ours-2"]
    assert items[0].article.outlet is None


@pytest.mark.parametrize("date", [None, "2016", "2016-09", "4/5/2017", "2016/2017"])
def test_what_is_no_day_is_no_date(folder, date):
    (item,) = read(folder(record(1, date=date)), OURS)
    assert item.article.published is None


def test_boilerplate_lines_of_the_outlet_are_not_read(folder):
    line = "Sign up for our newsletter"
    text = f"{STORY}\n{line}\n The pier is open.\n{line}, she said."
    where = folder(
        record(1, text=text),
        boilerplate={"ours": {"www.Harbour-Gazette.example": [{"line": line, "docs": 9}]}},
    )
    (item,) = read(where, OURS)
    assert item.article.body == f"{STORY}\n The pier is open.\n{line}, she said."


def test_what_is_not_to_be_trained_on_is_left_out_of_training_only(folder):
    where = folder(record(1), record(2), excluded=["ours-2"])
    assert [item.article.title for item in read(where, OURS)] == ["Ferry 1"]
    assert len(list(read(where, OURS, to_train=False))) == 2


def test_only_labels_that_say_what_they_should_are_read(folder):
    where = folder(record(1), record(2, label=0))
    assert [item.label for item in read(where, OURS._replace(labels=(0,)))] == [0]


def test_titles_that_are_not_the_articles_own_are_left_out(folder):
    (item,) = read(folder(record(1)), OURS._replace(body_only=True))
    assert item.article.title == ""


def test_a_text_counts_once_whatever_its_typography(folder):
    where = folder(record(1), record(2, text=record(1)["text"].upper()), record(3))
    titles = [item.article.title for item in distinct(read(where, OURS))]
    assert titles == ["Ferry 1", "Ferry 3"]


def test_an_outlet_is_capped_to_the_same_choice_every_time(folder):
    items = list(read(folder(*(record(number) for number in range(20))), OURS))
    chosen = capped(items, 5)
    assert len(chosen) == 5
    assert capped(reversed(items), 5) == chosen


def test_a_twin_is_a_credible_articles_and_counts_as_not_credible(folder):
    where = folder(*(record(n, label=n % 2) for n in range(40)))
    items = list(read(where, OURS))
    made = list(twins(items, 1))
    assert len({twin.twin for twin in made}) > 5
    originals = {item.content: item for item in items if item.label == 1}
    for twin in made:
        original = originals[twin.content]
        assert twin.label == 0
        assert twin.outlet == original.outlet
        assert twin.article.body != original.article.body
        assert twin.article.title == original.article.title


def test_vectors_are_the_signals_readings(folder):
    items = list(read(folder(record(1), record(2, label=0)), OURS))
    vectors = vectors_of(items)
    assert vectors.signals == tuple(all_signals())
    assert vectors.label.tolist() == [1, 0]
    assert vectors.words.tolist() == [item.article.text.words for item in items]
    for row, item in zip(vectors.matrix, items, strict=True):
        values = [reading.value for reading in extract(item.article).values()]
        assert row == pytest.approx(values, rel=1e-3)


def test_a_seed_article_stands_ten_times_by_degree():
    items = seed_examples()
    assert len(items) == 10 * len(seed_articles())
    assert {item.corpus for item in items} == {SEEDS}
    for number, seed in enumerate(seed_articles()):
        credible = sum(item.label for item in items[10 * number : 10 * number + 10])
        assert credible == pytest.approx(10 * seed.label, abs=0.5)


def test_the_corpora_are_where_the_variable_says(monkeypatch, folder, tmp_path):
    monkeypatch.setenv("CREDIBILITY_SHARED", str(tmp_path / "nowhere"))
    assert shared_folder() is None
    monkeypatch.setenv("CREDIBILITY_SHARED", str(folder(record(1))))
    assert shared_folder() == tmp_path


def test_training_takes_from_every_corpus(monkeypatch, folder):
    for number, source in enumerate(TRAINING):
        where = folder(*(record(f"{number} {n}", label=n % 2) for n in range(6)), name=source.name)
    monkeypatch.setattr(corpus, "ONE_TWIN_IN", 1)
    articles = training_articles(where)
    assert {item.corpus for item in articles} == {source.name for source in TRAINING}
    assert {bool(item.twin) for item in articles} == {True, False}
    no_titles = [item for item in articles if item.corpus == "ctfan22"]
    assert {item.article.title for item in no_titles} == {""}


@pytest.mark.skipif(shared_folder() is None, reason="the corpora are not at hand")
def test_no_excluded_article_and_no_text_twice_in_training():
    where = shared_folder()
    source = next(source for source in TRAINING if source.name == "recovery")
    contents = [item.content for item in distinct(read(where, source))]
    assert len(contents) == len(set(contents)) > 1000
    assert len(np.unique([item.outlet for item in read(where, source)])) == 60
