import datetime
import re

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.article import Article
from models.annotation import FAMILIES, annotate
from models.scorer import Scorer, load_default

SCORER = Scorer(load_default())


def found(text, *families, title="", **known):
    """The article's spans as (label, quote, the rest)."""
    article = Article(text, title, **known)
    return [quoted(article.body, span) for span in annotate(article, families, SCORER.assess).text]


def quoted(field, span):
    rest = {name: span[name] for name in span.keys() - {"start", "end", "label"}}
    return span["label"], field[span["start"] : span["end"]], rest


def labelled(label, spans):
    return [(quote, rest) for name, quote, rest in spans if name == label]


def test_a_hedge_says_of_which_kind_it_is_and_whose():
    spans = found("The plant may close. “Perhaps not,” Ann Holt said.", "hedging")
    assert [(quote, rest["kind"], rest["voice"]) for quote, rest in labelled("hedge", spans)] == [
        ("may", "modal", "own"),
        ("Perhaps", "adverb", "quoted"),
    ]
    assert all(0 < rest["strength"] < 1 for _, rest in labelled("hedge", spans))


def test_the_parts_of_an_attribution_share_its_number():
    spans = found(
        "Ann Holt said the plant would close. Sales fell, according to the report.", "attribution"
    )
    assert labelled("source", spans) == [
        ("Ann Holt", {"attribution": 0, "kind": "person"}),
        ("the report", {"attribution": 1, "kind": "document"}),
    ]
    assert labelled("cue", spans) == [
        ("said", {"attribution": 0}),
        ("according to", {"attribution": 1}),
    ]
    assert labelled("content", spans) == [
        ("the plant would close", {"attribution": 0}),
        ("Sales fell", {"attribution": 1}),
    ]
    assert not labelled("unattributed", spans)


def test_a_statement_that_nobody_is_named_for_is_unattributed():
    spans = found("It was announced that the plant would close.", "attribution")
    assert labelled("unattributed", spans) == labelled("cue", spans)
    ((quote, rest),) = labelled("unattributed", spans)
    assert "announced" in quote
    assert rest == {"attribution": 0}
    assert not labelled("source", spans)


def test_a_quantity_has_its_value_and_unit():
    spans = found(
        "It cost $2.5 million and ran 40 km, with some 300 people on board.", "quantities"
    )
    values = [
        (rest["value"], rest["unit"], rest["kind"], rest["approximate"])
        for _, rest in labelled("quantity", spans)
    ]
    assert values == [
        (2_500_000.0, "$", "money", False),
        (40.0, "km", "measure", False),
        (300.0, "people", "people", True),
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("It opened on June 5, 2024.", "2024-06-05"),
        ("It opened on 5 June.", "--06-05"),
        ("It opened in June 2024.", "2024-06"),
        ("It opened in 2024.", "2024"),
        ("It opened on 31 June.", "--06-31"),  # as written, for the flag to say that there is none
    ],
)
def test_a_date_tells_in_iso_8601_what_is_told(text, value):
    ((_, rest),) = labelled("date", found(text, "quantities"))
    assert rest == {"value": value}


def test_a_flag_says_what_is_wrong_and_how_bad_it_is():
    text = "It opened on 31 June. The mayor was was there."
    critical = {rest["kind"]: rest["critical"] for _, _, rest in found(text, "fabrication")}
    assert critical == {"impossible_dates": True, "doubled_marks": False}
    assert ("31 June", "no calendar has this day") in [
        (quote, rest["reason"]) for quote, rest in labelled("flag", found(text, "fabrication"))
    ]


def test_the_day_of_publication_counts():
    text = "The bridge opened on 5 June 2024, officials said, and it was busy from the first day."
    early, late = datetime.date(2024, 1, 1), datetime.date(2025, 1, 1)
    assert [kind["kind"] for _, _, kind in found(text, "fabrication", published=early)] == [
        "past_dates_after_publication"
    ]
    assert not found(text, "fabrication", published=late)


def test_a_titles_spans_are_its_own():
    article = Article("It opened on 5 June.", "Plant may add 9 trillion dollars on 31 June")
    text, title = annotate(article, FAMILIES, SCORER.assess)
    assert [quoted(article.body, span)[:2] for span in text] == [("date", "5 June")]
    assert ("hedge", "may") in [quoted(article.title, span)[:2] for span in title]
    assert {"quantity", "date"} <= {span["label"] for span in title}


def test_spans_go_by_place_and_only_the_families_asked_for_are_there():
    text = "Ann Holt said on 31 June that some 300 people may leave."
    everything = annotate(Article(text), FAMILIES, SCORER.assess).text
    places = [(span["start"], span["end"]) for span in everything]
    assert places == sorted(places)
    by_family = [
        span
        for family in FAMILIES
        for span in annotate(Article(text), [family], SCORER.assess).text
    ]
    assert sorted(by_family, key=repr) == sorted(everything, key=repr)


def test_offsets_count_code_points():
    text = "👩‍👩‍👧 e\u0301.\n\n“It may 𝐫ain,” Ann Holt said."
    for label, quote, _ in found(text, "hedging", "attribution"):
        assert quote in {"hedge": ["may"], "source": ["Ann Holt"], "cue": ["said"]}.get(
            label, ["“It may 𝐫ain,”"]
        )


PIECES = st.sampled_from(
    [
        *("Ann Holt", "they", "said", "it was announced that", "according to", "may", "hired"),
        *("5", "00 May 0000", "31 June 2024", "12/13/14", "1e400", "9" * 400, "million", "workers"),
        *(
            "the the",
            "as an AI language model",
            "👩‍👩‍👧",
            "e\u0301",
            "$",
            "%",
            "–",
            "\n\n",
            *"“”,.",
        ),
    ]
)
TEXT = st.one_of(st.text(max_size=100), st.lists(PIECES, max_size=30).map(" ".join))


@settings(max_examples=300, deadline=None)
@given(text=TEXT, title=TEXT)
def test_any_text_gives_spans_that_lie_in_it(text, title):
    fields = annotate(Article(text, title), FAMILIES, SCORER.assess)
    for field, spans in zip((text, title), fields, strict=True):
        assert all(0 <= span["start"] < span["end"] <= len(field) for span in spans)
        assert len(orjson.loads(orjson.dumps(spans))) == len(spans)
        for span in spans:
            if span["label"] == "date":
                assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?|--\d\d(-\d\d)?", span["value"])


def test_an_unknown_family_is_refused():
    with pytest.raises(KeyError, match="style"):
        annotate(Article("Text."), ["style"], SCORER.assess)


def test_nothing_is_assessed_unless_flags_are_wanted():
    def fail(_):
        raise AssertionError

    assert annotate(Article("It may rain."), ["hedging", "quantities"], fail).text
