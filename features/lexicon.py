"""Compiles the word lists in ``lexicons/`` into the tables that the scan walks.

Every list is a category, named by its file. An entry is a word or a phrase; ``~v``, ``~vv`` and
``~n`` stand for a verb's or a noun's regular forms, a guard in brackets says where the entry counts
(see ``GUARDS``). All entries share one trie over word numbers, so one walk finds every category.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from features.alphabet import TABLE_SIZE, alphabet
from features.numerals import MAGNITUDES, MONTHS, NUMBER_WORDS, VALUES
from features.quantity_words import ROLES, STARTS
from features.units import UNIT_ROLES

FOLDER = Path(__file__).parent / "lexicons"
CATEGORIES: tuple[str, ...] = tuple(sorted(path.stem for path in FOLDER.glob("*.txt")))
# A category is a bit of a signed 64-bit mask; the highest stand for numerals, and for the other
# words that a quantity can begin with, months among them.
MAX_CATEGORIES = 60
NUMERAL = 1 << 60
MAGNITUDE = 1 << 61
STARTER = 1 << 62
# Only words with one of these have a value.
VALUED = NUMERAL | MAGNITUDE | STARTER

GUARDS = {
    "lower": 1,  # not capitalised, unless it starts a sentence: the verb "may"
    "capital": 2,  # capitalised: the month May
    "line": 4,  # the whole line: a heading
    "start": 8,  # at the start of a sentence
    "figure": 16,  # before a number: "about 40"
}
GUARD_SHIFT = 8
MAX_PHRASE_WORDS = 8

# An open-addressed table holds a key and its value in one number: words by their hash, nodes of the
# trie by the node before them and the word.
KEY_FOLD = 13
VALUE_BITS = 16
VALUE_MASK = (1 << VALUE_BITS) - 1
WORD_BITS = 16

# 47 bits, so that one more factor of 16 bits stays within a signed 64-bit product.
HASH_MASK = (1 << 47) - 1
HASH_FACTOR = 40503

_ENTRY = re.compile(r"(?P<phrase>[^\[\]#]+?)\s*(?:\[(?P<guards>[a-z, ]+)\])?\s*(?:#.*)?")


class LexiconError(ValueError):
    """A word list holds a line that cannot be compiled; names the file and the line."""


class Entry(NamedTuple):
    """One phrase of one category: its words as the tokeniser sees them, and its guards' bits."""

    category: str
    words: tuple[str, ...]
    guards: int


class Tables(NamedTuple):
    """The compiled lists.

    ``words`` looks up a word's number by its hash, ``edges`` the trie's next node by (node <<
    WORD_BITS | word), both open-addressed. ``described`` has a row for each word: its categories'
    mask and its node or -1; ``values`` what it is worth where the mask has VALUED. A node's
    ``entries`` (guards << GUARD_SHIFT | category) go from ``nodes[node] >> 1`` to ``nodes[node + 1]
    >> 1``; the lowest bit says whether the trie goes on. On no way down are there more than
    ``longest_path`` entries. ``word_role`` is a word's part in the grammar of quantities
    (``features/quantity_words.py``); its last entry, 0, is that of no word (-1). Few and small:
    what an article touches of them stays in the cache.
    """

    words: npt.NDArray[np.int64]
    edges: npt.NDArray[np.int64]
    described: npt.NDArray[np.int64]
    values: npt.NDArray[np.float64]
    nodes: npt.NDArray[np.int32]
    entries: npt.NDArray[np.int16]
    longest_path: int
    word_role: npt.NDArray[np.int64]


def bit(category: str) -> int:
    """The category's bit in a word's mask."""
    return 1 << CATEGORIES.index(category)


def word_hash(word: str) -> int:
    """The hash that the tokeniser computes for this word, whatever its case or accents."""
    folded = alphabet().folded
    value = 0
    for character in word:
        code = ord(character)
        letter = int(folded[code]) if code < TABLE_SIZE else ord("x")
        value = (value * HASH_FACTOR + letter) & HASH_MASK
    return value


def entries() -> Iterator[Entry]:
    """Every entry of every list, inflected forms written out."""
    for category in CATEGORIES:
        path = FOLDER / f"{category}.txt"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip() and not line.startswith("#"):
                try:
                    yield from _entries(category, line)
                except LexiconError as error:
                    raise LexiconError(f"{path.name}, line {number}: {error}") from None


def _entries(category: str, line: str) -> Iterator[Entry]:
    match = _ENTRY.fullmatch(line.strip())
    if match is None:
        raise LexiconError(f"not a phrase with guards in brackets: {line!r}")
    guards = 0
    for guard in (match["guards"] or "").replace(",", " ").split():
        if guard not in GUARDS:
            raise LexiconError(f"no guard {guard!r}; there are {', '.join(GUARDS)}")
        guards |= GUARDS[guard]
    forms = [_forms(word) for word in match["phrase"].split()]
    if len(forms) > MAX_PHRASE_WORDS:
        raise LexiconError(f"more than {MAX_PHRASE_WORDS} words: {line!r}")
    for words in product(*forms):
        # A hyphen is a token of its own; the walk steps over it between words.
        split = tuple(part for word in words for part in _tokens(word))
        yield Entry(category, split, guards)


