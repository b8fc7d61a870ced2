import pytest

from features.article import Article
from features.signals.fabrication.arithmetic import failed_arithmetic


@pytest.mark.parametrize(
    "text",
    [
        "Sales rose from $200 million to $300 million, up [[10%]].",
        "Sales fell from $400 to $100, a drop of [[20 per cent]].",
        "Staff grew from 200 to 300, up [[10%]].",
        "It paid $10 billion for a 49% stake, valuing the firm at [[$90 billion]].",
        "Sales rose [[20%]] to $300 million from $200 million.",
        "He won [[58 of the 50 delegates]].",
        "It stood from 1998 to 2005, for [[12 years]].",
        "For $5 million she bought a 10% interest, which values it at [[$400 million]].",
    ],
)
def test_cites_sums_that_do_not_work_out(text, marked):
    article, quotes = marked(text)
    assert [one.quote for one in failed_arithmetic(article).evidence] == quotes
    assert failed_arithmetic(article).value == len(quotes)


@pytest.mark.parametrize(
    "text",
    [
        "Sales rose from $200 million to $300 million, up 50%.",
        "Sales rose from $200 million to $299 million, up some 50%.",  # rounded
        "Sales fell from $400 to $100, a drop of 75 per cent.",
        "The share rose from 10% to 20%.",
        "Sales rose from $200 to $300. Profit was up 10%.",  # another sentence, another thing
        "It paid $10 billion for a 49% stake, valuing the firm at $20 billion.",
        "It holds a 49% stake and paid $10 billion for $90 billion of debt.",
        "Sales rose 50% to $300 million from $200 million.",
        "Their number grows from 49 million to 80 million, an annual rate of 2 percent.",
        "He won 38 of the 50 delegates and 2 of the 3 states.",
        "It stood from 1998 to 2005, for 7 years.",
        "It stood from 1998 to 2005, and 12 years later it fell.",
        "She walked from 5 to 9, and 10% of the others did.",
        "",
    ],
)
def test_sums_that_work_out_are_left_alone(text):
    assert failed_arithmetic(Article(text)).value == 0


def test_the_reason_says_what_it_should_have_been():
    article = Article("It paid $10 billion for a 50% stake, valuing the firm at $90 billion.")
    (finding,) = failed_arithmetic(article).evidence
    assert (
        finding.reason == "$10 billion for 50% puts the whole at 20.0 billion, not at $90 billion"
    )
