"""What stands between quotation marks, and what a source stands beside."""

from features.kernel.tokens import N_ATTRIBUTED_SENTENCES, N_QUOTED_WORDS, N_SENTENCES
from features.rate import counted, density, share
from features.scan import FIGURES

quotation_density = density("Quotations, per 100 words.", "quotation", reason="a quotation")
quoted_word_share = counted(
    "Share of the words that stand inside quotations, 0 to 1.", N_QUOTED_WORDS
)
attributed_figure_share = share(
    "Share of the figures in a sentence that names its source, 0 to 1.",
    "sourced_figure",
    of=FIGURES,
    reason="a source stands beside it",
)
attributed_sentence_share = counted(
    "Share of the sentences with a statement that is attributed to a source, 0 to 1.",
    N_ATTRIBUTED_SENTENCES,
    per=N_SENTENCES,
)
