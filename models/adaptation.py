"""What somebody's own examples add to the base vectors, by rules that are written down.

1. An example that would get no score (too short, not English) is not trained on.
2. Of nearly the same text, all examples together count once.
3. A grade between 0 and 1 enters as two rows, credible and not, that share the weight by it.
4. What an example says of a text counts; the base's own row of that text is left out.
5. Examples are grouped by outlet, as the base is; one without an outlet by its text.
6. An example counts like `emphasis` articles of the base, times its own weight. Within that, the
   rules of all training hold (`models.training`): an outlet is capped, a corpus counts by the root
   of its size, and the examples are one corpus.
"""

import hashlib
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from models.base_vectors import EXAMPLES, SEEDS, Vectors, together
from models.sketch import Sketches, clusters

# At two for one, examples bring most of what they can, and a large base loses nothing that shows
# (see docs/retraining.md).
EMPHASIS = 2.0

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Examples:
    """Labelled articles of an installation, row by row, with readings of the present signals.

    `grade` is the label from 0 to 1, `outlet` "" where it is not known, `unscored` why an article
    would get no score, or "".
    """

    ids: npt.NDArray[np.int64]
    matrix: npt.NDArray[np.float32]
    grade: Floats
    weight: Floats
    words: npt.NDArray[np.int32]
    content: npt.NDArray[np.uint64]
    outlet: npt.NDArray[np.str_]
    labeller: npt.NDArray[np.str_]
    unscored: npt.NDArray[np.str_]
    sketches: Sketches

    def __len__(self) -> int:
        return len(self.ids)

    def rows(self, chosen: npt.NDArray[np.bool_] | Indices) -> "Examples":
        """The rows that a mask or an index array chooses."""
        return replace(self, **{name: column[chosen] for name, column in vars(self).items()})

    def digest(self) -> str:
        """16 hexadecimal digits of all that training looks at, whatever order it stands in."""
        order = np.lexsort((self.labeller, self.content))
        found = hashlib.sha256()
        for name in ("content", "labeller", "grade", "weight", "outlet", "matrix", "sketches"):
            column = getattr(self, name)[order]
            data = "\n".join(column) if column.dtype.kind == "U" else column.tobytes()
            found.update(data.encode() if isinstance(data, str) else data)
        return found.hexdigest()[:16]


@dataclass(frozen=True)
class TrainingSet:
    """Vectors with how often each row counts, the row of `examples` it comes from, and its story.

    Examples of nearly the same text have one story. Rows of the base have neither: -1.
    """

    vectors: Vectors
    weights: Floats
    origin: Indices
    story: Indices
    examples: Examples

    def rows(self, chosen: npt.NDArray[np.bool_] | Indices) -> "TrainingSet":
        """The rows that a mask or an index array chooses."""
        return replace(
            self,
            vectors=self.vectors.rows(chosen),
            weights=self.weights[chosen],
            origin=self.origin[chosen],
            story=self.story[chosen],
        )


def adapt(base: Vectors, examples: Examples, *, emphasis: float = EMPHASIS) -> TrainingSet:
    """The base with the examples; the same set for the same examples in any order."""
    examples = examples.rows(np.lexsort((examples.labeller, examples.content)))
    examples = examples.rows(examples.unscored == "")
    base = base.rows(~np.isin(base.content, examples.content))
    none = np.full(len(base), -1, np.intp)
    if not len(examples):
        return TrainingSet(base, np.ones(len(base)), none, none, examples)
    cluster = clusters(examples.sketches)
    times = emphasis * examples.weight * (1.0 / np.bincount(cluster))[cluster]
    # Rows of one example stand together: those that speak for it, then those against.
    origin = np.repeat(np.arange(len(examples)), 2)
    label = np.tile(np.array([1, 0], np.int8), len(examples))
    share = np.where(label == 1, examples.grade[origin], 1.0 - examples.grade[origin])
    origin, label, share = origin[share > 0], label[share > 0], share[share > 0]
    of_examples = Vectors(
        signals=base.signals,
        signals_digest=base.signals_digest,
        matrix=examples.matrix[origin],
        label=label,
        words=examples.words[origin],
        content=examples.content[origin],
        corpus=np.full(len(origin), EXAMPLES),
        outlet=groups(examples)[origin],
        twin=np.full(len(origin), ""),
    )
    return TrainingSet(
        vectors=together((base, of_examples)),
        weights=np.concatenate([np.ones(len(base)), times[origin] * share]),
        origin=np.concatenate([none, origin]),
        story=np.concatenate([none, cluster[origin]]),
        examples=examples,
    )


def groups(examples: Examples) -> npt.NDArray[np.str_]:
    """What each example is held out with: its outlet, else the first of nearly the same texts."""
    if not len(examples):
        return np.zeros(0, np.str_)
    _, first, cluster = np.unique(
        clusters(examples.sketches), return_index=True, return_inverse=True
    )
    own = np.array([f"{EXAMPLES}:{content:016x}" for content in examples.content[first][cluster]])
    return np.where(examples.outlet == "", own, examples.outlet)


def published(vectors: Vectors) -> npt.NDArray[np.bool_]:
    """Which rows are articles that somebody published: no twins, none of this project's own."""
    return np.asarray((vectors.twin == "") & (vectors.corpus != SEEDS))
