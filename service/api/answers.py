"""The shapes of all answers, for the OpenAPI document; a test holds real answers against them."""

from marshmallow import Schema, fields, validate


class PassageSchema(Schema):
    """A passage of the body: `text[start:end] == quote` in code points and in UTF-16 alike."""

    start = fields.Integer(required=True, metadata={"minimum": 0, "description": "In code points."})
    end = fields.Integer(required=True, metadata={"minimum": 0})
    utf16_start = fields.Integer(
        required=True,
        metadata={"minimum": 0, "description": "In UTF-16 code units, as JavaScript counts."},
    )
    utf16_end = fields.Integer(required=True, metadata={"minimum": 0})
    quote = fields.String(required=True)


class EvidenceSchema(PassageSchema):
    """A passage of the title or the body, and why it counts."""

    field = fields.String(required=True, validate=validate.OneOf(["title", "body"]))
    reason = fields.String(required=True)


class ContributionSchema(Schema):
    """A signal's share of the score."""

    signal = fields.String(required=True, metadata={"example": "attribution.named_sources"})
    family = fields.String(required=True)
    value = fields.Float(required=True, metadata={"description": "What the signal measured."})
    typical = fields.Float(required=True, metadata={"description": "The typical article's value."})
    log_odds = fields.Float(
        required=True,
        metadata={
            "description": "The share: `intercept` and the sum of all shares are the logit of the"
            " score. Above 0 speaks for the article."
        },
    )
    reason = fields.String(required=True)
    evidence = fields.List(
        fields.Nested(EvidenceSchema), metadata={"description": "Absent with evidence=none."}
    )


class FlagSchema(Schema):
    """Something that a person should look at."""

    signal = fields.String(required=True)
    reason = fields.String(required=True)
    critical = fields.Boolean(
        required=True,
        metadata={"description": "Whether it must be looked at before the article is published."},
    )
    evidence = fields.List(
        fields.Nested(EvidenceSchema), metadata={"description": "Absent with evidence=none."}
    )


class AttributionSchema(Schema):
    """A statement of the body with the one who made it."""

    kind = fields.String(
        required=True,
        validate=validate.OneOf(
            ["person", "role", "organisation", "document", "anonymous", "none"]
        ),
    )
    manner = fields.String(
        required=True,
        validate=validate.OneOf(["speech", "attitude"]),
        metadata={"description": "Said, written or shown; or thought, felt, wanted."},
    )
    source = fields.Nested(PassageSchema, required=True, allow_none=True)
    cue = fields.Nested(PassageSchema, required=True)
    content = fields.Nested(PassageSchema, required=True, allow_none=True)
    rest = fields.Nested(
        PassageSchema,
        required=True,
        allow_none=True,
        metadata={"description": "What of a split content stands behind `content`."},
    )


class QuantitySchema(PassageSchema):
    """A figure of the body as a value."""

    value = fields.Float(
        required=True, metadata={"description": "Of a range the high end; of a date yyyymmdd."}
    )
    low = fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "The least that it may stand for; null: no bound."},
    )
    high = fields.Float(required=True, allow_none=True)
    unit = fields.String(required=True, allow_none=True)
    kind = fields.String(required=True, metadata={"example": "money"})
    precision = fields.String(required=True, metadata={"example": "rounded"})
    approximate = fields.Boolean(required=True, metadata={"description": "About, nearly, some."})


class AbstentionSchema(Schema):
    """Why there is no score."""

    reason = fields.String(required=True, metadata={"example": "too_short"})
    detail = fields.String(required=True)


class ModelSchema(Schema):
    """The model that scored."""

    version = fields.String(required=True)


class ExtractedSchema(Schema):
    """The text that was extracted from html; offsets refer to it."""

    title = fields.String(required=True)
    body = fields.String(required=True)


