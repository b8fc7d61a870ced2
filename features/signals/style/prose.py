"""The build of the prose: words, sentences, their length and their variety."""

from features.article import Article
from features.kernel.tokens import (
    N_CONTRACTIONS,
    N_ED,
    N_FUNCTION_WORDS,
    N_ING,
    N_LETTERS,
    N_LY,
    N_SENTENCES,
    N_SYLLABLES,
    N_TION,
    N_WORDS,
)
from features.rate import counted
from features.reading import Reading
from features.sift import scanned

letters_per_word = counted("Mean length of a word, in letters.", N_LETTERS)
syllables_per_word = counted("Mean syllables of a word, by groups of vowels.", N_SYLLABLES)
words_per_sentence = counted("Mean length of a sentence, in words.", N_WORDS, per=N_SENTENCES)
function_word_share = counted(
    "Share of the commonest grammatical words among all words, 0 to 1.", N_FUNCTION_WORDS
)
adverb_share = counted("Share of words in -ly, 0 to 1.", N_LY)
nominalisation_share = counted("Share of words in -tion, 0 to 1.", N_TION)
past_form_share = counted("Share of words in -ed, 0 to 1.", N_ED)
progressive_share = counted("Share of words in -ing, 0 to 1.", N_ING)
contraction_share = counted("Share of contracted words (don't, they're), 0 to 1.", N_CONTRACTIONS)


@scanned("spread")
def sentence_length_spread(article: Article) -> Reading:
    """Standard deviation of the sentences' length, as a share of the mean."""
    return Reading(article.text.sentence_length_spread)


@scanned("diversity")
def lexical_diversity(article: Article) -> Reading:
    """Share of different words, mean of blocks of 100 words, 0 to 1."""
    return Reading(article.text.lexical_diversity)
