import pytest

from features.article import Article
from features.signals.fabrication.quotations import unclosed_quotations, unopened_quotations

EXAMPLES = [
    (unclosed_quotations, "He said [[“this never ends.]]\n\nIt rained."),
    (unclosed_quotations, "It rained all day” and froze."),
    (unopened_quotations, "It rained all day[[”]] and froze."),
    (unopened_quotations, "He said “this never ends.\n\nIt rained."),
]


@pytest.mark.parametrize(("signal", "text"), EXAMPLES)
def test_cites_marks_without_a_partner(signal, text, marked):
    article, quotes = marked(text)
    assert [one.quote for one in signal(article).evidence] == quotes


@pytest.mark.parametrize(
    "text",
    [
        "He said “it rained.\n\n“And it froze,” he added.",  # goes on in the next paragraph
        "He said “it rained” and 'it froze'.",
        'He drove in a 6" nail, 5\' 11" from the door.',
        "The workers' union met in the '90s.",
        "«Oui», he said, and „ja“.",
        "",
    ],
)
def test_marks_with_a_partner_are_left_alone(text):
    assert unclosed_quotations(Article(text)).value == 0
    assert unopened_quotations(Article(text)).value == 0


def test_marks_are_counted_per_100_words():
    assert unclosed_quotations(Article("He said “it rained.")).value == 25
    assert unopened_quotations(Article("He said it” again.")).value == 25
