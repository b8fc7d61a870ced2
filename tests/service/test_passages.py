"""Passages as JSON say what the readings' evidence says, on any text."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.article import Article
from features.catalogue import all_signals, extract
from features.rate import Rate
from service.passages import passages, spans

# What is cited, between marks that JSON escapes, characters of all widths, and lone surrogates.
PIECES = st.sampled_from(
    ["may ", "Ann Holt said ", '"', "“", "”", "\\", "\n\n", "\t", "\x01", "é", "語", "😀", "\ud800",
     "40 million workers ", "according to ", "e\u0301 ", "Sources said. "]
)  # fmt: skip
texts = st.lists(PIECES, max_size=30).map("".join)


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@settings(deadline=None)
@given(title=texts, body=texts)
def test_every_rates_passages_are_those_of_its_reading(title, body):
    article = Article(body=body, title=title)
    written = passages(article.scanned)
    readings = extract(article)
    fields = {"title": title, "body": body}
    for name, signal in all_signals().items():
        if not isinstance(signal.function, Rate):
            assert name not in written
            continue
        assert json.loads(written[name].decode("utf-8")) == [
            {
                "field": each.field,
                "start": each.start,
                "end": each.end,
                "utf16_start": units(fields[each.field][: each.start]),
                "utf16_end": units(fields[each.field][: each.end]),
                "quote": each.quote,
                "reason": each.reason,
            }
            for each in readings[name].evidence
        ]


@settings(deadline=None)  # the first call compiles
@given(title=texts, body=texts.filter(bool), data=st.data())
def test_a_span_of_the_body_is_an_object(title, body, data):
    end = data.draw(st.integers(1, len(body)))
    start = data.draw(st.integers(0, end))
    scanned = Article(body=body, title=title).scanned
    found, missing = spans(scanned, np.array([(start, end), (-1, -1)]))
    assert json.loads(found) == {
        "start": start,
        "end": end,
        "utf16_start": units(body[:start]),
        "utf16_end": units(body[:end]),
        "quote": body[start:end],
    }
    assert missing == b"null"


@pytest.mark.parametrize("text", ["", "Nothing to cite."])
def test_where_there_is_nothing_to_cite_the_arrays_are_empty(text):
    written = passages(Article(text).scanned)
    assert written["hedging.hedge_density"] == b"[]"
