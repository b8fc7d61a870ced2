"""Articles cut short: their first sentences, to see from how many words on a score means something.

A cut article has its headline still. It is read anew, its phrases are, and both are kept
(`models.kept`). Among vectors it is told from the whole one as a corrupted twin is: by a name.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from features.article import Article
from models.abstention import why_not
from models.base_vectors import Vectors
from models.corpus import Labelled, vectors_of
from models.kept import code_digest, digest_of, kept
from models.phrasebook import Phrasebook
from models.wording import Phrases, Words, phrases_of

# So many words at most, of the body.
LENGTHS = (10, 25, 50, 75, 100, 200)
_SENTENCE_END = re.compile(r"[.!?][\"”’']?(?=\s)|\n")


class Cuts(NamedTuple):
    """The same articles at every length; `refused` are those (content, name) that get no score."""

    rows: Vectors
    book: Phrasebook
    refused: frozenset[tuple[int, str]]


def name_of(most: int) -> str:
    """What an article with at most so many words is called among vectors."""
    return f"cut to {most} words"


def is_cut(rows: Vectors) -> npt.NDArray[np.bool_]:
    """Which of the rows are articles cut short."""
    return np.isin(rows.twin, [*map(name_of, LENGTHS)])


def cut_short(
    rows: Vectors, texts: Mapping[int, str], common: Words, *, processes: int = 1
) -> Cuts:
    """The articles of these rows at each of `LENGTHS`; `texts` are headlines and bodies.

    `common` are the words that stand as themselves in a phrase.
    """
    items = [cut for most in LENGTHS for cut in _cut(rows, texts, most)]

    def read() -> Cuts:
        articles = [item.article for item in items]
        phrases = phrases_of(articles, common, processes)
        places = {(item.content, item.twin): place for place, item in enumerate(items)}
        return Cuts(
            vectors_of(items, processes=processes),
            Phrasebook(common, phrases, places),
            frozenset(
                (item.content, item.twin) for item in items if why_not(item.article) is not None
            ),
        )

    told = [f"{item.twin}: {item.article.title}\n{item.article.body}" for item in items]
    return kept("cuts", digest_of([code_digest(), common.tobytes().hex(), *told]), read)


def joined(book: Phrasebook, other: Phrasebook) -> Phrasebook:
    """The articles of two phrasebooks in one."""
    both = zip(book.phrases, other.phrases, strict=True)
    phrases = Phrases(*(sparse.vstack(fields, format="csr") for fields in both))
    first = len(book.row)
    return Phrasebook(
        book.common, phrases, book.row | {key: first + row for key, row in other.row.items()}
    )


def shortened(body: str, most: int) -> str:
    """The first whole sentences with at most so many words; the first words of a longer one."""
    ends = [word.end() for word in re.finditer(r"\S+", body)]
    if len(ends) <= most:
        return body
    last = ends[most - 1]
    whole = [end for end in (found.end() for found in _SENTENCE_END.finditer(body)) if end <= last]
    return body[: whole[-1] if whole else last].rstrip()


def _cut(rows: Vectors, texts: Mapping[int, str], most: int) -> Iterator[Labelled]:
    columns = (rows.label, rows.corpus, rows.outlet, rows.content)
    for label, corpus, outlet, content in zip(*(c.tolist() for c in columns), strict=True):
        title, _, body = texts[content].partition("\n")
        article = Article(shortened(body, most), title)
        yield Labelled(article, label, corpus, outlet, content, name_of(most))
