"""Sentences that stand in the article twice."""

from features.article import Article
from features.kernel.tokens import N_SENTENCES
from features.rate import places
from features.reading import Reading
from features.sift import where_counted

# A page's headline is repeated at its top; that is layout.
_HEADING_SENTENCES = 3
_TOP_SENTENCES = 12


@where_counted(*places(["repeated_sentence"]))
def repeated_sentence_share(article: Article) -> Reading:
    """Share of the sentences that repeat an earlier one word for word, 0 to 1."""
    scan = article.text
    repeated = [
        scan.sentence_at(number)
        for number, earlier in scan.repeats
        if not (earlier < _HEADING_SENTENCES and number < _TOP_SENTENCES)
    ]
    return Reading(
        len(repeated) / max(scan.count(N_SENTENCES), 1),
        scan.cite(repeated, "this sentence repeats an earlier one word for word"),
    )
