"""Words with which the writer, or a speaker, withholds full commitment."""

from features.kernel.tokens import N_HEDGE_STRENGTH, N_SENTENCES
from features.rate import Rate, density, places, share
from features.scan import EITHER, FIGURES, OWN, QUOTED, Voice

# The kinds of hedges with the reason that each counts for. Weasels, which hand an opinion to nobody
# in particular, are a signal of their own.
_REASONS = {
    "hedge_modal": "a modal verb: says that it is possible, not that it is so",
    "hedge_verb": "a verb of seeming, believing or guessing",
    "hedge_inference": "an inference: what the evidence points to",
    "hedge_adverb": "says how likely it is, or how well established",
    "hedge_reach": "limits how far the claim reaches",
    "hedge_shield": "a phrase that keeps the claim at a distance",
    "hedge_condition": "leaves open which way it is",
}
_HEDGES = tuple(_REASONS)
_WHY = tuple(_REASONS.values())
_ALL = (*_HEDGES, "hedge_weasel")


def _per_sentence(description: str, voice: Voice) -> Rate:
    return Rate(
        description,
        places(["hedged_sentence"], voice),
        (N_SENTENCES,),
        kinds=("hedged_sentence",),
        voice=voice,
        reason="makes this a hedged sentence",
    )


hedge_density = density(
    "Hedges in the outlet's own voice, per 100 words.", *_HEDGES, voice=OWN, reason=_WHY
)
quoted_hedge_density = density(
    "Hedges inside quotations, the speakers' own, per 100 words.",
    *_HEDGES,
    voice=QUOTED,
    reason=_WHY,
)
headline_hedges = density(
    "Hedges and marks of hearsay in the headline, per 100 words of it.",
    *_HEDGES,
    "evidential",
    voice=OWN,
    field="title",
    reason=(*_WHY, "marked as hearsay"),
)
hedge_strength = Rate(
    "Mean strength of the hedges and weasel words in the outlet's own voice, 0 to 1.",
    (N_HEDGE_STRENGTH,),
    places(_ALL, OWN),
    0.001,
)
hedged_sentence_share = _per_sentence(
    "Share of the sentences with a hedge or weasel word in the outlet's own voice, 0 to 1.", OWN
)
hedged_figure_share = share(
    "Share of the figures that stand behind a hedge (may reach 40%), 0 to 1.",
    "hedged_figure",
    of=FIGURES,
    reason="a hedge stands before this figure",
    voice=EITHER,
)
weasel_word_density = density(
    "Words that spread a claim over an unnamed many (some say, widely seen as) in the own voice, "
    "per 100 words.",
    "hedge_weasel",
    voice=OWN,
    reason="spreads the claim over an unnamed many",
)
