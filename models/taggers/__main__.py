"""Learns the weights of one tagger: ``python -m models.taggers attribution``."""

import sys
from collections.abc import Callable
from pathlib import Path

from features import attribution_weights
from models import corpus
from models.taggers import attribution


def _attribution(folder: Path) -> None:
    articles = list(attribution.documents(folder / "gold" / "polnear_train.jsonl.gz"))
    attribution_weights.save(attribution.learn(articles))


TAGGERS: dict[str, Callable[[Path], None]] = {"attribution": _attribution}


def main() -> None:
    """Learns the named taggers, or all of them."""
    folder = corpus.shared_folder()
    if folder is None:
        sys.exit(f"the annotated articles are not at hand; {corpus.SHARED} names their folder")
    for name in sys.argv[1:] or TAGGERS:
        if name not in TAGGERS:
            sys.exit(f"no tagger {name!r}; there are {', '.join(TAGGERS)}")
        TAGGERS[name](folder)


if __name__ == "__main__":
    main()
