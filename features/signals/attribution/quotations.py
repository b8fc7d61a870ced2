"""What stands between quotation marks, and what a source stands beside."""

from features.article import Article
from features.kernel.tokens import N_ATTRIBUTED_SENTENCES, N_QUOTED_WORDS
from features.reading import Reading
from features.scan import FIGURES


def quotation_density(article: Article) -> Reading:
    """Quotations, per 100 words."""
    return article.text.density("quotation", reason="a quotation")


def quoted_word_share(article: Article) -> Reading:
    """Share of the words that stand inside quotations, 0 to 1."""
    scan = article.text
    return Reading(scan.share_of_words(scan.counts[N_QUOTED_WORDS]))


def attributed_figure_share(article: Article) -> Reading:
    """Share of the figures in a sentence that names its source, 0 to 1."""
    scan = article.text
    return scan.share(
        "sourced_figure", whole=scan.count(*FIGURES), reason="a source stands beside it"
    )


def attributed_sentence_share(article: Article) -> Reading:
    """Share of the sentences with a statement that is attributed to a source, 0 to 1."""
    scan = article.text
    return Reading(scan.counts[N_ATTRIBUTED_SENTENCES] / max(scan.n_sentences, 1))
