"""What an answer says of passages, for the compiled writer of them (`kernel.passages`)."""

from functools import cache

import numpy as np
import orjson

from features.catalogue import all_signals
from features.kernel.found import FIELDS
from features.kernel.passages import Cited, constant, write
from features.kernel.tokens import COUNTS
from features.rate import Rate, places
from features.scan import Scanned


def passages(scanned: Scanned) -> dict[str, bytes]:
    """The JSON array of each rate's passages, by the signal's name.

    Each passage has the fields of `service.api.answers.EvidenceSchema`.
    """
    names, cited = _cited()
    written, bounds = write(scanned.codes, len(scanned.title.text), scanned.packed, cited)
    text = written.tobytes()
    ends = bounds.tolist()
    return {
        name: text[start:end] for name, start, end in zip(names, ends[:-1], ends[1:], strict=True)
    }


@cache
def _cited() -> tuple[list[str], Cited]:
    names, rates, texts = [], [], []
    keys: list[int] = []
    for name, signal in all_signals().items():
        rate = signal.function
        if isinstance(rate, Rate):
            names.append(name)
            first = len(keys)
            keys += [place - COUNTS for place in places(rate.kinds, rate.voice)]
            field = "title" if rate.field == "title" else "body"
            rates.append((FIELDS.index(field), first, len(keys)))
            texts += [
                b'{"field":' + orjson.dumps(field) + b',"start":',
                b'","reason":' + orjson.dumps(rate.reason) + b"}",
            ]
    return names, Cited(
        np.array(rates, np.int64),
        np.array(keys, np.int64),
        constant(b"".join(texts)),
        np.cumsum([0, *map(len, texts)], dtype=np.int64),
    )
