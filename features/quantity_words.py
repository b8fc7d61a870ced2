"""The closed classes of words that the grammar of quantities and dates is written over.

A word's role is one integer: the bits below, and above them a small number, its amount: the day of
a weekday, the denominator of a fraction. ``features/numerals.py`` holds the numbers themselves.
"""

ORDINAL_WORD = 1  # first; amount: 1
FRACTION_WORD = 1 << 1  # third, halves; amount: the denominator
ARTICLE = 1 << 2  # a, an
PLURAL = 1 << 3  # thousands; amount: the power of ten, of dozens 0
WEEKDAY = 1 << 4  # amount: 1 is Monday
PERIOD = 1 << 5  # a unit of the calendar or the clock: week, hours
DAY_WORD = 1 << 6  # yesterday; amount: days from the day of writing
DIRECTION = 1 << 7  # last, this, next; amount: -1, 0, 1
AGO = 1 << 8  # ago, hence; amount: -1, 1
MERIDIEM = 1 << 9  # a.m., p.m.; amount: the hours to add, 24 of o'clock
DAY_PART = 1 << 10  # morning, evening; amount: 12 where hours are those of the afternoon
PART_OF = 1 << 11  # early, mid, late
LABEL = 1 << 12  # Figure 3, Section 4: a number that names a place and counts nothing
CONTEST = 1 << 13  # the 800m final
EXTENT = 1 << 14  # 3m tall
SIGN = 1 << 15  # minus
TEMPERATURE_UNIT = 1 << 16
SPEED_UNIT = 1 << 17
LENGTH_UNIT = 1 << 18
UNIT_WORD = 1 << 19  # any unit of measure
UNIT_PREFIX = 1 << 20  # square, cubic
UNIT_SUFFIX = 1 << 21  # squared
NEAR = 1 << 22  # about
ABOVE = 1 << 23  # more than
BELOW = 1 << 24  # less than
LINKS = 1 << 25  # than, of: inside "in excess of", "no more than"
NEGATOR = 1 << 26  # no, not: turns a bound around
CHANGE = 1 << 27  # rose: "from 2 to 3" is then no range
YEAR_PREFIX = 1 << 28  # Q3, H1, FY: the letter
FEW = 1 << 29  # several, a few; amount: what they are likely to be
SEASON = 1 << 30  # amount: its first month
CLOCK_TIME = 1 << 31  # noon, midnight; amount: the hour
TENS_ORDER = 1 << 32  # hundredth, millionth: an ordinal that multiplies; amount: the power of ten
STAFFING = 1 << 33  # employs: what follows is a headcount
PAYROLL = 1 << 34  # on its payroll
POSSESSIVE = 1 << 35  # its, their
DECADE_WORD = 1 << 36  # nineties; amount: 90
CURRENCY_CODE = 1 << 37  # USD 500
WEIGHING = 1 << 38  # weighs: a pound is then no money
CENTS = 1 << 39  # 5 dollars 50 cents
THERMAL = 1 << 40  # temperature, hot: degrees are then no angle
PAYING = 1 << 41  # cost, paid: pounds are then no weight
HOLIDAY = 1 << 42  # amount: its month and day
NEEDS_LINK = 1 << 43  # "more than", "up to": without the second word it says nothing
AMOUNT_SHIFT = 44
AMOUNT_ZERO = 1000

Roles = dict[str, int]


def role(bits: int, amount: int = 0) -> int:
    """The integer of a role and its amount, -1000 to 200000."""
    return bits | (amount + AMOUNT_ZERO) << AMOUNT_SHIFT


def _words(bits: int, words: str, amount: int = 0) -> Roles:
    return {word: role(bits, amount) for word in words.split()}


def _counted(bits: int, words: str, first: int = 1) -> Roles:
    return {word: role(bits, amount) for amount, word in enumerate(words.split(), start=first)}


_ORDINALS = (
    "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
    " fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_TENS = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"
_POWERS = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}


