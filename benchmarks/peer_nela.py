"""nela-features as a process that times itself; run by `benchmarks.peers` in its environment.

A JSON line in, `{"measure", "texts"}`; a JSON line out, `{"cpu_seconds"}`. The first line out names
the measures and says what stands in for data that no package index has.
"""

import json
import sys
import time
from importlib.metadata import version

from nela_features import nela_features as nela
from nltk import tokenize
from nltk.tokenize.punkt import PunktSentenceTokenizer
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

_STUBS = (
    "nela-features needs NLTK data that is downloaded separately. In its place: the sentence"
    " splitter runs its own code without its trained tables; the part-of-speech tagger calls every"
    " word a noun; the named-entity chunker finds nothing; 20 stop words instead of 179, from"
    " memory instead of a file read for every article. All of this makes it faster than it is."
)
_STOP_WORDS = "a an and are as at be by for from in is it of on that the to was with"


class _StopWords:
    @staticmethod
    def words(_language: str) -> list[str]:
        return _STOP_WORDS.split()


def _as_nouns(tokens: list[str]) -> list[tuple[str, str]]:
    return [(token, "NN") for token in tokens]


def main() -> None:
    """Answer requests until the input ends."""
    splitter = PunktSentenceTokenizer()
    tokenize._get_punkt_tokenizer = lambda _language="english": splitter
    nela.pos_tag = _as_nouns
    nela.ne_chunk = list
    nela.stopwords = _StopWords
    extractor = nela.NELAFeatureExtractor()
    vader = SentimentIntensityAnalyzer()
    measures = {
        f"nela-features {version('nela-features')}, extract_all": extractor.extract_all,
        f"VADER {version('vaderSentiment')}, polarity_scores": vader.polarity_scores,
        f"NLTK {version('nltk')}, word_tokenize": tokenize.word_tokenize,
    }
    # Answers alone on the real output, whatever the packages print.
    answers, sys.stdout = sys.stdout, sys.stderr
    for measure in measures.values():
        measure("The city hired ten people on Monday. " * 20)  # to warm up
    print(json.dumps({"measures": list(measures), "stubs": _STUBS}), file=answers, flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        measure = measures[asked["measure"]]
        start = time.process_time()
        for text in asked["texts"]:
            measure(text)
        seconds = time.process_time() - start
        print(json.dumps({"cpu_seconds": seconds}), file=answers, flush=True)


if __name__ == "__main__":
    main()
