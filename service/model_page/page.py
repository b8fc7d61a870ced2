"""The page: one file with nothing to fetch and no script, from the facts that the card holds.

A version that was retrained here has fewer figures than the one that ships: those of its gate. Of
one that was pruned the curves are gone.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from features.catalogue import FAMILIES, all_signals
from models.additive import AdditiveModel, Term
from models.assessment import SCOPE
from models.base_vectors import SEEDS
from models.corpus import TESTS, TRAINING
from models.purpose import INTENDED, LIMITS, NOT_FOR
from service.model_page import aucs, curves
from service.page.template import POLICY, environment, style

_FOLDER = Path(__file__).parent
# What moves a score by no more than this is named without a drawing, in log-odds.
_FLAT = 0.005
_ABOUT = {corpus.name: corpus.about for corpus in TRAINING} | {
    SEEDS: "articles written for this project, each ten times by degree; free to use"
}


class Corpus(NamedTuple):
    """How many articles of a corpus a version was trained on."""

    name: str
    about: str
    credible: int
    others: int
    twins: int


class Family(NamedTuple):
    """The curves of a family, those that move a score most first; `flat` are those that do not."""

    name: str
    curved: list[Term]
    flat: list[Term]


def write_page(version: str, card: Mapping[str, Any], model: AdditiveModel | None) -> str:
    """The page of a version with this card; `model` is None where its curves are gone."""
    figures = card.get("figures", [])
    return (
        environment(_FOLDER)
        .get_template("page.html")
        .render(
            policy=POLICY,
            style=style(_FOLDER / "page.css"),
            version=version,
            scope=SCOPE,
            intended=INTENDED,
            not_for=NOT_FOR,
            limits=LIMITS,
            card=card,
            corpora=list(_corpora(card.get("training") or {})),
            tests=TESTS,
            signals=len(model.terms) if model else None,
            beside=list(aucs.beside_the_words(figures)),
            means={row["protocol"]: row["readings"] for row in card.get("comparisons", [])},
            tables=card.get("tables", []),
            gate=card.get("gate"),
            families=list(_families(model)) if model else [],
            intercept=model.intercept if model else None,
            refits=len(model.refit_intercepts) if model else 0,
            known=all_signals(),
            curves=curves,
            aucs=aucs,
        )
    )


def _corpora(training: Mapping[str, Any]) -> Iterator[Corpus]:
    rows = training.get("rows", {})
    for name in dict.fromkeys(key.rsplit(" ", 1)[0] for key in rows):
        yield Corpus(
            name,
            _ABOUT.get(name, "examples that were labelled here"),
            *(rows.get(f"{name} {kind}", 0) for kind in ("1", "0", "twins")),
        )


def _families(model: AdditiveModel) -> Iterator[Family]:
    terms = sorted(model.terms, key=lambda term: (-curves.span(term), term.signal))
    for family in FAMILIES:
        ours = [term for term in terms if term.signal.startswith(f"{family}.")]
        curved = [term for term in ours if curves.span(term) > _FLAT]
        yield Family(family, curved, [term for term in ours if term not in curved])
