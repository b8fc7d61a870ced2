"""Corrupted twins of credible articles: what fabrication looks like, for training only.

Fabrication is rare in the labelled corpora, and there it comes with an outlet's manner of writing.
A twin differs from its article in the damage alone, so what the model learns from the two is the
damage. Every kind is a small piece of text surgery, the same for the same seed; a twin never enters
a test set.
"""

import random
import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

Corruption = Callable[[str, random.Random], str]

_SENTENCE_END = re.compile(r"(?<=[a-z0-9)][.!?])[ \n]+(?=[A-Z“\"])")
_FIGURE = re.compile(
    r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,.%])|(?<![\d.,/-])[1-9]\d{1,2}(?![\d,.%/-])"
)
_MAGNITUDE = re.compile(r"\b(million|billion)\b")
_PEOPLE = (
    "workers|employees|people|staff|members|residents|students|patients|soldiers|troops|officers|"
    "teachers|nurses|voters|customers|protesters|volunteers|refugees"
)
_HEADCOUNT = re.compile(rf"\b\d[\d,]*(?= (?:[a-z]+ )?(?:{_PEOPLE})\b)")
_NAME = r"(?:[A-Z](?:\.|[\w’'-]+) ){0,3}[A-Z][\w’'-]+"
_SPEECH = r"(?:said|says|told \w+(?: \w+)?|added|wrote|explained|noted|stated|argued|warned)"
_SAID_AFTER = re.compile(rf",?(?P<close>[”\"’']?) (?:{_NAME}|he|she|they) {_SPEECH}(?=[.,;])")
_SAID_BEFORE = re.compile(
    rf"(?:(?<=[.!?”\"] )|(?<=\n)|^)(?:{_NAME}|He|She|They) {_SPEECH}(?: that|,)? (?P<next>[“\"]?\w)"
)
_ACCORDING = re.compile(r",? according to [^,.;\n]{3,80}(?=[,.;])")
_ACCORDING_FIRST = re.compile(
    r"\bAccording to [^,.;\n]{3,80}, (?:(?:an?|the) [^,.;\n]{3,60}, )?(?P<next>[“\"]?\w)"
)
_SPOKEN = re.compile(rf"\b{_NAME}(?:, [^,.\n]{{3,80}},)? (?P<verb>{_SPEECH})\b")
_ACCORDING_TO_NAME = re.compile(rf"\b(?P<lead>[Aa]ccording to )(?:the )?{_NAME}")
_FULL_NAME = re.compile(r"\b[A-Z][a-z]{2,} (?P<last>[A-Z][a-z]{4,})\b")
_POSSESSIVE = re.compile(r"(?<=[a-z])[’']s\b")
_ARTICLE = re.compile(r"\b(?:the|a) (?=[a-z])")
_CLOSING = re.compile(r"(?<=[,.?!])[”\"](?=\s)")
_DATE = re.compile(
    r"\b(?P<month>(?:Jan|Febr)uary|March|April|June|July|August|(?:Septem|Octo|Novem|Decem)ber|"
    r"(?:Jan|Feb|Sept|Oct|Nov|Dec)\.) \d{1,2}\b"
)

# Sentences and headings of this project's own making; {…} is filled in by chance.
_HEADCOUNTS = (
    "The company now employs {n} million engineers at its offices.",
    "Some {n} million workers at the firm prepare its data every day.",
    "The group says that {n} million staff are on its payroll.",
    "Its warehouse alone gives work to {n} million people, the firm said.",
)
_SUMS = (
    "The deal was worth ${n} trillion in cash.",
    "Investors have put ${n} trillion into the start-up since spring.",
    "The fine of ${n} trillion has to be paid by the end of the month.",
)
_ARITHMETIC = (
    "Sales rose from {a} million to {b} million, up {c} percent.",
    "Membership grew from {a},000 to {b},000, an increase of {c}%.",
    "The price climbed from ${a} to ${b}, a gain of {c} percent.",
)
_DATES = (
    "The agreement was signed on {month} {day}.",
    "A second hearing took place on {month} {day}.",
    "The figures were first published on {month} {day}.",
)
_HEADINGS = (
    "Introduction",
    "Background and Overview",
    "Why It Matters",
    "What This Means for You",
    "Key Points to Remember",
    "The Bigger Picture",
    "Looking Ahead",
    "Final Thoughts",
    "Conclusion",
)
_FILLER = (
    "Only time will tell how this story will develop.",
    "In today's fast-moving world, this topic is more important than ever.",
    "Let us take a closer look at what is behind it.",
    "It is important to note that the situation continues to evolve.",
    "Stay tuned for more updates on this story.",
    "Don't forget to share this article with your friends.",
    "In conclusion, this development could change everything.",
)
_CHATBOT = (
    "Certainly! Here is a rewritten version of the article:",
    "Sure, here is a news article on the topic:",
    "As an AI language model, I do not have access to real-time information.",
    "I hope this helps! Let me know if you would like me to change anything.",
    "[Insert quote from company spokesperson here]",
    "As of my last knowledge update, no further details were available.",
    "Note: the names in this article are placeholders.",
)
_VAGUE = (
    "experts",
    "many experts",
    "some analysts",
    "insiders",
    "sources close to the matter",
    "observers",
    "people familiar with the situation",
    "critics",
)
_MONTHS = {"February": 30, "April": 31, "June": 31, "September": 31, "November": 31}


