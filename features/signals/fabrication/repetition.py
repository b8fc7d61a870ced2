"""Sentences that stand in the article twice."""

from features.article import Article
from features.kernel.tokens import N_SENTENCES
from features.reading import Reading
from features.sift import only_where

# A page's headline is repeated at its top; that is layout.
_HEADING_SENTENCES = 3
_TOP_SENTENCES = 12


@only_where(lambda batch: batch.size("repeats") > 0)
def repeated_sentence_share(article: Article) -> Reading:
    """Share of the sentences that repeat an earlier one word for word, 0 to 1."""
    scan = article.text
    if not scan.repeats:
        return Reading(0.0)
    repeated = [
        scan.sentence_at(number)
        for number, earlier in scan.repeats
        if not (earlier < _HEADING_SENTENCES and number < _TOP_SENTENCES)
    ]
    return Reading(
        len(repeated) / scan.tally[N_SENTENCES],
        scan.cite(repeated, "this sentence repeats an earlier one word for word"),
    )
