"""A row of a corpus that may have the page of an article, as `html`, in place of its text."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

from models.rows import Columns, Row, RowFault, row_from
from service.errors import invalid_article
from service.schemas import extracted

_PAGE = "html"


def row_or_page(
    given: Mapping[str, Any], columns: Columns = Columns(), *, most_characters: int
) -> Row | RowFault:
    """The row's article, or what is wrong with it; taken out of the page where there is no text.

    A text or a page has at most so many characters.
    """
    if _PAGE not in given or given.keys() & {columns.text, "text", "body"}:
        return row_from(given, columns, most_characters=most_characters)
    # What is wrong with the rest of the row is said first, as everywhere.
    as_text = columns._replace(text=_PAGE)
    page = row_from(given, as_text, most_characters=most_characters)
    if isinstance(page, RowFault):
        return page
    try:
        title, body = extracted(page.body)
    except ValidationError as error:
        return RowFault(page.id, _PAGE, invalid_article(error).errors[0][1])
    return page._replace(title=page.title or title, body=body)
