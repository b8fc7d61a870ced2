import pytest

from features.article import Article
from features.signals.fabrication.misspelt import misspelt_names


@pytest.mark.parametrize(
    "text",
    [
        # A surname alone, near the one that was introduced.
        "Anna Lindqvist opened the pool. Later [[Lindqvits]] left, and Lindqvist came back.",
        # Nobody was introduced by it, and the other comes more often.
        "Rain fell on Norrsund. In Norrsund people waited. They left [[Norsund]] at noon.",
        # Two names alike but for one word.
        "The Hallow Island Council met. The [[Halow]] Island Council of Hallow Island voted.",
        # Each has been introduced with a given name: two people.
        "Anna Lindqvist met Erik Lindkvist. Then Lindqvist and Lindkvist left.",
        # Two words of one stem.
        "The Norrsunds and the Norrsund line. The Norrsund line won.",
        "A Hasidic song, a Hasidic dance. The Hasidim sang.",
        # Both are words that news uses.
        "The Police Union met. Then Policy Union members left. The Police Union won.",
        "Anna Müller met a Muller. Müller left.",  # an accent is typography
        "Then O'Haara met Ann O'Hara. O'Hara left.",  # not compared
        "They met Ann Holt. Then Hollt left.",  # too short to tell
        "",
    ],
)
def test_cites_what_is_misspelt(text, marked):
    article, quotes = marked(text)
    found = misspelt_names(article)
    assert [one.quote for one in found.evidence] == quotes
    assert found.value == len(quotes)


def test_the_reason_says_what_is_written_elsewhere():
    text = "Anna Lindqvist opened the pool. Later Lindqvits left, and Lindqvist came back."
    (finding,) = misspelt_names(Article(text)).evidence
    assert finding.reason == 'the article also writes "Lindqvist"'


def test_it_is_critical_where_the_other_spelling_comes_three_times_as_often():
    text = "Anna Lindqvist opened the pool. Later Lindqvits left."
    found = misspelt_names(Article(text))
    assert found.value == 1
    assert not found.critical
    assert misspelt_names(Article(f"{text} Then Lindqvist sang. In came Lindqvist.")).critical


def test_what_comes_again_and_again_is_meant_so():
    often = " ".join(["Then Lindqvits spoke."] * 4)
    assert misspelt_names(Article(f"Anna Lindqvist met them. {often}")).value == 0


def test_it_is_found_among_many_names_with_the_same_first_letter():
    many = " ".join(f"They met Ann L{vowel}{letter}ros." for vowel in "aeiou" for letter in "bdgm")
    text = f"Anna Lindqvist sang. {many} Then Lindqvits left. Anna Lindqvist sang again."
    assert [one.quote for one in misspelt_names(Article(text)).evidence] == ["Lindqvits"]
