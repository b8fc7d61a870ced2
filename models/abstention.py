"""When there should be no score: the model knows nothing of texts that are no English articles."""

import numpy as np

from features.article import Article
from features.batch import Batch
from features.kernel.tokens import (
    N_BRACKETS,
    N_FUNCTION_WORDS,
    N_LETTERS,
    N_SENTENCES,
    N_SYMBOLS,
    N_VISIBLE,
    N_WORDS,
)
from models.assessment import Abstention

# Rates per 100 words mean little below this: one attribution more or less moves every one of them.
MIN_WORDS = 60
# Bounds that 999 of 1,000 articles of the training corpora keep: shares of the words that are
# grammatical (the, of, and …), of the visible characters that are letters, and of those that are
# brackets or signs such as = and _; words a sentence.
MIN_FUNCTION_WORDS = 0.25
MIN_LETTERS = 0.75
MAX_SIGNS = 0.03
WORDS_A_SENTENCE = (4, 70)
# More letters than so many words of English have: a script without spaces between words.
_MAX_LETTERS_OF_SHORT = 10 * MIN_WORDS
# The language of an article shows long before its end.
_LANGUAGE_SAMPLE_CHARS = 2_000

_LANGUAGES = {
    "ar": "Arabic", "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "da": "Danish",
    "de": "German", "el": "Greek", "es": "Spanish", "fa": "Persian", "fi": "Finnish",
    "fr": "French", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
    "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "la": "Latin",
    "nb": "Norwegian", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sr": "Serbian", "sv": "Swedish",
    "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def why_not(article: Article) -> Abstention | None:
    """The reason not to score an article, or None."""
    scan = article.text
    words, letters = scan.words, scan.count(N_LETTERS)
    if words < MIN_WORDS and letters < _MAX_LETTERS_OF_SHORT:
        return Abstention("too_short", f"{words} words; a score needs at least {MIN_WORDS}.")
    visible, signs = scan.count(N_VISIBLE), scan.count(N_SYMBOLS) + scan.count(N_BRACKETS)
    if letters < MIN_LETTERS * visible or signs > MAX_SIGNS * visible:
        return Abstention("not_prose", "Too many figures and signs for prose: a table, or code?")
    if scan.count(N_FUNCTION_WORDS) < MIN_FUNCTION_WORDS * words or words < MIN_WORDS:
        language = _language(article.body)
        if language != "en":
            name = _LANGUAGES.get(language, f"a language with the code {language!r}")
            return Abstention("not_english", f"This looks like {name}; only English is scored.")
        return Abstention("not_prose", "Too few sentences between the words: a list?")
    low, high = WORDS_A_SENTENCE
    if not low <= words / max(scan.count(N_SENTENCES), 1) <= high:
        return Abstention("not_prose", "No sentences of a usual length: a list, or a transcript?")
    return None


def doubtful(batch: Batch) -> list[int]:
    """The numbers of a batch's articles for which `why_not` may have a reason."""
    words, letters = batch.body(N_WORDS), batch.body(N_LETTERS)
    visible, signs = batch.body(N_VISIBLE), batch.body(N_SYMBOLS) + batch.body(N_BRACKETS)
    low, high = WORDS_A_SENTENCE
    length = words / np.maximum(batch.body(N_SENTENCES), 1)
    plain = (
        (words >= MIN_WORDS)
        & (letters >= MIN_LETTERS * visible)
        & (signs <= MAX_SIGNS * visible)
        & (batch.body(N_FUNCTION_WORDS) >= MIN_FUNCTION_WORDS * words)
        & (low <= length)
        & (length <= high)
    )
    numbers: list[int] = np.flatnonzero(~plain).tolist()
    return numbers


def _language(text: str) -> str:
    # Loading its model takes half a second, which most processes never need.
    from py3langid import classify

    return str(classify(text[:_LANGUAGE_SAMPLE_CHARS])[0])
