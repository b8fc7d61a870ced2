"""What is measured with: news of about 600 words, or text made here where there is no corpus."""

import gzip
import json
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from models.corpus import shared_folder
from seeds import seed_articles

# The largest last: it gives what the others do not have.
_CORPORA = ("horne2017", "recovery", "abp_quality")
_WORDS = range(500, 701)
# Neighbours in a corpus often come from one outlet; one line in so many is looked at.
_STRIDE = 7


class Sample(NamedTuple):
    """A text to measure with."""

    title: str
    body: str


class Samples(NamedTuple):
    """Texts, and where they come from in words."""

    texts: list[Sample]
    origin: str


def news(count: int) -> Samples:
    """So many different articles of 500 to 700 words; always the same ones."""
    folder = shared_folder()
    if folder is None:
        return Samples(
            _made(count),
            "texts of 600 words or a little more, put together from paragraphs of seeds/articles"
            " because the corpora are not here",
        )
    found: list[Sample] = []
    for position, name in enumerate(_CORPORA):
        share = -(-(count - len(found)) // (len(_CORPORA) - position))
        found += islice(_read(folder / "corpora" / f"{name}.jsonl.gz"), share)
    random.Random(1).shuffle(found)  # noqa: S311  # the same order in every run, nothing secret
    return Samples(found, f"news articles of 500 to 700 words from {', '.join(_CORPORA)}")


def _read(path: Path) -> Iterator[Sample]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in islice(lines, 0, None, _STRIDE):
            row = json.loads(line)
            if len(row["text"].split()) in _WORDS:
                yield Sample(row["title"] or "", row["text"])


def _made(count: int) -> list[Sample]:
    draw = random.Random(1)  # noqa: S311  # the same articles in every run, nothing secret
    seeds = seed_articles()
    paragraphs = [part for seed in seeds for part in seed.body.split("\n") if part.strip()]
    made = []
    for number in range(count):
        chosen: list[str] = []
        words = 0
        while words < 600:
            chosen.append(draw.choice(paragraphs))
            words += len(chosen[-1].split())
        made.append(Sample(seeds[number % len(seeds)].title, "\n\n".join(chosen)))
    return made
