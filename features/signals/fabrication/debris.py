"""What a machine or a careless copyist leaves behind."""

import re
from collections.abc import Iterator

from features.article import Article
from features.kernel.tokens import N_SYMBOLS
from features.rate import density
from features.reading import Evidence, Reading
from features.scan import OWN, Scan
from features.sift import only_where, where_counted

# What an answer calls its parts. An article's own first line names no such part.
_LABEL = re.compile(
    r"[\s\"'“*#_]{0,8}(?:(?:(?:news|rewritten|paraphrased|revised|edited|fake|sample)\s+)?article|"
    r"(?:sub-?\s?)?title|(?:sub-?\s?)?headline|byline|(?:rewritten|paraphrased|revised|given|original)"
    r"\s+(?:passage|text|paragraph|version|story|content|sentence)|passage|paraphrase|"
    r"misinformation|fake\s+news|(?:news\s+)?article\s+title)[*\"”_]{0,3}:(?!//)",
    re.IGNORECASE,
)
_LABEL_REACH = 60
# [Insert name], [Your Name], [City, State]: editors' own additions in brackets are small words,
# names or parts of a sentence.
_BLANK = re.compile(
    r"\[(?:(?:Insert|INSERT|insert)\s(?!text\b)[^\[\]\n]{1,60}|(?:Your|YOUR)\s[A-Z][^\[\]\n]{1,40}|"
    r"(?:City|Date|Name|State|Location|Author|Byline|Reporter|Journalist|Company|Publication|"
    r"Newspaper|Expert|Town|Month|Year|Source|Organi[sz]ation|University|Journal)"
    r"(?:(?:,?\s|/)(?:Name|State|Date|City|Country|Year|Title|Here|Day|Month|X|Y|Z)){1,3}|"
    # One word alone may be an editor's: "[City] Council".
    r"(?:City|Date|Name|State|Location|Author|Byline|Reporter|Publication|Newspaper)(?=\](?!\s*\w)))"
    r"(?:'s)?\]"
)
_MARKUP = re.compile(r"^(?:#{1,4}\s\S[^\n]{0,80}|\*\*[A-Z][^*\n]{2,78}\*\*:?)[ \t]*$", re.MULTILINE)

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
    critical=True,
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


@only_where(lambda batch: [_may_have_labels(text) for text in batch.bodies])
def answer_labels(article: Article) -> Reading:
    """Labels and blanks of a generated answer (Title: ..., [Insert name]), a count."""
    scan = article.text
    if not _may_have_labels(scan.text):
        return Reading(0.0)
    evidence = list(_labels_and_blanks(scan))
    return Reading(float(len(evidence)), evidence, critical=bool(evidence))


def _may_have_labels(text: str) -> bool:
    return ":" in text[:_LABEL_REACH] or "[" in text


def _labels_and_blanks(scan: Scan) -> Iterator[Evidence]:
    label = _LABEL.match(scan.text) if ":" in scan.text[:_LABEL_REACH] else None
    if label:
        yield scan.evidence(*label.span(), "an answer's label for this part, left in the text")
    at = scan.text.find("[")
    while at >= 0:
        blank = _BLANK.match(scan.text, at)
        if blank:
            yield scan.evidence(*blank.span(), "a blank that was never filled in")
        at = scan.text.find("[", at + 1)


@where_counted(N_SYMBOLS)
def markup_lines(article: Article) -> Reading:
    """Headings in the markup that chatbots write (## Heading, **Heading**), a count."""
    scan = article.text
    # One letter is looked for many times faster than two.
    if "*" not in scan.text and "#" not in scan.text:
        return Reading(0.0)
    if "**" not in scan.text and "\n#" not in scan.text and scan.text[:1] != "#":
        return Reading(0.0)
    evidence = [
        scan.evidence(*line.span(), "a heading in markup, never set as one")
        for line in _MARKUP.finditer(scan.text)
    ]
    return Reading(float(len(evidence)), evidence)
