"""What holds for every signal, on any text."""

from math import isfinite
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.article import Article
from features.catalogue import all_signals, extract

SIGNALS = list(all_signals().values())
AWKWARD = [
    "",
    " \n\t\u00a0\u200b\ufeff",
    "word",
    "5",
    "“”\"\"''‘’«»",
    "((((]]]]",
    "…!?!?...",
    "\r\r\n\u2028\u2029\v\f\0\x1f\x85",
    "“Anna's.”",
    "👩‍👩‍👧‍👦 said 🇳🇴 paid $5 for é e\u0301 ñ ﬁ ß İ 𝐀𝐧𝐧𝐚",
    "\u0301\u0301 a\u0301\u0301\u0301 \u0301's",
    "Привет мир. Это тест, сказала Анна. 他说:“今天下雨。” قالت إن المطر نزل.",
    "\ud800 said \udfff",
    "U.S.U.S.A.B.Cd 's ''s s's's",
    "1.2.3,456,7890.1e5 0.0.0 ٣٤ １２３ " + "9" * 400 + " 0." + "1" * 400,
    "On June 5, 12.5 per cent agreed, on 5 June 3.14, in May 0000 and on 00 May 9999.",
    "It was claimed that it rained. It was alleged that it froze. Anna Berg said so.",
    "million million one hundred hundred thousand and and and one",
    "$€£ % US$ $$5 5$$ 5%% - -5 –5– 5-5-5 5 to to 5",
    "said said said according to to by of the the the",
    "“a “b “c ” d ” e ” f ” g\n\n“h\n\ni”",
]
TEXT = st.one_of(
    st.text(max_size=200),
    st.text(st.characters(codec="utf-8", categories=["L", "M", "N", "P", "S", "Z"]), max_size=200),
    st.text("aAmM1. ,\"'“”-%$\n", max_size=120),
    st.sampled_from(AWKWARD),
)

each_signal = pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.name)


@settings(max_examples=150, deadline=None)
@given(body=TEXT, title=TEXT)
def test_any_text_gives_a_number_and_evidence_that_quotes_it(body, title):
    for signal in SIGNALS:
        holds(signal, Article(body, title))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_what_looks_like_news_gives_a_number_and_evidence(data, news_like):
    body, title = data.draw(news_like), data.draw(news_like)
    for signal in SIGNALS:
        holds(signal, Article(body, title))


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_all_signals_at_once_read_what_each_reads_alone(data, news_like):
    article = Article(data.draw(news_like), data.draw(news_like))
    readings = extract(article)
    alone = {signal.name: signal.function(article) for signal in SIGNALS}
    assert dict(zip(readings, readings.numbers, strict=True)) == {
        name: reading.value for name, reading in alone.items()
    }
    for name, reading in readings.items():
        assert reading.value == alone[name].value, name
        assert list(reading.evidence) == list(alone[name].evidence), name


@each_signal
@pytest.mark.parametrize("text", AWKWARD, ids=range(len(AWKWARD)))
def test_awkward_texts_give_a_number_and_evidence(signal, text):
    holds(signal, Article(text, text))


def holds(signal, article):
    """Checks what every reading promises; the signal's name stands in each message."""
    name = signal.name
    value, evidence, critical = signal.function(article)
    assert isinstance(value, float), name
    assert isfinite(value), name
    assert value >= 0 or "may be below 0" in signal.description, name
    if ", 0 to 1." in signal.description:
        assert value <= 1, name
    if value == 0:
        assert not list(evidence), name
    if critical:
        assert signal.family == "fabrication", name
        assert list(evidence), name
    assert len(evidence) == len(list(evidence)), name
    for one in evidence:
        assert one.field in ("body", "title"), name
        text = getattr(article, one.field)
        assert 0 <= one.start < one.end <= len(text), name
        assert text[one.start : one.end] == one.quote, name
        assert one.reason, name
    again = signal.function(Article(article.body, article.title))
    assert (value, list(evidence)) == (again.value, list(again.evidence)), name


