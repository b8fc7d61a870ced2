"""Learning to find attributions, and how well the shipped weights do."""

import numpy as np
import pytest

from models import corpus
from models.taggers import attribution
from models.taggers.evaluation import LABELS, overlap, records, scores

TEXT = "Anna Berg said it rained. The council, he added, may close the bridge."


def annotated(text: str, *parts: tuple[str, str, str]) -> dict:
    """A record as in the gold files, from (source, cue, content) by their words."""
    spans, links = [], []
    for part in parts:
        link = {}
        for role, words in zip(("source", "cue", "content"), part, strict=True):
            if words:
                start = text.index(words)
                name = f"T{len(spans)}"
                spans.append({"tid": name, "start": start, "end": start + len(words)})
                link[role] = [name]
        links.append(link)
    return {"text": text, "spans": spans, "meta": {"attributions": links}}


def test_a_record_becomes_ranges_of_tokens():
    record = annotated(TEXT, ("Anna Berg", "said", "it rained"), ("", "added", ""))
    one, other = attribution.document(record).gold
    assert (one.source, one.cue, one.content) == ([(0, 2)], (2, 3), [(3, 5)])
    assert (other.source, other.content) == ([], [])


@pytest.mark.parametrize(
    ("gold", "found", "precision", "recall"),
    [
        ([(0, 5)], [(4, 9)], 1, 1),
        ([(0, 5)], [(5, 9)], 0, 0),
        ([(0, 5), (8, 9)], [(1, 2), (3, 4)], 1, 0.5),
        ([(0, 9)], [(1, 2), (20, 21)], 0.5, 1),
        ([], [], 0, 0),
    ],
)
def test_spans_are_scored_by_overlap(gold, found, precision, recall):
    score = overlap([(gold, found)])
    assert (score.precision, score.recall, score.annotated) == (precision, recall, len(gold))


SHARED = corpus.shared_folder()
at_hand = pytest.mark.skipif(
    SHARED is None or not (SHARED / "gold" / "polnear_dev.jsonl.gz").is_file(),
    reason="the annotated articles are not at hand",
)
# Slightly below what docs/attribution.md reports.
FLOORS = {"Source": 0.755, "Cue": 0.745, "Content": 0.81, "Attribution-no-source": 0.32}


@at_hand
def test_the_shipped_weights_find_what_annotators_found():
    found = scores(list(records(SHARED)))
    assert {label: found[label].f1 >= FLOORS[label] for label in LABELS} == dict.fromkeys(
        LABELS, True
    ), found


@at_hand
def test_the_same_articles_give_the_same_weights():
    articles = [attribution.document(record) for record in list(records(SHARED))[:12]]
    one, other = attribution.learn(articles), attribution.learn(articles)
    assert all(np.array_equal(*pair) for pair in zip(one, other, strict=True))
