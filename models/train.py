"""Makes the default model: `python -m models.train` (`make train`).

With the corpora at hand (see `models.material`), reads them, learns the wording (`models.wording`)
and writes `features/taggers/wording.npz` and `seeds/base_vectors.npz`.
Trains from that file and the seed articles, so with or without the corpora the same file gives the
same model. `make evaluate ARGS=--card` then measures it and writes its card.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from features import scan, wording
from models import base_vectors, corpus
from models.additive import AdditiveModel, ModelError
from models.base_vectors import Vectors, together
from models.behaviour import signals_digest
from models.material import gather
from models.training import SHIPPED, train

FOLDER = Path(__file__).parent / "default"
PROCESSES = 2


def main(arguments: Sequence[str] = ()) -> None:
    """Writes wording and base vectors (with the corpora at hand) and the model.

    There is nothing to choose: a word too many ends it before anything is written.
    """
    argparse.ArgumentParser("python -m models.train", description=__doc__).parse_args(arguments)
    folder = corpus.shared_folder()
    if folder is None:
        _say("no corpora at hand: training from the stored base vectors")
    else:
        _say("reading the corpora …")
        _learn(folder)
    vectors = training_vectors()
    _say(f"training on {len(vectors):,} vectors …")
    model = default_model(vectors)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "model.json").write_bytes(model.to_json())
    _say(f"wrote {model.version} in {FOLDER}; `make evaluate ARGS=--card` writes its card")


def _learn(folder: Path) -> None:
    material = gather(folder, processes=PROCESSES)
    _say("learning the wording …")
    vectors, weights = material.book.teach(material.training, processes=PROCESSES)
    wording.save(weights)
    wording.wording_weights.cache_clear()
    scan.learnt.cache_clear()
    signals_digest.cache_clear()
    # The signals behave otherwise from here on.
    replace(vectors, signals_digest=signals_digest()).save(base_vectors.DEFAULT)


def training_vectors() -> Vectors:
    """The base vectors with the seed articles' vectors.

    Raises ModelError where the signals are no longer those that the base vectors were made with.
    """
    base = Vectors.load(base_vectors.DEFAULT)
    if base.signals_digest != signals_digest():
        raise ModelError(
            "the base vectors were made with other signals; run `make train` with the corpora at "
            f"hand ({corpus.SHARED} names their folder)"
        )
    return together((base, corpus.vectors_of(corpus.seed_examples())))


def default_model(vectors: Vectors) -> AdditiveModel:
    """The model that ships: trained the shipped way on these vectors."""
    rows = Counter(
        f"{name} {'twins' if twin else label}"
        for name, label, twin in zip(vectors.corpus, vectors.label, vectors.twin, strict=True)
    )
    return train(vectors, training={"recipe": SHIPPED._asdict(), "rows": dict(rows)}).model


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
