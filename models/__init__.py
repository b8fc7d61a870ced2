"""Numbers to a score: the additive model, how it is trained, evaluated and explained."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.bulk import score_corpus as score_corpus

__all__ = ["score_corpus"]


def __getattr__(name: str) -> Any:
    # Imported when asked for: whoever needs one module of this package need not load them all.
    if name == "score_corpus":
        from models.bulk import score_corpus

        return score_corpus
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
