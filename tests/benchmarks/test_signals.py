"""The figures of a gold set, on small ones made here."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("benchmarks", reason="the wheel has no benchmarks")

from benchmarks.report import Skipped
from benchmarks.signals import attribution, fabrication, hedging, quantities
from benchmarks.signals.__main__ import FAMILIES, measure
from benchmarks.signals.figure import Figure
from models.corpus import SHARED

Write = Callable[..., None]


@pytest.fixture
def gold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a gold set: `gold("name", {"text": …, "spans": […]}, …)`."""
    for folder in ("gold", "corpora"):
        (tmp_path / "shared" / folder).mkdir(parents=True)
    monkeypatch.setenv(SHARED, str(tmp_path / "shared"))
    monkeypatch.chdir(tmp_path)

    def write(name: str, *cases: dict[str, object]) -> None:
        with gzip.open(tmp_path / "shared" / "gold" / f"{name}.jsonl.gz", "wt") as file:
            for number, case in enumerate(cases):
                rest = {"id": str(number), "spans": [], "doc_label": None, "split": "all"}
                file.write(json.dumps(rest | case) + "\n")

    return write


def span(text: str, quote: str, label: str, **rest: object) -> dict[str, object]:
    start = text.index(quote)
    return {"start": start, "end": start + len(quote), "label": label, **rest}


def reached(figures: list[Figure]) -> list[float]:
    return [pytest.approx(figure.reached) for figure in figures]


def test_hedging_cues_and_sentences(gold):
    hedged = "The protein may bind."
    gold(
        "bioscope_abstracts",
        {"text": hedged, "spans": [span(hedged, "may", "speculation_cue")],
         "doc_label": "uncertain"},
        {"text": "It might bind.", "doc_label": "certain"},
        {"text": "It binds.", "doc_label": "uncertain"},
    )  # fmt: skip
    # Of two cues found one is right, and it is all there is; of two sentences found one is right,
    # and it is one of two.
    assert reached(hedging.bioscope_abstracts()) == [2 / 3, 0.5]


def test_certainty_goes_down_as_strength_goes_up(gold):
    texts = {"It works.": 6.0, "It may work.": 4.0, "Perhaps it may work.": 2.0}
    cases = [
        {"text": text, "doc_label": {"sentence_certainty": value}} for text, value in texts.items()
    ]
    unrated = {"text": "It may, it may.", "doc_label": {"sentence_certainty": None}}
    gold("scicomm_certainty", *cases, unrated)
    (figure,) = hedging.scicomm_certainty()
    assert figure.cases == 3
    assert figure.reached > 0.9


def test_hedged_claims_beside_direct_ones_only(gold):
    gold(
        "causal_strength_pubmed",
        {"text": "It may cause rain.", "meta": {"label_int": 2}},
        {"text": "It causes rain.", "meta": {"label_int": 3}},
        {"text": "It may be linked to rain.", "meta": {"label_int": 1}},
    )
    (figure,) = hedging.causal_strength_pubmed()
    assert (figure.cases, figure.reached) == (2, pytest.approx(1.0))


def test_attribution_by_label(gold):
    text = "Ann Holt said the plant would close. It was wise, Bo Ek."
    gold(
        "polnear_dev",
        {
            "text": text,
            "spans": [
                span(text, "Ann Holt", "Source"),
                span(text, "said the", "Cue"),
                span(text, "plant would close", "Content"),
                span(text, "Bo Ek", "Source"),
                span(text, "wise", "Cue"),
            ],
        },
    )
    source, cue, content, unattributed = attribution.polnear_dev()
    assert source.reached == pytest.approx(2 / 3)
    assert content.reached == pytest.approx(1.0)
    assert 0 < cue.reached < 1
    assert unattributed.reached == 0


def test_recognizers_by_type(gold):
    money, when, none = "It cost $94,000.", "It opened on June 5, 2024.", "It opened."
    gold(
        "recognizers_text_en",
        {"text": money, "split": "CurrencyModel",
         "spans": [span(money, "$94,000", "currency", resolution={"value": "94000"})]},
        {"text": when, "split": "DateTimeModel", "meta": {"reference_time": "2024-07-01T00:00:00"},
         "spans": [span(when, "June 5, 2024", "datetimeV2.date",
                        resolution={"values": [{"timex": "2024-06-05", "type": "date"}]}),
                   span(when, "opened", "datetimeV2.set",
                        resolution={"values": [{"timex": "P1D", "value": "not resolved"}]})]},
        {"text": none, "split": "NumberModel"},
    )  # fmt: skip
    figures = {figure.measure: figure.reached for figure in quantities.recognizers_text_en()}
    assert figures == {
        "currency: recall": 1.0,
        "currency: value right": 1.0,
        "date: recall": 1.0,
        "date: value right": 1.0,
        "set: recall": 0.0,
        "all types: recall": pytest.approx(2 / 3),
        "all types: value right": 1.0,
        "left alone as expected": 1.0,
    }


