"""What number words, magnitudes and months are worth."""

UNITS = {
    word: float(value)
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {
    word: 10.0 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
MAGNITUDES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "quadrillion": 1e15,
    "k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "bn": 1e9, "bln": 1e9, "b": 1e9, "tn": 1e12,
    "dozen": 12.0, "lakh": 1e5, "crore": 1e7, "cr": 1e7, "mil": 1e6, "mm": 1e6, "tln": 1e12,
    "trn": 1e12,
}  # fmt: skip
MONTHS = {
    word: float(number)
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun",
            "july jul", "august aug", "september sept sep", "october oct", "november nov",
            "december dec",
        ),
        start=1,
    )
    for word in names.split()
}  # fmt: skip

NUMBER_WORDS = UNITS | TENS | {"nought": 0.0, "naught": 0.0}
VALUES = NUMBER_WORDS | MAGNITUDES | MONTHS
