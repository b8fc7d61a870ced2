"""What the world holds: sourced bounds that a figure in the news is held against.

A bound is a fact with its source and its date; whoever finds a larger one replaces it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Bound(NamedTuple):
    """The largest value known, what it is, and who says so."""

    value: float
    what: str
    source: str

    def exceeded_by(self, figure: str) -> str:
        """The sentence for a figure beyond this bound."""
        return f"{figure} is beyond {self.what} ({self.source})"


LARGEST_EMPLOYER = Bound(
    2_200_000,
    "the headcount of the largest private employer, Walmart with 2.2 million people",
    "Fortune 500 list, 2020; 2.1 million in its annual report for 2024",
)
LARGEST_TAKEOVER_USD = Bound(
    203e9,
    "the largest takeover ever completed, Mannesmann by Vodafone for some 203 billion dollars",
    "Vodafone AirTouch, offer of February 2000",
)
LARGEST_COMPANY_USD = Bound(
    5.3e12,
    "the value of the largest listed company, Nvidia with some 5.2 trillion dollars",
    "market values of the S&P 500 companies, 2025",
)
LARGEST_SETTLEMENT_USD = Bound(
    246e9,
    "the largest settlement ever, 246 billion dollars over 25 years from four tobacco companies",
    "Master Settlement Agreement with the American states, 1998",
)
LARGEST_FORTUNE_USD = Bound(
    500e9,
    "the largest fortune known, some 500 billion dollars",
    "Forbes list of billionaires, October 2025",
)
LARGEST_CAMPAIGN_USD = Bound(
    16e9,
    "the sum of what all campaigns of the dearest American election spent, some 16 billion dollars",
    "OpenSecrets, cost of the 2020 election at 2024 prices",
)
LARGEST_SUM_USD = Bound(
    715e12,
    "the largest sum of money in use, some 715 trillion dollars in outstanding derivatives",
    "Bank for International Settlements, over-the-counter derivatives statistics, June 2023",
)
WORLD_OUTPUT_USD = Bound(
    106e12,
    "the sum of all that the world produces in a year, 105 trillion dollars",
    "World Bank, gross domestic product, 2023",
)
WORLD_POPULATION = Bound(
    8.142e9, "the number of people alive, 8.14 billion", "World Bank, total population, 2024"
)
UNITED_STATES = Bound(
    340.2e6,
    "the number of people in the United States, 340 million",
    "World Bank, total population, 2024",
)
LARGEST_CROWD = Bound(
    20e6,
    "the largest gathering on record, some 20 million pilgrims on one day",
    "organisers of the Arba'een pilgrimage and of the Kumbh Mela, 2013 to 2025",
)
DEADLIEST_WAR = Bound(
    85e6,
    "the deaths of the deadliest war in history, at most 85 million",
    "estimates of the dead of the Second World War, 1939 to 1945, with famine and disease",
)
COUNTRIES = Bound(
    249,
    "the number of countries and territories, 249",
    "ISO 3166-1, 2024; the United Nations have 193 members",
)
OLDEST_PERSON_YEARS = Bound(
    122, "the oldest age on record, Jeanne Calment's 122 years", "Gerontology Research Group, 1997"
)
FASTEST_CAR_MPH = Bound(
    763,
    "the land speed record, 763 miles (1,228 kilometres) an hour",
    "Fédération Internationale de l'Automobile, Thrust SSC, 15 October 1997",
)
WHOLE = Bound(100, "the whole, 100 per cent", "arithmetic")

# The least bound that a figure of each kind is held against: figures below need no second look.
LEAST_BOUNDS: Mapping[str, float] = MappingProxyType(
    {
        "headcount": LARGEST_EMPLOYER.value,
        "money": LARGEST_CAMPAIGN_USD.value,
        "share": WHOLE.value,
        "people": LARGEST_CROWD.value,
        "places": COUNTRIES.value,
        "age": OLDEST_PERSON_YEARS.value,
        "speed": FASTEST_CAR_MPH.value,
    }
)
