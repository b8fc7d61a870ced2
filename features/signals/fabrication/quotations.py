"""Quotation marks without a partner."""

from features.article import Article
from features.reading import Reading

_REASONS = {
    "unclosed_quotation": "this quotation is never closed",
    "unopened_quotation": "this mark closes a quotation that never opened",
}


def unpaired_quotations(article: Article) -> Reading:
    """Quotations that never close, and closing marks of none that opened, per 100 words."""
    return article.text.own_density(_REASONS)