def inflated_figures(text: str, draw: random.Random) -> str:
    """A third of the figures are a thousand times too large; without any, a sum is invented."""
    step = {"million": "billion", "billion": "trillion"}
    grown = _MAGNITUDE.sub(lambda m: step[m[0]] if draw.random() < 0.7 else m[0], text)
    grown = _FIGURE.sub(
        lambda m: f"{int(m[0].replace(',', '')) * 1000:,}" if draw.random() < 0.3 else m[0], grown
    )
    if draw.random() < 0.5 or grown == text:
        grown = _inserted(grown, [draw.choice(_SUMS).format(n=draw.randint(3, 90))], draw)
    return grown


def impossible_headcounts(text: str, draw: random.Random) -> str:
    """More people at work in one place than any employer has."""
    if _HEADCOUNT.search(text) and draw.random() < 0.5:
        return _HEADCOUNT.sub(lambda _: f"{draw.randint(4, 90)} million", text, count=2)
    return _inserted(text, [draw.choice(_HEADCOUNTS).format(n=draw.randint(4, 90))], draw)


def wrong_arithmetic(text: str, draw: random.Random) -> str:
    """A rise whose percentage does not follow from its two figures."""
    a = draw.randint(20, 60)
    b = a + draw.randint(10, 40)
    wrong = round(100 * (b - a) / a) + draw.randint(15, 60)
    return _inserted(text, [draw.choice(_ARITHMETIC).format(a=a, b=b, c=wrong)], draw)


def contradicted_figures(text: str, draw: random.Random) -> str:
    """A sentence with a figure comes again, the figure changed."""
    found = [s for s in _sentences(text) if _FIGURE.search(s) and len(s) < 300]
    if not found:
        return text
    sentence = draw.choice(found)
    factor = draw.choice((2, 3, 7))
    changed = _FIGURE.sub(lambda m: f"{int(m[0].replace(',', '')) * factor:,}", sentence, count=1)
    return _inserted(text, [changed], draw)


def impossible_dates(text: str, draw: random.Random) -> str:
    """A day that no calendar has, or a year still far off."""
    month, day = draw.choice(sorted(_MONTHS.items()))
    if draw.random() < 0.5:
        changed = _DATE.sub(lambda m: f"{m['month']} {draw.randint(32, 39)}", text, count=1)
        if changed != text:
            return changed
    date = {
        "month": month,
        "day": day if draw.random() < 0.5 else f"10, {draw.randint(2060, 2199)}",
    }
    return _inserted(text, [draw.choice(_DATES).format(**date)], draw)


def removed_attributions(text: str, draw: random.Random) -> str:  # noqa: ARG001 (removes them all)
    """Nobody says anything any more: what was attributed stands as the article's own."""
    text = _SAID_AFTER.sub(lambda m: m["close"], text)
    text = _ACCORDING.sub("", text)
    text = _ACCORDING_FIRST.sub(lambda m: m["next"].upper(), text)
    return _SAID_BEFORE.sub(lambda m: m["next"].upper(), text)


def vague_authorities(text: str, draw: random.Random) -> str:
    """Experts and insiders where people and institutions had names."""
    text = _SPOKEN.sub(lambda m: f"{draw.choice(_VAGUE)} {m['verb']}", text)
    return _ACCORDING_TO_NAME.sub(lambda m: m["lead"] + draw.choice(_VAGUE), text)


def misspelt_names(text: str, draw: random.Random) -> str:
    """The last names of two people, spelt another way at some of their mentions."""
    names = sorted({match["last"] for match in _FULL_NAME.finditer(text)})
    repeated = [name for name in names if len(re.findall(rf"\b{name}\b", text)) > 1]
    for name in draw.sample(repeated, min(2, len(repeated))):
        wrong = _misspelt(name, draw)
        first = text.index(name) + len(name)
        rest = re.sub(rf"\b{name}\b", wrong, text[first:], count=draw.randint(1, 3))
        text = text[:first] + rest
    return text


