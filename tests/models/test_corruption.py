"""Each kind of damage does what it promises to an article of our own."""

import random
import re

import pytest

from models.corruption import KINDS, corrupt

ARTICLE = """The harbour board will deepen the northern channel next spring, its chair Marta \
Lindqvist said on Monday. The work costs $40 million and takes 18 months.

"We have waited for this since the storm of 2011," Lindqvist told the Harbour Gazette. The board \
employs 640 workers, and 212 ships called at the port in March 14's count.

According to Henrik Sundberg, an engineer at the university, the channel silts up faster than the \
old charts say. "The survey leaves no doubt," Sundberg said. The board's critics doubt the price. \
The dredger will come from Gdansk, according to the contract. Lindqvist said that the tender was \
open to all. Sundberg added that the survey took three years."""


def twins(kind):
    return [corrupt(ARTICLE, kind, seed) for seed in range(30)]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_twin_and_it_is_not_the_article(kind):
    assert twins(kind) == twins(kind)
    assert ARTICLE not in twins(kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ["", "One line without an end", "“", "7", "A.\nB.\n\nC."])
def test_any_text_can_be_damaged(kind, text):
    assert corrupt(text, kind, 1) == corrupt(text, kind, 1)


def test_figures_grow_a_thousandfold():
    assert any("$40 billion" in twin for twin in twins("inflated_figures"))
    assert any("640,000 workers" in twin for twin in twins("inflated_figures"))
    assert any("trillion" in twin for twin in twins("inflated_figures"))


def test_headcounts_are_beyond_any_employer():
    millions = re.compile(r"\b[4-9]\d? million (?:workers|engineers|staff|people)|[1-9]\d million")
    assert all(millions.search(twin) for twin in twins("impossible_headcounts"))


def test_the_arithmetic_does_not_work_out():
    for twin in twins("wrong_arithmetic"):
        before, after, rise = map(
            int,
            re.search(r"from \$?(\d+).*? to \$?(\d+).*?(\d+)(?: percent|%)", twin).groups(),
        )
        assert abs(100 * (after - before) / before - rise) > 10


def test_a_figure_is_stated_two_ways():
    assert all(len(twin) > len(ARTICLE) for twin in twins("contradicted_figures"))


def test_the_calendar_has_no_such_day():
    assert any(re.search(r"March 3[2-9]", twin) for twin in twins("impossible_dates"))
    assert any(
        re.search(r"February 30|20[6-9]\d|21\d\d", twin) for twin in twins("impossible_dates")
    )


def test_nobody_said_it():
    twin = corrupt(ARTICLE, "removed_attributions", 1)
    for attribution in ("Lindqvist told", "Sundberg said", "ccording to", "Lindqvist said that"):
        assert attribution in ARTICLE
        assert attribution not in twin
    assert "The channel silts up faster" in twin
    assert "The tender was open to all." in twin


def test_experts_stand_where_people_had_names():
    vague = re.compile(r"(experts|analysts|insiders|observers|critics|sources|people) [\w ]*said")
    for twin in twins("vague_authorities"):
        assert vague.search(twin)
        assert "Sundberg said" not in twin


def test_a_name_is_spelt_in_two_ways():
    for twin in twins("misspelt_names"):
        assert twin.split()[:10] == ARTICLE.split()[:10]
        assert twin.count("Lindqvist") + twin.count("Sundberg") < 7


def test_sentences_come_again_word_for_word():
    for twin in twins("repeated_sentences"):
        sentences = re.split(r"(?<=[.?!])\s+", twin)
        assert len(sentences) > len(set(sentences))


def test_a_quotation_never_ends():
    assert all(twin.count('"') in (2, 3) for twin in twins("unclosed_quotation"))


def test_headings_stand_on_their_own_lines():
    for twin in twins("template_headings"):
        lines = [line for line in twin.splitlines() if line and line not in ARTICLE]
        assert any(not line.endswith(".") and len(line.split()) < 7 for line in lines)


def test_a_translation_leaves_debris():
    assert any("board ‘ s critics" in twin for twin in twins("translation_debris"))
    assert any(re.search(r"\w\.[A-Z]", twin) for twin in twins("translation_debris"))


def test_the_chatbot_speaks():
    addressed = re.compile(
        r"Certainly!|Sure,|AI language model|I hope|\[Insert|as of my|Note:", re.I
    )
    assert all(addressed.search(twin) for twin in twins("chatbot_residue"))


def test_full_stops_come_twice():
    assert any(".. " in twin for twin in twins("doubled_stops"))


def test_a_rewrite_has_more_than_one_kind_of_damage():
    lengths = [abs(len(twin) - len(ARTICLE)) for twin in twins("rewritten")]
    assert sum(lengths) > 0
    assert len(set(twins("rewritten"))) > 25


def test_chance_elsewhere_does_not_matter():
    random.seed(1)
    one = corrupt(ARTICLE, "rewritten", 5)
    random.seed(2)
    assert corrupt(ARTICLE, "rewritten", 5) == one
