"""What one pass over a text finds."""

import pytest

from features.article import Article
from features.kernel import tokens as kernel
from features.kernel.walk import MOST_BY_ROWS, room_for
from features.lexicon import tables
from features.scan import FIGURES, OWN, QUOTED, ROOM_A_CODE_POINT, Scan, scan_article


def scanned(text: str) -> Scan:
    return Article(text).text


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("It rained.", "It|rained|."),
        ("Don't; it's Anna's.", "Don't|;|it|'s|Anna|'s|."),
        ("the workers’ union", "the|workers|’|union"),
        ("in the U.S. of J.K. Lind", "in|the|U.S.|of|J.K.|Lind"),
        ("a co-owner — then", "a|co|-|owner|—|then"),
        ("1,234,567 or 1,23 or 3.14.", "1,234,567|or|1|,|23|or|3.14|."),
        ("€2.1m", "€|2.1|m"),
        ("Wait... what?!", "Wait|...|what|?|!"),
        ("Žižek naïve cafe\u0301", "Žižek|naïve|cafe\u0301"),
        ("👍🏽 ok", "👍|🏽|ok"),
        ("", ""),
    ],
)
def test_tokens(text, tokens):
    rows = scanned(text).tokens
    found = [text[row[kernel.T_START] : row[kernel.T_END]] for row in rows.tolist()]
    assert found == (tokens.split("|") if tokens else [])


def test_a_long_text_has_the_tokens_of_its_beginning():
    """Past some thousand tokens they are laid out otherwise while they are read."""
    sentence = "On Monday, Anna Berg said that 1,200 of 3,400 people had voted. "
    short, long = (scanned(sentence * times).tokens for times in (100, 2_000))
    columns = [kernel.T_START, kernel.T_END, kernel.T_KIND, kernel.T_HASH, kernel.T_SENTENCE]
    assert len(long) > MOST_BY_ROWS > len(short)
    assert len(long) == 20 * len(short)
    assert (long[: len(short), columns] == short[:, columns]).all()


def test_a_long_text_reads_as_a_short_one():
    sentence = "On Monday, Anna Berg said that 1,200 of 3,400 people may have voted. "
    short, long = (scanned(sentence * times) for times in (100, 2_000))
    assert len(long.quantities) == 20 * len(short.quantities) > 0
    assert len(long.attributions) == 20 * len(short.attributions) > 0
    assert len(long.hedges) == 20 * len(short.hedges) > 0


@pytest.mark.parametrize(
    ("text", "count"),
    [("It rained.", 2), ("Don't stop.", 2), ("5 % — …", 0), ("a co-owner", 3), ("", 0)],
)
def test_words_are_counted(text, count):
    assert scanned(text).words == count


@pytest.mark.parametrize("text", ["Anna's cat slept.", "It's here.", "“Anna's.”"])
def test_sentences_have_as_many_words_as_the_text(text):
    scan = scanned(text)
    assert sum(sentence.words for sentence in scan.sentences) == scan.words


@pytest.mark.parametrize(
    "text",
    [
        "It rained.|It froze.",
        "Mr. Lind met Dr. Berg at Acme Inc. on St. Olaf's day.|She left.",
        "John F. Kennedy spoke.|He left.",
        "She met the U.S. Senate.|He left.",
        "She lives in the U.S.|The winters are cold.",
        "It began at 5 p.m. on Monday.",
        "“It rained.”|He left.",
        "He said: “Go!”|Then he left.",
        "He asked “Why?” and left.",
        "(It rained.)|It froze.",
        "Wait... what?|No!|Yes?!|Well.",
        "It cost 3.5 euros at example.com today.",
        "It rained.|Then it froze",
        "A heading\n|\nIt rained.",
        "A line that is\nwrapped goes on.",
        "A heading|\nIt rained.",
        "It was the end.|10 people left.",
        "He said no.|Then he left.",
        "She loves modern art.|The museum is closed.",
        "They sat in the sun.|The sea was calm.",
        "It rained. it froze",
    ],
)
def test_sentences(text):
    sentences = [sentence.quote for sentence in scanned(text.replace("|", " ")).sentences]
    assert sentences == [sentence.strip() for sentence in text.split("|")]


