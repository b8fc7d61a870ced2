"""The same figure told differently in one article."""

import numpy as np

from features.article import Article
from features.kernel.figures import COUNT, KINDS, MEASURE
from features.kernel.found import TALLY
from features.kernel.tokens import N_AMOUNTS, N_RETOLD
from features.rate import density
from features.reading import Reading
from features.scan import Quantity, Scan
from features.sift import where_counted

_HEADCOUNTS = ("headcount", "people", "places", "money")
_LEAST = 3.0  # a headline's "two" may be any two
# A headline rounds, and rounds up.
_ROUNDING = 1.25


retold_sentences = density(
    "Sentences that repeat an earlier one with other figures, per 100 words.",
    "retold_sentence",
    reason="repeats an earlier sentence word for word, with another figure",
    critical=True,
)


@where_counted(N_RETOLD)
def retold_figures(article: Article) -> Reading:
    """Figures told twice in the same words and differently, a count."""
    scan = article.text
    evidence = []
    for later, earlier in scan.retold.tolist():
        found, before = scan.quantity_at(later), scan.quantity_at(earlier)
        reason = f"the article says {before.quote} before, in the same words"
        evidence.append(scan.evidence(found.start, found.end, reason))
    return Reading(float(len(evidence)), evidence)


@where_counted(TALLY + N_AMOUNTS)
def headline_figures_missing(article: Article) -> Reading:
    """Figures of the headline that the body tells otherwise, a count."""
    headline, body = article.headline, article.text
    if not body.count(N_AMOUNTS):
        return Reading(0.0)
    evidence = []
    kinds, values = headline.quantity_kinds, headline.quantity_values
    amounts = np.flatnonzero((kinds > COUNT) & (kinds < MEASURE) & (values >= _LEAST)).tolist()
    for found in map(headline.quantity_at, amounts):
        if found.kind in _HEADCOUNTS and found.unit is not None:
            other = _told_otherwise(found, body)
            if other is not None:
                reason = f"the body says {other.quote}, and nowhere the headline's figure"
                evidence.append(headline.evidence(found.start, found.end, reason))
    return Reading(float(len(evidence)), evidence)


def _told_otherwise(found: Quantity, body: Scan) -> Quantity | None:
    """The body's only figure of the same thing, where the headline's stands nowhere in the body."""
    values = body.quantity_values
    if ((values < _ROUNDING * found.value) & (values > found.value / _ROUNDING)).any():
        return None
    of_kind = np.flatnonzero(body.quantity_kinds == KINDS.index(found.kind)).tolist()
    same = [one for one in map(body.quantity_at, of_kind) if _unit(one) == _unit(found)]
    return same[0] if len(same) == 1 else None


def _unit(figure: Quantity) -> str:
    return figure.unit.quote.lower().removesuffix("s") if figure.unit else ""
