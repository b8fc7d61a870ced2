"""From an article to its assessment: what is summed, what is said, when nothing is said."""

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.article import Article
from features.catalogue import all_signals, extract
from models.additive import AdditiveModel, ModelError, Term, sigmoid
from models.assessment import SCOPE, worded
from models.scorer import HIGH, LOW, Scorer, load_default

TWO_WAYS = """The dredging firm Harrow Brothers will pay a fine of two million pounds, the \
port of Ellermouth said on Tuesday. "They knew that the silt was poisoned," said its director, \
Ruth Pender. Harrow Brothers said in a statement that it would appeal. The firm took 40 barges \
of silt from the inner basin last year, according to the harbour's log, and left it on a beach \
at Sandy Point. Nobody lives there. Seals do, and in April nine of them were found dead. A \
laboratory in Leeds found lead in six, its report says. Pender wants the beach to be closed \
until the silt is gone. """


def model_of(*terms: Term) -> AdditiveModel:
    return AdditiveModel(terms, 0.2, "digest", "2026.11", refit_intercepts=(0.1, 0.3))


ATTRIBUTION = Term(
    "attribution.attribution_density",
    knots=(0.0, 1.0, 3.0),
    heights=(-1.0, 0.0, 1.0),
    typical=1.0,
    seen=(0.0, 9.0),
    refits=((-2.0, 0.0, 2.0), (-0.5, 0.0, 0.5)),
)
REPEATS = Term(
    "fabrication.repeated_sentence_share",
    knots=(0.0, 0.5),
    heights=(0.0, -3.0),
    typical=0.0,
    seen=(0.0, 0.2),
    refits=((0.0, -4.0), (0.0, -2.0)),
)


@pytest.fixture(scope="module")
def scorer():
    return Scorer(model_of(ATTRIBUTION, REPEATS))


def contribution(assessment, signal):
    return next(part for part in assessment.contributions if part.signal == signal)


def test_intercept_and_contributions_sum_to_the_scores_logit(scorer):
    assessment = scorer.assess(Article(TWO_WAYS))
    logit = math.fsum([assessment.intercept, *(c.log_odds for c in assessment.contributions)])
    assert assessment.score == sigmoid(logit)


