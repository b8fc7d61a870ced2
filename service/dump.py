"""An assessment as JSON: what the API answers and the command line prints.

Nearly all of it is written by the kernel (`kernel.answer`), for a marshmallow dump of an answer
costs more than the rest of the request, and so do dictionaries for the encoder to walk through.
`service.api.answers` describes the result for readers of the API's documentation; a test holds the
two together.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from features.article import Article
from features.catalogue import all_signals
from features.kernel.answer import Made, Shape, write_answer
from features.kernel.found import FIELDS
from features.kernel.tokens import COUNTS
from features.kernel.writing import constant, pool
from features.rate import Rate, places
from features.reading import Evidence
from models.assessment import Assessment, Measured, frame

# One JavaScript string index each for all other characters, two for these.
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
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
        _made(assessment),
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


def _made(assessment: Assessment) -> Made:
    """What of the answer the kernel does not write."""
    article, shares = assessment.article, assessment.contributions
    body = article.scanned.body
    numbers = np.concatenate(
        (
            shares.values,
            shares.log_odds,
            body.quantity_values,
            body.quantity_bounds.ravel(),
            (assessment.intercept,),
        )
    )
    readings = shares.readings
    cited = [
        (place, _passages(evidence, article))
        for place, name in _made_by_functions()
        if (evidence := readings[name].evidence)
    ]
    flags: list[tuple[int, bytes]] = []
    if assessment.flags:
        place = {name: number for number, name in enumerate(all_signals())}
        for flag in assessment.flags:
            about = {"signal": flag.signal, "reason": flag.reason, "critical": flag.critical}
            flags.append((place[flag.signal], orjson.dumps(about)[:-1]))
    return Made(
        constant(orjson.dumps(numbers, option=orjson.OPT_SERIALIZE_NUMPY)),
        constant(b"".join(text for _, text in (*cited, *flags))),
        _rows(cited, 0),
        _rows(flags, sum(len(text) for _, text in cited)),
    )


_NO_ROWS = np.empty((0, 3), np.int64)


def _rows(texts: Sequence[tuple[int, bytes]], at: int) -> npt.NDArray[np.int64]:
    """Rows of signal, start and end of its text, of which the first starts there."""
    if not texts:
        return _NO_ROWS
    rows = []
    for place, text in texts:
        rows.append((place, at, at + len(text)))
        at += len(text)
    return np.array(rows, np.int64)


def _passages(evidence: Iterable[Evidence], article: Article) -> bytes:
    """Passages as JSON, between commas."""
    astral = {"title": _astral(article.title), "body": _astral(article.body)}
    passages = [
        {
            "field": each.field,
            "start": each.start,
            "end": each.end,
            "utf16_start": each.start + bisect_left(astral[each.field], each.start),
            "utf16_end": each.end + bisect_left(astral[each.field], each.end),
            "quote": each.quote,
            "reason": each.reason,
        }
        for each in evidence
    ]
    try:
        return orjson.dumps(passages)[1:-1]
    except orjson.JSONEncodeError:  # a lone surrogate, which only an escape can tell of
        return json.dumps(passages, separators=(",", ":")).encode()[1:-1]


def _astral(text: str) -> list[int]:
    """Where the characters are that take two UTF-16 code units; mostly nowhere."""
    if text.isascii() or len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text):
        return []
    return [match.start() for match in _ASTRAL.finditer(text)]
