"""The build of the prose: words, sentences, their length and their variety."""

from math import sqrt

from features.article import Article
from features.kernel import tokens as counted
from features.reading import Reading


def letters_per_word(article: Article) -> Reading:
    """Mean length of a word, in letters."""
    return _share(article, counted.N_LETTERS)


def syllables_per_word(article: Article) -> Reading:
    """Mean syllables of a word, by groups of vowels."""
    return _share(article, counted.N_SYLLABLES)


def words_per_sentence(article: Article) -> Reading:
    """Mean length of a sentence, in words."""
    return Reading(article.text.words / max(article.text.n_sentences, 1))


def sentence_length_spread(article: Article) -> Reading:
    """Standard deviation of the sentences' length, as a share of the mean."""
    scan = article.text
    n = max(scan.n_sentences, 1)
    mean = scan.words / n
    if mean == 0:
        return Reading(0.0)
    variance = scan.counts[counted.N_SENTENCE_SQUARES] / n - mean**2
    return Reading(sqrt(max(variance, 0.0)) / mean)


def lexical_diversity(article: Article) -> Reading:
    """Share of different words, mean of blocks of 100 words, 0 to 1."""
    return Reading(article.text.lexical_diversity)


def function_word_share(article: Article) -> Reading:
    """Share of the commonest grammatical words among all words, 0 to 1."""
    return _share(article, counted.N_FUNCTION_WORDS)


def adverb_share(article: Article) -> Reading:
    """Share of words in -ly, 0 to 1."""
    return _share(article, counted.N_LY)


def nominalisation_share(article: Article) -> Reading:
    """Share of words in -tion, 0 to 1."""
    return _share(article, counted.N_TION)


def past_form_share(article: Article) -> Reading:
    """Share of words in -ed, 0 to 1."""
    return _share(article, counted.N_ED)


def progressive_share(article: Article) -> Reading:
    """Share of words in -ing, 0 to 1."""
    return _share(article, counted.N_ING)


def contraction_share(article: Article) -> Reading:
    """Share of contracted words (don't, they're), 0 to 1."""
    return _share(article, counted.N_CONTRACTIONS)


def _share(article: Article, count: int) -> Reading:
    return Reading(article.text.share_of_words(article.text.counts[count]))