@each_signal
def test_finds_nothing_in_nothing(signal):
    reading = signal.function(Article("", ""))
    assert reading.value == 0
    assert len(reading.evidence) == 0


@each_signal
def test_is_documented_with_its_unit(signal):
    assert signal.description[0].isupper()
    assert signal.description.endswith(".")
    units = (
        "per 100 words",
        "0 to 1",
        "count",
        "in words",
        "in letters",
        "of a word",
        "the mean",
        "per figure",
        "leaning",
    )
    assert any(unit in signal.description for unit in units)


@each_signal
def test_has_examples_in_a_file_of_its_own(signal):
    module = signal.module.removeprefix("features.signals.")
    *family, name = module.split(".")
    file = Path(__file__).parent.joinpath("signals", *family, f"test_{name}.py")
    assert file.exists()
    assert signal.name.split(".")[1] in file.read_text(encoding="utf-8")


def test_no_signal_knows_the_outlet():
    text = "Anna Berg said on Monday that it may rain."
    known = Article(text, outlet="herald.example", url="https://herald.example/rain")
    values = {name: reading.value for name, reading in extract(known).items()}
    assert values == {name: reading.value for name, reading in extract(Article(text)).items()}


# Straight quotation marks stand where their place tells which of the two they are.
STORY = """The city will spend $14.8 billion on a bridge - the mayor's first - she said on Monday.

"It may rain - we can't know," Anna Berg told reporters. "It's 10-12 per cent." The plan's two
parts... are well-known, and Angela Merkal didn't come. He added that 5 million people (or "more")
could move... 'We know nothing at all', he said.

The company said it would lay off 10 million warehouse workers. A 130-year-old man came. She paid
$5 billion for a 49% majority stake, valuing it at $90 billion - a lot. Some 120% of the people
in the co-op left. Acme's take-over of Zenith's co-owner cost $900 billion. It was "mad".

Sales rose from $200 to $300, up 10%. It's over, the workers' union said on 30 February 2023.
"This never ends, he said.
"""


def _curly(text):
    paired = text
    for straight, opening, closing in ('"“”', "'‘’"):
        paired = "".join(
            opening
            if mark == straight and before in " \n("
            else closing
            if mark == straight
            else mark
            for before, mark in zip("\n" + paired, paired, strict=False)
        )
    return paired


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(_curly, id="curly quotation marks"),
        pytest.param(lambda text: text.replace('"', "＂"), id="wide quotation marks"),
        pytest.param(lambda text: text.replace("'", "’"), id="curly apostrophes"),
        pytest.param(lambda text: text.replace("'", "`"), id="backticks"),
        pytest.param(lambda text: text.replace("-", "–"), id="en dashes"),
        pytest.param(lambda text: text.replace("-", "\u2011"), id="unbreakable hyphens"),
        pytest.param(lambda text: text.replace(" - ", " — "), id="em dashes"),
        pytest.param(lambda text: text.replace("...", "…"), id="ellipsis"),
        pytest.param(lambda text: text.replace(" ", "\u00a0"), id="unbreakable spaces"),
        pytest.param(lambda text: text.replace(" ", "\u2009"), id="thin spaces"),
        pytest.param(lambda text: text.replace(" ", "  "), id="double spaces"),
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="Windows line ends"),
        pytest.param(lambda text: text.replace("\n", "\r"), id="old Mac line ends"),
        pytest.param(lambda text: text.replace("\n", "\u2028"), id="Unicode line ends"),
        pytest.param(lambda text: f"\ufeff{text}", id="byte order mark"),
        pytest.param(lambda text: f"\n {text} \n\n", id="space around"),
    ],
)
def test_typography_does_not_change_a_reading(changed):
    title = 'Mayor\'s plan - "may" fail'
    as_typed, as_set = (
        extract(Article(STORY, title)),
        extract(Article(changed(STORY), changed(title))),
    )
    differing = {
        name: (reading.value, as_set[name].value)
        for name, reading in as_typed.items()
        if reading.value != pytest.approx(as_set[name].value)
        or len(reading.evidence) != len(as_set[name].evidence)
    }
    assert not differing
