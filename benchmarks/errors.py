"""Articles that are scored wrongly, drawn by chance, for somebody to read.

`python -m benchmarks.errors` needs the corpora (see `models.corpus`). Each article is scored by
what was trained, the phrasing included, without its outlet (the main corpus, P1 of
`models.evaluation`) or without its corpus (the others, P3). The level of scores shifts from corpus
to corpus, so wrong is what lies beyond the median of the other label in its own corpus. Of each
corpus and label five are printed: headline, beginning and end.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from models.base_vectors import Vectors
from models.corpus import shared_folder
from models.evaluation.figures import scored
from models.evaluation.setup import set_up
from models.evaluation.splits import MAIN, NULL_CONTROL, Split
from models.evaluation.systems import PROCESSES, READINGS, Teacher, fit_readings
from models.material import gather
from models.train import training_vectors

Scores = npt.NDArray[np.float64]

_EACH = 5
_BEGINNING, _END = 520, 160
_SEED = 20261129


class Wrong(NamedTuple):
    """One article: its row among those scored."""

    row: int
    score: float


class Drawn(NamedTuple):
    """Of the articles of a corpus and label, how many are scored wrongly, and some of these."""

    corpus: str
    label: int
    articles: int
    wrong: int
    drawn: list[Wrong]


def mistaken(label: npt.NDArray[np.int8], scores: Scores) -> npt.NDArray[np.bool_]:
    """Which articles of one corpus lie beyond the median of the other label."""
    credible, other = np.median(scores[label == 1]), np.median(scores[label == 0])
    return np.asarray(((label == 1) & (scores < other)) | ((label == 0) & (scores > credible)))


def draw(rows: Vectors, scores: Scores, each: int = _EACH) -> Iterator[Drawn]:
    """Some wrongly scored articles of each label; all rows are of one corpus."""
    chance = np.random.default_rng(_SEED)
    wrong = mistaken(rows.label, scores)
    for label in (0, 1):
        found = np.flatnonzero(wrong & (rows.label == label))
        found = found[np.argsort(rows.content[found], kind="stable")]
        chosen = chance.permutation(found)[:each].tolist()
        yield Drawn(
            str(rows.corpus[0]),
            label,
            int((rows.label == label).sum()),
            len(found),
            [Wrong(row, float(scores[row])) for row in chosen],
        )


def excerpt(text: str) -> str:
    """The beginning and the end of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _BEGINNING + _END else f"{line[:_BEGINNING]} … {line[-_END:]}"


def measured() -> Iterator[str]:
    """The drawn articles, line by line."""
    folder = shared_folder()
    if folder is None:
        raise SystemExit("benchmarks.errors: the corpora are not at hand (CREDIBILITY_SHARED)")
    material = gather(folder, processes=PROCESSES)
    setup = set_up(training_vectors(), material)
    teacher = Teacher(material.book)
    tests = scored(
        [*setup.splits("P1"), *filter(_is_read, setup.splits("P3"))],
        {READINGS: lambda rows: fit_readings(rows, teacher)},
    )
    for test in tests:
        for some in draw(test.rows, test.probability[READINGS]):
            yield f"## {some.corpus}, label {some.label}: {some.wrong} of {some.articles} wrong"
            for row, score in some.drawn:
                text = material.texts[int(test.rows.content[row])]
                yield f"\n{score:.2f} {test.rows.outlet[row]}: {excerpt(text)}"
            yield ""


def _is_read(split: Split) -> bool:
    return split.test not in (MAIN, NULL_CONTROL)


def main() -> None:
    """Prints the drawn articles."""
    for line in measured():
        print(line, flush=True)


if __name__ == "__main__":
    main()
