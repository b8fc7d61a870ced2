"""When there is no score, and what is said instead. The texts are our own."""

import pytest

from features.article import Article
from models.abstention import MIN_WORDS, why_not

NEWS = """The town council of Ellermouth has put off its vote on the new ferry pier until the \
end of March. Members want to see a second estimate of the costs first. "We were told four \
million in May and six million in October, and nobody could tell us why," said Councillor Ruth \
Pender after the meeting. The harbour master, Joe Tilley, said that the price of steel \
explained most of the difference. He will bring the invoices of two other ports to the next \
session. The pier has been closed since a storm in November damaged nine of its posts, and \
passengers now board from the old quay."""

GERMAN = """Der Stadtrat hat die Entscheidung über den neuen Anleger bis Ende März verschoben. \
Die Mitglieder wollen zuerst eine zweite Schätzung der Kosten sehen. Im Mai war von vier \
Millionen die Rede, im Oktober von sechs, und niemand konnte erklären, woher der Unterschied \
kommt. Der Hafenmeister nannte den Preis für Stahl als wichtigsten Grund. Er will zur nächsten \
Sitzung die Rechnungen von zwei anderen Häfen mitbringen. Der Anleger ist seit dem Sturm im \
November gesperrt."""

CHINESE = "市议会把关于新码头的表决推迟到三月底。议员们希望先看到第二份费用估算。" * 30

TABLE = "\n".join(
    f"{year} | {year * 7 % 900} | {year * 3 % 40}.5% | £{year % 60}m" for year in range(99)
)

LIST = "\n".join(
    f"Winter coat, women, navy blue, size {size}, free delivery, easy return" for size in range(60)
)

CODE = (
    """def total(rows):
    result = {}
    for key, value in rows.items():
        if key not in result: result[key] = []
        result[key].append(value ** 2 / len(rows))
    return {k: sum(v) for k, v in result.items() if v != []}
"""
    * 6
)


def test_news_is_scored():
    assert why_not(Article(NEWS)) is None


def test_curly_quotes_and_line_breaks_change_nothing():
    assert why_not(Article(NEWS.replace('"', "”").replace(". ", ".\n\n"))) is None


@pytest.mark.parametrize("text", ["", " \n ", "Breaking.", "The mayor said no. " * 12, "🙂" * 500])
def test_too_short(text):
    abstention = why_not(Article(text))
    assert abstention.reason == "too_short"
    assert f"at least {MIN_WORDS}" in abstention.detail


@pytest.mark.parametrize(("text", "language"), [(GERMAN, "German"), (CHINESE, "Chinese")])
def test_another_language_is_named(text, language):
    abstention = why_not(Article(text))
    assert abstention.reason == "not_english"
    assert language in abstention.detail


def test_a_quotation_in_another_language_does_not_matter():
    assert why_not(Article(NEWS + " " + GERMAN[:150])) is None


# Half of it is English, in whole sentences.
COMMENTED = (
    '''def arrivals(self, ferry: str) -> list[int]:
    """When a ferry came in, as minutes after midnight, the earliest one first.

    The harbour master writes them down by hand. So some of them are missing in the winter, and
    those of the night before a storm are often too late.
    """
    rows = [row for row in self._rows if row["ferry"] == ferry]
    # Nobody has seen one that came before four in the morning, so these are slips of the pen.
    return sorted(row["minute"] for row in rows if row["minute"] >= 4 * 60)


'''
    * 5
)

MENU = "\n".join(
    f"{first} {second}"
    for first in ("about us", "news and views", "what we do", "where we are", "how to help")
    for second in ("and why", "for you", "in the town", "and our work")
)


@pytest.mark.parametrize(
    "text",
    [TABLE, LIST, CODE, COMMENTED, MENU],
    ids=["table", "list", "code", "code with comments", "menu"],
)
def test_not_prose(text):
    assert why_not(Article(text)).reason == "not_prose"


def test_words_without_an_end_are_no_prose():
    endless = NEWS.replace(".", ",") * 4
    assert why_not(Article(endless)).reason == "not_prose"