@given(text=st.text(max_size=300), repeats=st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_so_they_do_for_any_text_and_none_is_refused(scorer, text, repeats):
    assessment = scorer.assess(Article(TWO_WAYS * repeats + text))
    logit = math.fsum([assessment.intercept, *(c.log_odds for c in assessment.contributions)])
    if assessment.abstained is None:
        assert assessment.score == sigmoid(logit)
        assert assessment.interval[0] <= assessment.score <= assessment.interval[1]


def test_the_strongest_contribution_comes_first(scorer):
    assessment = scorer.assess(Article(TWO_WAYS * 3))
    strengths = [abs(part.log_odds) for part in assessment.contributions]
    assert strengths == sorted(strengths, reverse=True)
    assert assessment.contributions[0].signal == "fabrication.repeated_sentence_share"


def test_a_contribution_carries_its_evidence_and_says_its_reading(scorer):
    part = contribution(scorer.assess(Article(TWO_WAYS)), "attribution.attribution_density")
    assert part.family == "attribution"
    assert "said" in {evidence.quote.split()[-1] for evidence in part.evidence} or part.evidence
    assert part.reason.startswith(f"{part.value:.2g} statements attributed to a source, per 100")
    assert part.reason.endswith("; typical 1")
    for evidence in part.evidence:
        assert TWO_WAYS[evidence.start : evidence.end] == evidence.quote


def test_a_flag_says_whether_it_must_be_looked_at_before_publishing(scorer):
    assessment = scorer.assess(
        Article("It will hire 10 million label workers. Only time will tell. It rained.")
    )
    critical = {flag.signal: flag.critical for flag in assessment.flags}
    assert critical["fabrication.implausible_quantities"]
    assert not critical["fabrication.template_phrases"]


def test_a_graded_reading_raises_no_flag(scorer):
    article = Article("The gunman killed 13,000 people at the school.")
    assert extract(article)["fabrication.unusual_figures"].value > 0
    flags = scorer.assess(article).flags
    assert "fabrication.unusual_figures" not in {flag.signal for flag in flags}


def test_a_finding_of_fabrication_is_flagged_and_lowers_the_score(scorer):
    once, twice = scorer.assess(Article(TWO_WAYS)), scorer.assess(Article(TWO_WAYS * 2))
    assert twice.score < once.score
    flags = {flag.signal: flag for flag in twice.flags}
    assert "fabrication.repeated_sentence_share" not in {flag.signal for flag in once.flags}
    assert flags["fabrication.repeated_sentence_share"].evidence


def test_bands():
    def band(intercept):
        flat = Term("hedging.hedge_density", (0.0,), (0.0,), 0.0, (0.0, 50.0))
        model = AdditiveModel((flat,), intercept, "", "2026.11")
        return Scorer(model).assess(Article(TWO_WAYS)).band

    assert band(math.log(LOW / (1 - LOW)) - 0.01) == "low"
    assert band(0.0) == "mixed"
    assert band(math.log(HIGH / (1 - HIGH)) + 0.01) == "high"


def test_the_base_rate_shifts_the_logit_and_stands_in_the_signature():
    model = model_of(ATTRIBUTION, REPEATS)
    even = Scorer(model).assess(Article(TWO_WAYS))
    rare = Scorer(model, base_rate=0.1).assess(Article(TWO_WAYS))
    odds = rare.score / (1 - rare.score) / (even.score / (1 - even.score))
    assert odds == pytest.approx(1 / 9)
    assert rare.interval[0] < even.interval[0]
    assert f"model:{model.version}|signals:digest|base_rate:0.1|service:" in rare.signature


@pytest.mark.parametrize("base_rate", [0.0, 1.0, -0.5, math.nan])
def test_a_base_rate_is_a_share(base_rate):
    with pytest.raises(ValueError, match="between 0 and 1"):
        Scorer(model_of(ATTRIBUTION), base_rate=base_rate)


def test_without_a_score_there_are_still_contributions(scorer):
    assessment = scorer.assess(Article("The mayor resigned on Monday, said Ruth Pender."))
    assert assessment.abstained.reason == "too_short"
    assert (assessment.score, assessment.interval, assessment.band) == (None, None, None)
    assert contribution(assessment, "attribution.attribution_density").value > 0


def test_a_model_that_reads_unknown_signals_is_refused_with_their_names():
    unknown = Term("style.forgotten", (0.0,), (0.0,), 0.0, (0.0, 1.0), ((0.0,), (0.0,)))
    with pytest.raises(ModelError, match=r"style\.forgotten; run `make train`"):
        Scorer(model_of(unknown))


def test_caveats_say_what_the_score_rests_on(scorer):
    caveats = scorer.assess(Article(TWO_WAYS * 2)).caveats
    assert any("no headline" in caveat for caveat in caveats)
    assert any("Beyond anything" in caveat and "repeated" in caveat for caveat in caveats)
    short = scorer.assess(Article(TWO_WAYS, title="Port fines dredging firm")).caveats
    assert len(short) == 1
    assert f"Only {Article(TWO_WAYS).text.words} words" in short[0]


def test_an_article_unlike_any_that_was_trained_on_gets_no_score():
    narrow = [
        Term(signal, (0.0,), (0.0,), 0.0, (0.0, 0.001), ((0.0,), (0.0,)))
        for signal in ("specificity.name_density", "style.comma_density")
    ]
    assessment = Scorer(model_of(ATTRIBUTION, *narrow)).assess(Article(TWO_WAYS))
    assert assessment.score is None
    assert assessment.abstained.reason == "unlike_training"
    assert "style.comma_density" in assessment.abstained.detail


def test_every_assessment_says_what_it_is_about(scorer):
    article = Article(TWO_WAYS)
    assessment = scorer.assess(article)
    assert assessment.scope == SCOPE
    assert "not whether what it says is true" in assessment.scope
    assert assessment.attributions == article.text.attributions
    assert assessment.quantities == article.text.quantities


@pytest.mark.parametrize(
    ("measure", "value", "typical", "reason"),
    [
        ("Named sources per 100 words", 0.0, 0.9, "0 named sources per 100 words; typical 0.9"),
        ("Share of round figures", 0.25, 0.5, "Share of round figures: 0.25; typical 0.5"),
        ("Impossible dates", 12345.6, 0.0, "Impossible dates: 12,346; typical 0"),
        ("Mean length of a sentence, in words", 21.26, 20.5,
         "Mean length of a sentence, in words: 21.3; typical 20.5"),
    ],
)  # fmt: skip
def test_a_reading_in_words(measure, value, typical, reason):
    assert worded(measure, value, typical) == reason


class TestDefault:
    def test_it_reads_every_signal_there_is(self):
        assert load_default().signals == tuple(all_signals())

    def test_it_scores(self):
        assessment = Scorer(load_default()).assess(Article(TWO_WAYS, title="Port fines firm"))
        assert 0.0 < assessment.interval[0] < assessment.interval[1] < 1.0

    def test_its_curves_of_fabrication_only_fall(self):
        for term in load_default().terms:
            if term.signal.startswith("fabrication."):
                heights = term.heights
                assert all(a >= b for a, b in pairwise(heights))