class AssessmentSchema(Schema):
    """How credibly an article is written and sourced, and why. It does not say what is true."""

    score = fields.Float(
        required=True,
        allow_none=True,
        validate=validate.Range(0, 1),
        metadata={"description": "Probability of credible, under the base rate; null: abstained."},
    )
    interval = fields.List(
        fields.Float(validate=validate.Range(0, 1)),
        required=True,
        allow_none=True,
        validate=validate.Length(equal=2),
        metadata={"description": "The score's lower and upper bound."},
    )
    band = fields.String(
        required=True, allow_none=True, validate=validate.OneOf(["low", "mixed", "high"])
    )
    abstained = fields.Nested(AbstentionSchema, required=True, allow_none=True)
    contributions = fields.List(
        fields.Nested(ContributionSchema),
        required=True,
        metadata={"description": "Largest share first."},
    )
    intercept = fields.Float(required=True, metadata={"description": "Of the typical article."})
    flags = fields.List(fields.Nested(FlagSchema), required=True)
    attributions = fields.List(
        fields.Nested(AttributionSchema), metadata={"description": "Absent with evidence=none."}
    )
    quantities = fields.List(
        fields.Nested(QuantitySchema), metadata={"description": "Absent with evidence=none."}
    )
    left_out = fields.Integer(
        metadata={
            "minimum": 0,
            "description": "How many passages, attributions and quantities stand beyond the 1,000"
            " of each list. Absent with evidence=none.",
        }
    )
    caveats = fields.List(fields.String(), required=True)
    words = fields.Integer(required=True, metadata={"minimum": 0})
    model = fields.Nested(ModelSchema, required=True)
    signature = fields.String(
        required=True, metadata={"description": "All that the score depends on beside the text."}
    )
    scope = fields.String(
        required=True, metadata={"description": "What the score says, and what not."}
    )
    text = fields.Nested(
        ExtractedSchema,
        metadata={"description": "What offsets refer to, where html was sent and evidence wanted."},
    )


class FlagPassageSchema(Schema):
    """A passage that a flag is about, and what is wrong with it."""

    quote = fields.String(required=True)
    reason = fields.String(required=True)


class RecordFlagSchema(Schema):
    """Something that a person should look at, with its passages."""

    signal = fields.String(required=True)
    reason = fields.String(required=True)
    critical = fields.Boolean(required=True)
    passages = fields.List(fields.Nested(FlagPassageSchema), required=True)


class RecordPassageSchema(Schema):
    """A passage that a signal's reading rests on; offsets are in code points."""

    signal = fields.String(required=True)
    field = fields.String(required=True, validate=validate.OneOf(["title", "body"]))
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    quote = fields.String(required=True)
    reason = fields.String(required=True)


class RowErrorSchema(Schema):
    """What is wrong with a line."""

    field = fields.String(metadata={"description": "Absent where the whole line is at fault."})
    problem = fields.String(required=True)


class RecordSchema(Schema):
    """What one of many articles is answered; of a line without an article `id`, `row`, `error`."""

    id = fields.Raw(
        required=True,
        allow_none=True,
        metadata={
            "type": ["string", "integer", "null"],
            "description": "As sent; null where the line has none.",
        },
    )
    score = fields.Float(allow_none=True, validate=validate.Range(0, 1))
    interval = fields.List(
        fields.Float(validate=validate.Range(0, 1)),
        allow_none=True,
        validate=validate.Length(equal=2),
    )
    band = fields.String(allow_none=True, validate=validate.OneOf(["low", "mixed", "high", None]))
    abstained = fields.Nested(AbstentionSchema, allow_none=True)
    words = fields.Integer(metadata={"minimum": 0})
    outlet = fields.String(allow_none=True)
    flags = fields.List(fields.Nested(RecordFlagSchema))
    signals = fields.Dict(
        keys=fields.String(),
        values=fields.Float(),
        metadata={"description": "Each signal's value by its name."},
    )
    intercept = fields.Float(metadata={"description": "With contributions=1."})
    contributions = fields.Dict(
        keys=fields.String(),
        values=fields.Float(),
        metadata={"description": "Each signal's share of the score, with contributions=1."},
    )
    evidence = fields.List(
        fields.Nested(RecordPassageSchema), metadata={"description": "With evidence=full."}
    )
    model = fields.String(metadata={"description": "The version that scored."})
    row = fields.Integer(metadata={"minimum": 1, "description": "The line's number."})
    error = fields.Nested(RowErrorSchema)


class SignalSchema(Schema):
    """One measurement."""

    name = fields.String(required=True, metadata={"example": "hedging.hedge_density"})
    family = fields.String(required=True)
    description = fields.String(required=True, metadata={"description": "With the unit."})


class CatalogueSchema(Schema):
    """Everything that is measured."""

    signals = fields.List(fields.Nested(SignalSchema), required=True)


class FaultSchema(Schema):
    """One field's fault."""

    field = fields.String(required=True, metadata={"description": "Its path; $ is the whole."})
    problem = fields.String(required=True)


class ResultSchema(Schema):
    """What became of one example."""

    status = fields.String(
        required=True, validate=validate.OneOf(["created", "exists", "conflict", "rejected"])
    )
    id = fields.Integer(metadata={"description": "The example's number; absent if rejected."})
    errors = fields.List(fields.Nested(FaultSchema), metadata={"description": "If rejected."})


