"""Compiles the scan ahead of the first article: ``python -m features.warm``.

The first compilation ever takes half a minute; what it makes is kept on disk.
"""

from features.article import Article
from features.catalogue import extract

if __name__ == "__main__":
    extract(Article(title="A title", body="Some text, said somebody."))
