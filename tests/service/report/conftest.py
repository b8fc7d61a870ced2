"""Records to report on, made up and real."""

from collections.abc import Callable
from typing import Any

import pytest

from models import score_corpus
from models.records import Record
from seeds import seed_articles

# What strangers may put wherever they may put something.
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{ 7 * 7 }}\u202egnp.exe\x00\x1b"
)


def _made(score: float | None = 0.5, **given: Any) -> Record:
    record: Record = {
        "id": "a", "score": score, "interval": None if score is None else [score, score],
        "band": None, "abstained": None, "words": 300, "outlet": None, "flags": [],
        "signals": {"hedging.hedge_density": 1.0, "style.x": 0.0}, "model": "m",
    }  # fmt: skip
    if score is None:
        record["abstained"] = {"reason": "too_short", "detail": "Two words."}
    return record | given


def _flag(signal: str = "fabrication.x", *quotes: str, critical: bool = False) -> Record:
    passages = [{"quote": quote, "reason": f"why {quote}"} for quote in quotes]
    return {"signal": signal, "reason": "A reason", "critical": critical, "passages": passages}


@pytest.fixture(scope="session")
def made() -> Callable[..., Record]:
    """A record with this score and whatever else is given."""
    return _made


@pytest.fixture(scope="session")
def flag() -> Callable[..., Record]:
    """A flag of this signal with these quotes."""
    return _flag


@pytest.fixture(scope="session")
def hostile() -> list[Record]:
    """Records of which every text is an attack."""
    flags = [_flag("fabrication.x", HOSTILE, critical=True) | {"reason": HOSTILE}]
    flags += [_flag(HOSTILE, HOSTILE)]
    texts: dict[str, Any] = {"id": HOSTILE, "outlet": HOSTILE, "model": HOSTILE, "flags": flags}
    texts["signals"] = {HOSTILE: 1.0}
    return [
        *[_made(0.1 * number, **texts) for number in range(1, 10)],
        _made(None, **texts) | {"abstained": {"reason": HOSTILE, "detail": HOSTILE}},
        {"id": HOSTILE, "source": HOSTILE, "row": 3,
         "error": {"field": HOSTILE, "problem": HOSTILE}},
    ]  # fmt: skip


@pytest.fixture(scope="session")
def real() -> list[Record]:
    """What a run says of the seed articles, of a text too short and of a row without one."""
    rows = [
        {"id": f"seed-{number}", "text": seed.body, "title": seed.title, "outlet": seed.outlet}
        for number, seed in enumerate(seed_articles())
    ]
    rows += [{"id": "short", "text": "Too short."}, {"id": "blank", "text": " "}]
    return list(score_corpus(rows))
