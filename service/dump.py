"""An assessment as plain values for orjson: what the API answers and the command line prints.

A plain function builds the dictionaries, because a marshmallow dump of an answer costs three times
the rest of the request; most passages are written as JSON at once (`service.passages`).
`service.api.answers` describes the result for readers of the API's documentation; a test holds the
two together.
"""

import re
from bisect import bisect_left
from typing import Any

from orjson import Fragment

from features.scan import Attribution, Passage, Quantity
from models.assessment import Assessment, Contribution, Flag, worded
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
    contributions: list[dict[str, Any]] = [
        {
            "signal": signal,
            "family": family,
            "value": value,
            "typical": typical,
            "log_odds": log_odds,
            "reason": worded(measure, value, typical),
        }
        for signal, family, value, typical, log_odds, measure, _ in assessment.contributions
    ]
    flags: list[dict[str, Any]] = [
        {"signal": flag.signal, "reason": flag.reason} for flag in assessment.flags
    ]
    answer["contributions"] = contributions
    answer["intercept"] = assessment.intercept
    answer["flags"] = flags
    if evidence:
        article = assessment.article
        astral = {"title": _astral(article.title), "body": _astral(article.body)}
        written = passages(article.scanned)
        for item, share in zip(contributions, assessment.contributions, strict=True):
            found = written.get(share.signal)
            item["evidence"] = _passages(share, astral) if found is None else Fragment(found)
        for item, flag in zip(flags, assessment.flags, strict=True):
            found = written.get(flag.signal)
            item["evidence"] = _passages(flag, astral) if found is None else Fragment(found)
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


def _passages(part: Contribution | Flag, astral: dict[str, list[int]]) -> list[dict[str, Any]]:
    """The passages of a signal that is no rate."""
    return [
        {**_span(each, astral[each.field]), "field": each.field, "reason": each.reason}
        for each in part.evidence
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
