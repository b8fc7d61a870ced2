"""Figures that the world does not hold, against sourced bounds; and unusual figures."""

import re
from collections.abc import Iterator

import numpy as np

from features import scales
from features.article import Article
from features.kernel.figures import KINDS
from features.kernel.found import TALLY
from features.kernel.tokens import N_AMOUNTS, N_BEYOND_BOUND, N_EXCESS
from features.kernel.usual import UNIT
from features.rate import Rate
from features.reading import Evidence, Reading
from features.scan import Quantity, Scan
from features.sift import where_counted

unusual_figures = Rate(
    "How far figures lie beyond what nine in ten such figures in articles of credible outlets"
    " reach, in orders of magnitude per figure.",
    (N_EXCESS,),
    (N_AMOUNTS,),
    1.0 / UNIT,
    kinds=("unusual_figure",),
    reason="beyond what nine in ten such figures reach, by the words around it",
    graded=True,
)

# A headcount belongs to an employer when somebody hires or employs it. Whole economies have more
# workers than any employer: a sentence that speaks of one is left alone.
_STAFFING = re.compile(
    r"\b(?:hir(?:e|es|ed|ing)|employ(?:s|ed|ing)?|recruit(?:s|ed|ing)?|add(?:s|ed|ing)?|"
    r"absorb(?:s|ed|ing)?|take\s+on|lay(?:s|ing)?\s+off|laid\s+off|staffed|"
    r"workforce\s+of|payroll\s+of|headcount)\b",
    re.IGNORECASE,
)
# Jobs are added and lost by countries more often than by firms.
_JOBS = re.compile(r"\b(?:jobs?|positions?|roles?|openings?|vacanc(?:y|ies)|posts?)\b", re.I)
_JOB_CUTS = re.compile(
    r"\b(?:cut(?:s|ting)?|slash(?:es|ed|ing)?|axe[sd]?|lay(?:s|ing)?\s+off)\b", re.I
)
_WHOLE_ECONOMY = re.compile(
    r"\b(?:econom(?:y|ies|ic)|countr(?:y|ies)|nation(?:s|al|wide)?|world(?:'s|wide)?|global(?:ly)?|"
    r"industr(?:y|ies)|sectors?|unemploy(?:ed|ment)|jobless|labou?r\s+(?:force|market)|states|"
    r"governments?|businesses|employers|firms|companies|corporations|contractors|franchises?|"
    r"retailers|manufacturers|farms|unions?|Americans|China|India|population|economists?|"
    r"payrolls|month(?:s|ly)?|recession|pandemic|tariffs?|rules?|laws?|U\.S|US)\b",
    re.IGNORECASE,
)
_PRICE_BEFORE = re.compile(
    r"\b(?:(?:acqui(?:re[sd]?|ring|sition\s+of)|bought|buys?|buying|to\s+buy|t(?:ake|ook|aking)\s+over|"
    r"takeover\s+of|merger\s+with)\b[^.]{1,50}\bfor|(?:takeover|acquisition|merger|buyout|deal)\b"
    r"[^.]{0,30}\b(?:worth|valued\s+at|of))\s+(?:\w+\s+){0,3}$",
    re.IGNORECASE,
)
_PRICE_AFTER = re.compile(r"\s+(?:all-cash\s+)?(?:takeover|acquisition|merger|buyout)\b")
_PUBLIC_MONEY = re.compile(
    r"\b(?:bonds?|debts?|treasur(?:y|ies)|budgets?|central\s+bank|Fed|stimulus|government|arms|"
    r"securities|assets|loans?|mortgages?|markets?|years|decade|annual|federal|Congress|trade|"
    r"imports?|exports?|goods|revenues?|spending|deficits?|tax(?:es)?|mergers|acquisitions|deals|"
    r"companies|shares|stocks?|investors|total|economy)\b",
    re.IGNORECASE,
)
_SETTLEMENT = re.compile(
    r"\b(?:settle[sd]?(?!\s+for)|settling(?!\s+for)|settlements?|fines?|fined|penalt(?:y|ies)|"
    r"in\s+damages)\b",
    re.IGNORECASE,
)
_CAMPAIGN = re.compile(
    r"\b(?:donat(?:e[sd]?|ing|ions?)|donors?|super\s+PACs?|campaign|fundrais\w+)\b", re.IGNORECASE
)
_RAISES = re.compile(
    r"\b(?:rais(?:e[sd]?|ing)|donat(?:e[sd]?|ing)|t(?:ook|aking)\s+in|contributed|g(?:ave|iven)|"
    r"bundled)\b[^.]{0,30}$",
    re.IGNORECASE,
)
_FORTUNE = re.compile(
    r"\b(?:net\s+worth|personal\s+fortune|(?:his|her)\s+(?:own\s+)?(?:fortune|wealth)|"
    r"(?:he|she)\s+is\s+worth)\b",
    re.IGNORECASE,
)
_MANY_RICH = re.compile(
    r"\b(?:household|combined|together|collective\w*|billionaires|families|Americans|total|trust|"
    r"funds?|people)\b",
    re.IGNORECASE,
)
_COMPANY_VALUE = re.compile(
    r"\b(?:valued\s+at|valuation\s+of|valuing\s+the|market\s+(?:value|cap(?:itali[sz]ation)?)\s+of)\b",
    re.IGNORECASE,
)
_MANY_COMPANIES = re.compile(
    r"\b(?:companies|firms|stocks|markets|sector|industry|combined|together|all|indexe?s?|economy|"
    r"housing|property|global|world)\b",
    re.IGNORECASE,
)
_CROWD = re.compile(
    r"\b(?:crowds?|rall(?:y|ied|ies)|march(?:ed|es|ing)|attend(?:ed|ance|ees|ing)?|gathered|"
    r"protest(?:ed|ers|ors|s)?|packed|turned\s+out|took\s+to\s+the\s+streets)\b",
    re.IGNORECASE,
)
# Those who watch from home, and those who march in many places, are no crowd.
_NO_CROWD = re.compile(
    r"\b(?:watch\w*|view\w*|online|televis\w+|TV|schools?|colleges?|churches|year|annual\w*|"
    r"nationwide|worldwide|households?|voters?|population|living|live)\b",
    re.IGNORECASE,
)
_KILLED = re.compile(
    r"\b(?:killed|killing|kills|shot\s+dead|slaughtered|murdered|massacred)\b", re.IGNORECASE
)
_ALL_TIME = re.compile(
    r"\b(?:histor(?:y|ic|ical)|centur(?:y|ies)|pandemics?|plague|flu|influenza|disease|abortions?|"
    r"communis\w+|could|would|might|may|if|years|war|wars|unborn|black\s+death|animals?|chickens|"
    r"birds|cancer|smoking|tobacco)\b",
    re.IGNORECASE,
)
_FORECAST = re.compile(
    r"\b(?:by\s+(?:the\s+year\s+)?2\d\d\d|will|forecast\w*|expect\w*|project\w*|predict\w*|could|may|"
    r"would|times|views?|visits?|customers\s+a|ever\s+lived|accounts?|served|passengers?|visitors?|"
    r"meals|tourists?)\b",
    re.IGNORECASE,
)
_PART_OF_PEOPLE = re.compile(
    r"\s*of\s+(?:(?:all|the|its|our|their)\s+)*(?:people|residents|voters|patients|women|men|children|"
    r"workers|employees|adults|citizens|students|respondents|population|customers|users)\b",
    re.IGNORECASE,
)
_MORE_THAN_ALL = re.compile(r"\b(?:capacity|need|level|average|limit|poverty|target|goal)\b", re.I)
_OLD_PERSON = re.compile(
    r"\s+(?:man|woman|grand(?:mother|father|ma|pa)|resident|villager|boy|girl|driver|"
    r"teacher|student|farmer|pensioner|widow|victim)"
)
_ROAD = re.compile(
    r"\b(?:cars?|vans?|driv(?:e|er|ers|ing)|motorists?|trucks?|lorr(?:y|ies)|motorcycl\w+|bus|"
    r"SUVs?|pickups?|police\s+chase)\b",
    re.IGNORECASE,
)
_NO_ROAD = re.compile(
    r"\b(?:planes?|jets?|aircraft|rockets?|missiles?|bullets?|orbit\w*|spacecraft|asteroids?|"
    r"satellites?|sound|records?|supersonic|meteors?|comets?|probes?|winds?|pods?|hyperloop)\b",
    re.IGNORECASE,
)
_BIG_TOTALS = re.compile(
    r"\b(?:derivatives?|notional|assets|wealth|debts?|liabilit(?:y|ies)|markets?|decades?|century|"
    r"years?|transactions?|Zimbabwe\w*|obligations?|unfunded|payments?|trades?|trading|bonds?|"
    r"coin|costs?)\b",
    re.IGNORECASE,
)
# How far the words stand, in code points, that say what a figure is: fixed, so that a sentence
# without an end costs no more than others.
_NEAR, _FAR = 60, 300
_MILES_AN_HOUR = ("mph", "miles per hour", "miles an hour")
_DOLLARS = ("$", "us$", "dollar", "dollars", "€", "euro", "euros", "£", "pound", "pounds")
_LEAST = np.array([scales.LEAST_BOUNDS.get(kind, np.inf) for kind in KINDS])


