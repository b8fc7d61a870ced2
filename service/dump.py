"""An assessment as plain values for orjson: what the API answers and the command line prints.

A plain function builds the dictionaries, because a marshmallow dump of an answer costs three times
the rest of the request; most passages are written as JSON at once (`service.passages`).
`service.api.answers` describes the result for readers of the API's documentation; a test holds the
two together.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import orjson
from orjson import Fragment

from features.reading import Evidence
from features.scan import Attribution, Passage, Quantity
from models.assessment import Assessment, Contributions, Measured, figure, frame
from service.passages import passages

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
        body = _astral(assessment.article.body)
        answer["attributions"] = [_attribution(said, body) for said in assessment.attributions]
        answer["quantities"] = [_quantity(figure, body) for figure in assessment.quantities]
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
    """All contributions as JSON, strongest first; without evidence if there is none written.

    Their numbers are written all at once: an encoder asked for one at a time takes ten times as
    long.
    """
    constants = _constants(shares.measured)
    values, log_odds = (
        orjson.dumps(column, option=orjson.OPT_SERIALIZE_NUMPY)[1:-1].split(b",")
        for column in (shares.values, shares.log_odds)
    )
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


def _attribution(said: Attribution, astral: list[int]) -> dict[str, Any]:
    return {
        "kind": said.kind,
        "source": said.source and _span(said.source, astral),
        "cue": _span(said.cue, astral),
        "content": said.content and _span(said.content, astral),
    }


def _quantity(figure: Quantity, astral: list[int]) -> dict[str, Any]:
    return {
        **_span(figure, astral),
        "value": figure.value,
        "unit": figure.unit and figure.unit.quote,
        "kind": figure.kind,
        "precision": figure.precision,
    }


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
