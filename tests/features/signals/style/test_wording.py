import pytest

from features.article import Article
from features.signals.style.wording import (
    absolute_density,
    clickbait_density,
    connective_density,
    conspiracy_density,
    first_person_density,
    headline_clickbait,
    intensifier_density,
    misspelling_density,
    negation_density,
    negative_affect_density,
    positive_affect_density,
    second_person_density,
    sensational_density,
    slogan_density,
    thought_verb_density,
)

EXAMPLES = [
    (sensational_density, "A [[bombshell]] report."),
    (sensational_density, "The scene was [[gruesome]]."),
    (sensational_density, "The bomb shell was found, and he was shocked by the current."),
    (negative_affect_density, "The [[buffoon]] left, a [[charlatan]]."),
    (negative_affect_density, "The [[clowns]] of the council."),
    (negative_affect_density, "The war and the fire killed two people."),  # events, not judgements
    (positive_affect_density, "An [[awesome]] and [[brilliant]] plan."),
    (positive_affect_density, "She was [[charming]]."),
    (positive_affect_density, "The economy grew in peace."),
    (intensifier_density, "It was [[extremely]] cold and [[totally]] dark."),
    (intensifier_density, "She was [[utterly]] lost."),
    (intensifier_density, "The total was extreme."),
    (absolute_density, "It [[always]] rains [[everywhere]]."),
    (absolute_density, "She [[never]] left."),
    (absolute_density, "It seldom rains in the hall."),
    (slogan_density, "It is a plan and [[not just]] a dream."),
    (slogan_density, "[[Make no mistake]]: it will rain."),
    (slogan_density, "It is not a just verdict, and a mistake."),
    (conspiracy_density, "The [[deep state]] rules."),
    (conspiracy_density, "A [[global cabal]] met."),
    (conspiracy_density, "The state of the deep sea."),
    (first_person_density, "[[We]] saw it, and [[I]] left [[my]] hat."),
    (first_person_density, "[[Our]] readers know."),
    (first_person_density, "The US sent troops."),
    (second_person_density, "[[You]] know it; tell [[your]] friends."),
    (second_person_density, "Ask [[yourself]]."),
    (second_person_density, "The young left for York."),
    (connective_density, "[[However]], it rained [[because]] it was cold."),
    (connective_density, "[[Although]] it rained, she came."),
    (connective_density, "The cause was cold rain."),
    (negation_density, "It did [[not]] rain."),
    (negation_density, "They [[don't]] know."),
    (negation_density, "The knot held, and another came."),
    (thought_verb_density, "She [[believes]] it."),
    (thought_verb_density, "He [[assumed]] the worst."),
    (thought_verb_density, "Her belief was firm."),
    (misspelling_density, "They [[acheived]] it with no [[accomodation]]."),
    (misspelling_density, "It was [[definately]] late."),
    (misspelling_density, "The colour and the color of the organisation."),  # accepted variants
    (misspelling_density, "They had had enough."),
]


@pytest.mark.parametrize(("signal", "text"), EXAMPLES)
def test_cites_what_is_marked(signal, text, marked):
    article, quotes = marked(text)
    assert [one.quote for one in sorted(signal(article).evidence)] == quotes


@pytest.mark.parametrize(("signal", "text"), [row for row in EXAMPLES if "[[" in row[1]])
def test_a_speakers_words_are_not_the_outlets(signal, text, marked):
    article, _ = marked(f"“{text}” said Olga.")
    assert signal(article).value == 0
    assert len(signal(article).evidence) == 0


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("[[You won't believe]] this", "It rained."),
        ("Rain", "[[Everything you need to know]] is here, and [[you won't believe]] it."),
        ("Mayor quits", "You believe that it rained."),
        ("Nine facts of life", "She told them everything and they believed her."),
    ],
)
def test_cites_what_teases_in_headline_and_body(title, body, marked):
    article, quotes = marked(body, title)
    in_title, in_body = headline_clickbait(article).evidence, clickbait_density(article).evidence
    assert [one.quote for one in (*in_body, *in_title)] == quotes
    assert {one.field for one in in_title} <= {"title"}
    assert {one.field for one in in_body} <= {"body"}


def test_words_are_counted_per_100_words():
    assert negation_density(Article("It did not rain.")).value == 25
    assert headline_clickbait(Article("It rained.", "You won't believe this!")).value == 25
    assert clickbait_density(Article("You won't believe this!", "It rained.")).value == 25