@where_counted(N_BEYOND_BOUND, TALLY + N_BEYOND_BOUND)
def implausible_quantities(article: Article) -> Reading:
    """Figures beyond what the world holds (headcounts, prices, populations), a count."""
    body, headline = article.text, article.headline
    evidence = [one for scan in (headline, body) for one in _findings(scan)]
    return Reading(float(len(evidence)), evidence, critical=bool(evidence))


def _findings(scan: Scan) -> Iterator[Evidence]:
    for number in np.flatnonzero(scan.quantity_values > _LEAST[scan.quantity_kinds]).tolist():
        quantity = scan.quantity_at(number)
        bound = _broken_bound(scan, quantity)
        if bound is not None:
            yield scan.evidence(quantity.start, quantity.end, bound.exceeded_by(quantity.quote))


def _broken_bound(scan: Scan, quantity: Quantity) -> scales.Bound | None:
    match quantity.kind:
        case "headcount":
            before, around = scan.context(quantity, _NEAR, 0), scan.context(quantity, _FAR, _FAR)
            staffing = _JOB_CUTS if _JOBS.search(quantity.quote) else _STAFFING
            if staffing.search(before) and not _WHOLE_ECONOMY.search(around):
                return scales.LARGEST_EMPLOYER
        case "money" if _in_dollars(quantity):
            return _broken_price(scan, quantity)
        case "share":
            if _PART_OF_PEOPLE.match(scan.text, quantity.end) and not _MORE_THAN_ALL.search(
                scan.context(quantity, _NEAR, _NEAR)
            ):
                return scales.WHOLE
        case "people":
            return _too_many_people(scan, quantity)
        case "places" if quantity.unit is not None:
            if quantity.unit.quote.lower() == "countries":
                return scales.COUNTRIES
        case "age" if quantity.unit is None or quantity.unit.quote.lower() in ("year", "years"):
            if _OLD_PERSON.match(scan.text, quantity.end):
                return scales.OLDEST_PERSON_YEARS
        case "speed" if quantity.unit is not None:
            around = scan.context(quantity, _FAR, _FAR)
            if quantity.unit.quote.lower() in _MILES_AN_HOUR and (
                _ROAD.search(around) and not _NO_ROAD.search(around)
            ):
                return scales.FASTEST_CAR_MPH
    return None


