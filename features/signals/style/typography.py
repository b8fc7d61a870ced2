"""Capitals and marks that raise the voice or shape the sentence."""

from features.article import Article
from features.kernel import tokens as counted
from features.reading import Reading


def shouting_density(article: Article) -> Reading:
    """Words of five letters or more in capitals, inside a line, per 100 words."""
    return article.text.density("all_capitals", reason="a word in capitals raises the voice")


def exclamation_density(article: Article) -> Reading:
    """Exclamation marks, per 100 words."""
    return _per_100_words(article, counted.N_EXCLAMATIONS)


def question_density(article: Article) -> Reading:
    """Question marks, per 100 words."""
    return _per_100_words(article, counted.N_QUESTIONS)


def comma_density(article: Article) -> Reading:
    """Commas, semicolons and colons, per 100 words."""
    return _per_100_words(article, counted.N_COMMAS)


def bracket_density(article: Article) -> Reading:
    """Opening brackets, per 100 words."""
    return _per_100_words(article, counted.N_BRACKETS)


def headline_marks(article: Article) -> Reading:
    """Exclamation and question marks in the headline, per 100 words of it."""
    scan = article.headline
    marks = scan.counts[counted.N_EXCLAMATIONS] + scan.counts[counted.N_QUESTIONS]
    return Reading(100.0 * marks / max(scan.words, 1))


def headline_shouting(article: Article) -> Reading:
    """Share of the headline's words that are in capitals, five letters or more, 0 to 1."""
    scan = article.headline
    return Reading(scan.share_of_words(scan.counts[counted.N_SHOUTED]))


def _per_100_words(article: Article, count: int) -> Reading:
    return Reading(100.0 * article.text.share_of_words(article.text.counts[count]))
