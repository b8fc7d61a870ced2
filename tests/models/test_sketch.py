import numpy as np
import pytest

from models.sketch import SAME, SIZE, clusters, sketch
from seeds import seed_articles

TEXTS = [article.body for article in seed_articles()]


def share(one: str, other: str) -> float:
    return float((sketch(one) == sketch(other)).mean())


def test_a_text_is_like_itself_whatever_its_typography():
    text = TEXTS[0]
    assert share(text, text.upper().replace("“", '"').replace(" ", "\n")) == 1.0


def test_a_text_with_a_few_words_changed_is_nearly_the_same():
    words = TEXTS[0].split(" ")
    words[10], words[100] = "otherwise", "elsewhere"
    assert SAME <= share(TEXTS[0], " ".join(words)) < 1.0
    assert share(TEXTS[0], "An editor's note. " + TEXTS[0]) >= SAME


def test_other_articles_are_not():
    stories = {article.story: article.body for article in seed_articles()}
    bodies = list(stories.values())
    assert max(share(bodies[0], other) for other in bodies[1:]) < 0.2


@pytest.mark.parametrize("text", ["", "!", "one", "one two three four five", "🙂" * 9])
def test_short_texts_have_sketches_too(text):
    assert sketch(text).shape == (SIZE,)
    assert share(text, text) == 1.0


def test_clusters_put_copies_together():
    bodies = list({article.story: article.body for article in seed_articles()}.values())[:5]
    copies = [f"{bodies[0]} Copy number {number}." for number in range(50)]
    found = clusters(np.array([sketch(text) for text in (*bodies, *copies)]))
    assert len(set(found.tolist())) == 5
    assert set(found[5:].tolist()) == {found[0]}


def test_no_sketches_are_no_clusters():
    assert len(clusters(np.zeros((0, SIZE), np.uint32))) == 0
