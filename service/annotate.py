"""The passages of a corpus as labelled spans: one JSON record an article in, one out, in order.

A stream: one line is held at a time.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from features.article import Article
from models.annotation import annotate
from models.scorer import Scorer
from service.rows import Record, answer_line, read_lines
from service.schemas import ArticleSchema
from service.settings import Settings


@dataclass
class Tally:
    """What became of a corpus so far; prints as a sentence without its full stop."""

    articles: int = 0
    failed: int = 0
    spans: int = 0
    size: int = 0
    started: float = field(default_factory=time.monotonic)

    def add(self, record: Record) -> None:
        """Count one more record."""
        self.articles += 1
        self.failed += "error" in record
        self.spans += len(record.get("spans", ())) + len(record.get("title_spans", ()))

    def __str__(self) -> str:
        seconds = time.monotonic() - self.started
        rate = self.articles / seconds if seconds else 0.0
        return (
            f"{self.articles:,} articles, {self.failed:,} failed, {self.spans:,} spans,"
            f" {rate:,.0f} a second"
        )


def annotate_stream(
    stream: BinaryIO,
    settings: Settings,
    scorer: Scorer,
    families: Sequence[str],
    tally: Tally,
    *,
    go_on: Callable[[], bool] = lambda: True,
) -> Iterator[Record]:
    """The record of each line that is not blank; ends early, in order, when `go_on` says so."""
    schema = ArticleSchema(max_characters=settings.max_characters)
    most = settings.max_body_bytes

    def spans(article: Article) -> Record:
        found = annotate(article, families, scorer.assess)
        if article.title:
            return {"spans": found.text, "title_spans": found.title}
        return {"spans": found.text}

    for line in read_lines(stream, most):
        if not go_on():
            return
        tally.size += line.size
        if not line.is_blank:
            record = answer_line(line, schema, most, spans)
            tally.add(record)
            yield record
