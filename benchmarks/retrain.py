"""How long a retraining takes: 20,000 base vectors and 1,000 examples, trained, judged, compared.

`python -m benchmarks.retrain` (`make bench-retrain`). The vectors are the base's own, drawn again
with small changes; the examples are drawn likewise, from outlets of their own.
"""

import os
from dataclasses import replace
from time import perf_counter, process_time

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from models.adaptation import Examples, adapt
from models.audit import audit
from models.base_vectors import Vectors, compact
from models.gate import judge
from models.scorer import load_default
from models.sketch import SIZE
from models.training import train

BASE, EXAMPLES = 20_000, 1_000
_SEED = 20261127


def main() -> None:
    """Prints what each step took, in seconds, and the version that came of it."""
    draw = np.random.default_rng(_SEED)
    shipped = Vectors.load()
    base = _drawn(shipped, np.sort(draw.integers(len(shipped), size=BASE)), draw)
    base = replace(base, content=np.arange(BASE, dtype=np.uint64))
    articles = np.flatnonzero(shipped.twin == "")
    examples = _examples(_drawn(shipped, draw.choice(articles, EXAMPLES), draw), draw)
    threads = len(os.sched_getaffinity(0))
    incumbent = load_default()
    began, spent = perf_counter(), process_time()
    print(f"{BASE:,} vectors of {len(base.signals)} signals, {EXAMPLES:,} examples,"
          f" {threads} threads")  # fmt: skip

    def told(step: str) -> None:
        wall, processor = perf_counter() - began, process_time() - spent
        print(f"{step:<12} {wall:6.1f} s of time so far, {processor:6.1f} s of processor")

    with threadpool_limits(1):
        columns = [base.signals.index(name) for name in incumbent.signals]
        findings = audit(examples, base, incumbent.probability(examples.matrix[:, columns]))
        told("audited")
        candidate, before = adapt(base, examples), adapt(base, examples.rows(examples.ids < 0))
        made = train(
            candidate.vectors, weights=candidate.weights, training={}, threads=threads
        ).model
        told("trained")
        verdict = judge(candidate, before, (made, incumbent), threads=threads)
        told("judged")
    print(f"{made.version}: {len(findings)} findings, {len(verdict.reasons)} reasons against it")


def _drawn(vectors: Vectors, rows: npt.NDArray[np.intp], draw: np.random.Generator) -> Vectors:
    """These rows with every reading changed by some per cent."""
    found = vectors.rows(rows)
    changed = found.matrix * draw.normal(1.0, 0.05, found.matrix.shape)
    return replace(found, matrix=compact(changed))


def _examples(vectors: Vectors, draw: np.random.Generator) -> Examples:
    count = len(vectors)
    return Examples(
        ids=np.arange(count),
        matrix=vectors.matrix,
        grade=vectors.label.astype(float),
        weight=np.ones(count),
        words=vectors.words,
        content=draw.integers(1 << 62, 1 << 63, size=count, dtype=np.uint64),
        outlet=np.array([f"new-{number}.example" for number in draw.integers(60, size=count)]),
        labeller=np.full(count, "ann"),
        unscored=np.full(count, ""),
        sketches=draw.integers(1 << 32, size=(count, SIZE), dtype=np.uint32),
    )


if __name__ == "__main__":
    main()
