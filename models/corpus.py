"""Reads the labelled corpora and turns them into vectors.

The corpora (gzipped JSON lines, with a list of boilerplate lines and a list of articles not to
train on) belong to their publishers and are not part of this project; only readings made from them
are. They are looked for in the folder that the environment variable CREDIBILITY_SHARED names, else
in `../shared` beside the project.
"""

import datetime
import gzip
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
from joblib import Parallel, delayed

from features.article import Article
from features.catalogue import all_signals, extract
from models.base_vectors import SEEDS, Vectors, compact, content_hash
from models.behaviour import signals_digest
from models.corruption import KINDS, corrupt
from seeds import seed_articles

SHARED = "CREDIBILITY_SHARED"


class Corpus(NamedTuple):
    """How one corpus is used.

    `labels` are those that say what they should; `body_only` where titles are not the articles'
    own. `about` is for the model card.
    """

    name: str
    about: str
    labels: tuple[int, ...] = (0, 1)
    body_only: bool = False


# To train on. The more corpora, the better a score holds on another.
TRAINING = (
    Corpus("abp_quality", "Baly et al. 2020, outlets rated by Lin et al. 2023"),
    Corpus("recovery", "ReCOVery, Zhou et al. 2020; outlets rated by NewsGuard and MBFC"),
    Corpus("buzzfeed_webis", "Potthast et al. 2018; articles checked by journalists"),
    Corpus("horne2017", "Horne and Adali 2017"),
    Corpus("fakenewsnet_politifact", "FakeNewsNet, Shu et al. 2020"),
    Corpus("ctfan22", "CheckThat! 2022, Task 3; claims' verdicts", body_only=True),
    Corpus("golbeck_fake", "Golbeck et al. 2018; invented stories, each with what refutes it"),
)
# Never trained on. In fa_kes the label cannot be seen in the text: a null control.
TESTS = (Corpus("fa_kes", "FA-KES, Abu Salem et al. 2019; casualty counts against a database"),)


class Labelled(NamedTuple):
    """An article as a corpus has it; `outlet` is the article's own name where it is not known.

    `leaning` is the political one that a corpus gives its outlet, "" where it gives none.
    """

    article: Article
    label: int
    corpus: str
    outlet: str
    content: int
    twin: str = ""
    leaning: str = ""


_LEANING = re.compile(r"\b(?:bias|orientation)=([a-z-]+)")
# A giant outlet counts for no more in training; its other articles would only fill the file.
MOST_OF_AN_OUTLET = 150
# Of the credible articles that get a corrupted twin, one in so many.
ONE_TWIN_IN = 3


def shared_folder() -> Path | None:
    """Where the corpora are, or None where there are none."""
    named = os.environ.get(SHARED)
    folder = Path(named) if named else Path(__file__).parents[2] / "shared"
    return folder if (folder / "corpora").is_dir() else None


