"""The compiled scan against two others that must agree with it.

A reference of the tokeniser and of the lexicon's matching, short enough to be seen right, written
from the documentation of ``kernel.tokens`` and ``kernel.hits``; and the kernel's own functions run
as plain Python.
"""

import json
import os
import random
import re
import subprocess
import sys
from collections import defaultdict
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features import alphabet
from features.kernel import tokens as kernel
from features.kernel.hedges import KINDS as HEDGE_KINDS
from features.lexicon import CATEGORIES, GUARDS, entries, word_hash
from features.numerals import VALUES
from features.scan import scan

# The reference knows these characters, the kernel all of Unicode.
FOLDS = {
    **dict.fromkeys("“”„«»", '"'),
    **dict.fromkeys("‘’`", "'"),
    **dict.fromkeys("–—", "-"),
    **dict.fromkeys("\u00a0\t", " "),
    # A line end of its own, also behind a carriage return.
    **dict.fromkeys("\u2028", "\v"),
    **dict.fromkeys("éèÉ", "e"),
    **dict.fromkeys("жЖ中", "x"),
    **dict.fromkeys("[{", "("),
    **dict.fromkeys("]}", ")"),
    **dict.fromkeys("€£", "$"),
}
ALPHABET = "aAbeEsStuUyx015 .,;:!?…'\"-$%()#&\n\r" + "".join(FOLDS)
KINDS = {
    '"': alphabet.QUOTE,
    "'": alphabet.APOSTROPHE,
    "-": alphabet.DASH,
    ".": alphabet.STOP,
    "!": alphabet.END,
    "?": alphabet.END,
    "…": alphabet.END,
    ",": alphabet.COMMA,
    ";": alphabet.COMMA,
    ":": alphabet.COMMA,
    "(": alphabet.OPEN,
    ")": alphabet.CLOSE,
    "$": alphabet.CURRENCY,
    "%": alphabet.PERCENT,
}
TOKEN = re.compile(
    r"""
      (?P<space>   [ ]+ )
    | (?P<newline> \r\n | [\r\n\v] )
    | (?P<acronym> [a-z]\.[a-z](?![a-z0-9]) (?: \.[a-z](?![a-z]) )* \.? )     # U.S., e.g.
    | (?P<word>    [a-z]+ (?: '(?!s(?![a-z0-9])) [a-z]+ )* )                  # don't, not Anna's
    | (?P<number>  \d+ (?: ,\d{3}(?!\d) )* (?: \.\d+ )? )                     # 1,234.5
    | (?P<s>       (?<=[^ \r\n\v]) 's(?![a-z0-9]) )                             # the 's of Anna's
    | (?P<stops>   \.+ )
    | (?P<mark>    . )
    """,
    re.VERBOSE,
)


class Token(NamedTuple):
    start: int
    end: int
    kind: int
    word: str
    is_capitalised: bool
    is_glued: bool
    starts_line: bool
    starts_paragraph: bool
    value: float | None


def reference_tokens(text: str) -> list[Token]:
    folded = "".join(FOLDS.get(character, character) for character in text).lower()
    tokens = []
    newlines, spaced = 2, True
    for match in TOKEN.finditer(folded):
        if match.lastgroup in ("space", "newline"):
            newlines += match.lastgroup == "newline"
            spaced = True
            continue
        found = match[0]
        word, value = "", None
        if match.lastgroup in ("acronym", "word", "s"):
            kind, word = kernel.WORD, found.rstrip(".")
            value = VALUES.get(word)
        elif match.lastgroup == "number":
            kind, value = kernel.NUMBER, float(found.replace(",", ""))
        else:
            kind = KINDS.get(found[0], alphabet.SYMBOL)
        tokens.append(
            Token(
                match.start(),
                match.end(),
                kind,
                word,
                kind == kernel.WORD and text[match.start()].isupper(),
                not spaced,
                newlines > 0,
                newlines > 1,
                value,
            )
        )
        newlines, spaced = 0, False
    return tokens


