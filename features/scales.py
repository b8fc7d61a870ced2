"""What the world holds: sourced upper bounds that a figure in the news is held against.

A bound is a fact with its source and its date; whoever finds a larger one replaces it.
"""

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
LARGEST_SUM_USD = Bound(
    715e12,
    "the largest sum of money in use, some 715 trillion dollars in outstanding derivatives",
    "Bank for International Settlements, over-the-counter derivatives statistics, June 2023",
)
WORLD_POPULATION = Bound(
    8.142e9, "the number of people alive, 8.14 billion", "World Bank, total population, 2024"
)
COUNTRIES = Bound(
    249,
    "the number of countries and territories, 249",
    "ISO 3166-1, 2024; the United Nations have 193 members",
)
OLDEST_PERSON_YEARS = Bound(
    122, "the oldest age on record, Jeanne Calment's 122 years", "Gerontology Research Group, 1997"
)
WHOLE = Bound(100, "the whole, 100 per cent", "arithmetic")
