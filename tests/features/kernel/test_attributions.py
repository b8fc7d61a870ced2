"""Who is said to have said what: one example for each construction."""

import pytest

from features.scan import Attribution, scan


def attributions(text: str) -> list[Attribution]:
    return scan(text).attributions


def quote(span) -> str | None:
    return span and span.quote


# Text, source, its kind, cue, content.
SPEECH = [
    ("Anna Berg said it rained.", "Anna Berg", "person", "said", "it rained"),
    ("“It rained,” Anna Berg said.", "Anna Berg", "person", "said", "“It rained,”"),
    ("“It rained,” said Anna Berg.", "Anna Berg", "person", "said", "“It rained,”"),
    ("Mr. Lind said that it rained.", "Mr. Lind", "person", "said", "it rained"),
    ("He said it rained.", "He", "person", "said", "it rained"),
    ("Anna Berg, the mayor of Oslo, said it rained.", "Anna Berg", "person", "said", "it rained"),
    ("Dr. Lind, who leads it, said it rained.", "Dr. Lind", "person", "said", "it rained"),
    ("According to Anna Berg, it rained.", "Anna Berg", "person", "According to", "it rained"),
    ("It rained, according to the ministry.", "the ministry", "organisation", "according to",
     "It rained"),
    ("The ferry leaves at nine, according to the timetable.", "the timetable", "document",
     "according to", "The ferry leaves at nine"),
    ("The mayor said it rained.", "The mayor", "role", "said", "it rained"),
    ("A spokesman for Acme said it rained.", "A spokesman for Acme", "role", "said", "it rained"),
    ("The ministry said it rained.", "The ministry", "organisation", "said", "it rained"),
    ("Police said the man was found on Monday.", "Police", "organisation", "said",
     "the man was found on Monday"),
    ("Her office said the bill would pass.", "Her office", "organisation", "said",
     "the bill would pass"),
    ("The report said it rained.", "The report", "document", "said", "it rained"),
    ("A report by the county says the bridge is old.", "A report", "document", "says",
     "the bridge is old"),
    ("Data show that prices fell.", "Data", "document", "show", "prices fell"),
    ("A person familiar with the matter said it rained.", "A person familiar with the matter",
     "anonymous", "said", "it rained"),
    ("Sources said it rained.", "Sources", "anonymous", "said", "it rained"),
    ("It was announced that it rained.", None, "none", "announced", "it rained"),
    ("The mayor has said it rained.", "The mayor", "role", "said", "it rained"),
    ("Anna Berg claimed it rained.", "Anna Berg", "person", "claimed", "it rained"),
    ("Anna Berg told reporters on Tuesday that it rained.", "Anna Berg", "person", "told",
     "it rained"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "source", "kind", "cue", "content"), SPEECH)
def test_speech(text, source, kind, cue, content):
    (found,) = attributions(text)
    assert quote(found.source) == source
    assert found.kind == kind
    assert found.cue.quote == cue
    assert quote(found.content) == content
    assert found.manner == "speech"


@pytest.mark.parametrize(
    ("text", "source", "cue"),
    [
        ("Farmers fear that the drought will ruin the harvest.", "Farmers", "fear"),
        ("The mayor hopes to open the bridge in May.", "The mayor", "hopes"),
        ("Anna Berg believes the bridge is safe.", "Anna Berg", "believes"),
    ],
)
def test_an_attitude_is_told_from_speech(text, source, cue):
    (found,) = attributions(text)
    assert (quote(found.source), found.cue.quote, found.manner) == (source, cue, "attitude")


def test_an_apposition_does_not_hide_the_source():
    (found,) = attributions("Its operator, Norrsund Line, said the ferry would run.")
    assert quote(found.source) in ("Its operator", "Norrsund Line")
    assert quote(found.content) == "the ferry would run"


def test_what_is_announced_by_somebody_has_a_source():
    (found,) = attributions("It was announced by the ministry that it rained.")
    assert (quote(found.source), found.kind) == ("the ministry", "organisation")
    assert quote(found.content) == "it rained"


def test_what_is_believed_by_nobody_has_none():
    (found,) = attributions("It is believed that the fire started in the kitchen.")
    assert (found.source, found.kind) == (None, "none")
    assert quote(found.content) == "the fire started in the kitchen"


def test_a_split_quotation_goes_on_behind_its_cue():
    (found,) = attributions("“It is late,” Anna Berg said. “We have to go home now.”")
    assert quote(found.content) == "“It is late,”"
    assert quote(found.rest) == "“We have to go home now.”"


def test_each_cue_has_a_row():
    one, other = attributions("The company said it will hire 40 people, adding that it needs more.")
    assert (one.cue.quote, other.cue.quote) == ("said", "adding")
    assert quote(one.source) == quote(other.source) == "The company"
    assert quote(other.content) == "it needs more"


def test_what_is_told_inside_a_quotation_is_the_quotations():
    (found,) = attributions("“He told me it never rains,” Anna Berg said.")
    assert quote(found.source) == "Anna Berg"
    assert quote(found.content) == "“He told me it never rains,”"


def test_who_says_so_is_a_source_of_nothing_in_particular():
    (found,) = attributions("The bridge is closed. Smith said so.")
    assert (quote(found.source), found.content) == ("Smith", None)


@pytest.mark.parametrize(
    "text",
    [
        "She has a say in it.",
        "The report was long.",
        "The minister's claim is false.",
        "The bridge, which is old, rained.",
        "“Nobody knows what happened.”",
        "",
    ],
)
def test_what_is_no_attribution(text):
    assert attributions(text) == []


def test_a_judging_cue_a_pronoun_and_the_same_source_are_known():
    one, other, third = attributions(
        "Anna Berg said it rained. Berg claimed it froze. She said it thawed."
    )
    assert [each.is_loaded for each in (one, other, third)] == [False, True, False]
    assert [each.is_pronoun for each in (one, other, third)] == [False, False, True]
    assert one.source_key == other.source_key != third.source_key
    assert [each.sentence for each in (one, other, third)] == [0, 1, 2]


def test_a_sentence_without_an_end_takes_time_in_proportion():
    text = "Anna Berg said that it rained and he said " * 2000
    found = attributions(text)
    assert len(found) > 2000
    assert all(len(quote(each.content) or "") < 1000 for each in found)
