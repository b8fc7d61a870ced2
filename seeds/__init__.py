"""What a fresh installation knows before anybody has labelled anything: the seed articles."""

import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from importlib.resources import files

__all__ = ["SeedArticle", "read_seed", "seed_articles"]


@dataclass(frozen=True)
class SeedArticle:
    """One labelled article; `README.md` beside this module says what each field means."""

    id: str
    title: str
    body: str
    outlet: str
    published: date
    label: float
    story: str
    kind: str
    why: str
    shows: tuple[str, ...]


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be a text that is not empty")
    return value


def _day(value: object) -> date:
    return date.fromisoformat(_text(value))


def _label(value: object) -> float:
    # JSON's true is a Python int as well; a label is a number somebody wrote as a number.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError("must be a number from 0 to 1")
    return float(value)


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError("must be a list that is not empty")
    return tuple(_text(item) for item in value)


_READERS: dict[str, Callable[[object], object]] = {
    "published": _day,
    "label": _label,
    "shows": _texts,
}


def read_seed(name: str, text: str) -> SeedArticle:
    """Read the JSON `text` of the seed file `name`.

    Raises ValueError naming the file, and the field where one is at fault: missing, unknown,
    malformed, or an `id` that is not the file's stem.
    """
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"{name}: not JSON: {error}") from error
    if not isinstance(given, dict):
        raise ValueError(f"{name}: must be one JSON object")
    known = [field.name for field in fields(SeedArticle)]
    for field in sorted(given.keys() - set(known)):
        raise ValueError(f"{name}: unknown field {field!r}")
    values: dict[str, object] = {}
    for field in known:
        if field not in given:
            raise ValueError(f"{name}: missing field {field!r}")
        try:
            values[field] = _READERS.get(field, _text)(given[field])
        except ValueError as error:
            raise ValueError(f"{name}: field {field!r}: {error}") from error
    if f"{values['id']}.json" != name:
        raise ValueError(f"{name}: field 'id': must be the file's stem, is {values['id']!r}")
    return SeedArticle(**values)  # type: ignore[arg-type]  # each value came from its field's reader


@cache
def seed_articles() -> tuple[SeedArticle, ...]:
    """Every seed article, sorted by id. Raises ValueError as `read_seed` does."""
    articles = (
        read_seed(resource.name, resource.read_text(encoding="utf-8"))
        for resource in files(__name__).joinpath("articles").iterdir()
        if resource.name.endswith(".json")
    )
    return tuple(sorted(articles, key=lambda article: article.id))