@pytest.mark.parametrize(
    "text",
    [
        'He said [[“it rained”]] and [["it froze"]].',
        "[['It is late today,']] she said.",
        "[[“It rained.]]\n\n[[“It froze,”]] he said.",  # runs on into the next paragraph
        "[[«Oui»]], said one, and [[„nein“]] the other.",
        "[[“One ‘two three’ four”]] he said.",
        "It is Anna's, the workers', and 'tis don't.",
        'A 6" nail, 5\' 11" from the door.',
        "He said “this never ends.",
        "He said it.” Then he left.",
        "The workers' union of the '90s met the firms' lawyers.",
    ],
)
def test_quotations(text, marked):
    article, quotes = marked(text)
    assert [span.quote for span in article.text.quotations] == quotes


def test_hits_are_the_outlets_or_a_speakers():
    scan = scanned("It may rain. “It might freeze,” he said. It could thaw.")
    assert [hit.quote for hit in scan.hits("hedge_modal", voice=OWN)] == ["may", "could"]
    assert [hit.quote for hit in scan.hits("hedge_modal", voice=QUOTED)] == ["might"]
    assert len(scan.hits("hedge_modal")) == 3
    assert scan.hits("hedge_modal")[0].quote == "may"
    assert [hit.quote for hit in scan.hits("hedge_modal", "speech_pronoun")[:2]] == ["may", "could"]


def test_hits_of_one_kind_and_voice_come_in_the_order_of_the_text():
    scan = scanned("The strike may last, and the storm might hit the islands. " * 20)
    starts = [hit.start for hit in scan.hits("hedge_modal", voice=OWN)]
    assert starts == sorted(starts)
    assert len(starts) == 40


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Then Anna Berg met Olga Lind.", ["Anna Berg", "Olga Lind"]),
        ("Later Jean-Luc Picot met J.K. Stone.", ["Jean-Luc Picot", "J.K. Stone"]),
        ("Then John F. Lind and Ludwig van Dam left.", ["John F. Lind", "Ludwig van Dam"]),
        ("Bread is cheap. Milk is not.", []),
        ("They like Milk. Milk is a band.", ["Milk"]),
        ("On Monday in May the United Nations met.", ["United Nations"]),
        ("THE END", ["END"]),
    ],
)
def test_names(text, names):
    assert [name.quote for name in scanned(text).names] == names


def test_names_are_counted_by_spelling():
    scan = scanned("Then Anna Berg met Anna Borg. Anna Berg left.")
    assert [(name.quote, name.mentions, name.words) for name in scan.names] == [
        ("Anna Berg", 2, 2),
        ("Anna Borg", 1, 2),
    ]
    assert len(scan.names) == 2
    assert scan.names[0].start == 5


# Text with the figure, its value, its unit, its kind, its precision.
QUANTITIES = [
    ("[[$14.8 billion]]", 14.8e9, "$", "money", "exact"),
    ("[[€2.1m]]", 2.1e6, "€", "money", "exact"),
    ("[[US$5]]", 5, "US$", "money", "rounded"),
    ("[[£3,000]]", 3000, "£", "money", "exact"),
    ("[[5€]]", 5, "€", "money", "rounded"),
    ("[[5 million dollars]]", 5e6, "dollars", "money", "rounded"),
    ("[[15-billion dollar]]", 15e9, "dollar", "money", "rounded"),
    ("[[$10-12 million]]", 12e6, "$", "money", "range"),
    ("[[49 per cent]]", 49, "per cent", "share", "rounded"),
    ("[[3.5%]]", 3.5, "%", "share", "exact"),
    ("[[5-7 percent]]", 7, "percent", "share", "range"),
    ("[[10 million label workers]]", 10e6, "workers", "headcount", "rounded"),
    ("[[412 new jobs]]", 412, "jobs", "headcount", "exact"),
    ("[[nearly 300 people]]", 300, "people", "people", "approximate"),
    ("[[2000 people]]", 2000, "people", "people", "rounded"),
    ("[[120 countries]]", 120, "countries", "places", "rounded"),
    ("[[600-word]] text", 600, "word", "measure", "rounded"),
    ("[[3.5 km]]", 3.5, "km", "measure", "exact"),
    ("[[2000 km]]", 2000, "km", "measure", "rounded"),
    ("[[20-year-old]]", 20, "year", "age", "rounded"),
    ("[[twenty-five]]", 25, None, "count", "rounded"),
    ("[[two hundred and ten]]", 210, None, "count", "rounded"),
    ("[[three million]]", 3e6, None, "count", "rounded"),
    ("[[five hundred thousand]]", 5e5, None, "count", "rounded"),
    ("[[one million two hundred thousand and six]]", 1_200_006, None, "count", "rounded"),
    ("[[nearly 40]]", 40, None, "count", "approximate"),
    ("[[more than 1,000]]", 1000, None, "count", "approximate"),
    ("[[10-12]]", 12, None, "count", "range"),
    ("[[10 to 12]]", 12, None, "count", "range"),
    ("[[1,234,567]]", 1_234_567, None, "count", "exact"),
    ("[[1,200,000]]", 1_200_000, None, "count", "exact"),
    ("[[412]]", 412, None, "count", "exact"),
    ("[[400]]", 400, None, "count", "rounded"),
    ("[[5 June 2024]]", 20240605, None, "date", "exact"),
    ("[[June 5, 2024]]", 20240605, None, "date", "exact"),
    ("[[5th June 2024]]", 20240605, None, "date", "exact"),
    ("[[June 5th, 2024]]", 20240605, None, "date", "exact"),
    ("[[24 May]]", 524, None, "date", "exact"),
    ("[[June 2024]]", 20240600, None, "date", "exact"),
    ("in [[1987]]", 19870000, None, "date", "exact"),
    ("the [[1st]] time", 1, None, "ordinal", "rounded"),
    ("the [[22nd]] time", 22, None, "ordinal", "rounded"),
]


