"""Learns from annotated articles (PolNeAR, Newell et al. 2018) how to find attributions.

The decisions are learnt in the order in which the scan takes them. A cue's annotated span may be
long ("has said in a statement"): only its likeliest word is learnt, the others are left out. The
verdict sees scores of cues that were learnt on other articles, as it will in the scan.
"""

import gzip
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from features.alphabet import alphabet
from features.attribution_weights import SIZES, Weights, save, untrained
from features.kernel.attribution_examples import (
    cue_examples,
    end_examples,
    side_examples,
    source_bounds,
    source_examples,
    verdict_examples,
    views_of,
)
from features.kernel.attributions import LEAST_OF_CUE
from features.kernel.contents import BOTH, LEFT, LEFT_CLAUSE, RIGHT, SIDES, clause_first, left_last
from features.kernel.cues import MAY_CUE, MAY_HEAD
from features.kernel.tokens import NAME, T_END, T_FLAGS, T_SENTENCE, T_START
from features.kernel.verdicts import OUTCOMES, WITH_SOURCE, WITHOUT_SOURCE
from features.kernel.views import PAD, V_CLASS
from features.scan import scan
from models import corpus
from models.taggers.choice import Integers, Keys, Table, fit, points
from models.taggers.word_classes import class_table

# A class of words may be a cue, or a source's head, where at least so many of its words are.
LEAST_CUES = 0.03
LEAST_HEADS = 0.015
FOLDS = 4

Range = tuple[int, int]
# How likely each candidate, by its keys, is the main word of a cue.
Likelihood = Callable[[Keys], npt.NDArray[np.float64]]


class Gold(NamedTuple):
    """One annotated attribution, in token numbers, half-open; parts in the order of the text."""

    cue: Range
    source: list[Range]
    content: list[Range]


class Document(NamedTuple):
    """An annotated article as the scan sees it."""

    text: str
    tokens: Integers
    sentences: Integers
    gold: list[Gold]


def documents(path: Path) -> Iterator[Document]:
    """The articles of one file of gold annotation."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield document(json.loads(line))


def document(record: dict) -> Document:  # type: ignore[type-arg]
    """One record of a gold file: text, spans with ids, and which of them make an attribution."""
    tokens = scan(record["text"]).tokens
    starts, ends = tokens[:, T_START], tokens[:, T_END]
    of_id: dict[str, list[Range]] = {}
    for span in record["spans"]:
        low = int(np.searchsorted(ends, span["start"], side="right"))
        high = int(np.searchsorted(starts, span["end"]))
        if low < high:
            of_id.setdefault(span["tid"], []).append((low, high))
    gold = []
    for linked in record["meta"]["attributions"]:
        source, cue, content = (
            sorted(part for name in linked.get(role) or () for part in of_id.get(name, ()))
            for role in ("source", "cue", "content")
        )
        if cue:
            gold.append(Gold(cue[0], source, content))
    numbers = tokens[:, T_SENTENCE]
    sentence = np.arange(numbers[-1] + 1 if numbers.size else 0)
    sentences = np.stack(
        (
            np.searchsorted(numbers, sentence),
            np.searchsorted(numbers, sentence, side="right") - 1,
        ),
        axis=1,
    )
    return Document(record["text"], tokens, sentences, gold)


class _Seen(NamedTuple):
    """A document with what the decisions see of it."""

    document: Document
    views: Keys
    places: Integers
    keys: Keys


def learn(articles: Sequence[Document]) -> Weights:
    """The weights; the same articles give the same weights."""
    weights = untrained()._replace(classes=class_table(article.text for article in articles))
    views = [_views(article, weights) for article in articles]
    weights = weights._replace(gates=_gates(articles, views))
    seen = [
        _Seen(article, view, *cue_examples(article.tokens, view, weights.gates))
        for article, view in zip(articles, views, strict=True)
    ]
    likely = _by_frequency(seen)
    weights = weights._replace(cue=_learn_cues(seen, likely))
    heads = [_heads(one, likely) for one in seen]
    source = _learn_sources(seen, heads, weights)
    weights = weights._replace(source=source)
    side, end = _learn_contents(seen, heads, weights)
    weights = weights._replace(side=side, end=end)
    return weights._replace(verdict=_learn_verdicts(seen, weights))


def _views(article: Document, weights: Weights) -> Keys:
    codes = np.frombuffer(article.text.encode("utf-32-le", "surrogatepass"), np.uint32)
    views: Keys = views_of(codes, alphabet(), article.tokens, weights.classes)
    return views


def _gates(articles: Iterable[Document], views: Iterable[Keys]) -> npt.NDArray[np.uint8]:
    words, cues, heads = np.zeros((3, SIZES["gates"]), np.int64)
    for article, view in zip(articles, views, strict=True):
        classes = view[PAD:-PAD, V_CLASS]
        words += np.bincount(classes, minlength=words.size)
        is_cue = np.zeros(classes.size, np.bool_)
        is_head = np.zeros(classes.size, np.bool_)
        for gold in article.gold:
            is_cue[slice(*gold.cue)] = True
            for _, after in gold.source:
                is_head[after - 1] = not article.tokens[after - 1, T_FLAGS] & NAME
        cues += np.bincount(classes[is_cue], minlength=words.size)
        heads += np.bincount(classes[is_head], minlength=words.size)
    gates = (cues > LEAST_CUES * words) * MAY_CUE | (heads > LEAST_HEADS * words) * MAY_HEAD
    return np.asarray(gates, np.uint8)


def _learn_cues(seen: Sequence[_Seen], likelihood: Likelihood) -> Table:
    keys, right = [], []
    for one in seen:
        label = _labels(one, likelihood)
        keys.append(one.keys[label != _PART])
        right.append(label[label != _PART] == _MAIN)
    target = np.where(np.concatenate(right), 0, -1)
    return fit(np.concatenate(keys), np.arange(target.size + 1), target, SIZES["cue"])


_NO_CUE, _MAIN, _PART = range(3)


def _labels(one: _Seen, likelihood: Likelihood) -> Integers:
    """Of each candidate whether it is no cue, a cue's main word, or another part of a cue."""
    labels = np.full(one.places.size, _NO_CUE)
    likely = likelihood(one.keys)
    for gold in one.document.gold:
        low, high = np.searchsorted(one.places, gold.cue)
        if low < high:
            labels[low:high] = np.where(labels[low:high] == _MAIN, _MAIN, _PART)
            labels[low + np.argmax(likely[low:high])] = _MAIN
    return labels


