"""Words that push rather than report."""

from features.article import Article
from features.reading import Reading
from features.scan import NOTHING, OWN


def sensational_density(article: Article) -> Reading:
    """Sensational words (shocking, bombshell) in the own voice, per 100 words."""
    return _density(article, "sensational", "a sensational word")


def negative_affect_density(article: Article) -> Reading:
    """Strongly negative, judging words in the own voice, per 100 words."""
    return _density(article, "affect_negative", "a strongly negative word")


def positive_affect_density(article: Article) -> Reading:
    """Strongly positive, praising words in the own voice, per 100 words."""
    return _density(article, "affect_positive", "a strongly positive word")


def intensifier_density(article: Article) -> Reading:
    """Intensifiers (extremely, totally) in the own voice, per 100 words."""
    return _density(article, "intensifier", "makes a word stronger")


def absolute_density(article: Article) -> Reading:
    """Words without exception (always, nobody) in the own voice, per 100 words."""
    return _density(article, "absolute", "leaves no exception")


def slogan_density(article: Article) -> Reading:
    """Rhetorical frames (not just, make no mistake) in the own voice, per 100 words."""
    return _density(article, "slogan", "rhetoric in place of a statement")


def conspiracy_density(article: Article) -> Reading:
    """Wording of hidden powers and silenced truth in the own voice, per 100 words."""
    return _density(article, "conspiracy_frame", "hints at hidden powers or a silenced truth")


def clickbait_density(article: Article) -> Reading:
    """Phrases that tease (you won't believe) in headline and body, per 100 words."""
    body, headline = article.text, article.headline
    count = body.count("clickbait", voice=OWN) + headline.count("clickbait")
    if not count:
        return NOTHING
    reason = "teases instead of telling"
    return Reading(
        100.0 * count / max(body.words + headline.words, 1),
        [
            *headline.cite(headline.hits("clickbait"), reason),
            *body.cite(body.hits("clickbait", voice=OWN), reason),
        ],
    )


def first_person_density(article: Article) -> Reading:
    """First person (I, we, our) outside quotations, per 100 words."""
    return _density(article, "first_person", "the writer speaks of themselves")


def second_person_density(article: Article) -> Reading:
    """Second person (you, your) outside quotations, per 100 words."""
    return _density(article, "second_person", "the writer addresses the reader")


def connective_density(article: Article) -> Reading:
    """Words that connect statements (however, because) in the own voice, per 100 words."""
    return _density(article, "connective", "connects two statements")


def negation_density(article: Article) -> Reading:
    """Negations in the own voice, per 100 words."""
    return _density(article, "negation", "a negation")


def thought_verb_density(article: Article) -> Reading:
    """Verbs of thinking and feeling (believes, fears) in the own voice, per 100 words."""
    return _density(article, "thought_verb", "tells what somebody thinks or feels")


def misspelling_density(article: Article) -> Reading:
    """Common misspellings outside quotations, per 100 words."""
    return _density(article, "misspelling", "a misspelt word")


def _density(article: Article, kind: str, reason: str) -> Reading:
    return article.text.density(kind, reason=reason, voice=OWN)
