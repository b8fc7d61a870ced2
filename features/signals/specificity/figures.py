"""Figures: how many there are and how exact they are."""

from features.rate import density, share
from features.scan import FIGURES, OWN

figure_density = density(
    "Figures (amounts, shares, counts, measures), per 100 words.",
    *FIGURES,
    reason="a figure that can be checked",
)
exact_figure_share = share(
    "Share of the figures given to three digits or a decimal, 0 to 1.",
    "figure_exact",
    of=FIGURES,
    reason="given to the digit",
)
money_density = density("Sums of money, per 100 words.", "money", reason="a sum of money")
vague_quantifier_density = density(
    "Words for an amount that cannot be checked (several, countless), per 100 words.",
    "vague_quantifier",
    voice=OWN,
    reason="an amount that cannot be checked",
)
