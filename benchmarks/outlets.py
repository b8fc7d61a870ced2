"""Outlets' scores beside published ratings of outlets, on outlets that training has not seen.

`python -m benchmarks.outlets` needs the corpora (see `models.corpus`) with
`outlet_ratings/lin2023_domain_quality.csv` beside them. The articles are those of P1 in
`models.evaluation`: the main corpus, at most 80 an outlet, in five folds of whole outlets; each is
scored by what was trained, the phrasing included, on all corpora without the fold's outlets and
texts. From each outlet a number of articles is drawn, many times over; the others tell what the
outlet's score is.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.stats import spearmanr

from models.base_vectors import Vectors
from models.corpus import shared_folder
from models.evaluation.splits import outlets_held_out
from models.evaluation.systems import PROCESSES, Teacher, fit_readings
from models.material import gather
from models.outlets import Tally, aggregate, logit_of, outlets_of
from models.train import training_vectors

Scores = npt.NDArray[np.float64]

RATINGS = Path("outlet_ratings") / "lin2023_domain_quality.csv"
_DRAWN = (1, 2, 3, 5, 10, 20)
_AT_LEAST = (1, 5, 10, 20, 40)
# Fewer articles than these say too little of what an outlet's score is.
_REST = 20
_DRAWS = 200
_RESAMPLES = 2_000
_SEED = 20261128


class Rank(NamedTuple):
    """Spearman's correlation with the ratings, and its 95% interval over resamples of outlets."""

    outlets: int
    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


class Held(NamedTuple):
    """An outlet's articles, scored by what has not seen it; its rating and its label."""

    scores: Scores
    rating: float
    label: int


class Drawn(NamedTuple):
    """What some articles of each outlet tell of it; means over the draws.

    Errors are in logits, root mean square, against the mean of the outlet's other articles;
    `covered` is the share of the 90% intervals that hold it, what it is unsure by allowed for.
    """

    articles: int
    outlets: int
    rank_of_shrunk: float
    rank_of_mean: float
    error_of_shrunk: float
    error_of_mean: float
    covered: float


def ratings(path: Path) -> dict[str, float]:
    """The published rating of each domain, 0 to 1."""
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["domain"]: float(row["pc1"]) for row in csv.DictReader(lines) if row["pc1"]}


def held_outlets(rows: Vectors, probability: Scores, rated: dict[str, float]) -> list[Held]:
    """The rated outlets among the rows, each with all of its articles' scores."""
    return [
        Held(
            probability[rows.outlet == name],
            rated[str(name)],
            int(rows.label[rows.outlet == name][0]),
        )
        for name in np.unique(rows.outlet)
        if str(name) in rated
    ]


def shrunk(samples: list[Scores]) -> tuple[Scores, Scores]:
    """Each sample's aggregate as a logit, and half of its interval."""
    tallies = {str(number): tally_of(sample) for number, sample in enumerate(samples)}
    outlets = outlets_of(tallies)
    if outlets is None:
        # One article each: what an article's luck is cannot be told, and nothing is shrunk.
        return np.array([logit_of(float(sample[0])) for sample in samples]), np.full(
            len(samples), np.nan
        )
    found = [aggregate(tally, outlets) for tally in tallies.values()]
    logits = np.array([logit_of(one.score) for one in found if one])
    highs = np.array([logit_of(one.interval[1]) for one in found if one])
    return logits, highs - logits


def tally_of(scores: Scores) -> Tally:
    """The tally of an outlet with these scores."""
    tally = Tally()
    for score in scores.tolist():
        tally.add(score)
    return tally


def rank(found: Scores, rated: Scores) -> Rank:
    """The correlation of the two orders, with its interval."""
    draw = np.random.default_rng(_SEED)
    again = []
    for _ in range(_RESAMPLES):
        chosen = draw.integers(len(found), size=len(found))
        again.append(spearmanr(found[chosen], rated[chosen]).statistic)
    low, high = np.quantile(again, (0.025, 0.975))
    return Rank(len(found), float(spearmanr(found, rated).statistic), float(low), float(high))


