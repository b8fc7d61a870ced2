"""The wording is learnt whatever the topic, and read by weights that have not seen the outlet."""

import numpy as np
import pytest

from features.article import Article
from features.kernel.words import members
from features.lexicon import word_hash
from models.base_vectors import SEEDS, Vectors
from models.corpus import Labelled
from models.phrasebook import Phrasebook
from models.wording import LEAST_ARTICLES, SIGNALS, common_words, learn, phrases_of, readings, teach

TOWNS = ("Ellermouth", "Norrsund", "Carrow", "Tilby", "Vale", "Hexham", "Orrin", "Dunmore")
CAREFUL = "The mayor of {town} said on Monday that it would be paid, according to the council."
CARELESS = "You will not believe what they did to us in {town}, and you should be so very angry."


def made(count=160):
    """Articles of 8 outlets, each on its own town; even ones are careful."""
    articles, label, outlet = [], [], []
    for number in range(count):
        town = number % 8
        careful = town % 2 == 0
        text = (CAREFUL if careful else CARELESS).format(town=TOWNS[town])
        extra = f"There were {number} boats in the harbour, and more of them came in the evening."
        articles.append(Article(body=f"{text} {extra}", title=f"{TOWNS[town]} {number}"))
        label.append(int(careful))
        outlet.append(f"{TOWNS[town]}.example")
    return articles, np.array(label, np.int8), np.array(outlet)


@pytest.fixture(scope="module")
def taught():
    articles, label, outlet = made()
    corpus = np.full(len(label), "ours")
    common = members(
        map(
            word_hash,
            [
                "the",
                "on",
                "said",
                "that",
                "it",
                "of",
                "to",
                "and",
                "so",
                "you",
                "in",
                "they",
                "were",
            ],
        )
    )
    phrases = phrases_of(articles, common)
    found = teach(phrases, label, np.ones(len(label)), corpus, outlet, common)
    return articles, label, outlet, common, phrases, found


def test_phrasing_tells_outlets_apart_that_were_not_seen(taught):
    _, label, _, _, _, found = taught
    body = found.readings[:, list(SIGNALS).index("body")]
    assert body[label == 1].min() > 0 > body[label == 0].max()


def test_a_town_that_only_credible_articles_name_teaches_nothing(taught):
    *_, common, _, found = taught
    towns = [Article(body=f"They met at {town}. " * 3) for town in ("Ellermouth", "Norrsund")]
    one, other = readings(phrases_of(towns, common), found.weights)
    assert one[0] == other[0]


def test_common_is_what_all_corpora_use(monkeypatch):
    monkeypatch.setattr("models.wording.COMMON_WORDS", 2)
    articles = [Article(body="the boat at the pier"), Article(body="the pier of stone")]
    articles += [Article(body="the ferry at a pier")] * 3
    corpora = ["first", "second", "third", "third", "third"]
    chosen = common_words(articles, corpora)
    # "ferry" and "at" are in most articles, but not in every corpus.
    assert set(chosen.tolist()) - {0} == {word_hash("the"), word_hash("pier")}


def test_held_out_readings_do_not_depend_on_the_outlets_own_labels(taught):
    _, label, outlet, common, phrases, _ = taught
    corpus = np.full(len(label), "ours")
    weights = np.where(outlet == "Tilby.example", 0.0, 1.0)
    without = teach(phrases, label, weights, corpus, outlet, common)
    held = outlet == "Tilby.example"
    # By all others' weights, as nothing of theirs was taught.
    assert (without.readings[held] == readings(phrases.rows(held), without.weights)).all()


def test_what_tells_corpora_apart_is_not_learnt():
    articles, label, _ = made(240)
    draw = np.random.default_rng(3)
    label = draw.integers(2, size=240).astype(np.int8)
    corpus = np.where(draw.random(240) < np.where(label == 1, 0.9, 0.1), "first", "second")
    bodies = [
        Article(body=f"{article.body} {'So it was then.' if name == 'first' else 'But not now.'}")
        for article, name in zip(articles, corpus, strict=True)
    ]
    common = common_words(bodies, corpus.tolist())
    phrases = phrases_of(bodies, common)

    def gap(known):
        weights = learn(phrases, label, np.ones(240), known, common)
        found = readings(phrases, weights)[:, 0]
        return found[corpus == "first"].mean() - found[corpus == "second"].mean()

    assert gap(corpus) < gap(np.full(240, "one")) / 4


def test_rare_phrases_are_not_learnt():
    articles, label, outlet = made(LEAST_ARTICLES["body"] - 1)
    common = common_words(articles, ["ours"] * len(articles))
    phrases = phrases_of(articles, common)
    weights = learn(phrases, label, np.ones(len(label)), outlet, common)
    assert not weights.body.any()
    assert (readings(phrases, weights)[:, 0] == 0).all()


def test_a_phrasebook_teaches_by_published_articles_alone():
    articles, label, outlet = made()
    signals = ("specificity.any", *SIGNALS.values())
    corpus = np.where(np.arange(160) < 150, "ours", SEEDS)
    twin = np.where(np.arange(160) % 10 == 9, "inflated", "")
    items = [
        Labelled(article, int(one), str(name), str(where), number, str(kind))
        for number, (article, one, name, where, kind) in enumerate(
            zip(articles, label, corpus, outlet, twin, strict=True)
        )
    ]
    vectors = Vectors(
        signals=signals,
        signals_digest="0123456789abcdef",
        matrix=np.ones((160, 3), np.float32),
        label=label,
        words=np.full(160, 30, np.int32),
        content=np.arange(160, dtype=np.uint64),
        corpus=corpus,
        outlet=outlet,
        twin=twin,
    )
    book = Phrasebook.read(items)
    read, weights = book.teach(vectors)
    assert (read.matrix[:, 0] == 1).all()
    assert read.matrix[label == 1, 1].min() > read.matrix[label == 0, 1].max()
    flipped = np.where((twin != "") | (corpus == SEEDS), 1 - label, label).astype(np.int8)
    _, same = book.teach(
        Vectors(**{**vars(vectors), "label": flipped}),
    )
    assert (same.body == weights.body).all()
    assert book.read_by(weights, vectors).matrix.shape == (160, 3)
