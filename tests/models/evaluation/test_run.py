"""All figures of the base vectors, as tables and on the card."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from features.article import Article
from features.kernel.words import members
from models import base_vectors, corpus
from models.evaluation import boosting, card, main, nela
from models.evaluation.run import measured
from models.evaluation.splits import MAIN
from models.material import About, Material
from models.peers import NotAtHand
from models.phrasebook import Phrasebook
from models.scorer import load_default
from models.wording import phrases_of
from seeds import seed_articles


@pytest.fixture
def vectors(made_vectors):
    """Two corpora, one the main, with the signals that phrasing reads among them."""
    made = made_vectors(240)
    signals = (*made.signals, "style.phrasing", "style.headline_phrasing")
    order = np.argsort(signals)
    matrix = np.hstack([made.matrix, made.matrix[:, :2]])[:, order]
    return replace(
        made,
        signals=tuple(np.array(signals)[order].tolist()),
        matrix=matrix,
        corpus=np.where(made.corpus == "first", MAIN, "recovery"),
    )


def test_without_the_corpora_the_readings_alone_are_measured(vectors):
    report = measured(vectors)
    assert {row.protocol for row in report.figures} == {"P1", "P3"}
    assert not any("TF-IDF" in row.system for row in report.figures)
    assert (report.comparisons, report.twins, report.parts) == ([], [], [])
    lines = list(report.markdown())
    assert lines[0] == "\n### Against other systems\n"
    assert sum(line.startswith("| P1 | abp_quality | readings |") for line in lines) == 1


def test_invented_stories_are_left_out_by_themselves(vectors):
    some = (vectors.label == 0) & (np.arange(len(vectors)) % 4 == 0)
    rows = replace(vectors, corpus=np.where(some, "golbeck_fake", vectors.corpus))
    report = measured(rows, protocols=["P3"])
    assert {row.test for row in report.figures} == {MAIN, "recovery"}
    (found,) = report.noticed
    assert (found.test, found.system, found.articles) == ("golbeck_fake", "readings", some.sum())
    assert "\n### One label\n" in list(report.markdown())


def test_with_the_corpora_words_twins_and_parts_are_measured_too(vectors, monkeypatch):
    """A phrasebook that teaches nothing stands in for the texts' phrases."""
    monkeypatch.setattr(Phrasebook, "teach", lambda _, rows, **__: (rows, None))
    monkeypatch.setattr(Phrasebook, "read_by", lambda _, __, rows: rows)
    twins = vectors.rows((vectors.label == 1) & (vectors.corpus == MAIN))
    damage = twins.matrix.copy()
    damage[:, list(twins.signals).index("fabrication.impossible_figures")] = 3
    contents = vectors.content.tolist()
    material = Material(
        training=vectors,
        controls={},
        damaged=replace(twins, twin=np.full(len(twins), "inflated"), matrix=damage),
        book=Phrasebook(np.zeros(1, np.int64), None, {}),
        texts={content: f"plan number{content % 9} of {content}" for content in contents},
        clusters={content: content for content in contents},
        about={content: About(2016, "left", "") for content in contents},
    )
    report = measured(vectors, material, ["P1"])
    assert {row.protocol for row in report.comparisons} == {"P1"}
    assert [(row.kind, row.pairs) for row in report.twins] == [("inflated", len(twins))]
    assert report.twins[0].lower > 0.9
    assert {row.what for row in report.parts} > {"leaning", "abstention", "words"}


