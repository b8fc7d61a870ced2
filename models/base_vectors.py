"""Labelled vectors: what training starts from, numbers only, no text.

`seeds/base_vectors.npz` ships them, so that a few hundred examples of a user's own adapt a base of
many thousands instead of replacing it, and so that the model can be retrained where the corpora it
came from are not at hand.
"""

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from models.additive import ModelError

DEFAULT = Path(__file__).parent.parent / "seeds" / "base_vectors.npz"
# The corpus name of the articles written for this project.
SEEDS = "seeds"
# The corpus name of an installation's own examples.
EXAMPLES = "examples"
# A corpus of one label says nothing by itself: its articles are told apart from those of the corpus
# that is nearest in country, years and subjects.
_BESIDE = {"golbeck_fake": "abp_quality"}
# A reading is kept to 13 bits of its 24: four significant digits are more than any reading is
# good for, and zeros at the end are what compression lives on.
_DROPPED_BITS = 11


@dataclass(frozen=True)
class Vectors:
    """Readings of many articles, with what training needs to know of each; all arrays row by row.

    `label` is 1 for credible; `outlet` a domain, or an article's own name where the outlet is not
    known; `content` identifies the text (`content_hash`); `twin` names the corruption where a row
    is no article somebody published but a corrupted one (""  for real articles); `words` is the
    length of the body.
    """

    signals: tuple[str, ...]
    signals_digest: str
    matrix: npt.NDArray[np.float32]
    label: npt.NDArray[np.int8]
    words: npt.NDArray[np.int32]
    content: npt.NDArray[np.uint64]
    corpus: npt.NDArray[np.str_]
    outlet: npt.NDArray[np.str_]
    twin: npt.NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.label)

    def rows(self, chosen: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> "Vectors":
        """The rows that a mask or an index array chooses."""
        return replace(self, **{name: getattr(self, name)[chosen] for name in _BY_ROW})

    def save(self, path: Path) -> None:
        """Writes the compact file; the same vectors give the same bytes."""
        columns = {name: getattr(self, name) for name in _BY_ROW}
        for name in ("corpus", "outlet", "twin"):
            columns[f"{name}_names"], columns[name] = np.unique(columns[name], return_inverse=True)
            columns[name] = columns[name].astype(np.uint16)
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            path,
            allow_pickle=False,
            signals=np.array(self.signals),
            signals_digest=np.array(self.signals_digest),
            **columns,
        )

    @classmethod
    def load(cls, path: Path = DEFAULT) -> "Vectors":
        """Reads what `save` wrote; ModelError where the file is missing or is something else."""
        try:
            with np.load(path, allow_pickle=False) as stored:
                columns = {name: stored[name] for name in _BY_ROW}
                for name in ("corpus", "outlet", "twin"):
                    columns[name] = stored[f"{name}_names"][columns[name]]
                return cls(
                    signals=tuple(map(str, stored["signals"])),
                    signals_digest=str(stored["signals_digest"]),
                    **columns,
                )
        except (OSError, EOFError, KeyError, ValueError, BadZipFile) as error:
            raise ModelError(f"no base vectors in {path} ({error}); run `make train`") from error


def compared_within(corpus: npt.NDArray[np.str_]) -> npt.NDArray[np.str_]:
    """Within what each row's article is told apart from others: mostly its own corpus."""
    names, of_row = np.unique(corpus, return_inverse=True)
    return np.array([_BESIDE.get(name, name) for name in names.tolist()], np.str_)[of_row]


_BY_ROW = tuple(
    field.name for field in fields(Vectors) if field.name not in ("signals", "signals_digest")
)


def together(parts: Iterable[Vectors]) -> Vectors:
    """All rows of several sets of vectors of the same signals; ValueError where they differ."""
    parts = tuple(parts)
    first = parts[0]
    if any((p.signals, p.signals_digest) != (first.signals, first.signals_digest) for p in parts):
        raise ValueError("these vectors were made with different signals; extract them again")
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in parts]) for name in _BY_ROW
    }
    return replace(first, **columns)


def compact(matrix: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """Readings rounded to the precision they are stored in (four significant digits)."""
    bits = np.ascontiguousarray(matrix, np.float32).view(np.uint32)
    half = np.uint32(1 << (_DROPPED_BITS - 1))
    kept = np.uint32(0xFFFFFFFF ^ ((1 << _DROPPED_BITS) - 1))
    return ((bits + half) & kept).view(np.float32)


def content_hash(text: str) -> int:
    """64 bits that identify a text whatever its case, spaces, quotation marks and punctuation."""
    letters = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))
    return int.from_bytes(hashlib.sha256(letters.encode("utf-8", "replace")).digest()[:8])
