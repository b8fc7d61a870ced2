"""Names spelt in more than one way, and near-misses of names that everybody knows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, reduce
from itertools import combinations
from operator import or_
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from features.article import Article
from features.kernel.names import (
    FIRST,
    FIRST_HASH,
    HAS_NEIGHBOUR,
    LAST,
    LAST_HASH,
    MIN_PUBLIC_SURNAME,
    WORDS,
)
from features.kernel.tokens import N_CAPITAL_VARIANTS, N_NAME_SLIPS, N_NEAR_PUBLIC
from features.lexicon import word_hash
from features.public_names import public_names
from features.rate import density
from features.reading import Evidence, Reading
from features.scan import OWN, Name, Scan
from features.sift import where_counted
from features.spelling import are_inflections, edit_distance, plain

_SPELLING, _CAPITALS = 1, 2  # the kernel's marks: how another name is alike
_SLIP_KEYS, _CAPITAL_KEYS = ("first", "last"), ("letters",)
_MIN_LETTERS = 5  # shorter names have too many neighbours: Iran, Iraq
# Among the bearers of a common given name, short surnames two letters apart are other people.
_LONG_SURNAME = 9
_MAX_EDITS = 2
_FILTER = (1 << 16) - 1
_APOSTROPHES = ("'", "’")
_MARKS = tuple("\"'“”‘’«»")
_MAX_LETTERS = 40  # no name is longer; the comparison costs the square of it
# Two surnames that both come again are two people: Castor, Castro.
_MAX_SLIPS = 1
# A hostile text may hold thousands of names with one word in common.
_MAX_ALIKE = 12


doubled_identities = density(
    "People named like the body in the brackets behind them (Ann Acme, Acme), per 100 words.",
    "doubled_identity",
    reason="named like the body in the brackets behind it",
)
acronym_slips = density(
    "Acronyms of the article written as a small word (ai for AI), per 100 words.",
    "acronym_in_lower_case",
    voice=OWN,
    reason="an acronym elsewhere in the article, here a small word",
)


@where_counted(N_NAME_SLIPS)
def name_variants(article: Article) -> Reading:
    """Names that the article spells in more than one way, a letter or two apart, a count."""
    evidence = _variants(article.text, _SPELLING, _SLIP_KEYS)
    return Reading(float(len(evidence)), evidence, critical=bool(evidence))


@where_counted(N_CAPITAL_VARIANTS)
def capital_variants(article: Article) -> Reading:
    """Names that the article writes with different capitals (LLaMA, Llama), a count."""
    evidence = _variants(article.text, _CAPITALS, _CAPITAL_KEYS)
    return Reading(float(len(evidence)), evidence)


@where_counted(N_NEAR_PUBLIC)
def public_name_misses(article: Article) -> Reading:
    """Names that are a letter or two away from a well-known name, a count."""
    scan = article.text
    gazetteer = _gazetteer()
    evidence = []
    rows = scan.name_rows
    known = gazetteer.given[rows[:, FIRST_HASH] & _FILTER] & (rows[:, WORDS] == 2)
    for row in rows[known].tolist():
        if (row[FIRST_HASH], row[LAST_HASH]) in gazetteer.full:
            continue
        start, end = row[FIRST], row[LAST]
        meant = _meant(scan.text[start:end], gazetteer)
        if meant is not None:
            reason = f'close to the well-known name "{meant}", and not it'
            evidence.append(scan.evidence(start, end, reason))
    return Reading(float(len(evidence)), evidence)


def _variants(scan: Scan, way: int, tells: tuple[str, ...]) -> list[Evidence]:
    """The rarer spelling of each pair that differs in this way."""
    rows = scan.name_rows
    alike = map(scan.name, rows[rows[:, HAS_NEIGHBOUR] & way != 0].tolist())
    return [
        scan.evidence(wrong.start, wrong.end, f'the article also writes "{right.quote}"')
        for wrong, right in _slips(alike, tells)
        if not (_is_on_purpose(scan, wrong) or _is_on_purpose(scan, right))
    ]


def _is_on_purpose(scan: Scan, name: Name) -> bool:
    """Whether it stands in quotation marks by itself or drops a letter: so meant."""
    before, after = (
        scan.text[max(0, name.start - 1) : name.start],
        scan.text[name.end : name.end + 1],
    )
    in_marks = before in _MARKS and after in _MARKS
    return in_marks or (after in _APOSTROPHES and name.quote.endswith("n"))


def _slips(names: Iterable[Name], tells: tuple[str, ...]) -> Iterator[tuple[Name, Name]]:
    """Pairs of spellings of what must be one name: the rarer one, the commoner one."""
    alike: dict[tuple[str, ...], list[tuple[str, Name]]] = defaultdict(list)
    for name in names:
        words = name.quote.split()
        if len(words) == 2:
            first, last = words
            alike["first", first].append((last, name))
            alike["last", last].append((first, name))
        elif len(words) == 1 and not name.quote.islower():
            alike["letters", name.quote.casefold()].append((name.quote, name))
    reported: set[tuple[int, int]] = set()
    for key, group in alike.items():
        if len(group) < 2 or key[0] not in tells:
            continue
        for (one, name), (other, second) in combinations(group[:_MAX_ALIKE], 2):
            pair = (name.start, second.start)
            if pair in reported or not _TELLS[key[0]](one, other):
                continue
            reported.add(pair)
            rarer, commoner = sorted((name, second), key=lambda each: each.mentions)
            if rarer.mentions <= _MAX_SLIPS or "letters" in tells:
                yield rarer, commoner


def _differ_in_capitals(one: str, other: str) -> bool:
    """LLaMA and Llama; a word in capitals may be a heading unless the other is no plain word."""
    return (
        one != other
        and not (one.isupper() and other.istitle())
        and not (other.isupper() and one.istitle())
    )


def _is_slip(one: str, other: str) -> bool:
    one, other = plain(one), plain(other)
    if min(len(one), len(other)) < _MIN_LETTERS or one == other or one[0] != other[0]:
        return False
    if max(len(one), len(other)) > _MAX_LETTERS:
        return False
    if not (one.isalpha() and other.isalpha()) or are_inflections(one, other):
        return False
    # Short words have neighbours two letters apart: Africa, America.
    allowed = 1 if min(len(one), len(other)) < _LONG_SURNAME else _MAX_EDITS
    return edit_distance(one, other, allowed) <= allowed


# What tells that two spellings are one name, by what they have in common.
_TELLS = {
    "first": _is_slip,
    "last": _is_slip,
    "letters": _differ_in_capitals,
}


class _Gazetteer(NamedTuple):
    """Well-known people: hashes of given names and of full names; surnames by given and initial,
    each with its letters as bits and the full name.

    ``given`` says by the last bits of a hash whether it may be a given name's.
    """

    given: npt.NDArray[np.bool_]
    full: frozenset[tuple[int, int]]
    surnames: dict[tuple[str, str], tuple[tuple[str, int, str], ...]]


@cache
def _gazetteer() -> _Gazetteer:
    surnames = defaultdict(list)
    full = set()
    for given, surname in public_names():
        full.add((word_hash(given), word_hash(surname)))
        if len(surname) >= MIN_PUBLIC_SURNAME:
            known = (surname, _letters(surname), f"{given} {surname}")
            surnames[given, surname[0]].append(known)
    given_names = np.zeros(_FILTER + 1, np.bool_)
    given_names[[given & _FILTER for given, _ in full]] = True
    return _Gazetteer(
        given_names,
        frozenset(full),
        {key: tuple(found) for key, found in surnames.items()},
    )


def _letters(word: str) -> int:
    """Which letters a word has, as bits: two edits change four at most."""
    return reduce(or_, [1 << (ord(letter) & 31) for letter in word])


def _meant(name: str, gazetteer: _Gazetteer) -> str | None:
    """The well-known name that this one, known to be none itself, all but spells."""
    words = name.replace("’", "'").split()
    if len(words) != 2 or not MIN_PUBLIC_SURNAME <= len(words[1]) <= _MAX_LETTERS:
        return None
    given, surname = words
    candidates = gazetteer.surnames.get((given, surname[0]))
    if candidates is None:
        return None
    allowed = 1 if len(surname) < _LONG_SURNAME else _MAX_EDITS
    letters = _letters(surname)
    for right, right_letters, full in candidates:
        if (
            abs(len(right) - len(surname)) <= allowed
            and (right_letters ^ letters).bit_count() <= 2 * allowed
            and plain(surname) != plain(right).replace(" ", "")
            and not are_inflections(surname, right)
            and edit_distance(surname, right, allowed) <= allowed
        ):
            return full
    return None
