"""One name a unit, however it is written: so that units of different programs can be compared.

"km", "kilometers" and "kilometre" are one; so are "kg/cm3" and "kilogram per cubic centimetre".
"""

import re
from functools import cache

_PREFIXES = {
    "exa": "E", "tera": "T", "giga": "G", "mega": "M", "kilo": "k", "deci": "d", "centi": "c",
    "milli": "m", "micro": "µ", "nano": "n", "pico": "p", "femto": "f", "atto": "a",
}  # fmt: skip
# Units that take prefixes, with their symbol.
_SCALED = {
    "metre": "m", "gram": "g", "litre": "l", "watt": "W", "joule": "J", "hertz": "Hz", "byte": "B",
    "bit": "bit", "electronvolt": "eV", "volt": "V", "ampere": "A", "pascal": "Pa", "gray": "Gy",
    "kelvin": "K", "second": "s", "watt hour": "Wh",
}  # fmt: skip
# Other ways to write a unit; in lower case, plurals without their s.
_WORDS = {
    "percentage": "% percent per·cent pct",
    "dollar": "$ us$ usd us·dollar u.s.·dollar united·states·dollar buck",
    "euro": "€ eur",
    "pound sterling": "£ gbp british·pound",
    "yen": "¥ jpy japanese·yen",
    "cent": "¢",
    "penny": "pence p",
    "degree celsius": "°c ℃ c celsius deg·c deg·celsius degree·c centigrade degree·centigrade",
    "degree fahrenheit": "°f ℉ f fahrenheit deg·f deg·fahrenheit degree·f",
    "degree": "° deg",
    "metre": "meter", "gram": "gramme", "litre": "liter ltr",
    "kilometre": "km", "centimetre": "cm", "millimetre": "mm", "kilogram": "kg kilo",
    "megabyte": "mb", "gigabyte": "gb", "kilobyte": "kb", "terabyte": "tb",
    "gigahertz": "ghz", "megahertz": "mhz", "kilohertz": "khz",
    "microgram": "mcg μg", "micrometre": "μm micron",
    "mile": "mi", "inch": "in inches \"", "foot": "ft feet", "yard": "yd", "nautical mile": "nmi",
    "pound-mass": "lb pound pound·mass", "ounce": "oz", "ton": "t", "tonne": "metric·ton",
    "cubic centimetre": "cc ml millilitre milliliter",
    "acre": "ac", "hectare": "ha", "gallon": "gal", "barrel": "bbl", "tablespoon": "tbsp",
    "teaspoon": "tsp",
    "second": "sec s", "minute": "min", "hour": "h hr", "day": "d", "week": "wk", "month": "mo",
    "year": "yr", "megayear": "ma myr million·year", "gigayear": "ga gyr billion·year",
}  # fmt: skip
_DIMENSIONLESS = "dimensionless"
# A second is the unit of a duration; months and years as most programs count them.
_SECONDS = {
    "second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 7 * 86_400,
    "month": 30 * 86_400, "year": 365 * 86_400,
}  # fmt: skip
_SHORTHANDS = {
    "mph": "mile per hour", "kph": "kilometre per hour", "kmh": "kilometre per hour",
    "tpd": "ton per day", "kbps": "kilobit per second", "mbps": "megabit per second",
}  # fmt: skip
_PER = re.compile(r"\s+per\s+|/|(?<=[a-z])\s+an?\s+")
_POWER = re.compile(
    r"(?P<word>square|sq\.?|cubic|cu\.?)\s+(?P<of>.+)|(?P<unit>.*[a-zµμ])\s*\^?(?P<sign>[²³23])"
)
_POWERS = {"s": "square", "c": "cubic", "²": "square", "2": "square", "³": "cubic", "3": "cubic"}


@cache
def unit_name(written: str | None) -> str:
    """The unit's one name; without a unit it is "dimensionless"; an unknown one stays as it is."""
    text = " ".join((written or "").replace("-", " ").split())
    if not text or text.lower() == _DIMENSIONLESS:
        return _DIMENSIONLESS
    if whole := _known(text):
        return whole
    over, *under = (part for part in _PER.split(text) if part)
    if under:
        return " per ".join(map(unit_name, (over, *under)))
    if power := _POWER.fullmatch(text.replace("μ", "µ")):
        word = _POWERS[(power["word"] or power["sign"])[0].lower()]
        return f"{word} {unit_name(power['of'] or power['unit'])}"
    return _singular(text.lower())


def seconds(value: float, written: str | None) -> float | None:
    """How long a duration is; None where the unit is none of time."""
    length = _SECONDS.get(unit_name(written))
    return None if length is None else value * length


def _known(text: str) -> str | None:
    names, symbols = _names()
    lower = text.lower()
    found = names.get(lower) or symbols.get(text) or names.get(_singular(lower))
    return _SHORTHANDS.get(lower, found)


def _singular(lower: str) -> str:
    return " ".join(
        word[:-1] if len(word) > 2 and word[-1] == "s" and word[-2] not in "su" else word
        for word in lower.split()
    )


@cache
def _names() -> tuple[dict[str, str], dict[str, str]]:
    """Unit by its words in lower case, and by its symbol, whose case tells."""
    names: dict[str, str] = {}
    symbols: dict[str, str] = {}
    for unit, symbol in _SCALED.items():
        written = [unit, *_WORDS.get(unit, "").split()]
        names |= dict.fromkeys(written, unit)
        symbols[symbol] = unit
        for prefix, sign in _PREFIXES.items():
            names |= dict.fromkeys((prefix + word for word in written), prefix + unit)
            symbols[sign + symbol] = prefix + unit
    for unit, spellings in _WORDS.items():
        names |= dict.fromkeys((one.replace("·", " ") for one in spellings.split()), unit)
        names[unit.replace("-", " ")] = unit
    return names, symbols