def _by_frequency(seen: Sequence[_Seen]) -> Likelihood:
    """By how often the same word stands inside annotated cues."""
    words = np.concatenate([one.keys[:, 0] for one in seen])
    inside = np.concatenate(
        [_labels(one, lambda keys: np.zeros(len(keys))) != _NO_CUE for one in seen]
    )
    known, number = np.unique(words, return_inverse=True)
    cues = np.bincount(number, inside)
    odds = (cues + 0.1) / (np.bincount(number) - cues + 2)
    return lambda keys: np.asarray(odds[np.searchsorted(known, keys[:, 0])])


def _heads(one: _Seen, likelihood: Likelihood) -> list[tuple[int, Gold]]:
    """The main words of the annotated cues."""
    likely = likelihood(one.keys)
    heads = []
    for gold in one.document.gold:
        low, high = np.searchsorted(one.places, gold.cue)
        if low < high:
            heads.append((int(one.places[low + np.argmax(likely[low:high])]), gold))
    return heads


def _cues(heads: Sequence[tuple[int, Gold]]) -> Integers:
    return np.array([cue for cue, _ in heads], np.int64)


def _sources(one: _Seen, heads: Sequence[tuple[int, Gold]], weights: Weights) -> Integers:
    """The head of each annotated source among the candidates: its first one; -1 where none is."""
    found, _ = _source_examples(one, _cues(heads), weights)
    chosen = np.full(len(heads), -1)
    for number, (_, gold) in enumerate(heads):
        inside = [
            head for head in found[number] if any(low <= head < high for low, high in gold.source)
        ]
        chosen[number] = min(inside, default=-1)
    return chosen


def _source_examples(one: _Seen, cues: Integers, weights: Weights) -> tuple[Integers, Keys]:
    heads, keys = source_examples(
        one.document.tokens, one.views, weights.gates, one.document.sentences, cues
    )
    return heads, keys


def _learn_sources(
    seen: Sequence[_Seen], heads: Sequence[list[tuple[int, Gold]]], weights: Weights
) -> Table:
    rows, sizes, target = [], [], []
    for one, cues in zip(seen, heads, strict=True):
        found, keys = _source_examples(one, _cues(cues), weights)
        for number, right in enumerate(_sources(one, cues, weights)):
            if right < 0 and cues[number][1].source:
                continue  # beyond reach: nothing to learn from
            count = int((found[number] >= 0).sum())
            rows.append(keys[number, :count])
            sizes.append(count)
            target.append(int(np.argmax(found[number] == right)) if right >= 0 else -1)
    starts = np.concatenate(([0], np.cumsum(sizes)))
    return fit(np.concatenate(rows), starts, np.array(target), SIZES["source"])


