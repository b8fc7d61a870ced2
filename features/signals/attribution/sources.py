"""Who is said to have said what: how much is attributed, and to whom."""

from features.rate import density, share

_BODIES = ("source_organisation", "source_role", "source_document")
_SOURCES = ("source_person", *_BODIES, "source_anonymous")

attribution_density = density(
    "Statements attributed to a source, per 100 words.",
    *_SOURCES,
    reason="a statement is attributed to this source",
)
person_attribution_density = density(
    "Statements attributed to a person by name or pronoun, per 100 words.",
    "source_person",
    reason="a statement is attributed to this person",
)
institution_attribution_density = density(
    "Statements attributed to an organisation, an office or a document, per 100 words.",
    *_BODIES,
    reason="a statement is attributed to this body, office or document",
)
distinct_source_density = density(
    "Different sources that statements are attributed to, per 100 words.",
    "distinct_source",
    reason="one of the article's sources",
)
anonymous_share = share(
    "Share of the attributed statements whose source has no name, 0 to 1.",
    "source_anonymous",
    of=_SOURCES,
    reason="a source without a name",
)
unattributed_passive_density = density(
    "Statements of somebody unsaid (it was announced that), per 100 words.",
    "source_none",
    reason="the text does not tell who said so",
)
loaded_share = share(
    "Share of the cues of saying that judge the speaker (claimed, insisted), 0 to 1.",
    "loaded_cue",
    of=(*_SOURCES, "source_none"),
    reason="a verb that judges the speaker",
)
