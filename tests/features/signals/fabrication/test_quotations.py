import pytest

from features.article import Article
from features.signals.fabrication.quotations import unclosed_quotations, unopened_quotations


@pytest.mark.parametrize(
    "text",
    [
        "He said [[“this never ends.]]\n\nIt rained.",
        "It rained all day[[”]] and froze.",
        "He said “it rained.\n\n“And it froze,” he added.",  # goes on in the next paragraph
        "He said “it rained” and 'it froze'.",
        'He drove in a 6" nail, 5\' 11" from the door.',
        "The workers' union met in the '90s.",
        "«Oui», he said, and „ja“.",
        "",
    ],
)
def test_cites_marks_without_a_partner(text, marked):
    article, quotes = marked(text)
    found = [*unclosed_quotations(article).evidence, *unopened_quotations(article).evidence]
    assert [one.quote for one in sorted(found)] == quotes


def test_marks_are_counted_per_100_words():
    assert unclosed_quotations(Article("He said “it rained.")).value == 25
    assert unopened_quotations(Article("He said it” again.")).value == 25
