"""Words that push rather than report."""

from features.rate import density
from features.scan import OWN

sensational_density = density(
    "Sensational words (shocking, bombshell) in the own voice, per 100 words.",
    "sensational",
    voice=OWN,
    reason="a sensational word",
)
negative_affect_density = density(
    "Strongly negative, judging words in the own voice, per 100 words.",
    "affect_negative",
    voice=OWN,
    reason="a strongly negative word",
)
positive_affect_density = density(
    "Strongly positive, praising words in the own voice, per 100 words.",
    "affect_positive",
    voice=OWN,
    reason="a strongly positive word",
)
intensifier_density = density(
    "Intensifiers (extremely, totally) in the own voice, per 100 words.",
    "intensifier",
    voice=OWN,
    reason="makes a word stronger",
)
absolute_density = density(
    "Words without exception (always, nobody) in the own voice, per 100 words.",
    "absolute",
    voice=OWN,
    reason="leaves no exception",
)
slogan_density = density(
    "Rhetorical frames (not just, make no mistake) in the own voice, per 100 words.",
    "slogan",
    voice=OWN,
    reason="rhetoric in place of a statement",
)
conspiracy_density = density(
    "Wording of hidden powers and silenced truth in the own voice, per 100 words.",
    "conspiracy_frame",
    voice=OWN,
    reason="hints at hidden powers or a silenced truth",
)
clickbait_density = density(
    "Phrases that tease (you won't believe) in the own voice, per 100 words.",
    "clickbait",
    voice=OWN,
    reason="teases instead of telling",
)
first_person_density = density(
    "First person (I, we, our) outside quotations, per 100 words.",
    "first_person",
    voice=OWN,
    reason="the writer speaks of themselves",
)
second_person_density = density(
    "Second person (you, your) outside quotations, per 100 words.",
    "second_person",
    voice=OWN,
    reason="the writer addresses the reader",
)
connective_density = density(
    "Words that connect statements (however, because) in the own voice, per 100 words.",
    "connective",
    voice=OWN,
    reason="connects two statements",
)
negation_density = density(
    "Negations in the own voice, per 100 words.",
    "negation",
    voice=OWN,
    reason="a negation",
)
thought_verb_density = density(
    "Verbs of thinking and feeling (believes, fears) in the own voice, per 100 words.",
    "thought_verb",
    voice=OWN,
    reason="tells what somebody thinks or feels",
)
misspelling_density = density(
    "Common misspellings outside quotations, per 100 words.",
    "misspelling",
    voice=OWN,
    reason="a misspelt word",
)
headline_clickbait = density(
    "Phrases that tease in the headline, per 100 words of it.",
    "clickbait",
    field="title",
    reason="teases instead of telling",
)
