"""An assessment as JSON: what the API answers and the command line prints.

Nearly all of it is written by the kernel (`kernel.answer`), for a marshmallow dump of an answer
costs more than the rest of the request, and so do dictionaries for the encoder to walk through.
`service.api.answers` describes the result for readers of the API's documentation; a test holds the
two together.
"""

import json
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np
import orjson

from features.catalogue import Readings, all_signals
from features.kernel.answer import Made, Shape, write_answer
from features.kernel.found import FIELDS
from features.kernel.tokens import COUNTS
from features.kernel.writing import constant, pool
from features.rate import Rate, places
from features.reading import Evidence
from features.scan import Phrased
from models.assessment import Assessment, Measured, frame

_FIELD = {field: number for number, field in enumerate(FIELDS)}
# What stays the same under a model is kept for as many models as may be in use at once.
_MODELS = 4


def assessment_json(
    assessment: Assessment, *, evidence: bool = True, with_text: bool = False
) -> bytes:
    """The answer for an assessed article, one line of JSON.

    Every passage has two pairs of offsets into the title or body as submitted: Python's code
    points (`start`, `end`) and JavaScript's UTF-16 code units (`utf16_start`, `utf16_end`).
    Without `evidence`, everything that quotes the article is left out; `with_text`, title and body
    are added, for a client that has sent neither.
    """
    scanned, shares = assessment.article.scanned, assessment.contributions
    written = write_answer(
        scanned.codes,
        len(scanned.title.text),
        scanned.packed,
        shares.values,
        shares.log_odds,
        _shape(shares.measured),
        _made(assessment, evidence),
        evidence,
    )
    abstained = assessment.abstained
    head = orjson.dumps(
        {
            "score": assessment.score,
            "interval": assessment.interval,
            "band": assessment.band,
            "abstained": abstained and {"reason": abstained.reason, "detail": abstained.detail},
        }
    )
    tail: dict[str, Any] = {
        "caveats": assessment.caveats,
        "words": assessment.words,
        "model": {"version": assessment.model},
        "signature": assessment.signature,
        "scope": assessment.scope,
    }
    if with_text:
        tail["text"] = {"title": assessment.article.title, "body": assessment.article.body}
    return b"".join((head[:-1], b",", written.data, b",", orjson.dumps(tail)[1:]))


@lru_cache(maxsize=_MODELS)
def _shape(measured: Measured) -> Shape:
    """What the answers under a model say of each signal."""
    place = {name: number for number, name in enumerate(all_signals())}
    cited: list[tuple[int, int, int]] = []
    keys: list[tuple[int, int]] = []
    texts: list[bytes] = []
    for signal in all_signals().values():
        rate, first = signal.function, len(keys)
        if not isinstance(rate, Rate):
            cited.append((0, first, first))
            continue
        before = b'{"field":' + orjson.dumps(rate.field) + b',"start":'
        for kind, reason in zip(rate.kinds, rate.reasons, strict=True):
            keys += [(count - COUNTS, len(texts)) for count in places((kind,), rate.voice)]
            texts += (before, b',"reason":' + orjson.dumps(reason) + b"}")
        cited.append((FIELDS.index(rate.field), first, len(keys)))
    first_text = len(texts)  # from here on, `kernel.answer.SIGNAL_TEXTS` of each
    for name, family, typical, measure in zip(
        measured.signals, measured.families, measured.typical, measured.measures, strict=True
    ):
        about = orjson.dumps({"signal": name, "family": family})[:-1]
        in_front, behind = (orjson.dumps(part)[1:-1] for part in frame(measure, typical))
        texts += (
            about + b',"value":',
            b',"typical":' + orjson.dumps(typical) + b',"log_odds":',
            b',"reason":"' + in_front,
            behind + b'"',
        )
    text, text_from = pool(texts)
    return Shape(
        np.array(cited, np.int64),
        np.array(keys, np.int64),
        text,
        text_from,
        np.array([place[name] for name in measured.signals], np.int64),
        first_text,
    )


@cache
def _made_by_functions() -> tuple[tuple[int, str], ...]:
    """The signals whose evidence the kernel does not know: their places and names."""
    signals = enumerate(all_signals().items())
    return tuple(
        (place, name) for place, (name, signal) in signals if not isinstance(signal.function, Rate)
    )


def _made(assessment: Assessment, evidence: bool) -> Made:
    """What of the answer the kernel does not write."""
    shares = assessment.contributions
    body = assessment.article.scanned.body
    numbers = np.concatenate(
        (
            shares.values,
            shares.log_odds,
            body.quantity_values,
            body.quantity_bounds.ravel(),
            (assessment.intercept,),
        )
    )
    texts = bytearray()
    flags: list[int] = []
    if assessment.flags:
        place = {name: number for number, name in enumerate(all_signals())}
        for flag in assessment.flags:
            about = {"signal": flag.signal, "reason": flag.reason, "critical": flag.critical}
            start = len(texts)
            texts += orjson.dumps(about)[:-1]
            flags += (place[flag.signal], start, len(texts))
    cited: list[int] = []
    passages: list[int] = []
    if evidence:
        _cite(shares.readings, cited, passages, texts)
    return Made(
        constant(orjson.dumps(numbers, option=orjson.OPT_SERIALIZE_NUMPY)),
        constant(bytes(texts)),
        np.array(cited, np.int64).reshape(-1, 3),
        np.array(passages, np.int64).reshape(-1, 5),
        np.array(flags, np.int64).reshape(-1, 3),
    )


def _cite(readings: Readings, cited: list[int], passages: list[int], texts: bytearray) -> None:
    """Adds what the signals that are functions cite: rows of `Made`, one behind the other."""
    written: dict[str, tuple[int, int]] = {}
    for place, name in _made_by_functions():
        if not readings.numbers[place]:
            continue  # it found nothing, and to ask would make an object to say so
        first = len(passages) // 5
        for field, start, end, reason in _passages(readings[name].evidence):
            if reason not in written:
                at = len(texts)
                texts += _text(reason)
                written[reason] = at, len(texts)
            passages += (_FIELD[field], start, end, *written[reason])
        cited += (place, first, len(passages) // 5)


def _passages(evidence: Sequence[Evidence]) -> Iterable[tuple[str, int, int, str]]:
    """Field, start, end and reason of each; of phrases, which every article has, no objects."""
    if isinstance(evidence, Phrased):
        return evidence.places()
    return [(each.field, each.start, each.end, each.reason) for each in evidence]


def _text(text: str) -> bytes:
    """A text as JSON."""
    try:
        return orjson.dumps(text)
    except orjson.JSONEncodeError:  # a lone surrogate, which only an escape can tell of
        return json.dumps(text).encode()
