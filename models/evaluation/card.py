"""The model card: what a model was made of, how well it does, what it must not be used for."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from models.additive import AdditiveModel
from models.assessment import SCOPE
from models.base_vectors import SEEDS, Vectors
from models.corpus import TESTS, TRAINING
from models.evaluation.report import Report
from models.purpose import INTENDED, LIMITS, NOT_FOR

FOLDER = Path(__file__).parents[1] / "default"


def write(
    folder: Path, model: AdditiveModel, vectors: Vectors, report: Report, command: str
) -> None:
    """Writes `card.json` and, from the same facts, `card.md`; `command` made the report."""
    facts = {
        "model": model.version,
        "signals": model.signals_digest,
        "scope": SCOPE,
        "intended_use": INTENDED,
        "not_for": NOT_FOR,
        "limits": LIMITS,
        "training": model.training,
        "command": command,
        **report.facts(),
    }
    (folder / "card.json").write_text(
        json.dumps(facts, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    text = "\n".join(_card(model, vectors, report, command))
    (folder / "card.md").write_text(text + "\n", encoding="utf-8")


def _card(model: AdditiveModel, vectors: Vectors, report: Report, command: str) -> Iterator[str]:
    yield f"# Model {model.version}\n"
    yield SCOPE
    yield f"An additive model of {len(model.signals)} signals (digest {model.signals_digest}):"
    yield "the logit is an intercept and the sum of one piecewise linear curve a signal."
    yield from _points("For", INTENDED)
    yield from _points("Not for", NOT_FOR)
    yield from _points("Limits", LIMITS)
    yield "\n## Data\n"
    yield "Only readings (numbers) of these texts are part of this project. Each text counts once;"
    yield "an outlet counts for a capped number of articles, a corpus by the root of its size, and"
    yield "both classes weigh the same. None of the published sets states a licence that would let"
    yield "its texts be passed on.\n"
    yield "| corpus | credible | not | outlets | what it is |"
    yield "|---|---|---|---|---|"
    about = {corpus.name: corpus.about for corpus in TRAINING}
    about[SEEDS] = "articles written for this project, each ten times by degree; free to use"
    for name, description in about.items():
        rows = vectors.rows((vectors.corpus == name) & (vectors.twin == ""))
        credible = int(rows.label.sum())
        yield (
            f"| {name} | {credible:,} | {len(rows) - credible:,} "
            f"| {len(np.unique(rows.outlet)):,} | {description} |"
        )
    yield f"\nand {int((vectors.twin != '').sum()):,} corrupted twins of credible articles."
    yield "Only measured on: " + "; ".join(f"{test.name} ({test.about})" for test in TESTS) + "."
    yield "\n## Figures\n"
    yield f"`{command}`, with the corpora at hand; [evaluation](../../docs/evaluation.md) explains"
    yield "protocols, systems and columns. Everything that learns, the phrasing included, learns"
    yield "anew without the outlets, the texts and the near-duplicates of what is scored. In the"
    yield "null control nothing in a text tells its label, so 0.5 is right there."
    yield from report.markdown()
    yield "\n## Weights\n"
    yield "How much each curve can move the logit, within what training has seen.\n"
    yield "| signal | lowest | highest | typical reading |"
    yield "|---|---|---|---|"
    terms = sorted(model.terms, key=lambda term: min(term.heights) - max(term.heights))
    for term in terms:
        yield (
            f"| {term.signal} | {min(term.heights):+.2f} | {max(term.heights):+.2f} "
            f"| {term.typical:.3g} |"
        )


def _points(title: str, points: Sequence[str]) -> Iterator[str]:
    yield f"\n## {title}\n"
    yield from (f"- {point}" for point in points)
