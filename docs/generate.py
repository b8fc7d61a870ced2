"""Makes two pages: `signals.md`, the catalogue, from what the signals say of themselves; and
`model.html`, the card of the model that ships, as the service shows it.

`.venv/bin/python docs/generate.py` writes them again; a test fails while they are out of date.
"""

import datetime
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

from features.article import Article
from features.catalogue import FAMILIES, Signal, all_signals
from features.rate import Rate
from models.scorer import load_card, load_default
from seeds import seed_articles
from service.model_page import write_page

_FOLDER = Path(__file__).parent

_HEADER = """\
# Signals

A signal measures one number of an article. A unit such as "per 100 words" is part of what it
measures. "Own voice" is what stands outside quotations: a hedge inside one is the speaker's.
Where evidence is "yes", the answer quotes every passage that was counted; the others measure the
text as a whole. What a signal is worth is not said here but in the
[model card](../models/default/card.md).

`.venv/bin/credibility signals` and `GET /v1/signals` list the same. This page is made by
`.venv/bin/python docs/generate.py`."""

# What no seed article holds; each shows a signal's finding.
_SHOWN = (
    Article("Angela Merkal came to the opening of LaMA and Lama on March 35."),
    Article("The storm killed 130 people in Oslo. The storm killed 169 people in Oslo."),
    Article("The storm killed 130 people.", "Storm kills 31 people"),
    Article("[Insert name]\n\n## What it means\n\nThe ban on 2 of the 1 bridges."),
    Article("It was opened on 5 May 2024.", published=datetime.date(2024, 5, 1)),
    Article("Anna Lindqvist met Anna Lindkvist. Sales rose from 2 to 3, up 10%."),
)


def pages() -> dict[str, str]:
    """Each page by the name of its file."""
    model = load_default()
    return {
        "signals.md": "\n".join(_lines()) + "\n",
        "model.html": write_page(model.version, {**load_card(), "training": model.training}, model),
    }


def _lines() -> Iterator[str]:
    yield _HEADER
    for family in FAMILIES:
        signals = [signal for signal in all_signals().values() if signal.family == family]
        yield f"\n## {family.capitalize()}\n"
        yield f"{import_module(f'features.signals.{family}').__doc__} {len(signals)} signals.\n"
        yield "| signal | what it measures, in which unit | evidence |"
        yield "|---|---|---|"
        for signal in signals:
            cites = "yes" if _has_evidence(signal) else "no"
            yield f"| `{signal.name}` | {signal.description} | {cites} |"


def _has_evidence(signal: Signal) -> bool:
    """Whether it quotes passages: a rate says so itself, a function shows it on examples."""
    if isinstance(signal.function, Rate):
        return bool(signal.function.kinds)
    readings = [signal.function(article) for article in _examples()]
    if not any(reading.value for reading in readings):
        raise ValueError(f"{signal.name}: no example shows what it finds; add one to _SHOWN")
    return any(reading.evidence for reading in readings)


@cache
def _examples() -> tuple[Article, ...]:
    """The seed articles, and what none of them shows."""
    seeds = (
        Article(body=seed.body, title=seed.title, published=seed.published)
        for seed in seed_articles()
    )
    return *_SHOWN, *seeds


if __name__ == "__main__":
    for name, text in pages().items():
        (_FOLDER / name).write_text(text, encoding="utf-8")
