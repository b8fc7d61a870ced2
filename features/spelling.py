"""How far one spelling is from another, and when two are one word in two forms."""

import unicodedata

_ENDINGS = frozenset(
    [
        *("", "s", "n", "an", "ans", "ns", "ic", "ics", "y", "ies", "er", "ers", "o", "a", "os"),
        *("as", "ian", "ians", "ese", "ish", "i", "is", "en", "ist", "ists", "ism", "al"),
    ]
)
# Trumpism and Trumpist, Islamophobia and Islamophobic, Latino and Latinx, ministry and minister,
# Hasidic and Hasidim.
_PAIRED_ENDINGS = frozenset(
    [
        *(
            ("m", "t"),
            ("m", "ts"),
            ("a", "c"),
            ("o", "x"),
            ("a", "x"),
            ("", "x"),
            ("c", "m"),
            ("os", "x"),
            ("as", "x"),
        ),
        *(("er", "ry"), ("ers", "ry"), ("ce", "t"), ("ces", "ts"), ("cia", "tial")),
        *(("es", "ie"), ("emy", "ry")),  # Charles and Charlie, Jeremy and Jerry
        *(("encia", "ential"), ("cy", "t"), ("e", "ing"), ("ed", "ing"), ("", "ing")),
        *(("", "es"), ("", "ed"), ("", "er"), ("y", "ies")),
    ]
)


def plain(name: str) -> str:
    """A name without its capitals and accents, with typewriter's apostrophes."""
    if name.isascii():
        return name.lower()  # nearly all are, and it is much cheaper
    letters = unicodedata.normalize("NFD", name.casefold().replace("’", "'"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def are_inflections(one: str, other: str) -> bool:
    """America and American, Democrats and Democratic: two words of one stem."""
    common = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        common += 1
    left, right = sorted((one[common:], other[common:]))
    return (
        (left in _ENDINGS and right in _ENDINGS)
        or (left, right) in _PAIRED_ENDINGS
        # Compromise and Compromised, Challenge and Challenger.
        or (left == "" and right in ("d", "r", "rs") and one[common - 1] == "e")
    )


def edit_distance(one: str, other: str, limit: int) -> int:
    """Letters to insert, delete, change or swap to make one from the other; limit + 1 if more.

    Optimal string alignment, in O(len(one) * len(other)).
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        older, before, row = before, row, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)