def _learn_contents(
    seen: Sequence[_Seen], heads: Sequence[list[tuple[int, Gold]]], weights: Weights
) -> tuple[Table, Table]:
    side_keys, side_target = [], []
    end_keys, end_sizes, end_target = [], [], []
    for one, cues in zip(seen, heads, strict=True):
        tokens, sentences = one.document.tokens, one.document.sentences
        places = _cues(cues)
        bounds = source_bounds(
            tokens, one.views, weights.gates, sentences, places, _sources(one, cues, weights)
        )
        keys = side_examples(tokens, one.views, sentences, places, bounds)
        _, ends, own = end_examples(tokens, one.views, sentences, places, bounds)
        for number, (cue, gold) in enumerate(cues):
            low, high = sentences[tokens[cue, T_SENTENCE]]
            edge = cue if bounds[number, 0] < 0 else min(cue, bounds[number, 0])
            side_keys.append(keys[number])
            side_target.append(_side(tokens, low, high, edge, gold.content))
            behind = [part for part in gold.content if cue < part[0] <= high]
            count = int((ends[number] >= 0).sum())
            if behind and count > 1:
                distance = np.abs(ends[number, :count] - (behind[0][1] - 1))
                end_keys.append(own[number, :count])
                end_sizes.append(count)
                end_target.append(int(np.argmin(distance)))
    side = fit(
        np.concatenate(side_keys),
        np.arange(len(side_target) + 1) * SIDES,
        np.array(side_target),
        SIZES["side"],
    )
    starts = np.concatenate(([0], np.cumsum(end_sizes)))
    return side, fit(np.concatenate(end_keys), starts, np.array(end_target), SIZES["end"])


def _side(tokens: Integers, low: int, high: int, edge: int, content: Sequence[Range]) -> int:
    """Where the annotated content stands (``kernel.contents``), -1 where there is none."""
    left = [part for part in content if part[0] < edge]
    right = [part for part in content if edge <= part[0] <= high]
    if left and right:
        return BOTH
    if right:
        return RIGHT
    if not left:
        return -1
    clause = clause_first(tokens, low, left_last(tokens, low, edge))
    nearer = abs(left[0][0] - clause) < abs(left[0][0] - low)
    return LEFT_CLAUSE if nearer and clause != low else LEFT


def _learn_verdicts(seen: Sequence[_Seen], weights: Weights) -> Table:
    keys, target = [], []
    for fold in range(FOLDS):
        others = [one for number, one in enumerate(seen) if number % FOLDS != fold]
        likely = _by_frequency(others)
        cue = _learn_cues(others, likely)
        heads = [_heads(one, likely) for one in others]
        source = _learn_sources(others, heads, weights)
        for number, one in enumerate(seen):
            if number % FOLDS == fold:
                own, right = _verdicts(one, weights, cue, source)
                keys.append(own)
                target.append(right)
    merged = np.concatenate(keys)
    starts = np.arange(merged.shape[0] + 1) * OUTCOMES
    flat = merged.reshape(-1, merged.shape[-1])
    return fit(flat, starts, np.concatenate(target), SIZES["verdict"])


def _verdicts(one: _Seen, weights: Weights, cue: Table, source: Table) -> tuple[Keys, Integers]:
    """The candidates that the cue's table lets through, and what they are."""
    tokens, sentences = one.document.tokens, one.document.sentences
    score = points(cue, one.keys)
    passed = np.flatnonzero(score >= LEAST_OF_CUE)
    # Of neighbours only the likeliest is a candidate, as in the scan.
    groups = np.split(passed, np.flatnonzero(np.diff(one.places[passed]) != 1) + 1)
    mains = np.array([group[np.argmax(score[group])] for group in groups if group.size], np.int64)
    places = one.places[mains]
    keys = verdict_examples(
        tokens, one.views, weights.gates, sentences, places, score[mains], source
    )
    right = np.full(tokens.shape[0], -1)
    for gold in one.document.gold:
        right[slice(*gold.cue)] = WITH_SOURCE if gold.source else WITHOUT_SOURCE
    return keys, right[places]


def main() -> None:
    """Learns the weights that the scan ships with."""
    folder = corpus.shared_folder()
    if folder is None:
        sys.exit(f"the annotated articles are not at hand; {corpus.SHARED} names their folder")
    save(learn(list(documents(folder / "gold" / "polnear_train.jsonl.gz"))))
