import datetime

import pytest

from features.article import Article
from features.signals.fabrication.dates import impossible_dates

PUBLISHED = datetime.date(2024, 5, 1)


@pytest.mark.parametrize(
    "text",
    [
        "It closed on [[30 February 2023]] and on [[April 31]].",
        "It closed on [[February 29, 2023]].",
        "It closed on 29 February 2024, and on 29 February.",
        "In May 40 people came, and in June 2023 it rained.",
        "It closed on 31 December 2023.",
        "",
    ],
)
def test_cites_days_that_no_calendar_has(text, marked):
    article, quotes = marked(text)
    assert [one.quote for one in impossible_dates(article).evidence] == quotes
    assert impossible_dates(article).value == len(quotes)


@pytest.mark.parametrize(
    "text",
    [
        "The bridge was opened on [[June 5, 2024]].",
        "She died on [[2 May 2024]], they said.",
        "The bridge will open on June 5, 2024, she said.",
        "The bridge was opened on May 1, 2024.",
        "The bridge was opened on June 5, 2019.",
        "The deadline is June 5, 2024.",
    ],
)
def test_cites_past_events_dated_after_publication(text, marked):
    article, quotes = marked(text, published=PUBLISHED)
    assert [one.quote for one in impossible_dates(article).evidence] == quotes


def test_nothing_is_late_when_the_day_of_publication_is_unknown():
    assert impossible_dates(Article("The bridge was opened on June 5, 2999.")).value == 0


@pytest.mark.parametrize("text", ["On June 5, 12.5 per cent agreed.", "On 5 June 3.14 was found."])
def test_a_figure_beside_a_date_is_not_its_year(text):
    assert impossible_dates(Article(text)).value == 0
