"""`/v1/score/batch`: articles in as a stream of lines, their records out as they are ready."""
# mypy: disallow-untyped-decorators=False
# (flask-smorest ships no types)

from collections.abc import Iterator, Sequence

import orjson
from flask import Response, request
from flask_smorest import Blueprint

from models.bulk import ROWS_AT_ONCE
from models.records import Extras, Record, fault_record
from models.rows import RowFault
from models.scorer import Scorer
from service import telemetry
from service.errors import Problem
from service.incoming import NDJSON, Lines, lines_of
from service.ndjson import fault_at, records_of
from service.parts import Parts, parts
from service.rows import Line, read_lines

blueprint = Blueprint("stream", __name__, description="Score many articles.")

# So much text at most is scored before its answers go out, and so many bytes of them at a time: a
# client that is slow to take them is given up only when it does not take this many in good time.
_BYTES_AT_ONCE = 1_000_000
_PIECE_BYTES = 1 << 16
_RETRY_SECONDS = 5

PARAMETERS = [
    {
        "name": "contributions",
        "in": "query",
        "description": "`1` adds each signal's share of the score.",
        "schema": {"type": "string", "enum": ["0", "1"], "default": "0"},
    },
    {
        "name": "evidence",
        "in": "query",
        "description": "`full` adds the passages that the readings rest on.",
        "schema": {"type": "string", "enum": ["full", "none"], "default": "none"},
    },
]
BODY = {
    "required": True,
    "description": "One article a line; may be sent with `Content-Encoding: gzip`.",
    "content": {NDJSON: {"schema": {"$ref": "#/components/schemas/Row"}}},
}
RECORDS = {"schema": {"$ref": "#/components/schemas/Record"}}


@blueprint.route("/v1/score/batch", methods=["POST"])
@blueprint.response(200, description="One record a line, in the order of the articles.")
@blueprint.doc(
    parameters=PARAMETERS,
    requestBody=BODY,
    responses={
        200: {"content": {NDJSON: RECORDS}},
        **dict.fromkeys((401, 415, 422, 500, 503), "Problem"),
    },
)
def score_batch() -> Response:
    """Score a stream of articles

    NDJSON in, NDJSON out: a record a line, in the same order, as soon as no more lines are here or
    some hundred are. Take the answers while you send: no more is read from you than you have taken.
    What is wrong with a line is said in its record, and the others go on.
    """
    extras = wanted_extras()
    part = parts()
    lines = lines_of(request, idle_seconds=part.settings.idle_seconds)
    take_seat(part)
    noted = part.telemetry.streamed()
    # The scorer of this moment for the whole stream: its answers are to be compared.
    response = Response(_answers(lines, part, part.scorer, extras, noted), content_type=NDJSON)
    response.call_on_close(part.seats.release)
    return response


def take_seat(part: Parts) -> None:
    """Take one of the threads that streams may have; raises Problem where none is left."""
    if not part.seats.acquire(blocking=False):
        raise Problem(
            "busy",
            "All threads that this process has for streams are taken.",
            headers=[("Retry-After", str(_RETRY_SECONDS))],
        )


def wanted_extras() -> Extras:
    """What the query asks for in each record; raises Problem for what it cannot mean."""
    values = {"contributions": {"0": False, "1": True}, "evidence": {"none": False, "full": True}}
    found: dict[str, bool] = {}
    wrong = []
    for name, given in request.args.lists():
        if name not in values:
            wrong.append((name, f"Unknown parameter; there are {' and '.join(values)}."))
        elif len(given) != 1 or given[0] not in values[name]:
            wrong.append((name, f"Must be {' or '.join(values[name])}."))
        else:
            found[name] = values[name][given[0]]
    if wrong:
        raise Problem("invalid-parameter", "The URL's parameters are not usable.", errors=wrong)
    return Extras(**found)


def _answers(
    lines: Lines, part: Parts, scorer: Scorer, extras: Extras, noted: telemetry.Stream
) -> Iterator[bytes]:
    yield b""  # status and headers, before there is any answer
    most = part.settings.max_body_bytes
    number = 0
    for group in _groups(lines, most):
        records = records_of(group, scorer, extras, part.settings)
        noted.scored(records)
        yield from _pieces(records)
        number = group[-1].number
    if lines.broken:
        problem = f"{lines.broken} Nothing behind the lines before was read."
        yield from _pieces([fault_at(number + 1, fault_record(RowFault(None, None, problem)))])
    else:
        noted.completed()


def _groups(lines: Lines, most: int) -> Iterator[list[Line]]:
    """The lines that have arrived, as many of them as are scored at once."""
    group: list[Line] = []
    size = 0
    for line in read_lines(lines, most):
        if not line.is_blank:
            group.append(line)
            size += line.size
        is_full = len(group) == ROWS_AT_ONCE or size >= _BYTES_AT_ONCE
        if group and (is_full or not lines.is_here(most + 1)):
            yield group
            group, size = [], 0
    if group:
        yield group


def _pieces(records: Sequence[Record]) -> Iterator[bytes]:
    """The records as lines, in pieces that are not much longer than one record or 64 KiB."""
    piece = bytearray()
    for record in records:
        piece += orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
        if len(piece) >= _PIECE_BYTES:
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)
