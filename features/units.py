"""Units of measure: their names and symbols, what they measure, and how large they are.

``UNIT_ROLES`` tells the kernel which words are units; ``unit_of`` names the unit that a passage
stands for ("km/h", "kilometres per hour": kilometre per hour). Factors are to the SI unit of the
dimension (to the radian, the bit, the kelvin without its zero), from the SI brochure (BIPM, 9th
edition) and NIST Special Publication 811 (2008), appendix B.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from features.quantity_words import (
    LENGTH_UNIT,
    PERIOD,
    SPEED_UNIT,
    TEMPERATURE_UNIT,
    UNIT_WORD,
    Roles,
)


class Unit(NamedTuple):
    """A unit: its name in the singular, its dimension, and its size in the dimension's SI unit.

    ``factor`` is 0 where the size is not fixed: money, months of a calendar have one, carats of
    gold have none.
    """

    name: str
    dimension: str
    factor: float


# Name; plural where it is irregular; further names; symbols; dimension; factor; "+" where it takes
# prefixes.
_TABLE = """
metre | | meter | m | length | 1 | +
micron | | | | length | 1e-6 |
arcminute | | | ' ′ ’ arcmin | angle | 2.908882086657216e-4 |
ångström | | angstrom | Å | length | 1e-10 |
inch | inches | | in " ″ ” | length | 0.0254 |
foot | feet | | ft | length | 0.3048 |
yard | | | yd yds | length | 0.9144 |
mile | | | mi | length | 1609.344 |
nautical mile | | | nmi | length | 1852 |
furlong | | | | length | 201.168 |
fathom | | | | length | 1.8288 |
light-year | | lightyear | ly | length | 9.4607304725808e15 |
astronomical unit | | | AU au | length | 149597870700 |
parsec | | | pc | length | 3.0856775814913673e16 | +
acre | | | | area | 4046.8564224 |
hectare | | | ha | area | 1e4 |
barn | | | | area | 1e-28 |
picobarn | | | pb | area | 1e-40 |
femtobarn | | | fb | area | 1e-43 |
litre | | liter | L l | volume | 1e-3 | +
gallon | | | gal | volume | 3.785411784e-3 |
pint | | | | volume | 4.73176473e-4 |
quart | | | | volume | 9.46352946e-4 |
cup | | | | volume | 2.365882365e-4 |
fluid ounce | | | | volume | 2.95735295625e-5 |
tablespoon | | | tbsp | volume | 1.478676478125e-5 |
teaspoon | | | tsp | volume | 4.92892159375e-6 |
barrel | | | bbl | volume | 0.158987294928 |
bushel | | | | volume | 3.523907e-2 |
gram | | gramme | g gm gms | mass | 1e-3 | +
tonne | | metric ton | t | mass | 1e3 | +
ton | | | | mass | 907.18474 |
pound | | | lb lbs | mass | 0.45359237 |
ounce | | | oz | mass | 2.8349523125e-2 |
stone | stone | | st | mass | 6.35029318 |
carat | | | ct | mass | 2e-4 |
kilo | | | kilos | mass | 1 |
dalton | | | Da | mass | 1.66053906660e-27 | +
second | | | s sec secs | time | 1 | +
minute | | | min mins | time | 60 |
hour | | | h hr hrs | time | 3600 |
day | | | d | time | 86400 |
night | | | | time | 86400 |
week | | | wk wks | time | 604800 |
fortnight | | | | time | 1209600 |
month | | | mo mos | time | 2592000 |
quarter | | | | time | 7776000 |
year | | | yr yrs | time | 31536000 |
decade | | | | time | 315360000 |
century | centuries | | | time | 3153600000 |
millennium | millennia | millenniums | | time | 31536000000 |
annum | | | | time | 31557600 |
megayear | | | Myr Ma | time | 31557600e6 |
gigayear | | gigaannum | Gyr Ga | time | 31557600e9 |
kiloyear | | | kyr ka | time | 31557600e3 |
weekend | | | | time | 172800 |
hertz | hertz | | Hz | frequency | 1 | +
revolution per minute | | | rpm | frequency | 0.016666666666666666 |
beat per minute | | | bpm | frequency | 0.016666666666666666 |
mile per hour | | | mph | speed | 0.44704 |
kilometre per hour | | | kph kmh kmph | speed | 0.2777777777777778 |
knot | | | kn kt | speed | 0.5144444444444445 |
degree Celsius | degrees Celsius | celsius centigrade celcius | ℃ | temperature | 1 |
degree Fahrenheit | degrees Fahrenheit | fahrenheit farenheit | ℉ | temperature | 0.55555555556 |
kelvin | | | K | temperature | 1 | +
degree | | | ° deg degs | angle | 0.017453292519943295 |
radian | | | rad | angle | 1 | +
arcsecond | | | arcsec | angle | 4.84813681109536e-6 |
newton | | | N | force | 1 | +
pascal | | | Pa | pressure | 1 | +
bar | | | | pressure | 1e5 | +
atmosphere | | | atm | pressure | 101325 |
torr | torr | | | pressure | 133.32236842105263 | +
millimetre of mercury | | | mmHg | pressure | 133.322387415 |
pound per square inch | | | psi | pressure | 6894.757293168 |
joule | | | J | energy | 1 | +
calorie | | | cal | energy | 4.184 | +
electronvolt | | | eV | energy | 1.602176634e-19 | +
watt hour | | watt-hour | Wh | energy | 3600 | +
erg | | | | energy | 1e-7 |
british thermal unit | | | BTU | energy | 1055.05585262 |
watt | | | W | power | 1 | +
horsepower | horsepower | | hp | power | 745.6998715822702 |
ampere | | amp | A | current | 1 | +
ampere hour | | | Ah | charge | 3600 | +
coulomb | | | C | charge | 1 | +
volt | | | V | voltage | 1 | +
ohm | | | Ω ohm | resistance | 1 | +
farad | | | F | capacitance | 1 | +
henry | henries | | | inductance | 1 | +
siemens | siemens | | | conductance | 1 | +
tesla | tesla | | T | magnetic field | 1 | +
gauss | gauss | | | magnetic field | 1e-4 | +
lumen | | | lm | luminous flux | 1 | +
lux | lux | | lx | illuminance | 1 | +
candela | | | cd | luminous intensity | 1 | +
becquerel | | | Bq | radioactivity | 1 | +
gray | | | Gy | absorbed dose | 1 | +
sievert | | | Sv | equivalent dose | 1 | +
roentgen | | | | exposure | 2.58e-4 |
jansky | janskys | | Jy | spectral flux | 1e-26 | +
mole | | | mol | amount of substance | 1 | +
molar | molar | | M | concentration | 1e3 | +
katal | | | kat | catalytic activity | 1 | +
base pair | | | bp | sequence length | 1 | +
decibel | | | dB dBm dBi | level | 0 |
bit | | | b | data | 1 | +
byte | | | B | data | 8 | +
bit per second | | | bps | data rate | 1 | +
kibibyte | | | KiB | data | 8192 |
mebibyte | | | MiB | data | 8388608 |
gibibyte | | | GiB | data | 8589934592 |
pixel | | | px | picture | 0 | +
frame per second | | | fps | frequency | 1 |
part per million | | parts per million | ppm | share | 1e-6 |
part per billion | | parts per billion | ppb | share | 1e-9 |
percent | percent | percents percentage pct | % | share | 0.01 |
per mille | per mille | | ‰ | share | 0.001 |
percentage point | | | pp | share | 0.01 |
basis point | | | | share | 0.0001 |
solar mass | solar masses | | | mass | 1.98841e30 |
ton per day | | | tpd | mass rate | 0.010499823 |
barrel per day | | barrels per day | bpd | volume rate | 1.84e-6 |
"""
_PREFIXES = {
    "Q": ("quetta", 1e30), "R": ("ronna", 1e27), "Y": ("yotta", 1e24), "Z": ("zetta", 1e21),
    "E": ("exa", 1e18), "P": ("peta", 1e15), "T": ("tera", 1e12), "G": ("giga", 1e9),
    "M": ("mega", 1e6), "k": ("kilo", 1e3), "h": ("hecto", 1e2), "da": ("deca", 1e1),
    "d": ("deci", 1e-1), "c": ("centi", 1e-2), "m": ("milli", 1e-3), "µ": ("micro", 1e-6),
    "μ": ("micro", 1e-6), "u": ("micro", 1e-6), "n": ("nano", 1e-9), "p": ("pico", 1e-12),
    "f": ("femto", 1e-15), "a": ("atto", 1e-18), "K": ("kilo", 1e3),
}  # fmt: skip
# Symbols that are other words far more often.
_NO_SYMBOLS = frozenset(
    (
        "a", "as", "at", "us", "is", "has", "th", "em", "en", "an", "in", "d", "ct", "st", "pt",
        "gal", "mas", "cal", "cat", "mat", "pat", "pp", "mo", "no",
    )
)  # fmt: skip
# Symbols take the prefixes in use: a decilitre, not a decivolt; an exabyte, not an exagram.
_SMALL_STEPS, _LARGE_STEPS = ("h", "d", "c", "da"), ("Q", "R", "Y", "Z", "E", "P", "a")
_TAKE_SMALL_STEPS, _TAKE_LARGE_STEPS = ("m", "L", "l", "g", "Pa"), ("B", "bps", "J", "W", "eV")
_DIMENSION_ROLES = {
    "length": LENGTH_UNIT,
    "time": PERIOD,
    "temperature": TEMPERATURE_UNIT,
    "speed": SPEED_UNIT,
}
_CURRENCY_SYMBOLS = {
    "$": "dollar", "€": "euro", "£": "pound sterling", "¥": "yen", "₹": "Indian rupee",
    "₽": "Russian rouble", "₩": "won", "₺": "Turkish lira", "₿": "bitcoin", "₪": "shekel",
    "₴": "hryvnia", "₦": "naira", "₡": "Costa Rican colón", "₾": "lari", "₭": "kip", "₲": "guarani",
    "₮": "tugrik", "₸": "tenge", "₼": "manat", "₵": "cedi", "﷼": "rial",
    "฿": "baht", "₫": "dong", "¢": "cent", "₱": "Philippine peso",
}  # fmt: skip
_CURRENCY_CODES = {
    "usd": "US dollar", "us$": "US dollar", "eur": "euro", "gbp": "pound sterling", "jpy": "yen",
    "cny": "yuan", "rmb": "yuan", "renminbi": "yuan", "inr": "Indian rupee", "rs": "rupee",
    "cad": "Canadian dollar", "c$": "Canadian dollar", "cad$": "Canadian dollar",
    "aud": "Australian dollar", "a$": "Australian dollar", "au$": "Australian dollar",
    "nzd": "New Zealand dollar", "nz$": "New Zealand dollar", "chf": "Swiss franc",
    "hkd": "Hong Kong dollar", "hk$": "Hong Kong dollar", "sgd": "Singapore dollar",
    "s$": "Singapore dollar", "sek": "Swedish krona", "nok": "Norwegian krone",
    "dkk": "Danish krone", "pln": "zloty", "czk": "Czech koruna", "huf": "forint",
    "rub": "Russian rouble", "try": "Turkish lira", "brl": "real", "r$": "real",
    "mxn": "Mexican peso", "zar": "rand", "krw": "won", "thb": "baht", "myr": "ringgit",
    "idr": "rupiah", "php": "Philippine peso", "vnd": "dong", "ils": "shekel", "btc": "bitcoin",
    "sar": "riyal", "aed": "dirham", "egp": "Egyptian pound", "ngn": "naira", "kes": "shilling",
    "quid": "pound sterling", "buck": "dollar", "sterling": "pound sterling", "ruble": "rouble",
    "pence": "penny", "pennies": "penny", "reais": "real", "kroner": "krone", "kronor": "krona",
}  # fmt: skip
_POWERS = {1: "", 2: "square ", 3: "cubic ", 4: "quartic "}
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−–‐‑⁄∕", "0123456789-----//")
_PART = re.compile(
    r"(?P<per>/|\bper\b|\ban?\b|\beach\b)|(?P<power>square|sq\.?|cubic|cu\.?)\s|"
    r"(?P<unit>°\s?[CFcf]\b|[^\W\d_]+(?:[-\s](?:hours?|miles?|years?|ounces?)\b)?|[°℃℉%‰$€£¥₹¢\"'])"
    r"(?P<exponent>\s?(?:squared|cubed)|\^?-?\d)?|(?P<number>\d+)"
)


def _plural(name: str) -> str:
    return f"{name}es" if name.endswith(("s", "x", "ch")) else f"{name}s"


def _listed() -> Iterator[tuple[Unit, list[str], list[str], bool]]:
    """Each unit with the words and the symbols that stand for it."""
    for line in _TABLE.strip().splitlines():
        name, plural, others, symbols, dimension, factor, prefixed = (
            part.strip() for part in line.split("|")
        )
        more = [others] if " " in others and "per" in others else others.split()
        if others == "metric ton":
            more = [others]
        names = [name, plural or _plural(name), *more, *map(_plural, more)]
        yield Unit(name, dimension, float(factor)), names, symbols.split(), prefixed == "+"


def _units() -> tuple[dict[str, Unit], dict[str, Unit]]:
    """The units by name in small letters, and by symbol as it is written."""
    names: dict[str, Unit] = {}
    symbols: dict[str, Unit] = {}
    for unit, words, signs, prefixed in _listed():
        names |= {word.lower(): unit for word in words}
        symbols |= dict.fromkeys(signs, unit)
        for letter, (prefix, times) in _PREFIXES.items() if prefixed else ():
            larger = Unit(prefix + unit.name, unit.dimension, unit.factor * times)
            for word in words:
                names.setdefault(prefix + word.lower(), larger)
            for sign in signs:
                if _takes(sign, letter):
                    symbols.setdefault(letter + sign, larger)
    return names, symbols


def _takes(sign: str, letter: str) -> bool:
    if sign == "b":
        return letter in ("k", "M", "G", "T")
    if letter in _SMALL_STEPS:
        return sign in _TAKE_SMALL_STEPS
    if letter in _LARGE_STEPS:
        return (letter, sign) == ("a", "m") or sign in _TAKE_LARGE_STEPS
    if letter == "K":
        return sign in ("B", "bps")
    return letter != "u" or sign in ("m", "g", "L", "l", "M", "s")


_NAMES, _SYMBOLS = _units()
_ANY_CASE = {symbol.lower(): unit for symbol, unit in reversed(_SYMBOLS.items()) if len(symbol) > 1}


def _unit_roles() -> Roles:
    roles: Roles = {}
    for word, unit in {**_NAMES, **_ANY_CASE, **_SYMBOLS}.items():
        small = word.lower()
        # All letters that are not Latin fold to one: a lone Greek one would be any of them.
        readable = small.isalpha() and (len(small) > 1 or small.isascii())
        if readable and small not in _NO_SYMBOLS:
            bits = UNIT_WORD | _DIMENSION_ROLES.get(unit.dimension, 0)
            roles[small] = roles.get(small, 0) | bits
    return roles


# The single words that are units, or symbols of units, after a figure.
UNIT_ROLES: Roles = _unit_roles()


_SCALE = re.compile(
    r"(?:°|deg(?:ree)?s?\.?)(?: on the)? ?"
    r"(?P<scale>c(?:elsius|elcius|entigrade)?|f(?:ahrenheit|arenheit)?)"
)


def _simple(text: str) -> Unit | None:
    """The unit that one word or symbol stands for."""
    text = text.strip()
    compact = text.replace(" ", "")
    if compact[:1] == "°" and compact[1:].lower() in ("c", "f"):
        return _NAMES["celsius" if compact[1:] in "cC" else "fahrenheit"]
    small = re.sub(r"[-\s]+", " ", text.lower())
    small = re.sub(r"^per cents?\b", "percent", small)
    scale = _SCALE.fullmatch(small)
    if scale is not None:
        return _NAMES["celsius" if scale["scale"].startswith("c") else "fahrenheit"]
    if small == "absolute zero":
        return _NAMES["kelvin"]
    found = _SYMBOLS.get(text) or _NAMES.get(small) or _NAMES.get(text.lower())
    if found is None and small.endswith("s"):
        found = _NAMES.get(small[:-1])
    return found or _ANY_CASE.get(small)


def currency_of(text: str) -> Unit | None:
    """The currency that a sign, a code or a word stands for; its size is not fixed, so 0."""
    small = text.strip().lower().rstrip(".")
    name = _CURRENCY_CODES.get(small) or _CURRENCY_SYMBOLS.get(small[-1:])
    if name is None:
        singular = small[:-1] if small.endswith("s") and not small.endswith("ss") else small
        name = _CURRENCY_CODES.get(singular, singular)
        name = "pound sterling" if name in ("pound", "pound sterling") else name
    return Unit(name, "money", 0.0) if name else None


@lru_cache(maxsize=1024)
def unit_of(text: str) -> Unit | None:
    """The unit that a passage stands for, None where it is none that is known.

    Compound units are read with powers and denominators: "kg/m3", "mg per day", "km h-1".
    """
    whole = _simple(text)
    if whole is not None:
        return whole
    parts: list[tuple[Unit, int]] = []
    below = False
    power = 1
    for part in _PART.finditer(text.translate(_SUPERSCRIPTS)):
        if part["per"]:
            below = True
        elif part["power"]:
            power = 2 if part["power"].startswith("sq") else 3
        elif part["unit"]:
            unit = _simple(part["unit"]) or _counted(part["unit"], below)
            if unit is None:
                return None
            exponent = power * _exponent(part["exponent"])
            parts.append((unit, -exponent if below else exponent))
            below, power = below and exponent < 0, 1
    return _product(parts) if parts else None


_PER = re.compile(r".*?(?P<per>/|\bper\b|\ban?\b)\s*(?P<unit>.+)", re.DOTALL)


@lru_cache(maxsize=1024)
def money_unit(currency: str, behind: str = "") -> Unit | None:
    """The unit of a sum of money: its currency, and what it is per in the text behind the sum."""
    unit = currency_of(currency)
    match = _PER.fullmatch(behind)
    if unit is None or match is None:
        return unit
    below = unit_of(match["unit"]) or Unit(match["unit"].lower(), "count", 1.0)
    return _product([(unit, 1), (below, -1)])


def _counted(word: str, below: bool) -> Unit | None:
    """A thing counted: "per person", "times a week"; a currency: "$ per barrel"."""
    if word.lower() in ("time", "times"):
        return Unit("count", "count", 1.0)
    if word in _CURRENCY_SYMBOLS or word.lower() in _CURRENCY_CODES:
        return currency_of(word)
    if word.lower() in ("dollars", "euros", "pounds", "cents", "dollar", "euro", "cent"):
        return currency_of(word)
    return Unit(word.lower(), "count", 1.0) if below else None


def _exponent(text: str | None) -> int:
    if not text:
        return 1
    text = text.strip()
    return {"squared": 2, "cubed": 3}.get(text) or int(text.replace("^", ""))


def _product(parts: list[tuple[Unit, int]]) -> Unit:
    above = [_POWERS.get(power, "") + unit.name for unit, power in parts if power > 0]
    beneath = [_POWERS.get(-power, "") + unit.name for unit, power in parts if power < 0]
    name = " ".join(above)
    for below in beneath:
        name = f"{name} per {below}".strip()
    factor = 1.0
    for unit, power in parts:
        factor *= unit.factor**power if unit.factor else 0.0
    return Unit(name, _dimension(parts), factor)


def _dimension(parts: list[tuple[Unit, int]]) -> str:
    if len(parts) == 1:
        (unit, power), *_ = parts
        return {
            ("length", 1): "length",
            ("length", 2): "area",
            ("length", 3): "volume",
            ("time", -1): "frequency",
        }.get((unit.dimension, power), unit.dimension)
    if [(unit.dimension, power) for unit, power in parts] == [("length", 1), ("time", -1)]:
        return "speed"
    return " ".join(
        unit.dimension if power == 1 else f"{unit.dimension}^{power}" for unit, power in parts
    )
