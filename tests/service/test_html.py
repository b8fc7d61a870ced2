import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.html import article_text

PARAGRAPHS = [
    "The harbour board voted on Tuesday to deepen the shipping channel by 2.5 metres.",
    "“We looked at the figures for two years,” said Ingrid Solberg 😀 & nobody else.",
    "Work could begin in April, once the board has heard those who fish in the basin.",
]


def page(*, title: str = "Harbour board votes", heading: str = "Harbour board votes") -> str:
    paragraphs = "".join(f"<p>{text.replace('&', '&amp;')}</p>" for text in PARAGRAPHS)
    return (
        f"<html><head><title>{title}</title><style>p {{}}</style></head><body>"
        '<nav><a href="/">Home</a><a href="/sport">Sport</a></nav>'
        f"<article><h1>{heading}</h1>{paragraphs}<script>let hidden = 1;</script></article>"
        "<footer>All rights reserved.</footer></body></html>"
    )


def test_the_article_is_told_from_what_is_around_it() -> None:
    title, body = article_text(page())

    assert title == "Harbour board votes"
    assert body == "\n".join(PARAGRAPHS)


def test_a_heading_that_is_not_the_title_belongs_to_the_text() -> None:
    _, body = article_text(page(title="Votes", heading="What the board decided"))

    assert body.splitlines()[-3:] == PARAGRAPHS


@pytest.mark.parametrize(
    "html",
    ["", " ", "<html></html>", "<p></p>", "<" * 1000, "<div>" * 10_000, "\0", "<!-- A -->"],
    ids=lambda html: repr(html[:15]),
)
def test_a_page_without_an_article_has_no_text(html: str) -> None:
    assert article_text(html)[1].strip("< ") == ""


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<div", ">", "<!--", "<a href='", "<script>", "&#x110000;"])
        | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
        max_size=30,
    ).map("".join)
)
def test_any_text_is_taken_for_a_page(html: str) -> None:
    title, body = article_text(html)

    assert title.isascii() or title.encode()
    assert body.isascii() or body.encode()
