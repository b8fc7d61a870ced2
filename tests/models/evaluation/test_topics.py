"""Topics are found by words alone, named by what is theirs, and the largest comes first."""

import numpy as np
import pytest

from models.evaluation.topics import LEAST, TOPICS, topics_of

SUBJECTS = (
    "harbour ferry pier sailors tide",
    "budget taxes deficit treasury loans",
    "striker goalkeeper league penalty referee",
    "vaccine clinic nurses fever wards",
    "orchestra violin conductor opera choir",
    "glacier rainfall drought forecast storms",
    "election ballot candidates turnout mandate",
    "jury verdict prosecutor witness trial",
)


@pytest.fixture(scope="module")
def texts():
    """800 texts on eight subjects, more of the first than of the last, with words of all."""
    draw = np.random.default_rng(1)
    common = [f"{first}{second}" for first in ("said", "went", "long") for second in "abcdefgh"]
    found = {}
    for number in range(800):
        subject = int(draw.choice(8, p=np.arange(12, 4, -1) / 68))
        own = draw.choice(SUBJECTS[subject].split(), 20)
        found[number] = (subject, " ".join([*own, *draw.choice(common, 30)]).title())
    return found


def test_texts_on_one_subject_are_one_topic_named_by_its_words(texts):
    topics = topics_of({number: text for number, (_, text) in texts.items()})
    by_subject = {subject: set() for subject in range(8)}
    for number, (subject, _) in texts.items():
        by_subject[subject].add(topics[number])
    assert len(set(topics.values())) == TOPICS == len(SUBJECTS)
    for subject, names in by_subject.items():
        (name,) = names
        assert set(name.partition(": ")[2].split(", ")) <= set(SUBJECTS[subject].split())


def test_the_largest_comes_first_and_the_order_of_texts_is_nothing(texts):
    plain = {number: text for number, (_, text) in texts.items()}
    topics = topics_of(plain)
    sizes = [list(topics.values()).count(name) for name in sorted(set(topics.values()))]
    assert sizes == sorted(sizes, reverse=True)
    assert topics_of(dict(reversed(plain.items()))) == topics


def test_too_few_texts_have_no_topics(texts):
    assert topics_of({number: texts[number][1] for number in range(LEAST - 1)}) == {}
