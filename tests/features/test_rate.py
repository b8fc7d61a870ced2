"""Signals that are one count over another."""

import pytest

from features.article import Article
from features.kernel.found import TALLY
from features.kernel.hits import KINDS_OF_HIT
from features.kernel.tokens import COUNTS, N_COMMAS, N_QUESTIONS, N_SENTENCES
from features.rate import counted, density, places, share
from features.scan import EITHER, OWN, QUOTED

TEXT = "It may rain. “It might freeze,” he said. It could thaw."


@pytest.mark.parametrize(
    ("voice", "quotes"),
    [(OWN, ["may", "could"]), (QUOTED, ["might"]), (EITHER, ["may", "could", "might"])],
)
def test_a_density_is_hits_per_100_words_in_one_voice_with_its_evidence(voice, quotes):
    reading = density("Modals.", "hedge_modal", reason="a modal", voice=voice)(Article(TEXT))
    assert reading.value == pytest.approx(100 * len(quotes) / 11)
    assert [one.quote for one in reading.evidence] == quotes
    assert {(one.field, one.reason) for one in reading.evidence} == {("body", "a modal")}


def test_a_density_of_the_title_is_per_100_words_of_the_title():
    article = Article("It will rain, it will.", "It may rain")
    modals = density("Modals.", "hedge_modal", reason="a modal", field="title")
    assert modals(article).value == pytest.approx(100 / 3)
    assert [(one.field, one.quote) for one in modals(article).evidence] == [("title", "may")]


def test_a_share_is_hits_over_those_that_they_are_part_of():
    modals = share(
        "Modals.", "hedge_modal", of=("hedge_modal", "money"), reason="a modal", voice=OWN
    )
    reading = modals(Article("It may cost $5. “It might,” he said."))
    assert reading.value == pytest.approx(1 / 3)  # the whole is of either voice
    assert [one.quote for one in reading.evidence] == ["may"]


def test_plain_counts_are_summed_and_scaled_and_have_no_evidence():
    marks = counted("Marks.", N_COMMAS, N_QUESTIONS, per=N_SENTENCES, scale=10.0)
    reading = marks(Article("Well, did it rain? It did."))
    assert reading.value == 10
    assert len(reading.evidence) == 0


def test_nothing_over_nothing_is_nothing():
    for rate in (
        density("Modals.", "hedge_modal", reason="a modal"),
        share("Modals.", "hedge_modal", of=("money",), reason="a modal"),
        counted("Commas.", N_COMMAS),
    ):
        assert rate(Article("")) == (0, (), False)


def test_a_list_that_does_not_exist_is_refused():
    with pytest.raises(KeyError, match="hedge_model"):
        density("Modals.", "hedge_model", reason="a modal")


def test_every_kind_and_voice_has_a_place_of_its_own_in_the_tally():
    assert places(KINDS_OF_HIT) == tuple(range(COUNTS, TALLY))
    assert len(Article(TEXT).text.tally) == TALLY
    assert places(["hedge_modal"], OWN) + places(["hedge_modal"], QUOTED) == places(["hedge_modal"])


@pytest.mark.parametrize("voice", [OWN, QUOTED, EITHER])
def test_the_tally_counts_the_hits(voice):
    scan = Article(f"{TEXT}\n\nAnna Berg paid the the $5 on May 5, 2024.. ai AI AI AI said so").text
    for kind in KINDS_OF_HIT:
        counts = [scan.tally[place] for place in places([kind], voice)]
        assert sum(counts) == len(list(scan.hits(kind, voice=voice))), kind
