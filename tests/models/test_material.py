"""The corpora are read once: the second time everything comes from what was kept."""

import gzip
import json

import pytest

from models import corpus, kept, material
from models.corpus import TRAINING, Corpus
from models.material import gather

STORY = (
    "The ferry to Ellermouth will sail again in May, Ingrid Vale of the council said on Monday. "
    "It had been laid up since November, when a storm broke nine posts of the pier. “It will cost "
    "240,000 crowns,” said Ingrid Vale. According to the harbour master, 310 people use it daily. "
    "The council's plan for the pier was voted on in March {number}. Nobody spoke against it, and "
    "the mayor thanked all who had come to the town hall on that cold and windy evening in number "
    "{number} of Harbour Street."
)


def record(number, **changes):
    return {
        "id": f"{number}",
        "title": f"Ferry {number}",
        "text": STORY.format(number=number),
        "source": f"gazette-{number % 5}.example",
        "date": "2016-05-04",
        "label": number % 2,
        "label_raw": "pc1=0.8;bias=center",
    } | changes


@pytest.fixture
def folder(tmp_path, monkeypatch):
    corpora = tmp_path / "corpora"
    corpora.mkdir()
    for name, first in ((TRAINING[0].name, 0), ("control", 100)):
        with gzip.open(corpora / f"{name}.jsonl.gz", "wt", encoding="utf-8") as lines:
            lines.writelines(json.dumps(record(first + n)) + "\n" for n in range(12))
            lines.write(json.dumps(record(first + 50, text="Too short.", label_raw="x")) + "\n")
    (corpora / "boilerplate.json").write_text("{}")
    (corpora / "exclude_from_train.txt").write_text("")
    monkeypatch.setattr(corpus, "TRAINING", TRAINING[:1])
    monkeypatch.setattr(corpus, "TESTS", (Corpus("control", "made for this test"),))
    monkeypatch.setattr(kept, "FOLDER", tmp_path / "kept")
    return tmp_path


def test_everything_about_the_articles_is_gathered(folder):
    found = gather(folder)
    published = found.training.rows(found.training.twin == "")
    assert len(published) == 13
    assert len(found.controls["control"]) == 13
    assert len(set(found.damaged.twin)) > 10
    assert set(found.damaged.content) <= set(published.content[published.label == 1])
    for rows in (found.training, found.damaged, *found.controls.values()):
        assert len(found.book.of(rows).body.indptr) == len(rows) + 1
    for rows in (published, *found.controls.values()):
        assert {*rows.content.tolist()} <= found.texts.keys() & found.about.keys()
    about = set(found.about.values())
    assert (2016, "center", "") in about
    assert (2016, "", "too_short") in about


def test_versions_of_one_text_are_one_cluster(folder):
    found = gather(folder)
    # The stories differ in two numbers; the short text is of another kind.
    short = {content: "Too short." in text for content, text in found.texts.items()}
    assert {found.clusters[content] for content in short if short[content]}.isdisjoint(
        found.clusters[content] for content in short if not short[content]
    )
    assert len(set(found.clusters.values())) == 2


def test_the_second_time_no_article_is_read(folder, monkeypatch):
    first = gather(folder)

    def unwanted(*_, **__):
        raise AssertionError("was read again")

    monkeypatch.setattr(material, "vectors_of", unwanted)
    monkeypatch.setattr(material.Phrasebook, "read", unwanted)
    again = gather(folder)
    assert (again.training.matrix == first.training.matrix).all()
    assert again.about == first.about


def test_a_changed_article_is_read_again(folder, monkeypatch):
    gather(folder)
    monkeypatch.setattr(material, "vectors_of", lambda items, **_: len(items))
    with gzip.open(folder / "corpora" / "control.jsonl.gz", "at", encoding="utf-8") as lines:
        lines.write(json.dumps(record(300)) + "\n")
    assert gather(folder).controls == {"control": 14}
