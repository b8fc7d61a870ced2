"""The catalogue finds signals by looking, and refuses what is none."""

import importlib
import inspect
import sys
from importlib import import_module
from pathlib import Path

import pytest

from features import catalogue, signals
from features.article import Article
from features.catalogue import (
    FAMILIES,
    MalformedSignal,
    Signal,
    SignalFailed,
    all_signals,
    extract,
    signals_of,
)
from features.reading import Reading

HEADER = "from features.article import Article\nfrom features.reading import Reading\n\n"
GOOD = '''def rain_density(article: Article) -> Reading:
    """Words about rain,
    per 100 words.

    The second paragraph is for developers.
    """
    return Reading(2.0)
'''


@pytest.fixture
def module(tmp_path, monkeypatch):
    """``module("hedging", "rain", source)`` is that source as features.signals.hedging.rain."""
    added = []

    def write(family: str, name: str, source: str):
        package = importlib.import_module(f"features.signals.{family}")
        folder = tmp_path / family
        folder.mkdir(exist_ok=True)
        folder.joinpath(f"{name}.py").write_text(HEADER + source, encoding="utf-8")
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder)])
        importlib.invalidate_caches()
        added.append(f"{package.__name__}.{name}")
        return importlib.import_module(added[-1])

    yield write
    for full_name in added:
        del sys.modules[full_name]


def test_the_catalogue_is_sorted_complete_and_cannot_be_changed():
    found = all_signals()
    assert list(found) == sorted(found)
    assert {signal.family for signal in found.values()} == set(FAMILIES)
    assert all(name == signal.name for name, signal in found.items())
    with pytest.raises(TypeError):
        found["hedging.rain"] = next(iter(found.values()))
    folder = Path(inspect.getfile(signals)).parent
    files = {path for path in folder.rglob("*.py") if path.name != "__init__.py"}
    modules = {import_module(signal.module) for signal in found.values()}
    assert {Path(inspect.getfile(module)) for module in modules} == files


def test_a_new_module_is_found_without_a_list(module):
    rain = module("hedging", "rain", GOOD)
    (signal,) = signals_of(rain)
    assert signal == Signal(
        "hedging.rain_density",
        "hedging",
        "Words about rain, per 100 words.",
        rain.__name__,
        rain.rain_density,
    )
    found = all_signals.__wrapped__()
    assert found["hedging.rain_density"] == signal
    assert len(found) == len(all_signals()) + 1


def test_private_and_imported_functions_are_no_signals(module):
    source = "from math import sqrt\nfrom features.spelling import edit_distance\n" + GOOD
    source += "\ndef _helper(one, other):\n    return one\n"
    assert [signal.name for signal in signals_of(module("style", "rain", source))] == [
        "style.rain_density"
    ]


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        (GOOD.replace("article: Article", "text: str"), "annotated Article"),
        (GOOD.replace("article: Article", "article"), "annotated Article"),
        (GOOD.replace("article: Article", "article: Article, limit: int = 3"), "one parameter"),
        (GOOD.replace("article: Article", ""), "one parameter"),
        (GOOD.replace(" -> Reading", " -> float"), "return a Reading"),
        (GOOD.replace(" -> Reading", ""), "return a Reading"),
        ("def rain(article: Article) -> Reading:\n    return Reading(0.0)\n", "docstring"),
        (GOOD.replace("per 100 words.", "per 100 words"), "docstring"),
    ],
)
def test_a_malformed_signal_is_refused_by_name(source, complaint, module):
    rain = module("hedging", "rain", source)
    with pytest.raises(MalformedSignal, match=complaint) as caught:
        signals_of(rain)
    assert "features.signals.hedging.rain.rain" in str(caught.value)


def test_an_unknown_family_is_refused_by_name(module):
    rain = module("hedging", "rain", GOOD)
    rain.__name__ = "features.signals.weather.rain"
    with pytest.raises(MalformedSignal, match="weather"):
        signals_of(rain)


def test_two_signals_of_one_name_are_refused(module):
    module("hedging", "rain", GOOD)
    module("hedging", "snow", GOOD)
    with pytest.raises(MalformedSignal, match=r"hedging\.rain_density.*two modules"):
        all_signals.__wrapped__()


def test_a_module_that_cannot_be_imported_is_an_error_and_not_skipped(module, tmp_path):
    module("hedging", "rain", GOOD)
    package = tmp_path / "hedging" / "weather"
    package.mkdir()
    package.joinpath("__init__.py").write_text("import features.no_such_module\n")
    with pytest.raises(MalformedSignal, match="weather cannot be imported"):
        all_signals.__wrapped__()


def test_extract_reads_every_signal_in_order():
    readings = extract(Article("Anna Berg said that it may rain."))
    assert list(readings) == list(all_signals())
    assert readings["hedging.hedge_density"].value > 0
    assert len(readings) == len(readings.numbers) == len(all_signals())
    with pytest.raises(KeyError):
        readings["hedging.rain_density"]


def test_a_rate_is_a_signal_that_its_name_names(module):
    source = "from features.kernel.tokens import N_COMMAS\nfrom features.rate import counted\n\n"
    rain = module("hedging", "rain", f'{source}commas = counted("Commas, a share.", N_COMMAS)\n')
    assert signals_of(rain) == [
        Signal("hedging.commas", "hedging", "Commas, a share.", rain.__name__, rain.commas)
    ]


def test_a_rate_without_a_full_description_is_refused_by_name(module):
    source = "from features.kernel.tokens import N_COMMAS\nfrom features.rate import counted\n\n"
    rain = module("hedging", "rain", f'{source}commas = counted("Commas", N_COMMAS)\n')
    with pytest.raises(MalformedSignal, match=r"hedging\.rain\.commas: needs"):
        signals_of(rain)


def test_a_failing_signal_is_named_and_never_left_out(monkeypatch):
    def broken(article: Article) -> Reading:
        raise ZeroDivisionError(article.body)

    working = all_signals()["style.comma_density"]
    signal = Signal("style.broken", "style", "Breaks, a count.", __name__, broken)
    both = {"style.broken": signal, "style.comma_density": working}
    monkeypatch.setattr(catalogue, "all_signals", lambda: both)
    monkeypatch.setattr(catalogue, "plan", catalogue.plan.__wrapped__)
    with pytest.raises(SignalFailed, match=r"style\.broken") as caught:
        extract(Article("It rained."))
    assert caught.value.name == "style.broken"
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert "It rained" not in str(caught.value)
