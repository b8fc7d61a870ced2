"""`/v1/batches`: articles that take longer than a request, scored by the worker."""
# mypy: disallow-untyped-decorators=False
# (flask-smorest ships no types)

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import orjson
from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from service import batches, idempotency, jobs, store
from service.api.answers import BatchSchema
from service.api.body import IDEMPOTENCY_KEY, idempotency_key, key_reused, loaded
from service.api.stream import BODY, PARAMETERS, RECORDS, take_seat, wanted_extras
from service.errors import Problem
from service.incoming import NDJSON, Disconnected, Lines, give_up_when_idle, lines_of
from service.parts import Parts, parts
from service.rows import read_lines
from service.security import actor

blueprint = Blueprint("batches", __name__, description="Score what is too long for a request.")

_PIECE_BYTES = 1 << 16


@blueprint.route("/v1/batches", methods=["POST"])
@blueprint.response(202, BatchSchema, description="It is stored; `Location` tells how it goes.")
@blueprint.doc(
    parameters=[*PARAMETERS, IDEMPOTENCY_KEY],
    requestBody=BODY,
    responses=dict.fromkeys((400, 401, 409, 413, 415, 422, 500, 503, 507), "Problem"),
)
def add() -> Response:
    """Store articles to be scored by the worker

    NDJSON, as for a stream. The answer comes when all lines are stored for good; before that,
    nothing of them is there. One version of the model scores all of them: the one that serves now.
    """
    extras = wanted_extras()
    key = idempotency_key()
    part = parts()
    most = part.settings.max_batch_bytes
    if (request.content_length or 0) > most:
        raise _too_large(most)
    lines = lines_of(request, idle_seconds=part.settings.idle_seconds)
    options = batches.Options(part.scorer.model.version, part.settings.base_rate, *extras)
    with _seat(part), _upload(part) as upload:
        _receive(upload, lines, part)
        try:
            batch, is_repeated = upload.acknowledge(options, actor(), key=key)
        except idempotency.KeyReused as error:
            raise key_reused() from error
        except batches.Full as error:
            raise _full(part) from error
    if not is_repeated:
        jobs.wake(part.settings, batches.KIND, batch)
    found = _told(batch)
    if found is None:
        raise Problem("conflict", "The batch that came with this Idempotency-Key was erased.")
    response = _json(found, status=202)
    response.headers["Location"] = f"/v1/batches/{batch}"
    if is_repeated:
        response.headers["Idempotency-Replayed"] = "true"
    return response


@blueprint.route("/v1/batches/<batch>")
@blueprint.response(200, BatchSchema, description="The batch.")
def one(batch: str) -> Response:
    """How a batch goes

    It is over when `finished_at` is a moment; `/v1/jobs/{id}` has its log.
    """
    return _json(_found(batch))


@blueprint.route("/v1/batches/<batch>/results")
@blueprint.response(200, description="A record a line, in the order of the articles.")
@blueprint.doc(
    parameters=[
        {
            "name": "after",
            "in": "query",
            "description": "How many records to leave out: those that you have.",
            "schema": {"type": "integer", "minimum": 0, "default": 0},
        },
        {"name": "If-None-Match", "in": "header", "schema": {"type": "string"}},
    ],
    responses={
        200: {"content": {NDJSON: RECORDS}},
        304: {"description": "No more than what this ETag stands for."},
        503: "Problem",
    },
)
def results(batch: str) -> Response:
    """The records that there are so far

    All of them when the batch is done. The `ETag` changes with their number.
    """
    after = loaded(_ResultsSchema(), request.args).get("after", 0)
    part = parts()
    scored = _found(batch)["scored"]
    etag = f"{batch}-{after}-{scored}"
    if request.if_none_match.contains(etag):
        response = Response(status=304)
    else:
        take_seat(part)
        give_up_when_idle(request.environ, part.settings.idle_seconds)
        found = batches.results(part.settings, batch, after=after, until=scored)
        response = Response(_pieces(found), content_type=NDJSON)
        response.call_on_close(part.seats.release)
    response.set_etag(etag)
    return response


@blueprint.route("/v1/batches/<batch>", methods=["DELETE"])
@blueprint.response(204, description="It is gone.")
def erase(batch: str) -> Response:
    """Stop a batch, and erase what was sent and answered"""
    if not batches.erase(parts().settings, batch, actor()):
        raise Problem("not-found", "There is no such batch.")
    return Response(status=204)


class _ResultsSchema(Schema):
    after = fields.Integer(validate=validate.Range(min=0, error="Must be 0 or more."))


def _receive(upload: batches.Upload, lines: Lines, part: Parts) -> None:
    """Store what comes; raises Problem where it cannot be, or is not all of it."""
    most = part.settings.max_batch_bytes
    try:
        for line in read_lines(lines, part.settings.max_body_bytes):
            upload.add(line)
            if upload.size > most:
                raise _too_large(most)
    except Disconnected as error:
        raise Problem("bad-request", "The body ends before it is complete.") from error
    except batches.Full as error:
        raise _full(part) from error
    if lines.broken:
        raise Problem("bad-request", lines.broken)
    if not upload.records:
        raise Problem("invalid-request", "Send a line at least.", errors=[("$", "Empty.")])


@contextmanager
def _upload(part: Parts) -> Iterator[batches.Upload]:
    """An upload that is taken back where anything goes wrong before it is acknowledged."""
    upload = batches.Upload(part.settings)
    with ExitStack() as undo:
        undo.callback(upload.abandon)
        yield upload
        undo.pop_all()


@contextmanager
def _seat(part: Parts) -> Iterator[None]:
    take_seat(part)
    try:
        yield
    finally:
        part.seats.release()


def _pieces(found: Iterator[bytes]) -> Iterator[bytes]:
    """Small enough for a slow client to take one in good time."""
    for part in found:
        for start in range(0, len(part), _PIECE_BYTES):
            yield part[start : start + _PIECE_BYTES]


def _too_large(most: int) -> Problem:
    return Problem("too-large", f"A batch may have up to {most:,} bytes.")


def _full(part: Parts) -> Problem:
    most, days = part.settings.max_stored_bytes, part.settings.batch_days
    return Problem(
        "storage-full",
        f"All batches together may have {most:,} bytes. Erase what you have taken"
        f" (DELETE /v1/batches/{{id}}); what is over is erased after {days} days.",
    )


def _found(batch: str) -> dict[str, Any]:
    found = _told(batch)
    if found is None:
        raise Problem("not-found", "There is no such batch.")
    return found


def _told(batch: str) -> dict[str, Any] | None:
    with store.reading(parts().settings) as session:
        return batches.told(session, batch)


def _json(answer: object, *, status: int = 200) -> Response:
    return Response(orjson.dumps(answer), status=status, content_type="application/json")
