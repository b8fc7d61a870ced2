import datetime

import pytest

from features.article import Article
from features.signals.fabrication.dates import impossible_dates, past_dates_after_publication

PUBLISHED = datetime.date(2024, 5, 1)


@pytest.mark.parametrize(
    "text",
    [
        "It closed on [[30 February 2023]] and on [[April 31]].",
        "It closed on [[February 29, 2023]].",
        "It closed on [[31 June]]. It opened on [[March 35]].",
        "It closed on [[March 35, 2024]], and nobody saw it.",
        "It closed on 29 February 2024, and on 29 February.",
        "In May 40 people came, and in June 2023 it rained.",
        "In March 35 ships left. The class of June 98 met.",
        "Follow @anna45 May I say so?",
        "It closed on 31 December 2023.",
        "",
    ],
)
def test_cites_days_that_no_calendar_has(text, marked):
    article, quotes = marked(text)
    found = impossible_dates(article)
    assert [one.quote for one in found.evidence] == quotes
    assert found.value == len(quotes)
    assert found.critical == bool(quotes)


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
    found = past_dates_after_publication(article)
    assert [one.quote for one in found.evidence] == quotes
    assert found.critical == bool(quotes)


def test_nothing_is_late_when_the_day_of_publication_is_unknown():
    article = Article("The bridge was opened on June 5, 2999.")
    assert past_dates_after_publication(article).value == 0


@pytest.mark.parametrize("text", ["On June 5, 12.5 per cent agreed.", "On 5 June 3.14 was found."])
def test_a_figure_beside_a_date_is_not_its_year(text):
    article = Article(text, published=PUBLISHED)
    assert impossible_dates(article).value == 0
    assert past_dates_after_publication(article).value == 0