def _broken_price(scan: Scan, quantity: Quantity) -> scales.Bound | None:
    value, before = quantity.value, scan.context(quantity, _NEAR, 0)
    if value > scales.LARGEST_SUM_USD.value:
        return scales.LARGEST_SUM_USD
    raised = _RAISES.search(before) is not None
    if value <= scales.LARGEST_TAKEOVER_USD.value and not raised:
        return None
    around = scan.context(quantity, _FAR, _FAR)
    if value > scales.WORLD_OUTPUT_USD.value and not _BIG_TOTALS.search(around):
        return scales.WORLD_OUTPUT_USD
    if (
        value > scales.LARGEST_COMPANY_USD.value
        and _COMPANY_VALUE.search(before)
        and not _MANY_COMPANIES.search(around)
    ):
        return scales.LARGEST_COMPANY_USD
    if (
        value > scales.LARGEST_FORTUNE_USD.value
        and _FORTUNE.search(around)
        and not _MANY_RICH.search(around)
    ):
        return scales.LARGEST_FORTUNE_USD
    if _PUBLIC_MONEY.search(around):
        return None
    if value > scales.LARGEST_SETTLEMENT_USD.value and _SETTLEMENT.search(around):
        return scales.LARGEST_SETTLEMENT_USD
    if value > scales.LARGEST_TAKEOVER_USD.value and (
        _PRICE_BEFORE.search(scan.context(quantity, 2 * _NEAR, 0)[: -len(quantity.quote)])
        or _PRICE_AFTER.match(scan.text, quantity.end)
    ):
        return scales.LARGEST_TAKEOVER_USD
    return scales.LARGEST_CAMPAIGN_USD if raised and _CAMPAIGN.search(around) else None


def _too_many_people(scan: Scan, quantity: Quantity) -> scales.Bound | None:
    value, around = quantity.value, scan.context(quantity, _FAR, _FAR)
    if value > scales.WORLD_POPULATION.value and not _FORECAST.search(around):
        return scales.WORLD_POPULATION
    if value > scales.UNITED_STATES.value and quantity.quote.endswith("Americans"):
        return None if _FORECAST.search(around) else scales.UNITED_STATES
    near = scan.context(quantity, _NEAR, _NEAR)
    if value > scales.DEADLIEST_WAR.value and _KILLED.search(near):
        return None if _ALL_TIME.search(around) else scales.DEADLIEST_WAR
    if value > scales.LARGEST_CROWD.value and _CROWD.search(near) and not _NO_CROWD.search(around):
        return scales.LARGEST_CROWD
    return None


def _in_dollars(quantity: Quantity) -> bool:
    return quantity.unit is not None and quantity.unit.quote.lower() in _DOLLARS
