"""Typography, accents and scripts fold to one alphabet."""

import unicodedata

import pytest

from features.alphabet import (
    APOSTROPHE,
    CLOSE,
    COMMA,
    CURRENCY,
    DASH,
    DIGIT,
    END,
    IGNORED,
    LOWER,
    NEWLINE,
    OPEN,
    PERCENT,
    QUOTE,
    SPACE,
    STOP,
    SYMBOL,
    TABLE_SIZE,
    UPPER,
    alphabet,
)


@pytest.mark.parametrize(
    ("characters", "kind", "folded"),
    [
        ('"“”„«»', QUOTE, '"'),
        ("'‘’`´", APOSTROPHE, "'"),
        ("-‐‑–—", DASH, "-"),
        (" \t\u00a0\u2009\u3000", SPACE, " "),
        ("\n\r\u2028\u2029", NEWLINE, "\n"),
        ("\u00ad\u200b\u200d\ufeff\u0301\ufe0f", IGNORED, " "),
        ("aáàâäåãą", LOWER, "a"),
        ("AÁÀÂÄÅÃĄ", UPPER, "a"),
        ("жщ中かٱ", LOWER, "x"),
        ("ЖЩΩ", UPPER, "x"),
        ("3３٣", DIGIT, "3"),
        (".", STOP, "."),
        ("!", END, "!"),
        ("?", END, "?"),
        (",", COMMA, ","),
        (";", COMMA, ";"),
        (":", COMMA, ":"),
        ("([{", OPEN, "("),
        (")]}", CLOSE, ")"),
        ("$€£¥₹", CURRENCY, "$"),
        ("%‰", PERCENT, "%"),
        ("&/*#🙂©", SYMBOL, "#"),
    ],
)
def test_characters_that_mean_one_thing_are_one(characters, kind, folded):
    classes, letters = alphabet()
    for character in characters:
        assert classes[ord(character)] == kind, hex(ord(character))
        assert chr(letters[ord(character)]) == folded, hex(ord(character))


def test_every_code_point_has_a_class_and_a_byte_of_ascii():
    classes, letters = alphabet()
    assert len(classes) == len(letters) == TABLE_SIZE
    assert classes.max() <= SYMBOL
    assert letters.max() < 128


def test_letters_fold_to_small_letters_and_nothing_else_does():
    classes, letters = alphabet()
    small = (letters >= ord("a")) & (letters <= ord("z"))
    assert (small == ((classes == LOWER) | (classes == UPPER))).all()


def test_beyond_ideographs_the_classes_are_those_of_unicode():
    classes, _ = alphabet()
    for code in (*range(0x3400), *range(0xD800, TABLE_SIZE)):
        category = unicodedata.category(chr(code))
        if category == "Lu":
            assert classes[code] == UPPER
        elif category in ("Ll", "Lo"):
            assert classes[code] == LOWER
        elif category == "Nd":
            assert classes[code] == DIGIT
