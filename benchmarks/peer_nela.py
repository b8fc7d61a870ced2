"""nela-features as a process that times itself; run by `benchmarks.peers` in its environment.

A JSON line in, `{"measure", "texts"}`; a JSON line out, `{"cpu_seconds"}`. For `{"read": texts}` it
is `{"readings"}`, the features of each text (`models.evaluation.nela` asks). The first line out
names the measures and says what stands in for data that no package index has. The first line in is
`{"teach": texts}`: the part-of-speech tagger learns from these texts what its own data would tell.
"""

import json
import sys
import time
from importlib.metadata import version

from nela_features import nela_features as nela
from nltk import tokenize
from nltk.tag.perceptron import PerceptronTagger
from nltk.tokenize.punkt import PunktSentenceTokenizer
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

_STUBS = (
    "nela-features needs NLTK data that is downloaded separately. In its place: the sentence"
    " splitter runs its own code without its trained tables; the part-of-speech tagger is NLTK's"
    " own, taught here on other articles with tags made by rules, which leaves it with fewer"
    " weights to look up than its own; the named-entity chunker finds nothing; 20 stop words"
    " instead of 179, from memory instead of a file read for every article. All of this makes it"
    " faster than it is."
)
_STOP_WORDS = "a an and are as at be by for from in is it of on that the to was with"


class _StopWords:
    @staticmethod
    def words(_language: str) -> list[str]:
        return _STOP_WORDS.split()


# Tags by a word's ending; of two, the word before decides. Only their cost is of interest.
_BY_ENDING = {
    "ing": ("VBG", "NN"),
    "ed": ("VBD", "VBN"),
    "ly": ("RB", "JJ"),
    "ion": ("NN", "NN"),
    "s": ("NNS", "VBZ"),
    "er": ("NN", "JJR"),
    "al": ("JJ", "NN"),
    "y": ("NN", "JJ"),
    "e": ("NN", "VB"),
}
_GRAMMATICAL = {
    "the": "DT",
    "a": "DT",
    "of": "IN",
    "in": "IN",
    "to": "TO",
    "and": "CC",
    "is": "VBZ",
}
_LESSONS = 3


def _tagged(tokens: list[str]) -> list[tuple[str, str]]:
    tags = []
    before = ""
    for token in tokens:
        if token.lower() in _GRAMMATICAL:
            tag = _GRAMMATICAL[token.lower()]
        elif not token[0].isalpha():
            tag = "CD" if token[0].isdigit() else "."
        elif token[0].isupper():
            tag = "NNP" if before in ("DT", "IN", "NNP") else "NN"
        else:
            ending = next((one for one in _BY_ENDING if token.endswith(one)), "e")
            tag = _BY_ENDING[ending][before in ("DT", "NNP", "TO", "CC", "VBD")]
        tags.append((token, tag))
        before = tag
    return tags


def _taught(texts: list[str], splitter: PunktSentenceTokenizer) -> PerceptronTagger:
    tagger = PerceptronTagger(load=False)
    tagger.train(
        [
            _tagged(tokenize.word_tokenize(sentence))
            for text in texts
            for sentence in splitter.tokenize(text)
        ],
        nr_iter=_LESSONS,
    )
    return tagger


def main() -> None:
    """Answer requests until the input ends."""
    splitter = PunktSentenceTokenizer()
    tokenize._get_punkt_tokenizer = lambda _language="english": splitter
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
    print(json.dumps({"measures": list(measures), "stubs": _STUBS}), file=answers, flush=True)
    nela.pos_tag = _taught(json.loads(sys.stdin.readline())["teach"], splitter).tag
    for measure in measures.values():
        measure("The city hired ten people on Monday. " * 20)  # to warm up
    for line in sys.stdin:
        asked = json.loads(line)
        if "read" in asked:
            readings = [extractor.extract_all(text)[0] for text in asked["read"]]
            print(json.dumps({"readings": readings}), file=answers, flush=True)
            continue
        measure = measures[asked["measure"]]
        start = time.process_time()
        for text in asked["texts"]:
            measure(text)
        seconds = time.process_time() - start
        print(json.dumps({"cpu_seconds": seconds}), file=answers, flush=True)


if __name__ == "__main__":
    main()
