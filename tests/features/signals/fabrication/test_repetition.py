import pytest

from features.article import Article
from features.signals.fabrication.repetition import repeated_sentence_share

LONG = "The council of Oslo will close the old bridge in the spring."
OTHER = "Anna Berg, who lives beside it, has walked over it every day."
FILLER = ["It rained.", "It froze.", "She left."] * 4


@pytest.mark.parametrize(
    "text",
    [
        " ".join([*FILLER, LONG, OTHER, f"[[{LONG}]]", f"[[{LONG}]]"]),
        " ".join([*FILLER, LONG, OTHER, f"[[{LONG.upper()}]]"]),  # capitals are no difference
        " ".join([*FILLER, LONG, OTHER, LONG.replace("spring", "autumn")]),
        " ".join([*FILLER, *FILLER]),  # short sentences recur in honest prose
        f"{LONG[:-1]}\n\n{LONG} {OTHER} It rained.",  # a page repeats its headline at the top
        "",
    ],
)
def test_cites_sentences_that_stand_there_twice(text, marked):
    article, quotes = marked(text)
    assert [one.quote for one in repeated_sentence_share(article).evidence] == quotes


def test_figures_tell_sentences_apart():
    one = "In the first year the council spent 40 euros on the bridge."
    assert repeated_sentence_share(Article(f"{' '.join(FILLER)} {one} {one}")).value > 0
    other = one.replace("40", "41")
    assert repeated_sentence_share(Article(f"{' '.join(FILLER)} {one} {other}")).value == 0


def test_repeats_are_a_share_of_the_sentences():
    text = " ".join([*FILLER, OTHER, LONG, LONG])
    assert repeated_sentence_share(Article(text)).value == pytest.approx(1 / 15)
