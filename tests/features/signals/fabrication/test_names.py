import pytest

from features.article import Article
from features.signals.fabrication.names import (
    acronym_slips,
    capital_variants,
    doubled_identities,
    name_variants,
    public_name_misses,
)

EXAMPLES = [
    (name_variants, "Then Anna Lindqvist met [[Anna Lindkvist]]. Later Anna Lindqvist left."),
    (name_variants, "They asked Robert Stone, but [[Rubert Stone]] slept. Then Robert Stone left."),
    (name_variants, "The Llama model and the LLaMA model. The Llama model won."),
    (capital_variants, "The Llama model and the [[LLaMA]] model. The Llama model won."),
    (capital_variants, "Then Anna Lindqvist met Anna Lindkvist. NATO met. Nato slept."),
    (name_variants, "The Trumpist party, and Trumpism itself. The Ministry and the Minister."),
    (name_variants, "A Latino vote, a Latina voter, a Latinx voter."),
    (name_variants, "She sang of “Olga Lindkvist” and met Olga Lindqvist."),  # on purpose
    (name_variants, "Bernie it is. They are Bernin’ up."),
    (name_variants, "South Africa and South America, the Majority Leader and the Minority Leader."),
    (name_variants, "Then Charles Stone met Charlie Stone."),
    (name_variants, "Mr. Castor asked. Mr. Castro slept. Then Castor and Castro left."),
    (acronym_slips, "An AI, an AI, an AI, an AI and the [[ai]] agreed."),
    (name_variants, "He loves America and the American way, Korea and the Korean way."),
    (
        name_variants,
        "Then Anna Stone met Olga Stone, and Anna Berg met Jon Lind.",
    ),  # two people each
    (acronym_slips, "In the US and the US and the US and the US they know us."),
    (name_variants, "The Nato summit. NATO met."),  # two house styles
    (name_variants, "Then Anna Müller met Anna Muller."),  # an accent is typography
    (name_variants, "Then Anna O'Hara met Anna O’Hara."),
    (public_name_misses, "Then [[Angela Merkal]] came."),
    (public_name_misses, "They met [[Ronald Raegan]] there."),
    (public_name_misses, "Then Angela Merkel met Ronald Reagan and Angela Lansbury."),
    (public_name_misses, "Then Angela Stone met Olga Merkal."),
    (public_name_misses, "Then Angela\u00a0Merkel came."),
    (public_name_misses, "Then Georgia O’Keeffe came."),
    (doubled_identities, "The founder [[Ann Acme]] (Acme) spoke."),
    (doubled_identities, "They asked [[Jon Zenith]] (Zenith) again."),
    (doubled_identities, "They asked Jon Zenith (Acme) and Acme (Acme)."),
    (doubled_identities, "Jon Stone (left) and Olga Lind."),
]


@pytest.mark.parametrize(("signal", "text"), EXAMPLES)
def test_cites_what_is_marked(signal, text, marked):
    article, quotes = marked(text)
    assert [one.quote for one in sorted(signal(article).evidence)] == quotes
    per_100_words = signal in (acronym_slips, doubled_identities)
    scale = 100 / article.text.words if per_100_words else 1
    assert signal(article).value == pytest.approx(scale * len(quotes))


def test_the_reason_names_the_other_spelling():
    (variant,) = name_variants(
        Article("Then Anna Lindqvist met Anna Lindkvist. Anna Lindqvist left.")
    ).evidence
    assert variant.reason == 'the article also writes "Anna Lindqvist"'
    (miss,) = public_name_misses(Article("Then Angela Merkal came.")).evidence
    assert "Angela Merkel" in miss.reason


@pytest.mark.parametrize("space", ["\u00a0", "\u2009", "  "])
def test_a_miss_is_found_whatever_the_space_in_it(space, marked):
    article, quotes = marked(f"Then [[Angela{space}Merkal]] came.")
    assert [one.quote for one in public_name_misses(article).evidence] == quotes
