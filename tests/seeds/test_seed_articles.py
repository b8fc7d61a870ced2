"""The seed articles are well formed; only writing and sourcing tells the classes apart."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from importlib.resources import files
from itertools import combinations, pairwise
from statistics import mean

import pytest

from seeds import SeedArticle, read_seed, seed_articles

ARTICLES = seed_articles()
HIGH = [article for article in ARTICLES if article.label >= 0.85]
MIDDLE = [article for article in ARTICLES if 0.35 <= article.label <= 0.65]
LOW = [article for article in ARTICLES if article.label <= 0.2]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower().replace("’", "'").replace("'", ""))


def runs(article: SeedArticle, length: int) -> set[tuple[str, ...]]:
    """Every run of `length` words in the article's title and body."""
    tokens = words(f"{article.title}\n{article.body}")
    return {tuple(tokens[at : at + length]) for at in range(len(tokens) - length + 1)}


def as_json(**changes: object) -> str:
    article = asdict(ARTICLES[0]) | {"id": "a", "published": "2025-03-14"} | changes
    return json.dumps({name: value for name, value in article.items() if value is not None})


def test_every_file_is_read_in_the_order_of_ids() -> None:
    stems = [
        resource.name.removesuffix(".json")
        for resource in files("seeds").joinpath("articles").iterdir()
    ]
    assert [article.id for article in ARTICLES] == sorted(stems)
    assert len(set(stems)) == len(stems)


def test_there_are_enough_of_each_grade_and_none_between_grades() -> None:
    assert len(HIGH) >= 22
    assert len(LOW) >= 20
    assert len(MIDDLE) >= 8
    assert len(HIGH) + len(LOW) + len(MIDDLE) == len(ARTICLES) >= 52


def test_one_story_is_told_in_five_degrees() -> None:
    degrees = {article.kind: article for article in ARTICLES if article.story == "insulin-plant"}
    order = (
        "careful_report",
        "brief_summary",
        "opinionated_post",
        "content_farm",
        "machine_translation",
    )
    assert sorted(degrees) == sorted(order)
    assert all(degrees[a].label > degrees[b].label for a, b in pairwise(order))


def test_each_outlet_is_made_up_and_has_one_article() -> None:
    outlets = [article.outlet for article in ARTICLES]
    assert all(outlet.endswith(".example") for outlet in outlets)
    assert len(set(outlets)) == len(outlets)


def test_lengths_are_those_of_news_articles() -> None:
    assert all(150 <= len(article.body.split()) <= 700 for article in ARTICLES)


def test_most_stories_are_told_at_both_ends() -> None:
    ends: dict[str, set[str]] = defaultdict(set)
    for end, articles in (("high", HIGH), ("low", LOW)):
        for article in articles:
            ends[article.story].add(end)
    assert sum(len(told) == 2 for told in ends.values()) >= 15


def test_both_ends_come_in_many_kinds() -> None:
    assert len({article.kind for article in HIGH}) >= 15
    assert len({article.kind for article in LOW}) >= 15


@pytest.mark.parametrize(
    "mark",
    [
        pytest.param(r"[’“”]", id="curly marks"),
        pytest.param(r"\A(By [A-Z].*\n\n)", id="byline"),
        pytest.param(r"\A[^.\n]{3,60} — [A-Z]", id="dateline"),
        pytest.param(r"\n\n[A-Z][^.\n]{3,60}\n\n", id="section headings"),
    ],
)
def test_surface_marks_do_not_tell_the_ends_apart(mark: str) -> None:
    high, low = (
        mean(bool(re.search(mark, article.body)) for article in end) for end in (HIGH, LOW)
    )
    assert min(high, low) > 0
    assert abs(high - low) < 0.2


def test_length_does_not_tell_the_ends_apart() -> None:
    high, low = (mean(len(article.body.split()) for article in end) for end in (HIGH, LOW))
    assert 0.9 < high / low < 1.1


def shared(length: int) -> Iterator[tuple[SeedArticle, SeedArticle]]:
    seen = [(article, runs(article, length)) for article in ARTICLES]
    for (one, first), (other, second) in combinations(seen, 2):
        if not first.isdisjoint(second):
            yield one, other


def test_articles_on_different_stories_share_no_text() -> None:
    assert [(a.id, b.id) for a, b in shared(8) if a.story != b.story] == []


def test_articles_on_one_story_share_figures_and_phrases_but_no_sentence() -> None:
    assert [(a.id, b.id) for a, b in shared(20)] == []


def test_a_seed_is_read_as_written() -> None:
    seed = read_seed("a.json", as_json(label=1, shows=["figures", "names"]))
    assert (seed.label, seed.published) == (1.0, date(2025, 3, 14))
    assert seed.shows == ("figures", "names")


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"why": None}, "missing field 'why'"),
        ({"colour": "red"}, "unknown field 'colour'"),
        ({"id": "b"}, "field 'id'"),
        ({"title": " "}, "field 'title'"),
        ({"body": 7}, "field 'body'"),
        ({"published": "2025-06-31"}, "field 'published'"),
        ({"label": 1.01}, "field 'label'"),
        ({"label": True}, "field 'label'"),
        ({"label": "0.5"}, "field 'label'"),
        ({"shows": []}, "field 'shows'"),
        ({"shows": "figures"}, "field 'shows'"),
        ({"shows": ["figures", ""]}, "field 'shows'"),
    ],
)
def test_a_faulty_field_is_refused_by_file_and_name(
    changes: dict[str, object], complaint: str
) -> None:
    with pytest.raises(ValueError, match=f"^a.json: {complaint}"):
        read_seed("a.json", as_json(**changes))


@pytest.mark.parametrize("text", ["", "{", "[]", "null"])
def test_a_file_that_is_no_object_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match=r"^a\.json: "):
        read_seed("a.json", text)
