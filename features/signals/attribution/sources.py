"""Who is said to have said what: how much is attributed, and to whom."""

from features.article import Article
from features.reading import Reading

_BODIES = ("source_organisation", "source_role", "source_document")
_SOURCES = ("source_person", *_BODIES, "source_anonymous")


def attribution_density(article: Article) -> Reading:
    """Statements attributed to a source, per 100 words."""
    return article.text.density(*_SOURCES, reason="a statement is attributed to this source")


def person_attribution_density(article: Article) -> Reading:
    """Statements attributed to a person by name or pronoun, per 100 words."""
    return article.text.density("source_person", reason="a statement is attributed to this person")


def institution_attribution_density(article: Article) -> Reading:
    """Statements attributed to an organisation, an office or a document, per 100 words."""
    return article.text.density(
        *_BODIES, reason="a statement is attributed to this body, office or document"
    )


def distinct_source_density(article: Article) -> Reading:
    """Different sources that statements are attributed to, per 100 words."""
    return article.text.density("distinct_source", reason="one of the article's sources")


def anonymous_share(article: Article) -> Reading:
    """Share of the attributed statements whose source has no name, 0 to 1."""
    scan = article.text
    return scan.share(
        "source_anonymous", whole=scan.count(*_SOURCES), reason="a source without a name"
    )


def unattributed_passive_density(article: Article) -> Reading:
    """Statements of somebody unsaid (it was announced that), per 100 words."""
    return article.text.density("source_none", reason="the text does not tell who said so")


def loaded_share(article: Article) -> Reading:
    """Share of the attributed statements whose verb judges (claimed, insisted), 0 to 1."""
    scan = article.text
    return scan.share(
        "loaded_cue", whole=scan.count(*_SOURCES, "source_none"), reason="a verb that judges the speaker"
    )
