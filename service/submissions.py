"""From plain values to labelled examples: what may come in, for the API and the command line."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from models.adaptation import EMPHASIS
from service.examples import Submission
from service.schemas import ArticleSchema, Matches, Text, article_from

_WORDS = {"credible": 1.0, "not_credible": 0.0}
# An example may count for ten, and no more: one person is not to outvote all others.
MOST_WEIGHT = 10.0


_REASON = validate.Length(min=1, max=2_000, error="1 to 2,000 characters.")


class Label(fields.Field[float]):
    """`credible`, `not_credible`, or a grade from 0 to 1."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> float:
        if isinstance(value, str) and value in _WORDS:
            return _WORDS[value]
        # JSON's true is an integer to Python, but nobody's grade.
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise ValidationError("Must be credible, not_credible, or a number from 0 to 1.")
        return float(value)


class LabelSchema(Schema):
    """What somebody says of an article."""

    label = Label(
        required=True,
        metadata={
            "description": "`credible`, `not_credible`, or a grade from 0 to 1.",
            "oneOf": [
                {"type": "string", "enum": list(_WORDS)},
                {"type": "number", "minimum": 0, "maximum": 1},
            ],
        },
    )
    labeller = Text(
        required=True,
        validate=[
            validate.Length(min=1, max=200, error="Must have 1 to 200 characters."),
            Matches(r"[^\x00-\x1f\x7f]*", "Control characters."),
        ],
        metadata={"description": "Who says so.", "example": "ann"},
    )
    reason = Text(
        allow_none=True,
        validate=[
            validate.Length(max=2_000, error="Longer than {max:,} characters."),
            Matches(r"[^\x00]*", "A NUL character."),
        ],
        metadata={"description": "Why; for people."},
    )
    weight = fields.Float(
        validate=validate.Range(
            min=0, max=MOST_WEIGHT, min_inclusive=False, error="Must be above 0, up to 10."
        ),
        metadata={"description": "How many examples it counts for; 1 if nothing is said."},
    )
    store_text = fields.Boolean(
        truthy={True},
        falsy={False},
        metadata={
            "description": "Whether the text is stored; true if nothing is said. Without it, the"
            " example is lost when the signals change."
        },
    )


class RetractSchema(Schema):
    """Which examples to erase, and why: one way of choosing them."""

    ids = fields.List(
        fields.Integer(strict=True),
        validate=validate.Length(min=1, max=10_000, error="Must be 1 to 10,000 numbers."),
    )
    labeller = Text()
    outlet = Text()
    reason = Text(required=True, validate=_REASON)


class RollbackSchema(Schema):
    """Why."""

    reason = Text(required=True, validate=_REASON)


class PromoteSchema(RollbackSchema):
    """Why, and whether against the gate's verdict."""

    anyway = fields.Boolean(truthy={True}, falsy={False})


class PruneSchema(Schema):
    """How many of the newest candidates to keep."""

    keep = fields.Integer(
        required=True,
        strict=True,
        validate=validate.Range(min=0, max=10_000, error="Must be 0 to 10,000."),
    )


class ReplaySchema(Schema):
    """An assessment's signature, and the article as it was sent."""

    signature = Text(required=True)
    article = fields.Dict(required=True)


class QueuePageSchema(Schema):
    """How many."""

    limit = fields.Integer(validate=validate.Range(min=1, max=200, error="Must be 1 to {max}."))


class AuditPageSchema(Schema):
    """Where to begin."""

    after = fields.Integer(validate=validate.Range(min=0, error="Must be 0 or more."))


class RetrainSchema(Schema):
    """What may be chosen of a retraining."""

    emphasis = fields.Float(
        validate=validate.Range(min=0.1, max=20, error="Must be 0.1 to 20."),
        metadata={
            "description": f"How many of the base's articles an example counts for; {EMPHASIS:g}."
        },
    )
    promote = fields.Boolean(
        truthy={True},
        falsy={False},
        metadata={"description": "Whether the candidate is promoted if it passes; true."},
    )
    reason = Text(validate=_REASON, metadata={"description": "Why; for the audit log."})
    dry_run = fields.Boolean(
        truthy={True}, falsy={False}, metadata={"description": "Only say what would happen."}
    )


_LABELS = LabelSchema()
FIELDS = (*ArticleSchema._declared_fields, *LabelSchema._declared_fields)


def submission_from(given: Mapping[str, Any], schema: ArticleSchema) -> Submission:
    """The labelled example that these fields describe.

    Raises marshmallow.ValidationError with every field's problems.
    """
    said = {name: value for name, value in given.items() if name in _LABELS.fields}
    problems: dict[str, Any] = {}
    label: dict[str, Any] = {}
    try:
        label = _LABELS.load(said)
    except ValidationError as error:
        problems |= error.normalized_messages()  # type: ignore[no-untyped-call]
    try:
        article = article_from({n: v for n, v in given.items() if n not in said}, schema)
    except ValidationError as error:
        problems |= error.normalized_messages()  # type: ignore[no-untyped-call]
    if problems:
        raise ValidationError(problems)
    if "\0" in article.body or "\0" in article.title:
        raise ValidationError({"body": ["A NUL character: no database stores it."]})
    return Submission(
        article=article,
        grade=label["label"],
        labeller=label["labeller"],
        reason=label.get("reason"),
        weight=label.get("weight", 1.0),
        store_text=label.get("store_text", True),
    )
