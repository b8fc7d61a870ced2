"""Words with which the writer, or a speaker, withholds full commitment."""

from features.rate import density
from features.scan import OWN, QUOTED

_HEDGES = ("hedge_modal", "hedge_verb", "hedge_adverb", "hedge_shield")

hedge_density = density(
    "Hedges in the outlet's own voice, per 100 words.",
    *_HEDGES,
    voice=OWN,
    reason="the writer withholds full commitment",
)
quoted_hedge_density = density(
    "Hedges inside quotations, the speakers' own, per 100 words.",
    *_HEDGES,
    voice=QUOTED,
    reason="the speaker withholds full commitment",
)
headline_hedges = density(
    "Hedges and marks of hearsay in the headline, per 100 words of it.",
    *_HEDGES,
    "evidential",
    voice=OWN,
    field="title",
    reason="the headline withholds full commitment",
)