def number(value, unit=None, kind="measure"):
    return {"start": 0, "end": 1, "label": "quantity", "value": value, "unit": unit, "kind": kind}


def moment(value):
    return {"start": 0, "end": 1, "label": "date", "value": value}


@pytest.mark.parametrize(
    ("resolution", "found", "right"),
    [
        ({"value": "1.5"}, [number(1.5)], True),
        ({"value": "1.5"}, [number(15.0)], False),
        ({"value": "15%"}, [number(15.0)], True),
        ({"value": None}, [number(15.0)], None),
        ({"value": "[20,30)"}, [number(20.0), number(30.0)], True),
        ({"value": "[20,30)"}, [number(30.0)], False),
        ({"value": "[-10,15)"}, [number(10.0), number(15.0)], False),
        ({"value": "3", "relativeTo": "start"}, [number(3.0)], True),
        ({"value": "end+0", "relativeTo": "end"}, [], None),
        ({"values": [{"timex": "XXXX-10-14", "value": "2016-10-14"}]}, [moment("--10-14")], True),
        ({"values": [{"timex": "x", "value": "2016-10-14"}]}, [moment("2016-10-14")], True),
        ({"values": [{"timex": "2016-10-14T08", "value": "x"}]}, [moment("2016-10-14")], False),
        (
            {"values": [{"timex": "x", "start": "2014", "end": "2018"}]},
            [moment("2014"), moment("2018")],
            True,
        ),
        (
            {"values": [{"timex": "PT3M", "type": "duration", "value": "180"}]},
            [number(3.0, "minutes")],
            True,
        ),
        ({"values": [{"timex": "P1D", "value": "not resolved"}]}, [], None),
    ],
)  # fmt: skip
def test_what_a_right_value_is(resolution, found, right):
    assert quantities.is_right_value(resolution, found) is right


def test_measures_and_their_approximation(gold):
    text = "Some 300 people, 40 km and 7 kg."
    gold(
        "measeval",
        {
            "text": text,
            "spans": [
                span(text, "300", "Quantity", other={"mods": ["IsApproximate"]}),
                span(text, "40 km", "Quantity", other={"unit": "km"}),
                span(text, "people", "MeasuredEntity", other=None),
            ],
        },
    )
    overlap, approximation = quantities.measeval()
    assert overlap.reached == pytest.approx(0.8)
    assert (approximation.cases, approximation.reached) == (2, pytest.approx(1.0))


def test_inflated_twins_and_what_is_cited(gold):
    clean, twin = "The firm hired 90 workers.", "The firm hired 90 million workers."
    other = "It was was cold. The firm hired 90 people."
    gold(
        "synthetic_number_inflation",
        {"text": clean, "doc_label": "original", "meta": {"pair": "a"}},
        {"text": twin, "doc_label": "inflated", "meta": {"pair": "a"},
         "spans": [span(twin, "90 million", "inflated_number")]},
        {"text": other, "doc_label": "original", "meta": {"pair": "b"}},
        {"text": other.replace("90", "900"), "doc_label": "inflated", "meta": {"pair": "b"},
         "spans": [span(other.replace("90", "900"), "900", "inflated_number")]},
    )  # fmt: skip
    assert reached(fabrication.synthetic_number_inflation()) == [0.75, 0.5]


