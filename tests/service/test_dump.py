"""The answer's JSON says what the assessment's values say, on any text."""

import dataclasses
import json
from math import isfinite

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from features.article import Article
from features.kernel.answer import MOST_WRITTEN
from features.reading import Evidence
from models.assessment import Flag, worded
from models.scorer import Scorer, load_default
from service.dump import assessment_json

# What is cited, between marks that JSON escapes, characters of all widths, and what functions find.
PIECES = st.sampled_from(
    ["may ", "Ann Holt said ", '"', "“", "”", "\\", "\n\n", "\t", "\x01", "é", "語", "😀", "12 ",
     "40 million workers ", "according to ", "e\u0301 ", "Sources said. ", "more than 3% of it. ",
     "The port of Leith was closed to all ships on Monday for the storm. "]
)  # fmt: skip
texts = st.lists(PIECES, max_size=30).map("".join)


@pytest.fixture(scope="module")
def scorer():
    return Scorer(load_default())


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def passage(text: str, span) -> dict | None:
    return span and {
        "start": span.start,
        "end": span.end,
        "utf16_start": units(text[: span.start]),
        "utf16_end": units(text[: span.end]),
        "quote": span.quote,
    }


def cited(fields: dict[str, str], evidence) -> list[dict]:
    return [
        {"field": each.field, **passage(fields[each.field], each), "reason": each.reason}
        for each in evidence
    ]


def bound(number: float) -> float | None:
    return number if isfinite(number) else None


@settings(deadline=None)  # the first call compiles
@example(title="😀 may", body="The port of Leith was closed to all ships on Monday.\n" * 3)
@given(title=texts, body=texts)
def test_an_answer_says_what_was_assessed(scorer, title, body):
    assessment = scorer.assess(Article(body=body, title=title))
    answer = json.loads(assessment_json(assessment))
    fields = {"title": title, "body": body}
    assert [
        {**share, "reason": worded("", share["value"], 0.0)} for share in answer["contributions"]
    ] == [
        {
            "signal": share.signal,
            "family": share.family,
            "value": share.value,
            "typical": share.typical,
            "log_odds": share.log_odds,
            "reason": worded("", share.value, 0.0),
            "evidence": cited(fields, share.evidence),
        }
        for share in assessment.contributions
    ]
    assert answer["intercept"] == assessment.intercept
    assert answer["flags"] == [
        {
            "signal": flag.signal,
            "reason": flag.reason,
            "critical": flag.critical,
            "evidence": cited(fields, flag.evidence),
        }
        for flag in assessment.flags
    ]
    assert answer["attributions"] == [
        {
            "kind": said.kind,
            "manner": said.manner,
            **{
                part: passage(body, getattr(said, part))
                for part in ("source", "cue", "content", "rest")
            },
        }
        for said in assessment.attributions
    ]
    assert answer["left_out"] == 0
    assert answer["quantities"] == [
        {
            **passage(body, figure),
            "value": figure.value,
            "low": bound(figure.low),
            "high": bound(figure.high),
            "unit": figure.unit and figure.unit.quote,
            "kind": figure.kind,
            "precision": figure.precision,
            "approximate": figure.is_approximate,
        }
        for figure in assessment.quantities
    ]


def test_the_reasons_are_those_that_people_read_elsewhere(scorer):
    assessment = scorer.assess(Article("Ann Holt said 40 ships may leave. " * 30, title="Leaving"))
    answer = json.loads(assessment_json(assessment))
    assert [share["reason"] for share in answer["contributions"]] == [
        share.reason for share in assessment.contributions
    ]


def test_a_lone_surrogate_is_escaped(scorer):
    body = "Ann \ud800Holt said it may rain."
    answer = json.loads(assessment_json(scorer.assess(Article(body))))
    assert (
        passage(body, scorer.assess(Article(body)).attributions[0].source)
        == (answer["attributions"][0]["source"])
    )


def test_a_flag_on_a_signal_that_the_model_does_not_read_has_its_passages_too(scorer):
    body = "It may rain, Ann Holt said."
    model = dataclasses.replace(
        scorer.model,
        terms=tuple(term for term in scorer.model.terms if term.signal != "hedging.hedge_density"),
    )
    found = [Evidence("body", 3, 6, "may", "")]
    flag = Flag("hedging.hedge_density", "Too many hedges", True, found)
    assessment = dataclasses.replace(Scorer(model).assess(Article(body)), flags=(flag,))
    answer = json.loads(assessment_json(assessment))
    assert "hedging.hedge_density" not in [share["signal"] for share in answer["contributions"]]
    flagged = answer["flags"][0]
    assert (flagged["reason"], flagged["critical"]) == ("Too many hedges", True)
    assert [each["quote"] for each in flagged["evidence"]] == ["may"]


def test_without_evidence_nothing_is_quoted(scorer):
    assessment = scorer.assess(Article("Ann Holt said 40 ships may leave. " * 30))
    answer = json.loads(assessment_json(assessment, evidence=False))
    full = json.loads(assessment_json(assessment))
    for part in (*full["contributions"], *full["flags"]):
        del part["evidence"]
    del full["attributions"], full["quantities"], full["left_out"]
    assert answer == full


def test_of_each_list_a_thousand_are_told_and_the_others_counted(scorer):
    assessment = scorer.assess(Article("Ann Holt said 40 ships may leave. " * 1100))
    answer = json.loads(assessment_json(assessment))
    told = [answer["attributions"], answer["quantities"]]
    told += [share["evidence"] for share in answer["contributions"]]
    found = [assessment.attributions, assessment.quantities]
    found += [share.evidence for share in assessment.contributions]
    assert [*map(len, told)] == [min(len(each), MOST_WRITTEN) for each in found]
    assert answer["left_out"] == sum(max(0, len(each) - MOST_WRITTEN) for each in found) > 300
    cues = [said["cue"]["start"] for said in answer["attributions"]]
    assert cues == [said.cue.start for said in assessment.attributions[:MOST_WRITTEN]]


@pytest.mark.parametrize("mark", ["“", "“‘", "7 ", "may ", "He said. "])
def test_an_answer_is_no_larger_than_a_few_megabytes(scorer, mark):
    answer = assessment_json(scorer.assess(Article(mark * (1_000_000 // len(mark)))))
    assert len(answer) < 5_000_000
    assert json.loads(answer)["left_out"] > 0


def test_the_text_is_added_where_it_is_wanted(scorer):
    assessment = scorer.assess(Article("It rained.", title="Rain"))
    answer = json.loads(assessment_json(assessment, with_text=True))
    assert answer["text"] == {"title": "Rain", "body": "It rained."}
