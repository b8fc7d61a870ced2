"""Names spelt in more than one way, and near-misses of names that everybody knows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from features.article import Article
from features.kernel.names import FIRST_HASH, HAS_NEIGHBOUR, LAST_HASH, WORDS
from features.kernel.tokens import PREFIX_LETTERS
from features.lexicon import word_hash
from features.rate import density
from features.reading import Reading
from features.scan import OWN, Name
from features.spelling import edit_distance

_GAZETTEER = Path(__file__).parents[2] / "gazetteers" / "public_names.txt"
_MIN_LETTERS = 5  # shorter names have too many neighbours: Iran, Iraq
_MIN_LETTERS_ALONE = 6
_ENDINGS = frozenset(
    [
        *("", "s", "n", "an", "ans", "ns", "ic", "ics", "y", "ies", "er", "ers", "o", "a", "os"),
        *("as", "ian", "ians", "ese", "ish", "i", "is", "en", "ist", "ists", "ism", "al"),
    ]
)
_MIN_PUBLIC_SURNAME = 6
# Among the bearers of a common given name, short surnames two letters apart are other people.
_LONG_SURNAME = 9
_MAX_EDITS = 2
_MAX_LETTERS = 40  # no name is longer; the comparison costs the square of it
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


def name_variants(article: Article) -> Reading:
    """Names that the article spells in more than one way, a count."""
    scan = article.text
    rows = scan.name_rows
    alike = map(scan.name, rows[rows[:, HAS_NEIGHBOUR] != 0].tolist())
    evidence = [
        scan.evidence(wrong.start, wrong.end, f'the article also writes "{right.quote}"')
        for wrong, right in _slips(alike)
    ]
    return Reading(float(len(evidence)), evidence)


def public_name_misses(article: Article) -> Reading:
    """Names that are a letter or two away from a well-known name, a count."""
    scan = article.text
    gazetteer = _gazetteer()
    evidence = []
    rows = scan.name_rows
    pairs = rows[rows[:, WORDS] == 2]
    place = np.searchsorted(gazetteer.given[:-1], pairs[:, FIRST_HASH])
    for row in pairs[gazetteer.given[place] == pairs[:, FIRST_HASH]].tolist():
        if (row[FIRST_HASH], row[LAST_HASH]) in gazetteer.full:
            continue
        name = scan.name(row)
        meant = _meant(name.quote, gazetteer)
        if meant is not None:
            reason = f'close to the well-known name "{meant}", and not it'
            evidence.append(scan.evidence(name.start, name.end, reason))
    return Reading(float(len(evidence)), evidence)


def _slips(names: Iterable[Name]) -> Iterator[tuple[Name, Name]]:
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
            alike["prefix", name.quote[:PREFIX_LETTERS].casefold()].append((name.quote, name))
    reported: set[tuple[int, int]] = set()
    for key, group in alike.items():
        if len(group) < 2:
            continue
        for (one, name), (other, second) in combinations(group[:_MAX_ALIKE], 2):
            pair = (name.start, second.start)
            if pair in reported or not _TELLS[key[0]](one, other):
                continue
            reported.add(pair)
            rarer, commoner = sorted((name, second), key=lambda each: each.mentions)
            yield rarer, commoner


def _differ_in_capitals(one: str, other: str) -> bool:
    """LLaMA and Llama; a word in capitals may be a heading unless the other is no plain word."""
    return (
        one != other
        and not (one.isupper() and other.istitle())
        and not (other.isupper() and one.istitle())
    )


def _is_slip(one: str, other: str) -> bool:
    one, other = _plain(one), _plain(other)
    if min(len(one), len(other)) < _MIN_LETTERS or one == other or one[0] != other[0]:
        return False
    if max(len(one), len(other)) > _MAX_LETTERS:
        return False
    if not (one.isalpha() and other.isalpha()) or _are_inflections(one, other):
        return False
    return edit_distance(one, other, _MAX_EDITS) <= _MAX_EDITS


def _plain(name: str) -> str:
    return name.casefold().replace("’", "'")


def _are_inflections(one: str, other: str) -> bool:
    """America and American, Democrats and Democratic: two words of one stem."""
    common = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        common += 1
    return one[common:] in _ENDINGS and other[common:] in _ENDINGS


def _is_slip_of_one_word(one: str, other: str) -> bool:
    return (
        min(len(one), len(other)) >= _MIN_LETTERS_ALONE
        and _is_slip(one, other)
        and edit_distance(one.casefold(), other.casefold(), 1) == 1
    )


# What tells that two spellings are one name, by what they have in common.
_TELLS = {
    "first": _is_slip,
    "last": _is_slip,
    "letters": _differ_in_capitals,
    "prefix": _is_slip_of_one_word,
}


class _Gazetteer(NamedTuple):
    """Well-known people: hashes of given names and of full names; surnames by given and initial.

    ``given`` is sorted.
    """

    given: npt.NDArray[np.int64]
    full: frozenset[tuple[int, int]]
    surnames: dict[tuple[str, str], tuple[tuple[str, str], ...]]


@cache
def _gazetteer() -> _Gazetteer:
    surnames = defaultdict(list)
    full = set()
    for line in _GAZETTEER.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        for name in map(str.strip, line.split("|")):
            given, _, surname = name.partition(" ")
            full.add((word_hash(given), word_hash(surname)))
            if len(surname) >= _MIN_PUBLIC_SURNAME:
                surnames[given, surname[0]].append((surname, name))
    return _Gazetteer(
        np.array(sorted({given for given, _ in full}), np.int64),
        frozenset(full),
        {key: tuple(found) for key, found in surnames.items()},
    )


def _meant(name: str, gazetteer: _Gazetteer) -> str | None:
    """The well-known name that this one, known to be none itself, all but spells."""
    words = name.replace("’", "'").split()
    if len(words) != 2 or not _MIN_PUBLIC_SURNAME <= len(words[1]) <= _MAX_LETTERS:
        return None
    given, surname = words
    allowed = 1 if len(surname) < _LONG_SURNAME else _MAX_EDITS
    for right, full in gazetteer.surnames.get((given, surname[0]), ()):
        if (
            abs(len(right) - len(surname)) <= allowed
            and _plain(surname) != _plain(right).replace(" ", "")
            and not _are_inflections(surname, right)
            and edit_distance(surname, right, allowed) <= allowed
        ):
            return full
    return None