def test_values_and_units_beside_a_peers(gold, monkeypatch):
    class Peer:
        measures = ("peer 1.0",)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def quantities(self, texts):
            wrong = {"start": 0, "end": 5, "value": 40.0, "unit": "kilogram"}
            return [[wrong] for _ in texts]

    text = "40 km and 20 million pounds for two cars in 1979."
    spans = [
        span(text, "40 km", "quantity", value=40, unit="kilometre", uncertainty=None),
        span(text, "20 million pounds", "quantity", value=2e7, unit="pound sterling",
             uncertainty=None),
        span(text, "1979", "quantity", value=1979, unit="dimensionless", uncertainty=None),
        span(text, "for", "quantity", value=2, unit="dimensionless", uncertainty=None),
    ]  # fmt: skip
    gold("quantulum3_tests", {"text": text, "spans": spans})
    monkeypatch.setattr(quantities, "Peer", lambda _name: Peer())
    *_, peers_overlap, right = quantities.quantulum3_tests()
    assert peers_overlap.reached == pytest.approx(0.4)
    assert (right.reached, right.target) == (0.75, 0.0)

    def missing(_name):
        raise Skipped("no network")

    monkeypatch.setattr(quantities, "Peer", missing)
    *_, right = quantities.quantulum3_tests()
    assert (right.reached, right.target) == (0.75, None)
    assert "no network" in right.measure


def test_a_range_is_right_by_its_middle_or_by_both_its_ends(gold, monkeypatch):
    monkeypatch.setattr(quantities, "Peer", lambda name: (_ for _ in ()).throw(Skipped(name)))
    text = "They were given 44 mg to 50 mg of it."
    wanted = span(text, "44 mg to 50 mg", "quantity", value=47, unit="milligram", uncertainty=3)
    gold("quantulum3_tests", {"text": text, "spans": [wanted]})
    assert quantities.quantulum3_tests()[-1].reached == 1.0


def test_residue_of_chatbots(gold):
    gold(
        "llmfake_politifact",
        {"text": "As an AI language model, I cannot.", "doc_label": "chatgpt_misinformation"},
        {"text": "It rained.", "doc_label": "chatgpt_misinformation"},
        {"text": "It was sunny.", "doc_label": "human_factual"},
    )
    assert reached(fabrication.llmfake_politifact()) == [1.0, 0.5]


def test_false_alarms_are_written_down_to_be_read(tmp_path, gold):
    gold("../corpora/abp_quality",
        {"text": "It opened on 31 June. It was was cold.", "label": 1},
        {"text": "It opened on 30 June. It was was cold.", "label": 1},
        {"text": "It opened on 31 June.", "label": 0},
    )  # fmt: skip
    critical, any_flag = fabrication.abp_quality()
    assert (critical.cases, critical.reached, any_flag.reached) == (2, 0.5, 1.0)
    (written,) = (tmp_path / fabrication.CRITICAL_FLAGS).read_text().splitlines()
    assert json.loads(written) == {
        "id": "0",
        "kind": "impossible_dates",
        "reason": "no calendar has this day",
        "quote": "31 June",
        "around": "It opened on 31 June. It was was cold.",
    }


def test_what_is_worth_a_check_is_told_on_other_sentences(gold):
    worth = [f"It cost ${number} million in 2019." for number in range(10, 30)]
    not_worth = [f"We will, my friends, we will, number {name}." for name in "abcdefghijklmnopqrst"]
    gold(
        "claimbuster_checkworthy",
        *({"text": text, "doc_label": "check_worthy_factual"} for text in worth),
        *({"text": text, "doc_label": "not_check_worthy"} for text in not_worth),
    )
    (figure,) = quantities.claimbuster_checkworthy()
    assert figure.cases == 40
    assert figure.reached > 0.95


@pytest.mark.usefixtures("gold")
@pytest.mark.parametrize("family", FAMILIES)
def test_a_set_that_is_not_here_is_a_note(family):
    report = measure(family)
    assert report.rows == []
    assert report.notes
    assert all("is not here" in note for note in report.notes)


def test_the_table_says_what_is_reached(gold):
    gold("conll2010_wiki_sample", {"text": "It may rain.", "doc_label": "uncertain"})
    text = measure("hedging").as_text()
    assert "conll2010_wiki_sample" in text
    assert "1.000" in text


def test_a_figure_is_met_from_its_own_side():
    assert Figure(1, "F1", 0.8, 0.8).is_met
    assert not Figure(1, "F1", 0.79, 0.8).is_met
    assert Figure(1, "false alarms", 0.01, 0.02, at_least=False).is_met
    assert not Figure(1, "false alarms", 0.03, 0.02, at_least=False).is_met
    assert Figure(1, "F1", 0.8).is_met is None


def test_without_the_shared_folder_nothing_is_scored(monkeypatch, tmp_path):
    monkeypatch.setenv(SHARED, str(tmp_path / "nowhere"))
    with pytest.raises(Skipped, match="is not here"):
        hedging.conll2010_wiki_sample()
