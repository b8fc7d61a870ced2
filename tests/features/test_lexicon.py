"""The format of the word lists, and the lists themselves."""

from collections import Counter

import pytest

from features import lexicon
from features.kernel import tokens as kernel
from features.lexicon import (
    CATEGORIES,
    FOLDER,
    GUARDS,
    MAX_CATEGORIES,
    Entry,
    LexiconError,
    bit,
    entries,
    tables,
    word_hash,
)
from features.scan import scan

SHIPPED = list(entries())


@pytest.fixture
def listed(tmp_path, monkeypatch):
    """``listed("rain~v")`` is the entries of a list ``weather.txt`` with these lines."""

    def read(*lines: str) -> list[Entry]:
        tmp_path.joinpath("weather.txt").write_text("\n".join(lines), encoding="utf-8")
        monkeypatch.setattr(lexicon, "FOLDER", tmp_path)
        monkeypatch.setattr(lexicon, "CATEGORIES", ("weather",))
        return list(entries())

    return read


@pytest.mark.parametrize(
    ("line", "forms"),
    [
        ("rain", ["rain"]),
        ("rain~v", ["rain", "rains", "rained", "raining"]),
        ("freeze~v", ["freeze", "freezes", "freezed", "freezing"]),
        ("agree~v", ["agree", "agrees", "agreed", "agreeing"]),
        ("dry~v", ["dry", "dries", "dried", "drying"]),
        ("play~v", ["play", "plays", "played", "playing"]),
        ("lie~v", ["lie", "lies", "lied", "lying"]),
        ("wash~v", ["wash", "washes", "washed", "washing"]),
        ("drip~vv", ["drip", "drips", "dripped", "dripping"]),
        ("storm~n", ["storm", "storms"]),
        ("gas~n", ["gas", "gases"]),
        ("city~n", ["city", "cities"]),
        ("day~n", ["day", "days"]),
        ("heavy rain", ["heavy rain"]),
        ("point~v out", ["point out", "points out", "pointed out", "pointing out"]),
        ("ill-timed rain", ["ill timed rain"]),  # a hyphen is a token of its own
        ("winter's rain", ["winter 's rain"]),
        ("don't rain", ["don't rain"]),
        ("u.s. rain", ["u.s rain"]),
        ("mr.", ["mr"]),
        ("rain # of all kinds", ["rain"]),
    ],
)
def test_an_entry_stands_for_its_forms(line, forms, listed):
    found = listed(line)
    assert [" ".join(entry.words) for entry in found] == forms
    assert {(entry.category, entry.guards) for entry in found} == {("weather", 0)}


def test_comments_and_empty_lines_are_no_entries(listed):
    assert listed("# Weather.", "", "  ", "rain", "# snow") == [Entry("weather", ("rain",), 0)]


@pytest.mark.parametrize(
    ("line", "guards"),
    [
        ("may [lower]", GUARDS["lower"]),
        ("may [capital]", GUARDS["capital"]),
        ("rain [line, capital]", GUARDS["line"] | GUARDS["capital"]),
        ("rain [start] # first of all", GUARDS["start"]),
        ("about [figure]", GUARDS["figure"]),
    ],
)
def test_guards_stand_in_brackets(line, guards, listed):
    assert [entry.guards for entry in listed(line)] == [guards]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("rain~x", "no inflection 'x'"),
        ("rain [often]", "no guard 'often'"),
        ("rain [lower", "not a phrase"),
        ("[lower]", "not a phrase"),
        ("one two three four five six seven eight nine", "more than 8 words"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(line, complaint, listed):
    with pytest.raises(LexiconError, match=complaint) as caught:
        listed("# Weather.", "", line)
    assert str(caught.value).startswith("weather.txt, line 3: ")


def test_more_lists_than_a_mask_has_bits_are_refused(monkeypatch):
    monkeypatch.setattr(lexicon, "CATEGORIES", tuple(f"list{n}" for n in range(61)))
    with pytest.raises(LexiconError, match="61 categories"):
        tables.__wrapped__()


def test_a_category_is_a_bit_below_those_of_numerals():
    assert len(CATEGORIES) <= MAX_CATEGORIES
    bits = [bit(category) for category in CATEGORIES]
    assert len(set(bits)) == len(bits)
    assert max(bits) < lexicon.NUMERAL < lexicon.MAGNITUDE < 2**63


def test_every_list_has_entries_and_says_what_it_is_for():
    counts = Counter(entry.category for entry in SHIPPED)
    assert set(counts) == set(CATEGORIES)
    for category in CATEGORIES:
        lines = FOLDER.joinpath(f"{category}.txt").read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith("# "), category
        comment = " ".join(line.removeprefix("# ") for line in lines if line.startswith("#"))
        assert " Use: " in comment, category


def test_no_entry_stands_twice_in_a_list():
    counts = Counter(SHIPPED)
    assert [entry for entry, count in counts.items() if count > 1] == []


def test_entries_are_written_in_small_letters():
    assert [
        entry for entry in SHIPPED if " ".join(entry.words) != " ".join(entry.words).lower()
    ] == []


def test_no_two_words_have_one_hash():
    words = {word for entry in SHIPPED for word in entry.words}
    assert len({word_hash(word) for word in words}) == len(words)
    assert 0 not in {word_hash(word) for word in words}  # an empty slot of the look-up


def test_a_hash_knows_neither_case_nor_accents():
    assert word_hash("Café") == word_hash("cafe") != word_hash("cage")
    assert word_hash("o’hara") == word_hash("o'hara")


def test_every_entry_can_be_found_in_a_text():
    dead = []
    for entry in SHIPPED:
        text = " ".join(entry.words).replace(" 's", "'s")
        if entry.guards & GUARDS["capital"]:
            text = text[0].upper() + text[1:]
        length = len(text)
        if entry.guards & GUARDS["figure"]:
            text += " 40"
        tokens = scan(text).tokens
        classes = tokens[tokens[:, kernel.T_END] <= length, kernel.T_CLASSES]
        lists = [entry.category]
        if entry.category.startswith("hedge_"):  # one hedge is one hit, of whichever list
            lists = [category for category in CATEGORIES if category.startswith("hedge_")]
        # From the first word to the last: a shorter entry may hide one that never matches.
        if not (classes & sum(map(bit, lists))).all():
            dead.append((entry.category, " ".join(entry.words)))
    assert dead == []
