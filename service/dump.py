"""An assessment as plain values for JSON: what the API answers and the command line prints.

A plain function builds the dictionaries, one a passage, because a marshmallow dump of an answer
costs three times the rest of the request. `service.api.answers` describes the result for
readers of the API's documentation; a test holds the two together.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from features.reading import Evidence
from features.scan import Attribution, Cited, Quantity, Span
from models.assessment import Assessment, Contribution, Flag

# One JavaScript string index each for all other characters, two for these.
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def assessment_json(assessment: Assessment, *, evidence: bool = True) -> dict[str, Any]:
    """The answer for an assessed article, ready for any JSON encoder.

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
    contributions: list[dict[str, Any]] = [
        {
            "signal": share.signal,
            "family": share.family,
            "value": share.value,
            "typical": share.typical,
            "log_odds": share.log_odds,
            "reason": share.reason,
        }
        for share in assessment.contributions
    ]
    flags: list[dict[str, Any]] = [
        {"signal": flag.signal, "reason": flag.reason, "critical": flag.critical}
        for flag in assessment.flags
    ]
    answer["contributions"] = contributions
    answer["intercept"] = assessment.intercept
    answer["flags"] = flags
    if evidence:
        article = assessment.article
        astral = {"title": _astral(article.title), "body": _astral(article.body)}
        parts: tuple[Contribution | Flag, ...] = (*assessment.contributions, *assessment.flags)
        for item, part in zip((*contributions, *flags), parts, strict=True):
            item["evidence"] = _passages(part.evidence, astral) if part.evidence else []
        body = astral["body"]
        answer["attributions"] = [_attribution(said, body) for said in assessment.attributions]
        answer["quantities"] = [_quantity(figure, body) for figure in assessment.quantities]
    answer["caveats"] = assessment.caveats
    answer["words"] = assessment.words
    answer["model"] = {"version": assessment.model}
    answer["signature"] = assessment.signature
    answer["scope"] = assessment.scope
    return answer


def _astral(text: str) -> list[int]:
    """Where the characters are that take two UTF-16 code units; mostly nowhere."""
    if text.isascii() or len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text):
        return []
    return [match.start() for match in _ASTRAL.finditer(text)]


def _passages(evidence: Sequence[Evidence], astral: dict[str, list[int]]) -> list[dict[str, Any]]:
    rows = evidence.rows() if isinstance(evidence, Cited) else evidence
    passages: list[dict[str, Any]] = [
        {
            "field": field,
            "start": start,
            "end": end,
            "utf16_start": start,
            "utf16_end": end,
            "quote": quote,
            "reason": reason,
        }
        for field, start, end, quote, reason in rows
    ]
    for passage in passages if any(astral.values()) else ():
        _widen(passage, astral[passage["field"]])
    return passages


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


def _span(span: Span | Quantity, astral: list[int]) -> dict[str, Any]:
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