def kernel_tokens(text: str) -> list[Token]:
    tokens = []
    for row in scan(text).tokens.tolist():
        flags = row[kernel.T_FLAGS]
        tokens.append(
            Token(
                row[kernel.T_START],
                row[kernel.T_END],
                row[kernel.T_KIND],
                row[kernel.T_HASH] if row[kernel.T_KIND] == kernel.WORD else "",
                bool(flags & kernel.CAPITAL),
                bool(flags & kernel.GLUED),
                bool(flags & kernel.LINE),
                bool(flags & kernel.PARAGRAPH),
                None,
            )
        )
    return tokens


def check_tokens(text: str) -> None:
    expected = [
        token._replace(word=word_hash(token.word) if token.word else "", value=None)
        for token in reference_tokens(text)
    ]
    assert kernel_tokens(text) == expected


class Matcher:
    """All entries in a dictionary by their words; per list the leftmost, then the longest counts.

    The lists of hedges count as one: of two that hold the same phrase, the later by name has it.
    """

    def __init__(self) -> None:
        self.entries = defaultdict(list)
        for entry in entries():
            self.entries[entry.words].append(entry)
        self.longest = max(map(len, self.entries))

    def hits(self, text: str) -> dict[str, list[tuple[int, int]]]:
        tokens = reference_tokens(text)
        starts = sentence_starts(text)
        found = defaultdict(list)
        covered = defaultdict(int)
        for first in range(len(tokens)):
            for phrase, last in reversed(list(self._phrases(tokens, starts, first))):
                for entry in sorted(self.entries.get(phrase, []), reverse=True):
                    group = "hedge" if entry.category.startswith("hedge_") else entry.category
                    if first < covered[group]:
                        continue
                    if allowed(entry.guards, tokens, starts, first, last):
                        covered[group] = last + 1
                        found[entry.category].append((tokens[first].start, tokens[last].end))
        return found

    def _phrases(self, tokens, starts, first):
        """The words from here on within the sentence, and the token that each ends at."""
        words = ()
        at = first
        while at < len(tokens) and tokens[at].word and len(words) < self.longest:
            words = (*words, tokens[at].word)
            yield words, at
            at += 1
            if at + 1 < len(tokens) and tokens[at].kind == alphabet.DASH:
                if not (tokens[at].is_glued and tokens[at + 1].is_glued):
                    return
                at += 1
            if at < len(tokens) and starts[at]:
                return


def allowed(guards, tokens, starts, first, last):
    token = tokens[first]
    after = tokens[last + 1 :]
    before_number = bool(after) and after[0].kind == kernel.NUMBER
    if guards & GUARDS["lower"] and token.is_capitalised and (before_number or not starts[first]):
        return False
    if guards & GUARDS["capital"] and not token.is_capitalised:
        return False
    if guards & GUARDS["start"] and not starts[first]:
        return False
    if guards & GUARDS["figure"] and not leads_figure(after):
        return False
    if guards & GUARDS["line"]:
        if not (token.starts_line or (first > 0 and tokens[first - 1].starts_line)):
            return False
        if after and after[0].kind != kernel.WORD and not after[0].starts_line:
            after = after[1:]
        return not after or after[0].starts_line
    return True


def leads_figure(tokens):
    if not tokens:
        return False
    if tokens[0].kind == kernel.NUMBER or (tokens[0].value or 0) > 0:
        return True
    return tokens[0].kind != kernel.WORD and len(tokens) > 1 and tokens[1].kind == kernel.NUMBER


def sentence_starts(text: str) -> list[bool]:
    """Where sentences start is the kernel's word: this reference is of words and phrases."""
    flags = scan(text).tokens[:, kernel.T_FLAGS]
    return ((flags & kernel.SENTENCE) != 0).tolist()


# Lists that the grammar uses and nobody counts give no hits.
COUNTED = [
    category
    for category in CATEGORIES
    if category
    not in (
        "abbreviation", "currency_word", "deal_noun", "document_noun", "function_word",
        "headcount_noun", "magnitude", "month", "number_word", "organisation_noun", "people_noun",
        "percent_word", "person_title", "place_noun", "report_phrase", "report_verb",
        "report_verb_loaded", "speech_pronoun", "unit",
    )
]  # fmt: skip


@pytest.fixture(scope="module")
def matcher():
    return Matcher()


