"""An assessment as plain values for orjson: what the API answers and the command line prints.

A plain function builds the dictionaries, because a marshmallow dump of an answer costs three times
the rest of the request; most passages are written as JSON at once (`service.passages`).
`service.api.answers` describes the result for readers of the API's documentation; a test holds the
two together.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import orjson
from orjson import Fragment

from features.kernel import attributions, figures
from features.reading import Evidence
from features.scan import Passage, Scanned
from models.assessment import Assessment, Contributions, Measured, figure, frame
from service.passages import passages, spans

_PARTS = [
    attributions.SOURCE_FIRST, attributions.SOURCE_LAST, attributions.CUE_FIRST,
    attributions.CUE_LAST, attributions.CONTENT_FIRST, attributions.CONTENT_LAST,
    attributions.REST_FIRST, attributions.REST_LAST,
]  # fmt: skip
_OF_A_FIGURE = [
    figures.UNIT_FIRST, figures.UNIT_LAST, figures.KIND, figures.PRECISION, figures.IS_APPROXIMATE,
]  # fmt: skip
# One JavaScript string index each for all other characters, two for these.
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def assessment_json(assessment: Assessment, *, evidence: bool = True) -> dict[str, Any]:
    """The answer for an assessed article, ready for orjson.

    Every passage has two pairs of offsets into the title or body as submitted: Python's code
    points (`start`, `end`) and JavaScript's UTF-16 code units (`utf16_start`, `utf16_end`).
    Without `evidence`, everything that quotes the article is left out.
    """
    abstained = assessment.abstained
    answer: dict[str, Any] = {
        "score": assessment.score,
        "interval": assessment.interval,
        "band": assessment.band,
        "abstained": abstained and {"reason": abstained.reason, "detail": abstained.detail},
    }
    written = _evidence(assessment) if evidence else None
    flags: list[dict[str, Any]] = [
        {"signal": flag.signal, "reason": flag.reason, "critical": flag.critical}
        for flag in assessment.flags
    ]
    answer["contributions"] = _contributions(assessment.contributions, written)
    answer["intercept"] = assessment.intercept
    answer["flags"] = flags
    if written is not None:
        for flag in flags:
            flag["evidence"] = Fragment(written[flag["signal"]])
        answer["attributions"] = _attributions(assessment.article.scanned)
        answer["quantities"] = _quantities(assessment.article.scanned)
    answer["caveats"] = assessment.caveats
    answer["words"] = assessment.words
    answer["model"] = {"version": assessment.model}
    answer["signature"] = assessment.signature
    answer["scope"] = assessment.scope
    return answer


def _evidence(assessment: Assessment) -> dict[str, bytes]:
    """The passages behind each reading as JSON, by the signal's name."""
    article, readings = assessment.article, assessment.contributions.readings
    written = passages(article.scanned)
    astral = {"title": _astral(article.title), "body": _astral(article.body)}
    for name in readings.keys() - written.keys():
        written[name] = orjson.dumps(_passages(readings[name].evidence, astral))
    return written


class _Constant(NamedTuple):
    """What the JSON of a contribution says of its signal, the same for every article.

    The article's value stands behind `value`, its share behind `log_odds`, the value in words
    between `reason` and `typical`.
    """

    signal: str
    value: bytes
    log_odds: bytes
    reason: bytes
    typical: bytes


@cache
def _constants(measured: Measured) -> list[_Constant]:
    constants = []
    for signal, family, typical, measure in zip(
        measured.signals, measured.families, measured.typical, measured.measures, strict=True
    ):
        name = orjson.dumps({"signal": signal, "family": family})
        before, after = (orjson.dumps(text)[1:-1] for text in frame(measure, typical))
        constants.append(
            _Constant(
                signal,
                name[:-1] + b',"value":',
                b',"typical":' + orjson.dumps(typical) + b',"log_odds":',
                b',"reason":"' + before,
                after + b'"',
            )
        )
    return constants


