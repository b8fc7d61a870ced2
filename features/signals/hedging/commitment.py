"""How far the writer vouches for a statement, without saying whose it is."""

from features.rate import density, share
from features.scan import FIGURES, OWN

evidential_density = density(
    "Words that mark hearsay (reportedly, allegedly) in the own voice, per 100 words.",
    "evidential",
    voice=OWN,
    reason="marked as hearsay",
)
booster_density = density(
    "Words that insist on certainty (undoubtedly, clearly) in the own voice, per 100 words.",
    "booster",
    voice=OWN,
    reason="insists on certainty",
)
weasel_density = density(
    "Authorities without a name (some say, many believe) in the own voice, per 100 words.",
    "weasel",
    voice=OWN,
    reason="an authority that nobody can ask",
)
approximation_share = share(
    "Share of the figures that are given as approximate, 0 to 1.",
    "figure_approximate",
    of=FIGURES,
    reason="given as approximate",
)
