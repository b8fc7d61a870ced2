"""What an answer says of passages, for the compiled writer of them (`kernel.passages`)."""

from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import orjson

from features.catalogue import all_signals
from features.kernel.found import FIELDS
from features.kernel.passages import Cited, constant, write_rates, write_spans
from features.kernel.tokens import COUNTS
from features.rate import Rate, places
from features.scan import Scanned


def passages(scanned: Scanned) -> dict[str, bytes]:
    """The JSON array of each rate's passages, by the signal's name.

    Each passage has the fields of `service.api.answers.EvidenceSchema`.
    """
    names, cited = _cited()
    written, bounds = write_rates(scanned.codes, len(scanned.title.text), scanned.packed, cited)
    return dict(zip(names, _parts(written, bounds), strict=True))


def spans(scanned: Scanned, places: npt.NDArray[np.int64]) -> list[bytes]:
    """A JSON object for each passage of the body, null where it starts at -1.

    `places` are rows (start, end) in code points; the fields are those of
    `service.api.answers.PassageSchema`.
    """
    return _parts(*write_spans(scanned.codes, len(scanned.title.text), places))


def _parts(written: npt.NDArray[np.uint8], bounds: npt.NDArray[np.int64]) -> list[bytes]:
    text, ends = written.tobytes(), bounds.tolist()
    return [text[start:end] for start, end in pairwise(ends)]


@cache
def _cited() -> tuple[list[str], Cited]:
    names, rates = [], []
    keys: list[tuple[int, int]] = []
    texts: list[bytes] = []
    for name, signal in all_signals().items():
        rate = signal.function
        if isinstance(rate, Rate):
            names.append(name)
            first = len(keys)
            before = b'{"field":' + orjson.dumps(rate.field) + b',"start":'
            for kind, reason in zip(rate.kinds, rate.reasons, strict=True):
                keys += [(place - COUNTS, len(texts)) for place in places((kind,), rate.voice)]
                texts += (before, b',"reason":' + orjson.dumps(reason) + b"}")
            rates.append((FIELDS.index(rate.field), first, len(keys)))
    return names, Cited(
        np.array(rates, np.int64),
        np.array(keys, np.int64),
        constant(b"".join(texts)),
        np.cumsum([0, *map(len, texts)], dtype=np.int64),
    )
