"""What a page shows of what strangers wrote."""

import pytest

from service.page.template import percent, shown


def test_what_steers_a_reader_is_made_visible() -> None:
    assert shown("a\u202eb\u200bc\x1b[31m\ud800") == "a⟨U+202E⟩b⟨U+200B⟩c⟨U+001B⟩[31m\ud800"
    assert shown("two\nlines\tand a tab") == "two lines and a tab"


@pytest.mark.parametrize(
    ("share", "told"), [(0.0, "0%"), (0.001, "<1%"), (0.5, "50%"), (0.996, ">99%"), (1.0, "100%")]
)
def test_a_share_is_none_or_all_only_if_it_is(share: float, told: str) -> None:
    assert percent(share) == told
