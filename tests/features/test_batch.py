import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features import batch, sift
from features.article import Article
from features.batch import Batch
from features.catalogue import SignalFailed, all_signals, extract, plan
from features.reading import Reading
from seeds import seed_articles

# Each signal that is a function has a text here that it reads something in.
TELLING = [
    ("Title: The plant closes", "A plant"),
    ("[Insert name] said so. # Heading\n\n## Another heading\n\n**Bold**\n", ""),
    ("Anna Holmqvist met Anna Holmkvist. The Falcon engine and the FalCon engine. Falcon won.", ""),
    ("Anna Lindqvist opened it. Then Lindqvits left.", ""),
    ("It rose from $5 million to $9 million, up 3%, in a year. 58 of the 50 delegates left.", ""),
    ("The firm hired 9 million workers. It was founded on 31 June 1998.", "900 million workers"),
    ("The strike ended on May 5, 2031, the minister said, and he had announced it.", ""),
    (
        "The fire hurt 130 people in Turin. The fire hurt 169 people in Turin.",
        "Fire hurts 30 people",
    ),
    ("The flood killed 13 people in Leeds.", "Flood kills 30 people"),
    ("Hilary Clinton met Barack Obamma and Angela Merkell.", ""),
    ("The vote was held on Monday in the hall. " * 20, ""),
    ("", ""),
    ("Ünïcode 😀 \ud800 “quoted” text.", "😀"),
]


def batch_of(texts: list[tuple[str, str]], day: datetime.date | None = None) -> Batch:
    bodies, titles = [body for body, _ in texts], [title for _, title in texts]
    return Batch(bodies, titles, [day] * len(texts))


def assert_same_as_one_by_one(read: Batch, day: datetime.date | None = None) -> None:
    for number, (body, title) in enumerate(zip(read.bodies, read.titles, strict=True)):
        alone = extract(Article(body, title, published=day))
        np.testing.assert_array_equal(read.values[number], alone.vector)
        together = read.readings(number)
        for name in alone:
            assert list(together[name].evidence) == list(alone[name].evidence), name
            assert together[name].critical == alone[name].critical, name


@pytest.mark.parametrize("day", [None, datetime.date(2026, 3, 1)])
def test_readings_and_evidence_are_those_of_one_article_at_a_time(
    day: datetime.date | None,
) -> None:
    seeds = [(seed.body, seed.title) for seed in seed_articles()]
    read = batch_of([*TELLING, *seeds], day)
    assert_same_as_one_by_one(read, day)
    assert len(read) == len(TELLING) + len(seeds)


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_so_are_those_of_texts_made_by_chance(
    news_like: st.SearchStrategy[str], data: st.DataObject
) -> None:
    texts = data.draw(st.lists(st.tuples(news_like, news_like), max_size=4))
    day = datetime.date(2020, 1, 1)
    assert_same_as_one_by_one(batch_of(texts, day), day)


def test_the_examples_leave_out_no_function() -> None:
    values = batch_of(TELLING, datetime.date(2026, 3, 1)).values
    silent = [name for name, place, _ in plan().functions if not values[:, place].any()]
    assert not silent


def test_no_articles_are_no_rows() -> None:
    assert batch_of([]).values.shape == (0, len(all_signals()))


def test_a_long_article_among_short_ones_finds_room() -> None:
    long = " ".join(f"Name{n} Person said {n} people left on May {n % 28}." for n in range(3_000))
    read = batch_of([("One.", ""), (long, "Long"), ("Two.", "")])
    assert_same_as_one_by_one(read)


def test_an_article_is_made_when_it_is_looked_at_and_scanned_only_once() -> None:
    read = batch_of([("Anna Berg said so.", "So")])
    article = read.article(0)
    assert article is read.article(0)
    assert (article.text.words, article.headline.words) == (4, 1)


def test_a_signal_that_raises_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    @sift.only_where(lambda read: read.body(0) > 3)
    def broken(article: Article) -> Reading:
        raise ZeroDivisionError(article.body)

    how = plan()._replace(functions=(("style.broken", 0, broken),))
    monkeypatch.setattr(batch, "plan", lambda: how)
    batch_of([("Three words here.", "")])
    with pytest.raises(SignalFailed, match=r"style\.broken"):
        batch_of([("These are four words.", "")])
