"""An article as submitted."""

import datetime
from dataclasses import dataclass
from functools import cached_property

from features.scan import Scan, Scanned, scan_article


@dataclass(frozen=True)
class Article:
    """Title and body as submitted, never rewritten, with what else is known.

    ``outlet`` (a domain) groups articles for evaluation; no signal looks at it.
    """

    body: str
    title: str = ""
    outlet: str | None = None
    url: str | None = None
    published: datetime.date | None = None

    @classmethod
    def already_scanned(
        cls, body: str, title: str, published: datetime.date | None, scanned: Scanned
    ) -> "Article":
        """The article of which this is the scan."""
        article = cls(body, title, published=published)
        vars(article)["scanned"] = scanned  # where the property keeps what it has made
        return article

    @cached_property
    def scanned(self) -> Scanned:
        """The scanned title and body."""
        return scan_article(self.title, self.body)

    @property
    def text(self) -> Scan:
        """The scanned body."""
        return self.scanned.body

    @property
    def headline(self) -> Scan:
        """The scanned title."""
        return self.scanned.title
