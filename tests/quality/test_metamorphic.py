"""One change to an article moves the readings that are about it, and no others.

Every article below is credible as it stands and is changed in one place, in one way. The relation
names the readings that must go up or down. Of every other family nothing may change but what a
reading is divided by: a rate per 100 words may move by as much as the words that came or went
explain, and by no more, so what it counts must be counted as before. Where a passage comes twice,
or changes from a speaker's voice to the outlet's, the count may grow by what that passage alone
holds. Left out are the measures of the prose itself (letters per word, length of sentences): any
edit moves those.
"""

from typing import NamedTuple

import pytest

from features.article import Article
from features.catalogue import all_signals, extract
from features.rate import Rate


class Relation(NamedTuple):
    """Readings that must go up and down, and what else may move.

    `families` are those that the change is about, `also` single readings of others.
    """

    families: frozenset[str]
    up: tuple[str, ...] = ()
    down: tuple[str, ...] = ()
    also: frozenset[str] = frozenset()


RELATIONS = {
    "a figure inflated": Relation(
        frozenset({"fabrication"}), up=("fabrication.implausible_quantities",)
    ),
    "an attribution removed": Relation(
        frozenset({"attribution"}),
        down=("attribution.attribution_density", "attribution.attributed_sentence_share"),
    ),
    "an exact figure made vague": Relation(
        frozenset({"specificity"}),
        up=("specificity.vague_quantifier_density",),
        down=("specificity.figure_density", "specificity.exact_figure_share"),
    ),
    "a name misspelt once": Relation(
        frozenset({"fabrication"}),
        up=("fabrication.misspelt_names",),
        also=frozenset({"specificity.name_density"}),  # another spelling is another name to it
    ),
    "a hedge added": Relation(frozenset({"hedging"}), up=("hedging.hedge_density",)),
}

HARBOUR = """\
The harbour of Skarvik will close its northern quay on 4 March, the port authority said on Monday. \
The quay was built in 1961 and carries 312,000 tonnes of timber a year.

“We have looked at every other way, and there is none,” Ingrid Solheim, the harbour master, told \
reporters. Repairs would cost 48.6 million kroner, according to a report by the engineers of \
Nordplan.

The port hired 215 workers last year. Solheim said that none of them would lose their jobs. Two \
shipping firms have already moved their boats to Lindvik, 30 km down the coast.

The town council meets on 12 March. Its chair, Per Aune, wants the state to pay for a new quay. \
Aune met the minister in Oslo on Friday, and Solheim went with him. The ministry has 23 such \
requests on its desk.
"""
SCHOOL = """\
Pupils in the district of Marlow Vale will start school at 9 a.m. from 2 September, an hour later \
than now. The district has 14 schools and 6,450 pupils.

The school board decided so by five votes to two on Tuesday. “Teenagers sleep too little, and this \
is the cheapest thing that we can do about it,” said Dana Whitlock, who chairs the board. A trial \
at two schools cut late arrivals by 18.4 percent, according to figures from the district.

Parents were divided. Owen Prasad, a father of three, said that the change would cost him an hour \
of work a day. Whitlock answered that the schools would open their doors at 7.30 a.m. as before.

The district hired 37 teachers in August. Bus contracts worth $2.35 million have to be written \
again. Prasad intends to appeal. The board hears appeals on 20 May, and Whitlock will not vote.
"""
WATER = """\
Two villages in the Tessa valley have been without clean water since 11 January. A landslide broke \
the main that served 1,870 households, the water company Valdacqua said in a statement.

“The new pipe is on its way from Turin,” Marta Bellini, an engineer at Valdacqua, said on \
Thursday. The company hired 64 workers to lay it. The repair costs 3.25 million euros.

Luca Ferrante, the mayor of Tessa Alta, said that tankers came twice a day. “Nobody is thirsty, \
but everybody is tired,” he said. The region has sent 143 volunteers.

Ferrante asked for a second line in 2019. Bellini wrote at the time that the valley was too \
narrow for it. The regional council returns to the question on 3 February, when Bellini and \
Ferrante are both to be heard. The old main was laid in 1958 and is 7.8 km long.
"""