def _contributions(shares: Contributions, written: Mapping[str, bytes] | None) -> Fragment:
    """All contributions as JSON, strongest first; without evidence if there is none written."""
    constants = _constants(shares.measured)
    values, log_odds = _numbers(shares.values), _numbers(shares.log_odds)
    numbers = shares.values.tolist()
    parts: list[bytes] = []
    for row in shares.order:
        signal, value, share, reason, typical = constants[row]
        in_words = figure(numbers[row]).encode() if numbers[row] else b"0"
        parts += (value, values[row], share, log_odds[row], reason, in_words, typical)
        if written is not None:
            parts += (b',"evidence":', written[signal])
        parts.append(b"},")
    return Fragment(b"[" + b"".join(parts)[:-1] + b"]")


def _astral(text: str) -> list[int]:
    """Where the characters are that take two UTF-16 code units; mostly nowhere."""
    if text.isascii() or len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text):
        return []
    return [match.start() for match in _ASTRAL.finditer(text)]


def _passages(evidence: Sequence[Evidence], astral: dict[str, list[int]]) -> list[dict[str, Any]]:
    """The passages of a signal that is no rate."""
    return [
        {**_span(each, astral[each.field]), "field": each.field, "reason": each.reason}
        for each in evidence
    ]


def _attributions(scanned: Scanned) -> Fragment:
    """Who is said to have said what, in order."""
    rows = scanned.body.attribution_rows
    parts = iter(spans(scanned, rows[:, _PARTS].reshape(-1, 2)))
    kinds = [attributions.KINDS[kind].encode() for kind in rows[:, attributions.KIND]]
    manners = [attributions.MANNERS[manner].encode() for manner in rows[:, attributions.MANNER]]
    return _array(
        b'{"kind":"%b","manner":"%b","source":%b,"cue":%b,"content":%b,"rest":%b}' % told
        for told in zip(kinds, manners, parts, parts, parts, parts, strict=True)
    )


def _quantities(scanned: Scanned) -> Fragment:
    """The figures and dates, in order; a bound that is open is null."""
    body = scanned.body
    rows, text = body.quantity_rows, body.text
    places = spans(scanned, rows[:, [figures.FIRST, figures.LAST]])
    low, high = body.quantity_bounds.T
    numbers = (_numbers(column) for column in (body.quantity_values, low, high))
    return _array(
        b'%b,"value":%b,"low":%b,"high":%b,"unit":%b,"kind":"%b","precision":"%b","approximate":%b}'
        % (
            place[:-1],
            *told,
            orjson.dumps(text[start:end] if start >= 0 else None),
            figures.KINDS[kind].encode(),
            figures.PRECISIONS[precision].encode(),
            b"true" if approximate else b"false",
        )
        for place, told, (start, end, kind, precision, approximate) in zip(
            places, zip(*numbers, strict=True), rows[:, _OF_A_FIGURE].tolist(), strict=True
        )
    )


def _numbers(column: npt.NDArray[np.float64]) -> list[bytes]:
    """Numbers as JSON, written all at once: an encoder asked for each takes ten times as long."""
    if not len(column):
        return []
    text = orjson.dumps(np.ascontiguousarray(column), option=orjson.OPT_SERIALIZE_NUMPY)
    return text[1:-1].split(b",")


def _array(items: Iterable[bytes]) -> Fragment:
    return Fragment(b"[" + b",".join(items) + b"]")


def _span(span: Passage, astral: list[int]) -> dict[str, Any]:
    start, end = span.start, span.end
    passage = {
        "start": start,
        "end": end,
        "utf16_start": start,
        "utf16_end": end,
        "quote": span.quote,
    }
    if astral:
        _widen(passage, astral)
    return passage


def _widen(passage: dict[str, Any], astral: list[int]) -> None:
    """Turn UTF-16 offsets that count characters into ones that count code units."""
    passage["utf16_start"] += bisect_left(astral, passage["utf16_start"])
    passage["utf16_end"] += bisect_left(astral, passage["utf16_end"])
