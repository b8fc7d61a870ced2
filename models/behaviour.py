"""What the signals do, as a digest: the same signals give the same digest, wherever they run.

Vectors and models remember the digest they were made with. A word added to a list, a rule changed
in the scan, a new signal: the digest changes, and a test says that the model is to be trained
again.
"""

import hashlib
from functools import cache
from typing import Any

from features.article import Article
from features.catalogue import extract
from seeds import seed_articles

# Awkward articles of our own: what seed articles, being well formed, do not show.
_AWKWARD: tuple[dict[str, Any], ...] = (
    {"body": ""},
    {"body": " \n\n\t "},
    {"body": "“”\"\"''«»‹›", "title": "\"'"},
    {"body": "7 77 777 7,777 7.7% $7 €7m 7,00 1/7 7-7-2077"},
    {"body": "🙂 She said 🙂 “it’s 🙂 fine” 🙂. Cafe\u0301 naïve 👩‍👩‍👧 ﬁve", "title": "🙂?!"},
    {"body": "NO FULL STOP ANYWHERE JUST CAPITALS!!! REALLY??? YES"},
    {"body": "word " * 40 + "He said he said he said. He said he said he said."},
    {"body": "Das ist ein kurzer deutscher Text über nichts Besonderes, sagte niemand."},
    {"body": "* one\n* two\n* three\n\n| a | b |\n| 1 | 2 |\n\nif (x) { return y; }"},
    {
        "body": "In today's world.Experts say the company ‘ s 40 billion workers may have left.. "
        'According to Dr. Anna Bell, "it fell from 10 to 5, up 90%" on February 30. '
        "Anna Bel did not reply. As an AI language model I cannot verify this.",
        "title": "You won't believe what Anna Bell might do next",
    },
)


@cache
def signals_digest() -> str:
    """16 hexadecimal digits of the readings of all signals on fixed articles.

    Readings enter with 9 significant digits: processors differ in the last bits of a float.
    """
    digest = hashlib.sha256()
    articles = [
        Article(body=seed.body, title=seed.title, outlet=seed.outlet, published=seed.published)
        for seed in seed_articles()
    ]
    for article in (*articles, *(Article(**given) for given in _AWKWARD)):
        for name, reading in extract(article).items():
            digest.update(f"{name} {reading.value:.9g} {len(reading.evidence)}\n".encode())
    return digest.hexdigest()[:16]
