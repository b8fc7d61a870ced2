import pytest

from features.article import Article
from features.signals.hedging.commitment import (
    approximation_share,
    booster_density,
    evidential_density,
    weasel_density,
)

EXAMPLES = [
    (evidential_density, "The mayor [[reportedly]] left, and [[allegedly]] in haste."),
    (evidential_density, "An [[alleged]] thief was held."),
    (evidential_density, "She was unaccused and reported to work."),
    (evidential_density, "“He allegedly left,” she said."),
    (booster_density, "The plan [[certainly]] failed."),
    (booster_density, "It is [[undoubtedly]] late."),
    (booster_density, "She is uncertain about the plan."),
    (booster_density, "“It will certainly fail,” he said."),
    (weasel_density, "[[Many believe]] that it will fail."),
    (weasel_density, "[[Everyone knows]] that it is late."),
    (weasel_density, "Many people came, and some sat down."),
    (weasel_density, "“Many believe in us,” she said."),
    (approximation_share, "[[About 40 people]] came, and [[nearly 300]] stayed."),
    (approximation_share, "It took [[more than 12 days]]."),
    (approximation_share, "He spoke about trains, and 40 people came."),
    (approximation_share, "Exactly 412 people came."),
]


@pytest.mark.parametrize(("signal", "text"), EXAMPLES)
def test_cites_what_is_marked(signal, text, marked):
    article, quotes = marked(text)
    assert [one.quote for one in sorted(signal(article).evidence)] == quotes


def test_words_are_counted_per_100_words():
    assert evidential_density(Article("He reportedly left.")).value == pytest.approx(100 / 3)
    assert booster_density(Article("He certainly left.")).value == pytest.approx(100 / 3)
    assert weasel_density(Article("Many believe it.")).value == pytest.approx(100 / 3)


def test_approximation_is_a_share_of_the_figures():
    assert approximation_share(Article("About 40 men and 30 women came.")).value == 0.5
    assert approximation_share(Article("Nobody counted them.")).value == 0
