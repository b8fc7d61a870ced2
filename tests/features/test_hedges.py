"""Which words of a news text are hedges: sentences written for this test, none used in training.

The weights are learnt, so single sentences may go wrong; what must hold is the whole. The examples
that must always come out right stand first.
"""

import re

import pytest

from features.scan import Hedge, scan

_MARK = re.compile(r"\[\[(.*?)\]\]")

# Double brackets mark the hedges, in plain news prose.
NEWS = """\
The ferry [[may]] be late, the harbour master said.
The storm [[might]] hit the islands on Sunday.
The leak [[could]] poison the river.
The court [[may]] order a second count.
A strike [[could]] stop the trams for a week.
The two gangs [[may have]] shared a lawyer.
Output [[may]] reach 40% of last year's figure.
A new owner [[might]] keep the name.
The pact [[could]] fall apart within days.
More rain [[could]] raise the river by another metre.
The prime minister [[may]] call an election in the autumn.
The old mill [[might]] become a school.
The fall in prices [[may]] have gone too far.
Officials fear the dam [[could]] break.
The cut [[could]] save the hospital 5 million euros.
The bank was [[probably]] robbed by two men.
[[Perhaps]] the letter never arrived.
The paint is [[possibly]] toxic.
A deal before Christmas is [[unlikely]].
The mayor is [[likely]] to sign the order.
[[Maybe]] the rules were not read.
The clerk had [[apparently]] lost the file.
The chairman will [[probably]] resign.
The car was [[presumably]] left by tourists.
The [[alleged]] thief is 19.
The envoy [[reportedly]] left by the back door.
The minister [[seems]] tired of the debate.
The fire [[appears to]] have started in the cellar.
The strikers [[seem]] united.
The pilot [[appeared to]] ignore the warning.
The survey [[suggests that]] two in three adults sleep badly.
The emails [[suggest]] that the board was told.
Early results [[indicate]] a record turnout.
Police [[believe]] the boat sank at night.
Investigators [[think]] a valve failed.
The union [[expects]] 10,000 people at the rally.
The ministry [[estimates]] that 3,000 homes are empty.
Young drivers [[tend to]] brake late.
Analysts [[predict]] a slow recovery.
The coin is [[thought]] to be Roman.
The tower is [[believed]] to be the oldest in the region.
[[It is unclear]] who paid for the trip.
[[It is not known]] how the animal escaped.
[[It is not clear]] [[whether]] the plant will reopen.
The motive is [[unclear]].
The cause is still [[unknown]].
There is [[no evidence]] that the ballot was rigged.
The claim [[could not be independently verified]].
A [[possible]] link to the earlier case is being checked.
The [[potential]] damage is in the millions.
The [[possibility]] of a second wave worries doctors.
[[Some]] say he never wrote the book himself.
[[Many]] believe the match was fixed.
[[Critics]] say the law goes too far.
He is [[widely]] [[seen as]] the next leader.
She is [[considered]] the favourite.
The inn is [[said to]] be cursed.
[[Experts]] [[believe]] the mine is unsafe.
[[It is possible that]] the tapes were copied.
The [[suspected]] burglar fled on foot.
The meeting is on May 3.
The town celebrates every May.
Theresa May left the room.
The knight won by skill and might.
She could play the violin at four.
He could not come to the phone.
The hall can seat 900 guests.
You can reach the island by boat.
Guests may use the pool until nine.
Members may vote by letter.
All dogs must be kept on a lead.
Children should wear a helmet.
The mayor said the road would stay closed until June.
Every summer he would paint the fence.
The band appeared on stage at nine.
Her name appears in the second column.
He appeared before a judge on Friday.
The waiter suggested the fish.
She suggested a walk.
The tables indicate prices in euros.
They believe in miracles.
The think tank hired a new director.
She thinks in pictures.
The twins are expecting their uncle.
We did it as fast as possible.
The school helps pupils to reach their potential.
A chance meeting changed her life.
The estimate costs 40 euros.
The candidates shook hands.
Some windows were open.
Some 300 guests ate in the garden.
Many shops were closed on Monday.
Several roads are flooded.
Most pupils walk to school.
Others stayed at home.
A few cars were towed.
Dozens of tents were washed away.
One of the pilots was hurt.
Experts measured the crack on Thursday.
Researchers at the centre froze the samples.
Fans sang until midnight.
The theft was reported on Sunday.
The bakery is often full.
The line is partly closed.
It was almost noon.
Take the bus or the tram.
If it snows, the race is off.
They voted on whether to merge.
Entry costs two or three euros.
He was accused of arson.
The village is known for its cheese.
She is famous for her garden.
The council considered the petition on Monday.
The family claimed the money.
The charity supports 60 schools.
The proposal was adopted by 12 votes to 3.
""".splitlines()

# How many of the candidates above are told right.
LEAST_RIGHT = 0.85


def hedges(text: str) -> list[Hedge]:
    return scan(text).hedges


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The strike [[may]] last until the weekend.", "modal"),
        ("The storm [[might]] hit the islands on Sunday.", "modal"),
        ("A strike [[could]] stop the trams for a week.", "modal"),
        ("The minister [[seems]] tired of the debate.", "verb"),
        ("The survey [[suggests that]] two in three adults sleep badly.", "inference"),
        ("The bank was [[probably]] robbed by two men.", "adverb"),
        ("[[Perhaps]] the letter never arrived.", "adverb"),
        ("[[It is unclear]] who paid for the trip.", "shield"),
        ("[[Many]] believe the match was fixed.", "weasel"),
    ],
)
def test_a_hedge_has_a_kind_and_a_strength(text, kind):
    hedge = next(one for one in hedges(_MARK.sub(r"\1", text)) if one.kind == kind)
    assert [hedge.quote] == _MARK.findall(text)
    assert 0 < hedge.strength <= hedge.probability <= 1


@pytest.mark.parametrize(
    "text",
    [
        "The meeting is on May 3.",
        "The town celebrates every May.",
        "He could not come to the phone.",
        "You can reach the island by boat.",
        "All dogs must be kept on a lead.",
        "She appeared in court on Monday.",
        "She suggested a walk.",
        "We did it as fast as possible.",
        "Take the bus or the tram.",
        "Some 300 guests ate in the garden.",
        "The charity supports 60 schools.",
    ],
)
def test_false_friends_are_no_hedges(text):
    assert hedges(text) == []


def test_most_candidates_in_news_are_told_right():
    right = total = 0
    for line in NEWS:
        marks, text, at = [], "", 0
        for mark in _MARK.finditer(line):
            text += line[at : mark.start()]
            marks.append((len(text), len(text) + len(mark[1])))
            text += mark[1]
            at = mark.end()
        scanned = scan(text + line[at:])
        found = {(one.start, one.end) for one in scanned.hedges}
        for start, end, *_ in scanned.hedge_rows.tolist():
            marked = any(start < d and c < end for c, d in marks)
            right += marked == ((start, end) in found)
            total += 1
    assert total > 110
    assert right / total >= LEAST_RIGHT


def test_a_hedge_in_a_quotation_is_the_speakers():
    one, other = hedges("The strike may last. “It could stop the trams,” she said.")
    assert (one.quote, one.is_quoted, one.sentence) == ("may", False, 0)
    assert (other.quote, other.is_quoted, other.sentence) == ("could", True, 1)


def test_an_inference_takes_less_from_a_claim_than_a_modal_verb():
    (modal,) = hedges("The storm might hit the islands on Sunday.")
    (inference,) = hedges("The survey suggests that two in three adults sleep badly.")
    assert inference.strength < modal.strength
