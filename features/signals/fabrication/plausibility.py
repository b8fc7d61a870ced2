"""Figures that the world does not hold, against sourced bounds."""

import re
from collections.abc import Iterator

from features import scales
from features.article import Article
from features.reading import Evidence, Reading
from features.scan import Quantity, Scan, bounds_by_kind

# A headcount belongs to an employer when somebody hires or employs it. Whole economies have more
# workers than any employer: a sentence that speaks of one is left alone.
_STAFFING = re.compile(
    r"\b(?:hir(?:e|es|ed|ing)|employ(?:s|ed|ing)?|recruit(?:s|ed|ing)?|add(?:s|ed|ing)?|"
    r"absorb(?:s|ed|ing)?|take\s+on|lay(?:s|ing)?\s+off|laid\s+off|staffed|"
    r"workforce\s+of|payroll\s+of|headcount)\b",
    re.IGNORECASE,
)
_WHOLE_ECONOMY = re.compile(
    r"\b(?:econom(?:y|ies|ic)|countr(?:y|ies)|nation(?:s|al|wide)?|world(?:'s|wide)?|global(?:ly)?|"
    r"industr(?:y|ies)|sectors?|unemploy(?:ed|ment)|jobless|labou?r\s+(?:force|market)|states|"
    r"governments?|businesses|employers|firms|companies|Americans|China|India|population)\b",
    re.IGNORECASE,
)
_TAKEOVER = re.compile(
    r"\b(?:acqui(?:re[sd]?|ring|sitions?)|take(?:s|n|ing)?[-‐‑–\s]?over|takeovers?|mergers?|buyouts?|"
    r"bought|buys?|buying)\b",
    re.IGNORECASE,
)
_PUBLIC_MONEY = re.compile(
    r"\b(?:bonds?|debts?|treasur(?:y|ies)|budgets?|central\s+bank|Fed|stimulus|government|arms)\b",
    re.IGNORECASE,
)
_PART_OF_PEOPLE = re.compile(
    r"\s*of\s+(?:(?:all|the|its|our|their)\s+)*(?:people|residents|voters|patients|women|men|children|"
    r"workers|employees|adults|citizens|students|respondents|population|customers|users)\b",
    re.IGNORECASE,
)
_OLD_PERSON = re.compile(
    r"[-‐‑–\s]old\s+(?:man|woman|grand(?:mother|father|ma|pa)|resident|villager)"
)
# Forecasts of mankind's growth stay below this.
_FORECAST_FACTOR = 1.5
# How far the words stand, in code points, that say what a figure is: fixed, so that a sentence
# without an end costs no more than others.
_NEAR, _FAR = 60, 300
# Figures below these need no second look.
_LEAST = bounds_by_kind(
    {
        "headcount": scales.LARGEST_EMPLOYER.value,
        "money": scales.LARGEST_TAKEOVER_USD.value,
        "share": scales.WHOLE.value,
        "people": _FORECAST_FACTOR * scales.WORLD_POPULATION.value,
        "places": scales.COUNTRIES.value,
        "measure": scales.OLDEST_PERSON_YEARS.value,
    }
)
_DOLLAR_SIGNS = ("$", "US$", "dollar", "dollars", "€", "euro", "euros", "£", "pound", "pounds")


def implausible_quantities(article: Article) -> Reading:
    """Figures beyond what the world holds (headcounts, prices, populations), a count."""
    evidence = [one for scan in (article.headline, article.text) for one in _findings(scan)]
    return Reading(float(len(evidence)), evidence)


def _findings(scan: Scan) -> Iterator[Evidence]:
    for quantity in scan.quantities_above(_LEAST):
        bound = _broken_bound(scan, quantity)
        if bound is not None:
            yield scan.evidence(quantity.start, quantity.end, bound.exceeded_by(quantity.quote))


def _broken_bound(scan: Scan, quantity: Quantity) -> scales.Bound | None:
    value = quantity.value
    match quantity.kind:
        case "headcount" if value > scales.LARGEST_EMPLOYER.value:
            before, around = scan.context(quantity, _NEAR, 0), scan.context(quantity, _FAR, _FAR)
            if _STAFFING.search(before) and not _WHOLE_ECONOMY.search(around):
                return scales.LARGEST_EMPLOYER
        case "money" if value > scales.LARGEST_SUM_USD.value and _in_dollars(quantity):
            return scales.LARGEST_SUM_USD
        case "money" if value > scales.LARGEST_TAKEOVER_USD.value and _in_dollars(quantity):
            around = scan.context(quantity, _FAR, _FAR)
            if _TAKEOVER.search(around) and not _PUBLIC_MONEY.search(around):
                return scales.LARGEST_TAKEOVER_USD
        case "share" if value > scales.WHOLE.value:
            if _PART_OF_PEOPLE.match(scan.text, quantity.end):
                return scales.WHOLE
        case "people" if value > _FORECAST_FACTOR * scales.WORLD_POPULATION.value:
            return scales.WORLD_POPULATION
        case "places" if value > scales.COUNTRIES.value and quantity.unit is not None:
            if quantity.unit.quote.lower() == "countries":
                return scales.COUNTRIES
        case "measure" if value > scales.OLDEST_PERSON_YEARS.value and quantity.unit is not None:
            if quantity.unit.quote.lower() in ("year", "years") and _OLD_PERSON.match(
                scan.text, quantity.end
            ):
                return scales.OLDEST_PERSON_YEARS
    return None


def _in_dollars(quantity: Quantity) -> bool:
    return quantity.unit is not None and quantity.unit.quote.lower() in _DOLLAR_SIGNS