def read(folder: Path, corpus: Corpus, *, to_train: bool = True) -> Iterator[Labelled]:
    """The articles of one corpus, boilerplate lines removed; without those not to train on."""
    corpora = folder / "corpora"
    boilerplate = _boilerplate(corpora / "boilerplate.json", corpus.name)
    excluded = set((corpora / "exclude_from_train.txt").read_text().split()) if to_train else set()
    with gzip.open(corpora / f"{corpus.name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            label = int(record["label"])
            if label not in corpus.labels or record["id"] in excluded:
                continue
            outlet = (record["source"] or "").lower().removeprefix("www.")
            body = _without(record["text"], boilerplate.get(record["source"] or "", frozenset()))
            yield Labelled(
                Article(
                    body=body,
                    title="" if corpus.body_only else record["title"] or "",
                    outlet=outlet or None,
                    published=_date(record["date"]),
                ),
                label,
                corpus.name,
                outlet or record["id"],
                content_hash(body),
                leaning=_leaning(record.get("label_raw")),
            )


def _leaning(raw: str | None) -> str:
    found = _LEANING.search(raw or "")
    return found[1] if found else ""


def _boilerplate(path: Path, corpus: str) -> Mapping[str, frozenset[str]]:
    outlets = json.loads(path.read_text(encoding="utf-8")).get(corpus, {})
    return {
        outlet: frozenset(found["line"].strip() for found in lines)
        for outlet, lines in outlets.items()
    }


def _without(text: str, lines: frozenset[str]) -> str:
    if not lines:
        return text
    return "\n".join(line for line in text.split("\n") if line.strip() not in lines)


def _date(text: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text or "")
    except ValueError:
        return None  # "2016-09", "2016/2017": not a day


def training_articles(folder: Path) -> list[Labelled]:
    """What there is to train on: each text once, no outlet too often, and the corrupted twins."""
    articles = capped(
        distinct(chain.from_iterable(read(folder, corpus) for corpus in TRAINING)),
        MOST_OF_AN_OUTLET,
    )
    return [*articles, *twins(articles, ONE_TWIN_IN)]


def evaluation_articles(folder: Path) -> dict[str, list[Labelled]]:
    """What is only measured on, by corpus."""
    return {corpus.name: list(distinct(read(folder, corpus, to_train=False))) for corpus in TESTS}


def seed_examples() -> list[Labelled]:
    """The articles written for this project; those of one story are one group, like an outlet.

    Their labels are degrees. So each stands ten times, as often credible as its degree says.
    """
    return [
        Labelled(
            Article(body=seed.body, title=seed.title, outlet=seed.outlet, published=seed.published),
            int(time < round(10 * seed.label)),
            SEEDS,
            seed.story,
            content_hash(seed.body),
        )
        for seed in seed_articles()
        for time in range(10)
    ]


def distinct(articles: Iterable[Labelled]) -> Iterator[Labelled]:
    """Each text once, the first time it comes."""
    seen: set[int] = set()
    for article in articles:
        if article.content not in seen:
            seen.add(article.content)
            yield article


def capped(articles: Iterable[Labelled], most: int) -> list[Labelled]:
    """At most so many articles of an outlet (and corpus and label), a random but fixed choice."""
    taken: dict[tuple[str, str, int], int] = {}
    chosen = []
    for item in sorted(articles, key=lambda item: item.content):
        group = (item.corpus, item.outlet, item.label)
        taken[group] = taken.get(group, 0) + 1
        if taken[group] <= most:
            chosen.append(item)
    return chosen


def twins(articles: Iterable[Labelled], one_in: int) -> Iterator[Labelled]:
    """Corrupted twins of one in so many credible articles, every kind equally often."""
    kinds = sorted(KINDS)
    for item in articles:
        if item.label == 1 and item.content % one_in == 0:
            kind = kinds[item.content // one_in % len(kinds)]
            yield from damaged(item, kind)


def damaged(item: Labelled, kind: str) -> Iterator[Labelled]:
    """The twin of an article with one kind of damage; none where there is nothing to damage."""
    body = corrupt(item.article.body, kind, item.content)
    if body != item.article.body:
        yield item._replace(
            article=Article(
                body=body,
                title=item.article.title,
                outlet=item.article.outlet,
                published=item.article.published,
            ),
            label=0,
            twin=kind,
        )


def vectors_of(articles: Sequence[Labelled], *, processes: int = 1) -> Vectors:
    """Readings of all signals on the articles, in their order.

    Raises SignalFailed for the first article that a signal fails on: a row of zeros would train.
    """
    parts = [articles[start : start + 500] for start in range(0, len(articles), 500)]
    read_parts = Parallel(n_jobs=processes)(delayed(_readings)(part) for part in parts)
    rows = [row for part in read_parts for row in part]
    return Vectors(
        signals=tuple(all_signals()),
        signals_digest=signals_digest(),
        matrix=compact([values for values, _ in rows]),
        label=np.array([item.label for item in articles], np.int8),
        words=np.array([words for _, words in rows], np.int32),
        content=np.array([item.content for item in articles], np.uint64),
        corpus=np.array([item.corpus for item in articles]),
        outlet=np.array([item.outlet for item in articles]),
        twin=np.array([item.twin for item in articles]),
    )


def _readings(articles: Sequence[Labelled]) -> list[tuple[list[float], int]]:
    return [(extract(item.article).numbers, item.article.text.words) for item in articles]
