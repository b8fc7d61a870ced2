from collections.abc import Callable

import pytest

from models import score_corpus
from models.records import Extras, Record
from models.scorer import load_default
from seeds import seed_articles
from service.report.signals import spreads
from service.report.summary import Summary

Made = Callable[..., Record]


def test_tells_how_a_signal_reads_across_the_corpus(made: Made) -> None:
    records = [made(signals={"hedging.hedge_density": float(max(0, n - 50))}) for n in range(101)]
    (spread,) = spreads(Summary().add_all(records), None)
    assert spread.quantiles == pytest.approx((0, 0, 0, 25, 45))
    assert spread.present == pytest.approx(50 / 101)
    assert spread.measure.startswith("Hedges in the outlet's own voice")
    assert (spread.typical, spread.moves, spread.leans) == (None, None, None)


def test_the_model_tells_what_moves_scores(real: list[Record]) -> None:
    model = load_default()
    found = spreads(Summary().add_all(real), model)
    assert len(found) == len(model.signals)
    assert [spread.moves for spread in found] == sorted(
        (spread.moves or 0.0 for spread in found), reverse=True
    )
    typical = dict(zip(model.signals, model.typical, strict=True))
    assert all(spread.typical == typical[spread.signal] for spread in found)


def test_shares_that_the_run_wrote_are_those_that_the_model_gives(real: list[Record]) -> None:
    rows = [
        {"id": str(n), "text": seed.body, "title": seed.title}
        for n, seed in enumerate(seed_articles())
    ]
    written = Summary().add_all(score_corpus(rows, extras=Extras(contributions=True)))
    for one, other in zip(
        spreads(written, None), spreads(Summary().add_all(real), load_default()), strict=True
    ):
        assert one.signal == other.signal
        assert one.leans == pytest.approx(other.leans)


def test_a_model_of_other_signals_tells_nothing(made: Made) -> None:
    found = spreads(Summary().add_all([made()]), load_default())
    assert {spread.typical for spread in found} == {None}


def test_without_scores_there_is_nothing_to_tell(made: Made) -> None:
    assert spreads(Summary().add_all([made(None)]), load_default()) == []
