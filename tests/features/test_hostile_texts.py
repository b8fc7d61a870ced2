"""Texts made to break a reader: they get readings like any other."""

import datetime
from math import isfinite

import pytest

from features.article import Article
from features.catalogue import extract

SIZE = 100_000
LETTERS = "abcdefghijklmnopqrstuvwxyz"
NAMES = [f"Aa S{one}{other}ith" for one in LETTERS for other in LETTERS]

HOSTILE = {
    "quotation marks": '"',
    "opening marks": "“",
    "closing marks": "”",
    "apostrophes": "'",
    "opening brackets": "(",
    "closing brackets": ")",
    "stops": ".",
    "spaced stops": ". ",
    "digits": "9",
    "decimals": "0." + "1" * 50,
    "thousands": "1,000,",
    "one word": "a",
    "capitals": "A",
    "acronym": "A.",
    "contractions": "a'",
    "hyphens": "a-",
    "combining marks": "\u0301",
    "emoji": "👩‍👩‍👧‍👦",
    "line ends": "\n",
    "headings": "Conclusion\n\n",
    "hedges": "may ",
    "names": " ".join(NAMES) + " ",
    "one long name": "Aa ",
    "said": "said ",
    "he said": "he said that ",
    "according to": "according to ",
    "one sentence of figures": "from $1 to $2 ",
    "sentences of figures": "1 of 2, 3%. ",
    "hundreds": "one hundred and ",
    "digits and commas": "1,2,",
    "between": "between 1 and 2 and ",
    "a list": "5, 10 and ",
    "a list of words": "five or two thousand ",
    "fractions": "1/2/",
    "powers": "5^5^",
    "compound units": "5 km/h/h/s-1 per day ",
    "relative dates": "last May two weeks ago ",
    "times": "10:30:20 p.m. ",
    "bounds": "no more than ",
    "approximators": "about ",
    "dates": "May 5, 2099 ",
    "money": "$900bn ",
    "headcounts": "hired 9 million workers ",
    "sentences of headcounts": "Bob hired 9 million workers. ",
    "shares of people": "900% of people ",
    "slips": "the the..And ai AI ",
    "repeated sentences": "The old council of Oslo will close the bridge today. ",
    "quotations": "“a” ",
    "nested quotations": "“a ‘b ",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_give_finite_readings(name):
    piece = HOSTILE[name]
    text = (piece * (SIZE // len(piece) + 1))[:SIZE]
    article = Article(text, text[:500], published=datetime.date(2020, 1, 1))
    assert all(isfinite(reading.value) for reading in extract(article).values())


def test_long_names_that_differ_at_their_end_give_finite_readings():
    long = "B" + "b" * 5_000
    readings = extract(Article(f"They met Anna {long}a and Anna {long}c there."))
    assert all(isfinite(reading.value) for reading in readings.values())
