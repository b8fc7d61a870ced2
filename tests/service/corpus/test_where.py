import pytest

from service.corpus.sources import CorpusError
from service.corpus.where import condition_from, is_wanted

ROW = {"lang": "en", "year": 2020, "share": 0.5, "outlet": "news.example.org", "ok": True, "n": "7"}


@pytest.mark.parametrize(
    ("condition", "fits"),
    [
        ("lang=en", True),
        ("lang = en", True),
        ("lang!=en", False),
        ("year=2020", True),
        ("year=2020.0", True),
        ("year>=2020", True),
        ("year>2020", False),
        ("year<2021", True),
        ("year<=2019", False),
        ("n<10", True),  # as numbers; as text "7" comes after "10"
        ("lang<fr", True),
        ("share>0.4", True),
        ("outlet~example", True),
        ("outlet~Example", False),
        ("year~02", True),
        ("ok=true", True),
        ("missing=1", False),
        ("missing~1", False),
        ("missing!=1", True),
        ("lang=", False),
        ("lang==en", False),  # the value is "=en"
    ],
)
def test_a_condition(condition: str, fits: bool) -> None:
    assert is_wanted(ROW, [condition_from(condition)]) is fits


def test_a_gap_in_a_table_is_no_value() -> None:
    assert not is_wanted({"year": float("nan")}, [condition_from("year<2020")])
    assert is_wanted({"year": None}, [condition_from("year!=2020")])


def test_all_conditions_must_be_met() -> None:
    conditions = [condition_from("lang=en"), condition_from("year>2020")]
    assert not is_wanted(ROW, conditions)
    assert is_wanted(ROW, conditions[:1])
    assert is_wanted(ROW, [])


@pytest.mark.parametrize("text", ["", "lang", "=en", "lang en", "__import__('os')"])
def test_what_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises(CorpusError, match="is no condition"):
        condition_from(text)
