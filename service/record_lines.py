"""JSON records, one a line, from a file that somebody names on the command line."""

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, TypeVar

import orjson
from marshmallow import ValidationError

from service.errors import invalid_article
from service.rows import read_lines

T = TypeVar("T")


def read_records(
    stream: BinaryIO, most: int, make: Callable[[dict[str, Any]], T]
) -> Iterator[tuple[int, T | dict[str, Any]]]:
    """Each line's number with what `make` makes of its record, or the result that says why not.

    `text` is understood as `body`. Lines of more than `most` bytes are not read; blank ones are
    skipped. `make` raises ValidationError for what it cannot use.
    """
    for line in read_lines(stream, most):
        if line.is_blank:
            continue
        errors = [("$", f"Longer than {most:,} bytes.")]
        try:
            if line.raw is not None:
                row = orjson.loads(line.raw)
                if not isinstance(row, dict):
                    raise ValidationError({"$": ["Not a JSON object."]})
                if "text" in row and "body" not in row:
                    row["body"] = row["text"]
                yield line.number, make(row)
                continue
        except orjson.JSONDecodeError:
            errors = [("$", "Not JSON.")]
        except ValidationError as error:
            errors = list(invalid_article(error).errors)
        told = [{"field": field, "problem": problem} for field, problem in errors]
        yield line.number, {"status": "rejected", "errors": told}
