import pytest

from features.article import Article
from features.signals.specificity.setting import (
    date_density,
    name_density,
    place_density,
    relative_time_density,
    role_density,
)

EXAMPLES = [
    (date_density, "On [[Monday]] she left; on [[5 June 2024]] she came back."),
    (date_density, "It began on [[May 5, 2024]] and ended in [[2025]]."),
    (date_density, "She may leave, and the men march on."),
    (date_density, "He paid 2000 dollars to 1900 people."),
    (relative_time_density, "She left [[yesterday]] and came [[last week]]."),
    (relative_time_density, "[[Recently]] it rained."),
    (relative_time_density, "She was the last of the week's winners."),
    (relative_time_density, "“I left yesterday,” she said."),
    (place_density, "She flew from [[Norway]] to [[New York]]."),
    (place_density, "In [[Jordan]] it rained."),
    (place_density, "He ate turkey off the china."),
    (place_density, "The town is small."),
    (
        name_density,
        "Later [[Anna Berg]] met [[J.K. Stone]] and [[Ludwig van Dam]]. Anna Berg left.",
    ),
    (name_density, "They saw [[Jean-Luc Picot]] at the [[United Nations]]."),
    (name_density, "Bread is cheap. Milk is not. However, We left in May."),
    (name_density, "On Monday it rained."),
    (role_density, "The [[minister]] met an [[analyst]]."),
    (role_density, "A [[spokeswoman]] left."),
    (role_density, "The ministry met the press."),
    (role_density, "It rained."),
]


@pytest.mark.parametrize(("signal", "text"), EXAMPLES)
def test_cites_what_is_marked(signal, text, marked):
    article, quotes = marked(text)
    assert [one.quote for one in sorted(signal(article).evidence)] == quotes


@pytest.mark.parametrize(
    ("signal", "text"),
    [
        (date_density, "Come on Monday please."),
        (relative_time_density, "She left them yesterday."),
        (place_density, "She left Norway then."),
        (name_density, "Then Anna Berg left."),
        (role_density, "Then the minister left."),
    ],
)
def test_details_are_counted_per_100_words(signal, text):
    assert signal(Article(text)).value == 25
    assert signal(Article("She sat down there.")).value == 0
