"""What a machine or a careless copyist leaves behind."""

from features.article import Article
from features.reading import Reading

_TRANSLATION = {
    "translation_debris": "reads like a raw machine translation",
    "detached_apostrophe": "an apostrophe torn from its word, as machine translation leaves it",
}
_PUNCTUATION = {
    "doubled_stop": "a doubled full stop",
    "missing_stop": "a new sentence starts here without a full stop before it",
    "glued_sentence": "two sentences run together without a space",
    "doubled_word": "the same word twice",
}
_TEMPLATE = {
    "template_heading": "a heading of template-made articles",
    "template_phrase": "a stock phrase of template-made articles",
}


def translation_debris(article: Article) -> Reading:
    """Traces of raw machine translation, per 100 words."""
    return article.text.own_density(_TRANSLATION)


def punctuation_debris(article: Article) -> Reading:
    """Broken punctuation (doubled or missing stops, glued sentences), per 100 words."""
    return article.text.own_density(_PUNCTUATION)


def chatbot_residue(article: Article) -> Reading:
    """Phrases that a chatbot left in the text, per 100 words."""
    return article.text.own_density({"chatbot_residue": "a chatbot's own words, left in the text"})


def template_boilerplate(article: Article) -> Reading:
    """Headings and stock phrases of template-made articles, per 100 words."""
    return article.text.own_density(_TEMPLATE)
