import pytest

from features.article import Article
from features.signals.attribution.sources import (
    anonymous_share,
    attribution_density,
    distinct_source_density,
    institution_attribution_density,
    loaded_share,
    person_attribution_density,
    unattributed_passive_density,
)

EXAMPLES = [
    (attribution_density, "[[Anna Berg]] said that it rained. It froze, [[the ministry]] said."),
    (attribution_density, "According to [[the report]], it rained."),
    (attribution_density, "She has a say in it, and the report was long."),
    (attribution_density, "The minister's claim is false."),
    (attribution_density, "He wants to say more."),
    (person_attribution_density, "“It rained,” said [[Anna Berg]]. [[She]] told them so."),
    (person_attribution_density, "[[Mr. Lind]], the mayor of Oslo, said it rained."),
    (person_attribution_density, "The ministry said it rained. The report found it froze."),
    (person_attribution_density, "Anna Berg went home. She slept."),
    (institution_attribution_density, "[[The ministry]] said it rained."),
    (institution_attribution_density, "[[The report]] found that it froze."),
    (institution_attribution_density, "[[A spokesman for the company]] said it rained."),
    (institution_attribution_density, "Anna Berg said it rained, and she said it froze."),
    (institution_attribution_density, "The ministry closed, and the report was late."),
    (distinct_source_density, "[[Anna Berg]] said it rained. Berg said it froze."),
    (distinct_source_density, "[[Anna Berg]] said it rained. [[Olga Lind]] said it froze."),
    (distinct_source_density, "He said it rained."),  # a pronoun is nobody new
    (distinct_source_density, "Anna Berg and Olga Lind went home."),
    (anonymous_share, "[[A person familiar with the matter]] said it would close."),
    (anonymous_share, "[[Sources]] told them so. Anna Berg said it rained."),
    (anonymous_share, "Anna Berg said it rained, and the ministry said it froze."),
    (anonymous_share, "The river has two sources, and a person came."),
    (unattributed_passive_density, "It was [[announced]] that the bridge would close."),
    (unattributed_passive_density, "It was [[reported]] that it rained."),
    (unattributed_passive_density, "It was announced by the ministry that it rained."),
    (unattributed_passive_density, "The bridge was closed, and the show was announced late."),
    (loaded_share, "Anna Berg [[claimed]] it rained, and Olga Lind [[insisted]] it froze."),
    (loaded_share, "The ministry [[alleged]] that he lied."),
    (loaded_share, "Anna Berg said it rained."),
    (loaded_share, "The claim was loud, and the charges were dropped."),
]


@pytest.mark.parametrize(("signal", "text"), EXAMPLES)
def test_cites_what_is_marked(signal, text, marked):
    article, quotes = marked(text)
    assert [one.quote for one in sorted(signal(article).evidence)] == quotes


@pytest.mark.parametrize(
    "signal",
    [attribution_density, person_attribution_density, distinct_source_density],
)
def test_sources_are_counted_per_100_words(signal):
    assert signal(Article("Anna Berg said so.")).value == 25
    assert signal(Article("Anna Berg slept well.")).value == 0


def test_institutions_and_nobody_are_counted_per_100_words():
    assert institution_attribution_density(Article("The ministry said so.")).value == 25
    assert unattributed_passive_density(Article("It was said that.")).value == 25


def test_shares_are_of_the_attributed_statements():
    text = "Sources said it rained. Anna Berg claimed it froze."
    assert anonymous_share(Article(text)).value == 0.5
    assert loaded_share(Article(text)).value == 0.5
    assert anonymous_share(Article("Nobody spoke.")).value == 0


def test_a_judging_verb_without_a_speaker_is_no_share_of_the_speakers():
    text = "It was claimed that it rained. It was alleged that it froze. Anna Berg said so."
    assert loaded_share(Article(text)).value <= 1
