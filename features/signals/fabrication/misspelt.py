"""Names misspelt at a mention or two: a rare word, a letter away from one that comes more often."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from features.article import Article
from features.attribution_weights import attribution_weights
from features.kernel.misspelt import IS_NEAR
from features.kernel.names import HAS_NEIGHBOUR, MIN_SLIP_LETTERS
from features.kernel.tokens import N_MISSPELT
from features.kernel.views import class_slot, fingerprint
from features.lexicon import word_hash
from features.reading import Reading
from features.scan import Scan
from features.sift import where_counted
from features.spelling import are_inflections, edit_distance, plain

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# What stands more often is meant so.
_MAX_SLIPS = 3
# A slip is certain where the other spelling stands so many times as often.
_CERTAIN = 3
# A hostile text may hold thousands of names, with one word in common or with one first letter.
_MAX_NAMES, _MAX_SAME_INITIAL, _MAX_NAMES_OF_A_WORD = 300, 40, 8


class _Word(NamedTuple):
    """A word of names: how often it stands, where first, and in which names of several words.

    ``plain`` is the word without capitals and accents, as are the names.
    """

    text: str
    plain: str
    mentions: int
    first: int
    names: tuple[tuple[str, ...], ...]


@where_counted(N_MISSPELT)
def misspelt_names(article: Article) -> Reading:
    """Words of names, rare in news, that are a letter away from another one's, a count."""
    scan = article.text
    evidence = []
    certain = False
    for wrong, right in _slips(_words(scan)):
        reason = f'the article also writes "{right.text}"'
        evidence.append(scan.evidence(wrong.first, wrong.first + len(wrong.text), reason))
        certain = certain or right.mentions >= _CERTAIN * wrong.mentions
    return Reading(float(len(evidence)), evidence, critical=certain)


def _words(scan: Scan) -> list[_Word]:
    """The words of those names that hold two which are a letter apart."""
    mentions: Counter[str] = Counter()
    first: dict[str, int] = {}
    names: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    rows = scan.name_rows
    near = rows[rows[:, HAS_NEIGHBOUR] & IS_NEAR != 0]
    for name in map(scan.name, near[:_MAX_NAMES].tolist()):
        found = list(_WORD.finditer(name.quote))
        parts = tuple(plain(match[0]) for match in found)
        for match, part in zip(found, parts, strict=True):
            if len(part) < MIN_SLIP_LETTERS or not match[0][0].isupper() or match[0].isupper():
                continue
            mentions[match[0]] += name.mentions
            first.setdefault(match[0], name.start + match.start())
            if len(parts) > 1 and len(names[match[0]]) < _MAX_NAMES_OF_A_WORD:
                names[match[0]].append(parts)
    return [
        _Word(text, plain(text), n, first[text], tuple(names[text])) for text, n in mentions.items()
    ]


def _slips(words: list[_Word]) -> Iterator[tuple[_Word, _Word]]:
    """Each word that is another one misspelt, with that one."""
    by_initial: dict[str, list[_Word]] = defaultdict(list)
    for word in words:
        by_initial[word.plain[0]].append(word)
    for group in by_initial.values():
        for wrong in group[:_MAX_SAME_INITIAL]:
            if wrong.mentions > _MAX_SLIPS:
                continue
            meant = [right for right in group[:_MAX_SAME_INITIAL] if _is_slip_of(wrong, right)]
            if meant and not _is_known(wrong.text):
                yield wrong, max(meant, key=lambda right: right.mentions)


def _is_known(word: str) -> bool:
    """Whether the word is one of those that news uses most."""
    value = word_hash(word)
    held = int(attribution_weights().classes[class_slot(value)])
    return bool(held >> 8 == fingerprint(value))


def _is_slip_of(wrong: _Word, right: _Word) -> bool:
    one, other = wrong.plain, right.plain
    if right.mentions < wrong.mentions or one == other or not _may_be_one_edit(one, other):
        return False
    if edit_distance(one, other, 1) > 1 or are_inflections(one, other):
        return False
    if not (one.isalpha() and other.isalpha()):
        return False
    stands_out = right.mentions > wrong.mentions or _is_known(right.text)
    if not wrong.names:
        # Whoever is called by a surname alone has been introduced, and nobody else was.
        return stands_out or bool(right.names)
    # Of two who are alike and equally rare, the later one is the slip.
    return (stands_out or wrong.first > right.first) and any(
        _differ_in(ours, theirs, one, other) for ours in wrong.names for theirs in right.names
    )


def _may_be_one_edit(one: str, other: str) -> bool:
    """Whether one half of the words is the same: a single edit leaves that alone."""
    half = (min(len(one), len(other)) - 1) // 2
    return abs(len(one) - len(other)) <= 1 and (
        one[:half] == other[:half] or one[-half:] == other[-half:]
    )


def _differ_in(ours: tuple[str, ...], theirs: tuple[str, ...], one: str, other: str) -> bool:
    """Whether two names, from their first or to their last words, are alike but for this word.

    Two names of two words each are for `names.name_variants`.
    """
    size = min(len(ours), len(theirs))
    if max(len(ours), len(theirs)) == 2:
        return False
    ends = ((ours[:size], theirs[:size]), (ours[-size:], theirs[-size:]))
    return any(
        [pair for pair in zip(*parts, strict=True) if pair[0] != pair[1]] == [(one, other)]
        for parts in ends
    )