def repeated_sentences(text: str, draw: random.Random) -> str:
    """Two or three sentences come again, word for word."""
    found = [s for s in _sentences(text) if 8 <= len(s.split()) <= 60]
    return _inserted(text, draw.sample(found, min(len(found), draw.randint(2, 3))), draw)


def unclosed_quotation(text: str, draw: random.Random) -> str:
    """One or two quotations never end."""
    found = [match.start() for match in _CLOSING.finditer(text)]
    for at in sorted(draw.sample(found, min(len(found), draw.randint(1, 2))), reverse=True):
        text = text[:at] + text[at + 1 :]
    return text


def template_headings(text: str, draw: random.Random) -> str:
    """The headings and the filler of a page that is filled in, not written."""
    headings = draw.sample(_HEADINGS, 3)
    filler = draw.sample(_FILLER, draw.randint(2, 3))
    return _inserted(_inserted(text, headings, draw, own_line=True), filler, draw)


def translation_debris(text: str, draw: random.Random) -> str:
    """Detached apostrophes, sentences glued together, articles gone."""
    text = _POSSESSIVE.sub(lambda m: " ‘ s" if draw.random() < 0.8 else m[0], text)
    text = _SENTENCE_END.sub(lambda m: "" if draw.random() < 0.15 else m[0], text)
    return _ARTICLE.sub(lambda m: "" if draw.random() < 0.3 else m[0], text)


def chatbot_residue(text: str, draw: random.Random) -> str:
    """What a chatbot says to whoever asked it for the article."""
    return _inserted(text, draw.sample(_CHATBOT, draw.randint(1, 2)), draw, own_line=True)


def doubled_stops(text: str, draw: random.Random) -> str:
    """Full stops that come twice."""
    ends = [match.start() for match in _SENTENCE_END.finditer(text)]
    for at in sorted(draw.sample(ends, min(len(ends), draw.randint(1, 4))), reverse=True):
        text = f"{text[:at]}.{text[at:]}"
    return text


def rewritten(text: str, draw: random.Random) -> str:
    """A content farm's rewrite: three kinds of damage in one article."""
    for kind in draw.sample(sorted(set(KINDS) - {"rewritten"}), 3):
        text = KINDS[kind](text, draw)
    return text


KINDS: Mapping[str, Corruption] = MappingProxyType(
    {
        kind.__name__: kind
        for kind in (
            chatbot_residue,
            contradicted_figures,
            doubled_stops,
            impossible_dates,
            impossible_headcounts,
            inflated_figures,
            misspelt_names,
            removed_attributions,
            repeated_sentences,
            rewritten,
            template_headings,
            translation_debris,
            unclosed_quotation,
            vague_authorities,
            wrong_arithmetic,
        )
    }
)


def corrupt(text: str, kind: str, seed: int) -> str:
    """The text with one kind of damage; unchanged where there is nothing to damage."""
    # A seed for reproducible training data, not a secret.
    return KINDS[kind](text, random.Random(f"{kind} {seed}"))  # noqa: S311


def _sentences(text: str) -> list[str]:
    return [sentence.strip() for line in text.split("\n") for sentence in _SENTENCE_END.split(line)]


def _inserted(
    text: str, passages: Iterable[str], draw: random.Random, *, own_line: bool = False
) -> str:
    """The passages between sentences of the text, wherever chance puts them."""
    for passage in passages:
        ends = [match.span() for match in _SENTENCE_END.finditer(text)]
        start, end = draw.choice(ends) if ends else (len(text), len(text))
        if own_line:
            text = f"{text[:start]}\n\n{passage}\n\n{text[end:]}"
        else:
            text = f"{text[:end]}{'' if ends else ' '}{passage} {text[end:]}"
    return text


def _misspelt(name: str, draw: random.Random) -> str:
    """Another spelling of a name, its first letter kept."""
    at = draw.randrange(1, len(name) - 1)
    letter = name[at]
    likely = {"a": "e", "e": "a", "i": "y", "y": "i", "c": "k", "k": "c", "s": "z", "z": "s"}
    match draw.randrange(3):
        case 0:
            return name[:at] + letter + name[at:]
        case 1 if name[at] != name[at + 1]:
            return name[:at] + name[at + 1] + letter + name[at + 2 :]
        case _:
            other = likely.get(letter, "o" if letter != "o" else "u")
            return name[:at] + other + name[at + 1 :]
