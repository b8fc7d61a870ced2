"""Two hundred examples from a corpus that the base knows nothing of, on its other outlets."""

from pathlib import Path

import numpy as np
import pytest

from models import measures
from models.base_vectors import Vectors
from models.corpus import Corpus, Labelled, distinct, read, shared_folder, vectors_of
from models.scorer import load_default
from models.training import SHIPPED, train
from service import examples, job_records, registry, retraining, store
from service.examples import Submission
from service.settings import Settings

if not (Path(store.__file__).parents[1] / "README.md").exists():
    pytest.skip("shown from source; the wheel holds the same code", allow_module_level=True)
# Articles on health from sound outlets, by ten criteria of reporting: what everything known of
# other news says little about.
CORPUS = Corpus("fakehealth_story", "Dai et al. 2020")
QUICK = SHIPPED._replace(refits=2)


@pytest.fixture(scope="module")
def base() -> Vectors:
    """A third of the base, for speed; its share of the corpora stays as it is."""
    vectors = Vectors.load()
    return vectors.rows(vectors.content % 3 == 0)


@pytest.fixture(scope="module")
def halves() -> tuple[list[Labelled], list[Labelled]]:
    """Two hundred articles of half of the outlets, and all of the others."""
    folder = shared_folder()
    if folder is None:
        pytest.skip("no corpora at hand")
    articles = list(distinct(read(folder, CORPUS, to_train=False)))
    draw = np.random.default_rng(0)
    outlets = np.unique([article.outlet for article in articles])
    draw.shuffle(outlets)
    chosen = set(outlets[: len(outlets) // 2].tolist())
    first = [article for article in articles if article.outlet in chosen]
    others = [article for article in articles if article.outlet not in chosen]
    return [first[row] for row in draw.permutation(len(first))[:200]], others


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(data=tmp_path / "data")
    store.upgrade(settings)
    return settings


def retrained(
    settings: Settings, base: Vectors, articles: list[Labelled], *, flipped: bool = False
) -> dict[str, object]:
    submissions = [
        Submission(each.article, float(each.label != flipped), "ann") for each in articles
    ]
    examples.add(settings, submissions, "ann", base=base, model=load_default())
    job = retraining.ask(settings, retraining.Options(), "ann")
    retraining.run(settings, job, base=base, recipe=QUICK)
    with store.reading(settings) as session:
        told = job_records.told(session, job)
    assert told is not None
    return told


def test_a_useful_upload_is_promoted_and_gains_on_outlets_it_does_not_hold(
    settings: Settings, base: Vectors, halves: tuple[list[Labelled], list[Labelled]]
) -> None:
    ours, others = halves
    job = retrained(settings, base, ours)
    assert job["status"] == "promoted", job["result"]
    with store.reading(settings) as session:
        after = registry.model(session, registry.current(session).version)
    before = train(base, recipe=QUICK).model
    test = vectors_of(others)
    old, new = before.probability(test.matrix), after.probability(test.matrix)
    assert measures.auc(test.label, new) > measures.auc(test.label, old) + 0.02
    assert measures.brier(test.label, new) < measures.brier(test.label, old) - 0.002


def test_the_same_upload_with_its_labels_turned_round_is_not(
    settings: Settings, base: Vectors, halves: tuple[list[Labelled], list[Labelled]]
) -> None:
    job = retrained(settings, base, halves[0], flipped=True)
    assert job["status"] == "kept"
    with store.reading(settings) as session:
        assert registry.current(session).version is None
