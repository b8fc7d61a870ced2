"""The names of well-known people, as the gazetteer lists them."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).parent / "gazetteers" / "public_names.txt"


class PublicName(NamedTuple):
    """A given name and what follows it."""

    given: str
    surname: str


@cache
def public_names() -> tuple[PublicName, ...]:
    """The names in the order of the file; a name in another spelling is one more."""
    names = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            for name in map(str.strip, line.split("|")):
                given, _, surname = name.partition(" ")
                names.append(PublicName(given, surname))
    return tuple(names)