def _forms(word: str) -> tuple[str, ...]:
    stem, _, mark = word.partition("~")
    match mark:
        case "":
            return (stem,)
        case "n":
            return stem, _with_s(stem)
        case "v":
            return stem, _with_s(stem), _past(stem), _present_participle(stem)
        case "vv":
            doubled = stem + stem[-1]
            return stem, _with_s(stem), f"{doubled}ed", f"{doubled}ing"
    raise LexiconError(f"no inflection {mark!r}; there are v, vv and n")


def _with_s(stem: str) -> str:
    if stem.endswith(("s", "x", "z", "ch", "sh")):
        return f"{stem}es"
    return f"{stem[:-1]}ies" if _ends_in_consonant_y(stem) else f"{stem}s"


def _past(stem: str) -> str:
    if stem.endswith("e"):
        return f"{stem}d"
    return f"{stem[:-1]}ied" if _ends_in_consonant_y(stem) else f"{stem}ed"


def _present_participle(stem: str) -> str:
    if stem.endswith("ie"):
        return f"{stem[:-2]}ying"
    if stem.endswith("e") and not stem.endswith(("ee", "oe", "ye")):
        return f"{stem[:-1]}ing"
    return f"{stem}ing"


def _ends_in_consonant_y(stem: str) -> bool:
    return stem.endswith("y") and stem[-2:-1] not in "aeiou"


def _tokens(word: str) -> list[str]:
    if "." in word.rstrip("."):  # an acronym keeps its inner stops: u.s
        return [word.rstrip(".")]
    parts = [part for part in word.rstrip(".").split("-") if part]
    return [piece for part in parts for piece in _split_possessive(part)]


def _split_possessive(word: str) -> list[str]:
    return [word[:-2], "'s"] if word.endswith("'s") and len(word) > 2 else [word]


def open_addressed(held: Mapping[int, int]) -> npt.NDArray[np.int64]:
    """A table from keys of 47 bits to values of 16, -1 where a slot is free.

    LexiconError for a value that is too large.
    """
    size = 1 << max(4, (len(held) * 4 // 3).bit_length())
    slots = [-1] * size
    for key, value in held.items():
        if value > VALUE_MASK:
            raise LexiconError(f"{value:,} words or nodes; there is room for {VALUE_MASK:,}")
        slot = (key ^ key >> KEY_FOLD) & (size - 1)
        while slots[slot] >= 0:
            slot = (slot + 1) & (size - 1)
        slots[slot] = key << VALUE_BITS | value
    return np.array(slots, np.int64)


@cache
def tables() -> Tables:
    """The compiled lists, made once a process."""
    if len(CATEGORIES) > MAX_CATEGORIES:
        raise LexiconError(f"{len(CATEGORIES)} categories; a mask holds {MAX_CATEGORIES}")
    # By their hashes: "Mx" and "mx" are one word.
    words: dict[int, int] = {}
    edges: dict[int, int] = {}
    roots: dict[int, int] = {}
    node_entries: list[list[tuple[int, int]]] = []
    parents: list[int] = []
    masks: dict[int, int] = {}
    for entry in entries():
        numbers = [words.setdefault(word_hash(word), len(words)) for word in entry.words]
        if numbers[0] not in roots:
            roots[numbers[0]] = len(node_entries)
            node_entries.append([])
            parents.append(-1)
        node = roots[numbers[0]]
        for number in numbers[1:]:
            key = node << WORD_BITS | number
            if key not in edges:
                edges[key] = len(node_entries)
                node_entries.append([])
                parents.append(node)
            node = edges[key]
        category = CATEGORIES.index(entry.category)
        if (category, entry.guards) not in node_entries[node]:
            node_entries[node].append((category, entry.guards))
        if len(numbers) == 1:
            masks[numbers[0]] = masks.get(numbers[0], 0) | 1 << category
    values: dict[int, float] = {}
    for word, value in VALUES.items():
        number = words.setdefault(word_hash(word), len(words))
        values[number] = value
        if word in NUMBER_WORDS:
            masks[number] = masks.get(number, 0) | NUMERAL
        if word in MAGNITUDES:
            masks[number] = masks.get(number, 0) | MAGNITUDE
    roles: dict[int, int] = {}
    for word in ROLES | UNIT_ROLES:
        number = words.setdefault(word_hash(word), len(words))
        # Units have no amount, so the bits of both may be put together.
        roles[number] = roles.get(number, 0) | ROLES.get(word, 0) | UNIT_ROLES.get(word, 0)
        if roles[number] & STARTS:
            masks[number] = masks.get(number, 0) | STARTER
    for word in MONTHS:
        masks[words[word_hash(word)]] |= STARTER
    goes_on = np.isin(np.arange(len(node_entries)), [key >> WORD_BITS for key in edges])
    flat = [pair for pairs in node_entries for pair in pairs]
    path = [0] * len(node_entries)
    for node, parent in enumerate(parents):  # a parent comes before its children
        path[node] = len(node_entries[node]) + (path[parent] if parent >= 0 else 0)
    return Tables(
        open_addressed(words),
        open_addressed(edges),
        np.array(
            [(masks.get(number, 0), roots.get(number, -1)) for number in words.values()], np.int64
        ),
        np.array([values.get(number, 0.0) for number in words.values()], np.float64),
        np.cumsum([0, *map(len, node_entries)], dtype=np.int32) << 1 | [*goes_on, False],
        np.array([guards << GUARD_SHIFT | category for category, guards in flat], np.int16),
        max(path, default=0),
        np.array([*(roles.get(number, 0) for number in words.values()), 0], np.int64),
    )