def drawn(held: list[Held], articles: int) -> Drawn:
    """What so many articles of each outlet tell of the outlet."""
    draw = np.random.default_rng(_SEED)
    chosen = [one for one in held if len(one.scores) >= articles + _REST]
    rated = np.array([one.rating for one in chosen])
    found = []
    for _ in range(_DRAWS):
        orders = [draw.permutation(one.scores) for one in chosen]
        samples = [order[:articles] for order in orders]
        rest = [np.array(list(map(logit_of, order[articles:]))) for order in orders]
        truth = np.array([logits.mean() for logits in rest])
        unsure = np.array([logits.var(ddof=1) / len(logits) for logits in rest])
        logits, half = shrunk(samples)
        means = np.array([np.mean(list(map(logit_of, sample))) for sample in samples])
        reach = np.hypot(half, 1.645 * np.sqrt(unsure))
        found.append(
            (
                spearmanr(logits, rated).statistic,
                spearmanr([sample.mean() for sample in samples], rated).statistic,
                np.sqrt(np.mean((logits - truth) ** 2)),
                np.sqrt(np.mean((means - truth) ** 2)),
                np.mean(np.abs(logits - truth) <= reach) if np.isfinite(half).all() else np.nan,
            )
        )
    return Drawn(articles, len(chosen), *np.mean(found, axis=0).tolist())


def measured() -> Iterator[str]:
    """The figures, line by line, as Markdown."""
    folder = shared_folder()
    if folder is None:
        raise SystemExit("benchmarks.outlets: the corpora are not at hand (CREDIBILITY_SHARED)")
    material = gather(folder, processes=PROCESSES)
    rated = ratings(folder / RATINGS)
    held = [
        outlet
        for split in outlets_held_out(training_vectors(), material.clusters)
        for outlet in held_outlets(
            split.held, fit_readings(split.train, Teacher(material.book))(split.held), rated
        )
    ]
    yield f"{sum(len(one.scores) for one in held):,} articles of {len(held)} rated outlets."
    common = outlets_of({str(number): tally_of(one.scores) for number, one in enumerate(held)})
    yield f"What they have in common: {common}"
    yield ""
    yield from _ranks(held)
    yield ""
    yield "| articles drawn | outlets | rank: shrunk | mean | error: shrunk | mean | covered |"
    yield "|---|---|---|---|---|---|---|"
    for articles in _DRAWN:
        one = drawn(held, articles)
        yield (
            f"| {one.articles} | {one.outlets} | {one.rank_of_shrunk:.3f} | {one.rank_of_mean:.3f}"
            f" | {one.error_of_shrunk:.3f} | {one.error_of_mean:.3f} | {one.covered:.2f} |"
        )


def _ranks(held: list[Held]) -> Iterator[str]:
    """The table of the correlations, of all outlets and by label and number of articles."""
    yield "| outlets | n | Spearman, shrunk (95%) | mean of the scores (95%) |"
    yield "|---|---|---|---|"
    logits, _ = shrunk([one.scores for one in held])
    means = np.array([one.scores.mean() for one in held])
    rated = np.array([one.rating for one in held])
    label = np.array([one.label for one in held])
    size = np.array([len(one.scores) for one in held])
    slices = [(f"at least {n} articles", size >= n) for n in _AT_LEAST]
    slices += [("rated credible", label == 1), ("rated not credible", label == 0)]
    for name, chosen in slices:
        one, other = rank(logits[chosen], rated[chosen]), rank(means[chosen], rated[chosen])
        yield f"| {name} | {one.outlets} | {one} | {other} |"


def main() -> None:
    """Prints the figures."""
    for line in measured():
        print(line, flush=True)


if __name__ == "__main__":
    main()