@pytest.mark.parametrize(("text", "value", "unit", "kind", "precision"), QUANTITIES)
def test_quantities(text, value, unit, kind, precision, marked):
    article, quotes = marked(f"They had {text}.")
    (found,) = article.text.quantities
    assert [found.quote] == quotes
    assert found.value == pytest.approx(value)
    assert (found.unit and found.unit.quote) == unit
    assert (found.kind, found.precision) == (kind, precision)


@pytest.mark.parametrize(
    "text",
    [
        "One may ask, as one does.",
        "He may march on.",
        "Hundred and dozen are words.",
    ],
)
def test_words_that_are_no_quantities(text):
    assert scanned(text).quantities == []


@pytest.mark.parametrize("text", ["June 5, 12.5 per cent", "5 June 3.14", "June 5, 2,000 people"])
def test_a_date_takes_no_figure_that_is_not_a_year(text):
    date = scanned(f"On {text} came.").quantities[0]
    assert (date.kind, date.value) == ("date", 605)


def test_a_quantity_knows_its_sentence_and_whose_it_is():
    quantities = scanned("There were 40. “There were 50,” he said.").quantities
    assert [(one.sentence, one.is_quoted) for one in quantities] == [(0, False), (1, True)]


@pytest.mark.parametrize("digits", [1, 30, 400])
def test_a_long_fraction_stays_a_fraction(digits):
    (found,) = scanned(f"It was 0.{'1' * digits}.").quantities
    assert found.value == pytest.approx(1 / 9, abs=0.02)


def test_repeated_sentences_point_to_the_earlier_one():
    sentence = "The old council of Oslo will close the bridge today."
    assert scanned(f"{sentence} It rained. {sentence}").repeats == [(2, 0)]


def test_every_figure_is_of_one_precision():
    scan = scanned("They had 412, 400, nearly 40 and 10-12, on the 1st of June 2024.")
    assert [len(scan.hits(kind)) for kind in FIGURES] == [1, 1, 1, 1]


def test_offsets_are_code_points_of_the_text_as_submitted():
    text = "👩‍👩‍👧 “Žižek”\r\n\r\ne\u0301 said 5€ in 𝐎slo\u00a0may"
    scan = scanned(text)
    spans = [*scan.sentences, *scan.quotations, *scan.names, *scan.quantities]
    spans += scan.hits("hedge_modal")
    assert len(spans) >= 5
    assert all(text[span.start : span.end] == span.quote for span in spans)
    assert scan.hits("hedge_modal")[0].quote == "may"


@pytest.mark.parametrize("break_", ["\n\n", "\r\n\r\n", "\r\r", "\n \n", "\u2028\u2028"])
def test_paragraphs_are_paragraphs_whatever_ends_a_line(break_):
    scan = scanned(f"It rained{break_}and it froze")
    assert scan.tally[kernel.N_SENTENCES] == 2


def test_the_room_for_a_long_text_is_enough_where_every_code_point_is_a_token():
    size = 40_000
    assert room_for(size, tables()) + room_for(0, tables()) <= size * ROOM_A_CODE_POINT


def test_a_long_text_is_read_where_there_is_no_memory_for_the_largest_room(monkeypatch):
    text = "The council of Oslo closed 3 bridges, it said. " * 500
    expected = scanned(text)
    scanned("It rained.")  # short: makes the room that every thread keeps

    def refuse(size, _):
        raise MemoryError(size)

    with monkeypatch.context() as patched:
        patched.setattr("features.scan.np.empty", refuse)
        found = scan_article("", text).body
    assert found.tally == expected.tally
