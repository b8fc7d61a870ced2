"""Extract and score against what people use today, on the same articles, one core."""

from collections.abc import Callable, Sequence

from benchmarks.articles import Sample, news
from benchmarks.clock import cpu_seconds, spread
from benchmarks.peers import Peer
from benchmarks.report import Cell, Report, Target
from benchmarks.subject import scorer
from features.article import Article
from features.catalogue import extract

_ROUNDS = 5
_A_ROUND = 8
# Read by ours between two measurements, so that it meets every article as it would in a stream:
# code and tables warm, the article not.
_BETWEEN = 40
_REPEATS = 5
_OVER_NELA = 1000.0
_OVER_SPACY = 8.0


def measure() -> Report:
    """Articles a second of CPU time, ours and theirs, and ours over theirs round by round."""
    assess = scorer().assess
    samples = news(_ROUNDS * (_A_ROUND + _BETWEEN))
    compared, between = samples.texts[: _ROUNDS * _A_ROUND], samples.texts[_ROUNDS * _A_ROUND :]
    ours: dict[str, list[float]] = {"extract": [], "extract + score": []}
    with Peer("nela") as nela, Peer("spacy") as spacy:
        nela.teach([text.body for text in between])
        peers = {measure: peer for peer in (nela, spacy) for measure in peer.measures}
        theirs: dict[str, list[float]] = {measure: [] for measure in peers}
        for number in range(_ROUNDS):
            texts = compared[number * _A_ROUND : (number + 1) * _A_ROUND]
            others = between[number * _BETWEEN : (number + 1) * _BETWEEN]
            for measure, taken in theirs.items():
                cpu = peers[measure].cpu_seconds(measure, [text.body for text in texts])
                taken.append(cpu / len(texts))
            ours["extract"].append(_article_seconds(extract, texts, others))
            ours["extract + score"].append(_article_seconds(assess, texts, others))
    rows: list[tuple[Cell, ...]] = []
    for name, seconds in ours.items():
        rows.append((f"credibility, {name}", *_rate(seconds), None, None))
    ratios = {}
    for measure, seconds in theirs.items():
        ratio = spread([a / b for a, b in zip(seconds, ours["extract + score"], strict=True)])
        ratios[measure] = ratio.median
        rows.append((measure, *_rate(seconds), ratio.median, str(ratio)))
    characters = sum(len(text.body) for text in compared) / len(compared)
    return Report(
        title="extract + score on one core, against what people use today",
        data=f"{len(compared)} {samples.origin} ({characters:,.0f} characters on average)",
        protocol=(
            f"CPU time of all threads; {_ROUNDS} rounds in turn, each on {_A_ROUND} articles that"
            f" no other round sees: a peer once, ours (headline too) the median of {_REPEATS} times"
            f" with {_BETWEEN} other articles before each; start-up not counted; the ratio is"
            " against extract + score, median of the rounds"
        ),
        columns=("", "articles/s", "ms an article", "ours is faster by", "rounds"),
        rows=rows,
        targets=(
            Target("extract + score over nela-features", ratios[nela.measures[0]], _OVER_NELA),
            Target(
                "extract + score over spaCy's tokenizer", ratios[spacy.measures[0]], _OVER_SPACY
            ),
        ),
        notes=(nela.stubs,),
    )


def _article_seconds(
    work: Callable[[Article], object], texts: Sequence[Sample], others: Sequence[Sample]
) -> float:
    taken = []
    for _ in range(_REPEATS):
        for title, body in others:
            work(Article(body, title))
        articles = [Article(body, title) for title, body in texts]
        taken.append(cpu_seconds(lambda: [work(article) for article in articles]))  # noqa: B023
    return spread(taken).median / len(texts)


def _rate(seconds: list[float]) -> tuple[float, float]:
    typical = spread(seconds).median
    return 1 / typical, typical * 1e3