# What is written, and what stands in its place.
EDITS = {
    HARBOUR: {
        "a figure inflated": ("hired 215 workers", "hired 215 million workers"),
        "an attribution removed": (
            "Solheim said that none of them would lose",
            "None of them would lose",
        ),
        "an exact figure made vague": ("carries 312,000 tonnes", "carries countless tonnes"),
        "a name misspelt once": ("and Solheim went with", "and Solhiem went with"),
        "a hedge added": ("wants the state to pay", "perhaps wants the state to pay"),
    },
    SCHOOL: {
        "a figure inflated": ("hired 37 teachers", "hired 37 million teachers"),
        "an attribution removed": (
            "Whitlock answered that the schools would open",
            "The schools would open",
        ),
        "an exact figure made vague": ("and 6,450 pupils", "and numerous pupils"),
        "a name misspelt once": ("and Whitlock will not vote", "and Whitlok will not vote"),
        "a hedge added": ("Prasad intends to", "Prasad possibly intends to"),
    },
    WATER: {
        "a figure inflated": ("hired 64 workers", "hired 64 million workers"),
        "an attribution removed": (
            "Bellini wrote at the time that the valley",
            "At the time the valley",
        ),
        "an exact figure made vague": ("has sent 143 volunteers", "has sent many volunteers"),
        "a name misspelt once": ("Ferrante are both", "Ferrente are both"),
        "a hedge added": ("The repair costs", "The repair probably costs"),
    },
}
NAMES = {HARBOUR: "harbour", SCHOOL: "school", WATER: "water"}

each_article = pytest.mark.parametrize("text", EDITS, ids=NAMES.get)


def counted(article: Article) -> dict[str, float]:
    """What each reading counts: of a rate its hits, of another signal its value."""
    tallies = {"body": article.text.tally, "title": article.headline.tally}
    return {
        name: sum(tallies[rate.field][place] for place in rate.part)
        if isinstance(rate := signal.function, Rate)
        else rate(article).value
        for name, signal in all_signals().items()
        if not _is_of_the_prose(name)
    }


def _is_of_the_prose(name: str) -> bool:
    signal = all_signals()[name]
    rate = signal.function
    return signal.family == "style" and not (isinstance(rate, Rate) and rate.kinds)


@each_article
def test_an_article_is_sound_before_it_is_changed(text):
    readings = extract(Article(text))
    findings = {
        name: reading.value
        for name, reading in readings.items()
        if name.startswith("fabrication.") and reading.value
    }
    assert findings == {}


@pytest.mark.parametrize("relation", RELATIONS)
@each_article
def test_a_change_moves_what_it_is_about_and_nothing_else(text, relation):
    old, new = EDITS[text][relation]
    assert text.count(old) == 1
    before, after = Article(text), Article(text.replace(old, new))
    then, now = extract(before), extract(after)
    families, up, down, also = RELATIONS[relation]
    for name in up:
        assert now[name].value > then[name].value, name
    for name in down:
        assert now[name].value < then[name].value, name
    unrelated = {
        name
        for name in counted(before)
        if all_signals()[name].family not in families and name not in also
    }
    was, is_now = counted(before), counted(after)
    assert {name: is_now[name] for name in unrelated} == {name: was[name] for name in unrelated}


@each_article
def test_a_quotation_left_open_makes_its_words_the_outlets_and_nothing_else(text):
    quotation = Article(text).text.quotations[-1]
    opened = quotation.quote.removesuffix("”")
    assert text.count(quotation.quote) == 1
    before, after = Article(text), Article(text.replace(quotation.quote, opened))
    name = "fabrication.unclosed_quotations"
    assert extract(before)[name].value == 0
    assert extract(after)[name].value > 0
    was, more, now = counted(before), counted(Article(opened.removeprefix("“"))), counted(after)
    for name in was:
        if all_signals()[name].family not in ("fabrication", "attribution"):
            assert was[name] <= now[name] <= was[name] + more[name], name


@each_article
def test_a_repeated_paragraph_counts_again_what_it_holds_and_nothing_else(text):
    paragraph = text.split("\n\n")[1]
    before, after = Article(text), Article(f"{text}\n{paragraph}\n")
    name = "fabrication.repeated_sentence_share"
    assert extract(before)[name].value == 0
    assert extract(after)[name].value > 0
    was, more, now = counted(before), counted(Article(paragraph)), counted(after)
    for name in was:
        if name.startswith("fabrication."):
            continue
        assert was[name] <= now[name] <= was[name] + more[name], name
