"""What a machine or a careless copyist leaves behind."""

from features.rate import density
from features.scan import OWN

translation_debris = density(
    "Wording of raw machine translation, per 100 words.",
    "translation_debris",
    voice=OWN,
    reason="reads like a raw machine translation",
)
detached_apostrophes = density(
    "Apostrophes torn from their words, as machine translation leaves them, per 100 words.",
    "detached_apostrophe",
    reason="an apostrophe torn from its word, as machine translation leaves it",
)
doubled_marks = density(
    "Doubled full stops and doubled words, per 100 words.",
    "doubled_stop",
    "doubled_word",
    voice=OWN,
    reason="stands here twice",
)
broken_sentences = density(
    "Sentences run together without a full stop or a space, per 100 words.",
    "missing_stop",
    "glued_sentence",
    voice=OWN,
    reason="two sentences run together",
)
chatbot_residue = density(
    "Phrases that a chatbot left in the text, per 100 words.",
    "chatbot_residue",
    voice=OWN,
    reason="a chatbot's own words, left in the text",
)
template_headings = density(
    "Headings of template-made articles, per 100 words.",
    "template_heading",
    voice=OWN,
    reason="a heading of template-made articles",
)
template_phrases = density(
    "Stock phrases of template-made articles, per 100 words.",
    "template_phrase",
    voice=OWN,
    reason="a stock phrase of template-made articles",
)
