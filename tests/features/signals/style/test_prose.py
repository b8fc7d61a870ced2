import pytest

from features.article import Article
from features.signals.style.prose import (
    adverb_share,
    contraction_share,
    function_word_share,
    letters_per_word,
    lexical_diversity,
    nominalisation_share,
    past_form_share,
    progressive_share,
    sentence_length_spread,
    syllables_per_word,
    words_per_sentence,
)

EXAMPLES = [
    (letters_per_word, "Cats eat.", 3.5),
    (letters_per_word, "Don't!", 4),
    (syllables_per_word, "Banana bread", 2),
    (syllables_per_word, "Late table", 1.5),  # the final e of "late" is silent
    (words_per_sentence, "It rained. It froze all day.", 3),
    (words_per_sentence, "Mr. Lind met the U.S. Senate.", 6),
    (sentence_length_spread, "It rained. It rained again there.", 1 / 3),
    (sentence_length_spread, "It rained. It froze.", 0),
    (sentence_length_spread, "Anna's cat slept.", 0),
    (lexical_diversity, "rain rain rain rain", 0.25),
    (lexical_diversity, "Rain and snow", 1),
    (function_word_share, "The cat of Anna", 0.5),
    (function_word_share, "Cats eat mice", 0),
    (adverb_share, "She slowly left", 1 / 3),
    (adverb_share, "A fly left", 0),  # four letters at least
    (nominalisation_share, "The action failed", 1 / 3),
    (nominalisation_share, "The ion failed", 0),
    (past_form_share, "She walked home", 1 / 3),
    (past_form_share, "The red bed", 0),
    (progressive_share, "She is walking", 1 / 3),
    (progressive_share, "The king left", 1 / 3),  # by its letters only
    (progressive_share, "The ring-pull", 1 / 3),
    (contraction_share, "They don't know", 1 / 3),
    (contraction_share, "She shouldn't've left", 1 / 3),  # one word, however much is left out
    (contraction_share, "Anna's cat slept", 0),  # a possessive
    (contraction_share, "The workers' union", 0),
]


@pytest.mark.parametrize(("signal", "text", "value"), EXAMPLES)
def test_measures_the_prose(signal, text, value):
    assert signal(Article(text)).value == pytest.approx(value)


@pytest.mark.parametrize("signal", dict.fromkeys(row[0] for row in EXAMPLES))
def test_no_words_have_no_measure(signal):
    assert signal(Article("")).value == 0
    assert signal(Article("… 5 %")).value == 0


def test_diversity_does_not_fall_with_length():
    text = " ".join(f"word{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(100)) + ". "
    assert lexical_diversity(Article(text)).value == pytest.approx(1)
    assert lexical_diversity(Article(text * 5)).value == pytest.approx(1)
