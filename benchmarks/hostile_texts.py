"""Texts that a stranger might send to make the service slow."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import count, islice, product
from string import ascii_lowercase

Maker = Callable[[int], str]

_LONG_SENTENCE = (
    "The committee said on Tuesday that the report, which 38 people wrote over two years, might"
    " have to be read again by all of them before anybody else would be allowed to look at it. "
)


def _repeat(unit: str, characters: int) -> str:
    return (unit * (characters // len(unit) + 1))[:characters]


def _nested(opening: str, closing: str, characters: int) -> str:
    half = characters // 2
    return _repeat(opening, half) + _repeat(closing, characters - half)


def _each_new(pattern: str, characters: int) -> str:
    """The pattern over and over, with another word in its place each time."""
    units = (pattern.format(word, word.capitalize()) for word in _words())
    return "".join(islice(units, characters // (len(pattern) - 1) + 1))[:characters]


def _words() -> Iterator[str]:
    return (
        "".join(letters) for size in count(3) for letters in product(ascii_lowercase, repeat=size)
    )


_REPEATED = {
    "straight quotes": '"',
    "opening quotes": "“",
    "opening and closing quotes": "“”",
    "a quote, a letter": '"a',
    "quoted letters": '"a" ',
    "opening quotes, a letter": "“a ",
    "apostrophes": "'",
    "a letter, an apostrophe": "a'",
    "digits": "7",
    "digits and commas": "1,",
    "digits and stops": "1.",
    "one word": "a",
    "one word in capitals": "A",
    "one hyphened word": "a-",
    "brackets": "()",
    "opening brackets": "([{",
    "hedges": "perhaps ",
    "hedge phrases": "it would appear that ",
    "said": "said ",
    "according to": "according to ",
    "said, capitalised": "Said ",
    "speakers": "“No,” said Ann Lee. ",
    "speakers, no stop": "Ann Lee said Bob Ray said ",
    "one name": "Smith ",
    "one full name": "Ann Smith, ",
    "one long name": "Ann ",
    "titles": "Mr. ",
    "abbreviations": "U.S. ",
    "number words": "seven hundred and ",
    "magnitudes": "million ",
    "money": "$5 million, ",
    "dates": "May 6, 2020, ",
    "months": "May ",
    "shares": "40 percent of ",
    "headcounts in one sentence": "the firm employs 300 workers and ",
    "changes in one sentence": "it rose from 3 to 5, or 40 percent, and ",
    "stakes in one sentence": "it paid $3 million for a 40 percent stake and ",
    "ranges": "3-5-",
    "stops": ".",
    "spaced stops": ". ",
    "exclamation marks": "!",
    "short sentences": "He ran. ",
    "one long sentence over and over": _LONG_SENTENCE,
    "spaces": " ",
    "newlines": "\n",
    "lines of one letter": "a\n",
    "emoji": "😀",
    "joined emoji": "👩\u200d",
    "combining marks": "e\u0301",
    "nothing but combining marks": "\u0301",
    "lone surrogates": "\ud83d",
    "zeros": "\0",
    "Chinese": "新",
    "web addresses": "https://a.example/b ",
    "mark-up": "<b>a</b>",
}
_EACH_NEW = {
    "different words": "{0} ",
    "different capitalised words": "{1} ",
    "different names, one surname": "{1} Smith ",
    "different names, one first name": "Ann {1} ",
    "different names in sentences": "{1} Smith ran. ",
    "different speakers": "“No,” said {1} Smith. ",
    "different figures of workers": "{1} employs 300 workers and ",
}

HOSTILE: dict[str, Maker] = {
    **{name: partial(_repeat, unit) for name, unit in _REPEATED.items()},
    **{name: partial(_each_new, pattern) for name, pattern in _EACH_NEW.items()},
    "nested brackets": partial(_nested, "(", ")"),
    "nested quotes": partial(_nested, "“", "”"),
}
