"""Keeps what takes long to make, and makes it again when what it was made from has changed.

The folder `.cache` beside the project holds it (`make clean` removes it): pickles that only this
project writes and reads. Of each name only the newest is kept.
"""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import joblib

Made = TypeVar("Made")

_PROJECT = Path(__file__).parent.parent
FOLDER = _PROJECT / ".cache" / "training"
# What decides on readings, phrases and sketches; but the learnt phrasing, see `code_digest`.
_CODE = (
    "features/**/*.py",
    "features/**/*.txt",
    "features/**/*.np[yz]",
    "models/abstention.py",
    "models/base_vectors.py",
    "models/material.py",
    "models/phrasebook.py",
    "models/sketch.py",
    "models/wording.py",
)


def kept(name: str, key: str, make: Callable[[], Made]) -> Made:
    """What `make` makes, or what it made before under this name and key."""
    path = FOLDER / f"{name}-{key}.joblib"
    if path.exists():
        found: Made = joblib.load(path)
        return found
    made = make()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for older in FOLDER.glob(f"{name}-*.joblib"):
        older.unlink()
    unfinished = path.with_suffix(".part")
    joblib.dump(made, unfinished)
    unfinished.replace(path)
    return made


def digest_of(texts: Iterable[str]) -> str:
    """16 hexadecimal digits that tell these texts from any other."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(f"{len(text)} {text}\n".encode("utf-8", "replace"))
    return digest.hexdigest()[:16]


def code_digest() -> str:
    """16 hexadecimal digits of all that decides on a reading, the learnt phrasing excepted.

    The phrasing is learnt from the same articles, so nothing that is kept may depend on it.
    """
    digest = hashlib.sha256()
    for file in sorted({file for pattern in _CODE for file in _PROJECT.glob(pattern)}):
        if file.name != "wording.npz":
            digest.update(f"{file.relative_to(_PROJECT)}\n".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
