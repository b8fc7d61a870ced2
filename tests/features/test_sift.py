"""A signal may say what must have been counted before it is asked."""

import pytest

from features.article import Article
from features.catalogue import all_signals, extract
from features.kernel.found import TALLY
from features.kernel.tokens import N_QUESTIONS
from features.reading import Reading
from features.sift import counts_of, header_of, where_counted
from seeds import seed_articles

GATED = [name for name, signal in all_signals().items() if counts_of(signal.function)]
SCANNED = [name for name, signal in all_signals().items() if header_of(signal.function) is not None]


def test_a_signal_says_which_counts_it_rests_on():
    @where_counted(N_QUESTIONS, TALLY + N_QUESTIONS)
    def questions(article: Article) -> Reading:
        """Questions, a count."""
        return Reading(float(article.body.count("?")))

    assert counts_of(questions) == (N_QUESTIONS, TALLY + N_QUESTIONS)
    assert counts_of(all_signals()["style.lexical_diversity"].function) == ()


@pytest.mark.parametrize("name", GATED)
def test_a_signal_that_was_not_asked_would_have_read_0(name):
    function = all_signals()[name].function
    for seed in seed_articles():
        article = Article(seed.body, seed.title)
        assert extract(article)[name].value == function(article).value


@pytest.mark.parametrize("name", SCANNED)
def test_a_number_of_the_scan_is_what_the_signal_reads(name):
    function = all_signals()[name].function
    readings = {extract(Article(seed.body, seed.title))[name].value for seed in seed_articles()}
    assert len(readings) > 10
    assert readings == {function(Article(seed.body, seed.title)).value for seed in seed_articles()}


def test_what_nothing_was_counted_for_reads_0_without_evidence():
    readings = extract(Article("It rained. Nobody minded."))
    for name in GATED:
        assert readings[name] == Reading(0.0)