class FindingSchema(Schema):
    """Something doubtful about the examples."""

    kind = fields.String(required=True, metadata={"example": "near_duplicates"})
    detail = fields.String(required=True)
    examples = fields.List(
        fields.Integer(), required=True, metadata={"description": "The first of them."}
    )
    count = fields.Integer(required=True)


class ExamplesAnswerSchema(Schema):
    """What became of each example, and what is doubtful about all of them."""

    results = fields.List(fields.Nested(ResultSchema), required=True)
    warnings = fields.List(fields.Nested(FindingSchema), required=True)


class ExampleSchema(Schema):
    """A labelled article, without its text."""

    id = fields.Integer(required=True)
    label = fields.Float(required=True, validate=validate.Range(0, 1))
    labeller = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    weight = fields.Float(required=True)
    outlet = fields.String(required=True, allow_none=True)
    words = fields.Integer(required=True)
    has_text = fields.Boolean(required=True)
    usable = fields.Boolean(
        required=True, metadata={"description": "Whether it can be trained on."}
    )
    unscored = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Why such an article gets no score, and is not trained on."},
    )
    added_at = fields.DateTime(required=True)
    added_by = fields.String(required=True)


class ExamplesSchema(Schema):
    """A page of examples."""

    examples = fields.List(fields.Nested(ExampleSchema), required=True)
    next = fields.Integer(required=True, allow_none=True)
    total = fields.Integer(required=True)


class RetractedSchema(Schema):
    """The examples that are gone."""

    retracted = fields.List(fields.Integer(), required=True)


class QueuedSchema(Schema):
    """What became of one article."""

    status = fields.String(
        required=True, validate=validate.OneOf(["created", "exists", "labelled"])
    )
    id = fields.Integer(
        required=True, metadata={"description": "In the queue; if labelled, of the example."}
    )


class QueueAnswerSchema(Schema):
    """What became of each article."""

    results = fields.List(fields.Nested(QueuedSchema), required=True)


class WaitingSchema(Schema):
    """An article that waits, and what it is worth, 0 to 1."""

    id = fields.Integer(required=True)
    worth = fields.Float(required=True, metadata={"description": "The mean of the next three."})
    uncertainty = fields.Float(required=True)
    novelty = fields.Float(required=True)
    diversity = fields.Float(required=True)
    score = fields.Float(required=True)
    title = fields.String(required=True)
    body = fields.String(required=True)
    outlet = fields.String(required=True, allow_none=True)
    url = fields.String(required=True, allow_none=True)
    published = fields.Date(required=True, allow_none=True)


class QueueSchema(Schema):
    """What to label next."""

    articles = fields.List(fields.Nested(WaitingSchema), required=True)
    waiting = fields.Integer(required=True)


class LogLineSchema(Schema):
    """A line of a job's log."""

    at = fields.DateTime(required=True)
    message = fields.String(required=True)


class JobSchema(Schema):
    """Work that was asked for."""

    id = fields.String(required=True)
    kind = fields.String(required=True, metadata={"example": "retrain"})
    status = fields.String(
        required=True,
        metadata={
            "description": "queued, running, failed or cancelled; of a retraining that is over:"
            " promoted, kept or unchanged; of a batch: done."
        },
    )
    step = fields.String(required=True)
    progress = fields.Float(required=True, validate=validate.Range(0, 1))
    attempt = fields.Integer(
        required=True, metadata={"description": "How often a worker has taken it up."}
    )
    options = fields.Dict(required=True)
    asked_by = fields.String(required=True)
    asked_at = fields.DateTime(required=True)
    started_at = fields.DateTime(required=True, allow_none=True)
    finished_at = fields.DateTime(required=True, allow_none=True)
    result = fields.Dict(
        required=True,
        allow_none=True,
        metadata={
            "description": "Of a retraining, the version that was made and the reasons to keep it"
            " back; of a batch, counts."
        },
    )
    log = fields.List(
        fields.Nested(LogLineSchema), metadata={"description": "Absent from the list of jobs."}
    )


class JobsSchema(Schema):
    """The latest jobs."""

    jobs = fields.List(fields.Nested(JobSchema), required=True)


