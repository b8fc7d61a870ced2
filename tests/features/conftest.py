"""Articles written out in the tests, with what must be found marked in the text itself."""

import re
from collections.abc import Callable

import pytest
from hypothesis import strategies as st

from features.article import Article
from features.lexicon import entries

_MARK = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)

# What news is made of, for texts made by chance.
_WORDS = """
the of and in to that was has it he she they we who not said told claimed denied announced report
minister company police workers people may could possibly reportedly shocking never because many
"""
_PIECES = (
    *_WORDS.split(),
    *("Anna Berg", "Anna Borg", "Mr. Lind", "J.K. Stone", "NASA", "LaMA", "U.S.", "O'Hara", "Oslo"),
    *("Anna's", "don't", "it's", "the workers'", "co-owner", "according to", "had had", "the the"),
    *("5", "49%", "$14.8 billion", "€2.1m", "10 million", "1,234,567", "10-12", "3.14", "2024"),
    *(
        "May 5, 2024",
        "30 February",
        "June 5,",
        "twenty-five",
        "two hundred and ten",
        "1st",
        "40 km",
    ),
    *("a person familiar with the matter", "it is claimed that", "as an AI language model"),
    *("from $5 to $9", "up 3%", "for a 49% stake", "valued at", "hired", "will", "was"),
)
_MARKS = (*"...,,:;!?…-—–()[]%$€&/#", *"\"“”„«»'‘’", "..")
_GAPS = (" ", " ", " ", " ", "", "\u00a0", "\n", "\n\n", "\r\n", "\t")


@pytest.fixture(scope="session")
def marked() -> Callable[..., tuple[Article, list[str]]]:
    """``marked("He [[may]] go.")`` is the article without brackets, and the quotes to be found.

    The quotes stand in the order of sorted evidence: the body's, then the title's.
    """

    def read(body: str, title: str = "", **known: object) -> tuple[Article, list[str]]:
        article = Article(_MARK.sub(r"\1", body), _MARK.sub(r"\1", title), **known)
        return article, _MARK.findall(body) + _MARK.findall(title)

    return read


@pytest.fixture(scope="session")
def news_like() -> st.SearchStrategy[str]:
    """Texts of words, phrases of the lexicons, names, figures and marks, in any order."""
    phrases = sorted({" ".join(entry.words) for entry in entries()})
    piece = st.one_of(
        st.sampled_from(_PIECES),
        st.sampled_from(_PIECES).map(str.capitalize),
        st.sampled_from(phrases),
        st.sampled_from(phrases).map(str.title),
        st.sampled_from(_MARKS),
    )
    return st.lists(st.tuples(piece, st.sampled_from(_GAPS)), max_size=40).map(
        lambda pairs: "".join(part for pair in pairs for part in pair)
    )