def check_hits(text: str, matcher: Matcher) -> None:
    scanned = scan(text)
    expected = matcher.hits(text)
    for category in COUNTED:
        found = sorted((hit.start, hit.end) for hit in scanned.hits(category))
        if category.startswith("hedge_"):  # only some candidates are hedges
            assert found == [(one.start, one.end) for one in of_kind(scanned.hedges, category)]
            found = candidates(scanned, category)
        assert found == expected.get(category, []), category


def of_kind(hedges, category):
    return [one for one in hedges if f"hedge_{one.kind}" == category]


def candidates(scanned, category):
    return [
        (start, end)
        for start, end, kind, *_ in scanned.hedge_rows.tolist()
        if f"hedge_{HEDGE_KINDS[kind]}" == category
    ]


@settings(max_examples=500, deadline=None)
@given(st.text(ALPHABET, max_size=60))
def test_tokens_are_those_of_the_reference(text):
    check_tokens(text)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_tokens_of_news_are_those_of_the_reference(data, news_like):
    check_tokens(data.draw(news_like).encode("ascii", "ignore").decode())


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_hits_in_news_are_those_of_the_reference(data, news_like, matcher):
    check_hits(data.draw(news_like).encode("ascii", "ignore").decode(), matcher)


def made_up(seed: int, phrases: list[str]) -> str:
    """A text of 400 phrases of the lexicons, in any case and with any mark between them."""
    draw = random.Random(seed)  # noqa: S311  # the same texts every time
    parts = []
    for _ in range(400):
        phrase = draw.choice(phrases)
        parts.append(draw.choice([phrase, phrase, phrase.capitalize(), phrase.upper()]))
        parts.append(
            draw.choice([" ", " ", " ", " ", ", ", ". ", "-", ' "', '" ', "\n", ":\n\n", " 40 "])
        )
    return "".join(parts)


@pytest.fixture(scope="module")
def phrases():
    return sorted({" ".join(entry.words).replace(" 's", "'s") for entry in entries()})


@pytest.mark.parametrize("seed", range(20))
def test_long_texts_have_the_tokens_and_hits_of_the_reference(seed, phrases, matcher):
    text = made_up(seed, phrases)
    check_tokens(text)
    check_hits(text, matcher)


DIGEST = """
import json, sys
from features.kernel import walk
from features.kernel.found import PIECES
from features.scan import scan

plain = not hasattr(walk.walk, "py_func")
digests = []
for text in json.load(sys.stdin):
    found = scan(text)._found
    digests.append([repr(found[piece].tolist()) for piece in PIECES])
json.dump([plain, digests], sys.stdout)
"""

AWKWARD = [
    "",
    "“”\"\"''‘’«»(((]]]…!?...\r\r\n\u2028\0",
    "“a “b “c ” d ” e ” f ” g\n\n“h\n\ni” 'j' ''k'' l'",
    "👩‍👩‍👧 e\u0301\u0301 𝐀𝐧𝐧𝐚 Привет мир. 他说 ٣٤ \ue000 \U0010ffff",
    "1.2.3,456,7890 0.0.0 " + "9" * 400 + " 0." + "1" * 60,
    "On June 5, 12.5 per cent agreed, on 5 June 3.14, in May 0000 and on 00 May 9999.",
    "million one hundred hundred thousand and and and one twenty-five-six to to 5 to 6-7-8",
    "said said according to to by of the the that said said, who, said, (a) said.",
    "A.B.C.D e.g. U.S.A.Army 's ''s s's's a's.b O'Hara's",
]


def test_compiled_or_not_the_scan_finds_the_same(phrases):
    texts = [*AWKWARD, *(made_up(seed, phrases)[:1500] for seed in range(40))]
    outputs = []
    for disabled in ("0", "1"):
        run = subprocess.run(
            [sys.executable, "-c", DIGEST],
            input=json.dumps(texts),
            env={**os.environ, "NUMBA_DISABLE_JIT": disabled},
            capture_output=True,
            text=True,
            check=True,
        )
        outputs.append(json.loads(run.stdout))
    (compiled_is_plain, compiled), (plain_is_plain, plain) = outputs
    assert not compiled_is_plain
    assert plain_is_plain
    for text, one, other in zip(texts, compiled, plain, strict=True):
        assert one == other, text