class BatchSchema(Schema):
    """Articles that are scored beside the web."""

    id = fields.String(required=True, metadata={"description": "Also of its job."})
    status = fields.String(
        required=True,
        validate=validate.OneOf(["queued", "running", "done", "failed", "cancelled"]),
        metadata={"description": "queued also while other jobs have their turn."},
    )
    reason = fields.String(
        required=True, allow_none=True, metadata={"description": "Why it failed."}
    )
    progress = fields.Float(required=True, validate=validate.Range(0, 1))
    options = fields.Dict(
        required=True, metadata={"description": "Model, base rate, and what records hold besides."}
    )
    size = fields.Integer(required=True, metadata={"description": "In bytes, not compressed."})
    records = fields.Integer(required=True, metadata={"description": "How many there will be."})
    scored = fields.Integer(required=True, metadata={"description": "How many there are."})
    articles = fields.Integer(required=True, metadata={"description": "Of these, articles."})
    abstentions = fields.Integer(required=True, metadata={"description": "Articles without score."})
    errors = fields.Integer(required=True, metadata={"description": "Lines without an article."})
    asked_at = fields.DateTime(required=True)
    started_at = fields.DateTime(required=True, allow_none=True)
    finished_at = fields.DateTime(required=True, allow_none=True)


class PlanSchema(Schema):
    """What a retraining would start from."""

    incumbent = fields.String(required=True)
    data = fields.Dict(required=True)
    to_read_anew = fields.Integer(required=True)
    would_refuse = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "Why the gate would not let it pass, whatever it learns."},
    )
    warnings = fields.List(fields.Nested(FindingSchema), required=True)


class VersionSchema(Schema):
    """A version of the model."""

    version = fields.String(required=True)
    state = fields.String(
        required=True,
        validate=validate.OneOf(["serving", "served", "recommended", "kept", "pruned", "shipped"]),
    )
    parent = fields.String(required=True, allow_none=True)
    examples = fields.Integer(required=True)
    retracted_since = fields.Integer(
        required=True,
        metadata={"description": "How many of its examples were retracted; retrain without them."},
    )
    usable = fields.Boolean(required=True)
    made_at = fields.DateTime(required=True, allow_none=True)
    made_by = fields.String(required=True, allow_none=True)
    reasons = fields.List(fields.String(), required=True)


class ModelsSchema(Schema):
    """All versions."""

    models = fields.List(fields.Nested(VersionSchema), required=True)


class MovedSchema(Schema):
    """A signal's curve that is not the same."""

    signal = fields.String(required=True)
    moved = fields.Float(required=True, metadata={"description": "The most, in log-odds."})
    at = fields.Float(required=True, metadata={"description": "At which reading."})
    before = fields.Float(required=True)
    after = fields.Float(required=True)


class ChangedSchema(Schema):
    """An example whose score is in another band."""

    id = fields.Integer(required=True)
    label = fields.Float(required=True)
    before = fields.Float(required=True)
    after = fields.Float(required=True)


class DiffSchema(Schema):
    """What differs between two versions."""

    before = fields.String(required=True)
    after = fields.String(required=True)
    intercept = fields.Dict(required=True)
    curves = fields.List(fields.Nested(MovedSchema), required=True)
    examples = fields.List(fields.Nested(ChangedSchema), required=True)
    compared = fields.Integer(required=True)


class ServingSchema(Schema):
    """What serves now."""

    version = fields.String(required=True)
    promotion = fields.Integer(required=True)


class PrunedSchema(Schema):
    """The versions that lost their curves."""

    pruned = fields.List(fields.String(), required=True)


class EntrySchema(Schema):
    """An entry of the audit log."""

    number = fields.Integer(required=True)
    at = fields.DateTime(required=True)
    actor = fields.String(required=True)
    action = fields.String(required=True)
    subject = fields.String(required=True)
    details = fields.Dict(required=True)
    digest = fields.String(required=True)


class AuditLogSchema(Schema):
    """A page of the audit log."""

    entries = fields.List(fields.Nested(EntrySchema), required=True)
    next = fields.Integer(required=True, allow_none=True)


class VerifiedSchema(Schema):
    """The state of an audit log that is as it was written."""

    entries = fields.Integer(required=True)
    digest = fields.String(required=True)


class ComponentSchema(Schema):
    """A part of the service."""

    ready = fields.Boolean(required=True)
    required = fields.Boolean(required=True)
    version = fields.String(metadata={"description": "Of the model."})
    seen = fields.DateTime(
        allow_none=True, metadata={"description": "The worker's last sign of life."}
    )


class ReadinessSchema(Schema):
    """Whether articles can be scored; database and worker are needed for other things."""

    model = fields.Nested(ComponentSchema, required=True)
    database = fields.Nested(ComponentSchema, required=True)
    worker = fields.Nested(ComponentSchema, required=True)


class HealthSchema(Schema):
    """A sign of life."""

    status = fields.String(required=True, validate=validate.Equal("ok"))


class ProblemSchema(Schema):
    """A problem after RFC 9457."""

    type = fields.String(
        required=True, metadata={"format": "uri-reference", "example": "/problems/invalid-article"}
    )
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String()
    errors = fields.List(fields.Nested(FaultSchema))
    request_id = fields.String(required=True)