def _ordinals() -> Roles:
    both = ORDINAL_WORD | FRACTION_WORD
    roles = {"first": role(ORDINAL_WORD, 1), "second": role(ORDINAL_WORD | PERIOD | UNIT_WORD, 2)}
    values = dict(enumerate(_ORDINALS.split(), start=3))
    values |= {10 * tens: word for tens, word in enumerate(_TENS.split(), start=2)}
    for value, word in values.items():
        roles[word] = role(both, value)
        roles[f"{word}s"] = role(FRACTION_WORD, value)
    for word, power in _POWERS.items():
        roles[f"{word}th"] = role(TENS_ORDER, power)
        roles[f"{word}ths"] = role(TENS_ORDER | FRACTION_WORD, power)
        roles[f"{word}s"] = role(PLURAL, power)
    return roles


_PERIODS = (
    "seconds sec secs minute minutes min mins hour hours hr hrs day days night nights week weeks wk"
    " wks fortnight fortnights month months quarter quarters year years yr yrs decade decades"
    " century centuries weekend weekends"
)

ROLES: Roles = {
    **_ordinals(),
    **_words(FRACTION_WORD, "half halves", 2),
    **_words(ARTICLE, "a an"),
    **_words(PLURAL, "tens", 1),
    **_words(PLURAL, "dozens dozs dzs", 0),
    **_words(PLURAL, "lakhs", 5),
    **_words(PLURAL, "crores", 7),
    **_counted(WEEKDAY, "monday tuesday wednesday thursday friday saturday sunday"),
    **_counted(WEEKDAY, "mon tues wed thurs fri"),
    **_words(WEEKDAY, "tue", 2),
    **_words(WEEKDAY, "thu thur", 4),
    **_words(PERIOD | UNIT_WORD, _PERIODS),
    **_words(PERIOD | UNIT_WORD | FRACTION_WORD, "quarter quarters", 4),
    **_words(DAY_WORD, "today tonight"),
    **_words(DAY_WORD, "yesterday", -1),
    **_words(DAY_WORD, "tomorrow", 1),
    **_words(DIRECTION, "last past previous", -1),
    **_words(DIRECTION, "this current", 0),
    **_words(DIRECTION, "next coming following upcoming", 1),
    **_words(AGO, "ago earlier", -1),
    **_words(AGO, "later hence", 1),
    **_words(MERIDIEM, "am a.m"),
    **_words(MERIDIEM, "pm p.m", 12),
    **_words(MERIDIEM, "o'clock oclock", 24),
    **_words(DAY_PART, "morning mornings"),
    **_words(DAY_PART, "afternoon evening night afternoons evenings", 12),
    **_words(PART_OF, "early mid late"),
    **_words(
        LABEL,
        "fig figs figure figures table tables section sections sect eq eqs equation equations ref"
        " refs reference references chapter chapters appendix page pages pp vol volume issue"
        " article clause paragraph claim claims example examples embodiment scheme channel highway"
        " route room gate flight bus no version phase phases step steps type stage grade category"
        " clone class tier episode rule amendment resolution axis group cluster sample samples"
        " layer node",
    ),
    **_words(
        CONTEST,
        "final finals semi semifinal semifinals race races heat heats hurdles relay sprint sprints"
        " freestyle backstroke breaststroke butterfly medley runner runners champion champions"
        " steeplechase dash swimmer swimmers event gold silver bronze title walk record run",
    ),
    **_words(
        EXTENT,
        "tall long high wide deep thick away apart above below across wave waves square radius"
        " diameter depth height length width distance pool",
    ),
    **_words(SIGN, "minus negative"),
    **_words(
        TEMPERATURE_UNIT | UNIT_WORD, "celsius centigrade fahrenheit kelvin kelvins degree degrees"
    ),
    **_words(SPEED_UNIT | UNIT_WORD, "mph kph kmh kmph knot knots"),
    **_words(
        UNIT_PREFIX,
        "square cubic sq cu metric nautical short fluid light solar astronomical atomic",
    ),
    **_words(UNIT_SUFFIX, "squared cubed"),
    **_words(
        NEAR,
        "about approximately approx around roughly nearly almost circa ca some near close estimated"
        " estimate estimates ballpark vicinity region neighbourhood neighborhood order thereabouts"
        " approximate rough",
    ),
    **_words(
        ABOVE,
        "more over above least exceeding exceeds exceeded excess minimum north upward upwards"
        " beyond topping greater larger higher longer older",
    ),
    **_words(
        BELOW,
        "less fewer under below most maximum up within lower smaller shorter shy short younger",
    ),
    **_words(LINKS, "than of in the to at just well slightly little as many much on"),
    **_words(NEGATOR, "no not"),
    **_words(
        CHANGE,
        "rise rises rose risen rising fall falls fell fallen falling grow grows grew grown growing"
        " increase increases increased increasing decrease decreases decreased decreasing jump"
        " jumped climb climbed drop drops dropped dropping decline declined declining cut cuts"
        " raise raised raises lowered slump slumped plunge plunged surge surged soar soared gain"
        " gained shrank shrunk up down change changed went doubled tripled reduced expanded",
    ),
    **_words(YEAR_PREFIX, "q h fy"),
    **_words(FEW, "several few", 3),
    **_words(FEW, "couple", 2),
    **_words(SEASON, "spring", 3),
    **_words(SEASON, "summer", 6),
    **_words(SEASON, "autumn", 9),
    **_words(SEASON, "fall", 9),
    **_words(SEASON, "winter", 12),
    **_words(CLOCK_TIME, "noon midday", 12),
    **_words(CLOCK_TIME, "midnight", 0),
    **_words(
        STAFFING,
        "employ employs employed employing hire hires hired hiring recruit recruits recruited"
        " recruiting",
    ),
    **_words(
        WEIGHING,
        "weigh weighs weighed weighing weight weights heavier lighter",
    ),
    **_words(
        THERMAL,
        "temperature temperatures thermostat heat heated heating hot hotter cold colder warm warmer"
        " warming cool cooler cooling weather mercury fever oven chill chilly freezing boiling"
        " highs lows forecast climate celsius fahrenheit",
    ),
    **_words(
        PAYING,
        "cost costs costing pay pays paid paying price prices priced worth spend spends spent"
        " spending sold sell sells buy buys bought fine fined fines charge charged charges fee fees"
        " fare fares salary salaries wage wages earn earns earned earning bill bills debt debts tax"
        " taxes loan loans budget cash sum sums profit profits revenue revenues saved save rent"
        " donated donation raised prize reward compensation sterling euros dollars euro dollar",
    ),
    **_words(HOLIDAY, "christmas xmas", 1225),
    **_words(HOLIDAY, "halloween", 1031),
    **_words(HOLIDAY, "juneteenth", 619),
    **_words(CENTS, "cent cents pence penny pennies"),
    **_words(PAYROLL, "payroll payrolls staff workforce headcount books"),
    **_words(POSSESSIVE, "its their our his her my your the"),
    **{f"{tens}ties": role(DECADE_WORD, amount) for tens, amount in (
        ("twen", 20), ("thir", 30), ("for", 40), ("fif", 50), ("six", 60), ("seven", 70),
        ("eigh", 80), ("nine", 90),
    )},
    **_words(
        CURRENCY_CODE,
        "usd eur gbp jpy cny inr cad aud chf nzd sek nok dkk pln czk huf rub try brl mxn zar krw"
        " hkd sgd thb myr idr php vnd aed sar ils egp ngn kes rmb btc rs",
    ),
}  # fmt: skip
# Words of two classes.
for _word in (
    "more",
    "greater",
    "larger",
    "higher",
    "longer",
    "older",
    "north",
    "upward",
    "upwards",
    "excess",
    "less",
    "fewer",
    "lower",
    "smaller",
    "shorter",
    "younger",
    "up",
    "shy",
    "short",
    "close",
    "region",
    "vicinity",
    "neighbourhood",
    "neighborhood",
    "order",
    "maximum",
    "minimum",
):
    ROLES[_word] |= NEEDS_LINK
ROLES["above"] |= EXTENT
ROLES["below"] |= EXTENT
ROLES["short"] |= UNIT_PREFIX
ROLES["up"] |= BELOW
ROLES["order"] |= NEAR
ROLES["no"] |= LABEL
ROLES["fall"] |= CHANGE
ROLES["raised"] |= CHANGE

# A quantity or a date can begin with one of these, not only with a figure.
STARTS = (
    ORDINAL_WORD | FRACTION_WORD | ARTICLE | PLURAL | WEEKDAY | DAY_WORD | DIRECTION | PART_OF
    | SIGN | FEW | CLOCK_TIME | TENS_ORDER | DECADE_WORD | YEAR_PREFIX | HOLIDAY
)  # fmt: skip