def test_more_of_everything_is_measured_where_it_is_asked_for(made_vectors, monkeypatch, capsys):
    """Readings of real signals, so that there can be a scorer; peers cannot be installed here."""
    monkeypatch.setattr(Phrasebook, "teach", lambda _, rows, **__: (rows, None))
    monkeypatch.setattr(Phrasebook, "read_by", lambda _, __, rows: rows)

    def nowhere(_):
        raise NotAtHand("no index")

    monkeypatch.setattr(boosting, "environment", nowhere)
    monkeypatch.setattr(nela, "environment", nowhere)
    made = made_vectors(240)
    model = load_default()
    matrix = np.tile(model.typical, (240, 1))
    matrix[:, :3] += made.matrix[:, :1] * [0.2, 0.3, 0.4]
    vectors = replace(
        made,
        signals=model.signals,
        signals_digest=model.signals_digest,
        matrix=base_vectors.compact(matrix),
        corpus=np.where(made.corpus == "first", MAIN, "recovery"),
    )
    stories = [f"{seed.title}\n{seed.body}" for seed in seed_articles()]
    contents = vectors.content.tolist()
    nobody = vectors.rows(np.zeros(240, bool))
    common = members([])
    material = Material(
        training=vectors,
        controls={},
        damaged=nobody,
        book=Phrasebook(common, phrases_of([Article("Nothing.")], common), {(1 << 40, ""): 0}),
        texts={content: stories[content % len(stories)] for content in contents},
        clusters={content: content for content in contents},
        about={content: About(2016, "left", "") for content in contents},
    )
    report = measured(vectors, material, ["P1", "P3"], more=True)
    assert {(row.protocol, row.of) for row in report.learning} == {
        ("P1", "outlets"), ("P3", "outlets"), ("P3", "corpora"),
    }  # fmt: skip
    assert report.short[-1].most is None
    assert sum(row.articles for row in report.strange) == 240
    assert report.refusals[0].kind == "published articles"
    told = capsys.readouterr().err
    assert "without explainable boosting: no index" in told
    # The benchmarks, and so how that peer is installed, are no part of a wheel.
    has_benchmarks = (Path(nela.__file__).parents[2] / "benchmarks").exists()
    reason = "no index" if has_benchmarks else "peers-nela.lock is not part of this installation"
    assert f"without NELA features: {reason}" in told
    titles = [table.title for table in report.tables()]
    assert titles[-4:] == [
        "Learning curves", "Short articles", "Unlike the training data", "No articles",
    ]  # fmt: skip
    json.dumps(report.facts())


def test_the_command_prints_tables(vectors, tmp_path, monkeypatch, capsys):
    as_ours = replace(vectors, signals_digest="of our own")
    as_ours.save(tmp_path / "vectors.npz")
    stored = base_vectors.Vectors.load(tmp_path / "vectors.npz")
    monkeypatch.setattr("models.evaluation.run.training_vectors", lambda: stored)
    monkeypatch.setattr(card, "FOLDER", tmp_path)
    monkeypatch.setenv(corpus.SHARED, str(tmp_path))
    main(["--protocols", "P3", "--card"])
    assert "| P3 | recovery | readings |" in capsys.readouterr().out
    facts = json.loads((tmp_path / "card.json").read_text(encoding="utf-8"))
    assert facts["model"] == load_default().version
    assert facts["command"] == 'make evaluate ARGS="--protocols P3 --card"'
    assert {row["protocol"] for row in facts["figures"]} == {"P3"}
    assert facts["tables"][0]["title"] == "Against other systems"


def test_an_unknown_protocol_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["--protocols", "P9"])
    assert "P9" in capsys.readouterr().err


def test_the_card_says_what_the_model_is_not_for(vectors, tmp_path):
    card.write(tmp_path, load_default(), vectors, measured(vectors, protocols=["P1"]), "make it")
    text = (tmp_path / "card.md").read_text(encoding="utf-8")
    for said in ("not whether what it says is true", "## Not for", "## Limits", "`make it`"):
        assert said in text
    assert "| P1 | abp_quality | readings |" in text


def test_the_default_models_card_is_its_own():
    facts = json.loads((card.FOLDER / "card.json").read_text(encoding="utf-8"))
    assert facts["model"] == load_default().version, "run make evaluate ARGS=--card"
    assert facts["training"] == load_default().training
