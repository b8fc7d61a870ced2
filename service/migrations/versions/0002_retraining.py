"""What retraining needs: examples, model versions and their promotions, jobs, the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_REFUSAL = "the audit log is append-only"


def upgrade() -> None:
    """Nine tables; the audit log refuses every change to what stands in it."""
    op.create_table(
        "examples",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("content", sa.String(16), nullable=False),
        sa.Column("labeller", sa.String(200), nullable=False),
        sa.Column("grade", sa.Float(53), nullable=False),
        sa.Column("weight", sa.Float(53), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("outlet", sa.String(300)),
        sa.Column("url", sa.Text),
        sa.Column("published", sa.Date),
        sa.Column("title", sa.Text),
        sa.Column("body", sa.Text),
        sa.Column("words", sa.Integer, nullable=False),
        sa.Column("unscored", sa.String(50)),
        sa.Column("signals_digest", sa.String(16), nullable=False),
        sa.Column("readings", sa.LargeBinary, nullable=False),
        sa.Column("sketch", sa.LargeBinary, nullable=False),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.Column("added_by", sa.String(200), nullable=False),
        sa.UniqueConstraint("content", "labeller", name="uq_examples_content_labeller"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_examples_labeller", "examples", ["labeller"])
    op.create_index("ix_examples_outlet", "examples", ["outlet"])
    op.create_table(
        "retractions",
        sa.Column("example", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("retracted_at", _MOMENT, nullable=False),
        sa.Column("retracted_by", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_table(
        "queued_articles",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("content", sa.String(16), nullable=False, unique=True),
        sa.Column("outlet", sa.String(300)),
        sa.Column("url", sa.Text),
        sa.Column("published", sa.Date),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("words", sa.Integer, nullable=False),
        sa.Column("signals_digest", sa.String(16), nullable=False),
        sa.Column("readings", sa.LargeBinary, nullable=False),
        sa.Column("sketch", sa.LargeBinary, nullable=False),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.Column("added_by", sa.String(200), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "model_versions",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("version", sa.String(60), nullable=False, unique=True),
        sa.Column("parent", sa.String(60), nullable=False),
        sa.Column("signals_digest", sa.String(16), nullable=False),
        sa.Column("artefact", sa.LargeBinary),
        sa.Column("card", sa.JSON, nullable=False),
        sa.Column("inputs", sa.JSON, nullable=False),
        sa.Column("is_recommended", sa.Boolean, nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("made_by", sa.String(200), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "promotions",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column(
            "version",
            sa.String(60),
            sa.ForeignKey("model_versions.version", name="fk_promotions_version"),
        ),
        sa.Column("takes_back", sa.Integer),
        sa.Column("promoted_at", _MOMENT, nullable=False),
        sa.Column("promoted_by", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("slot", sa.String(50), unique=True),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("asked_by", sa.String(200), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("started_at", _MOMENT),
        sa.Column("finished_at", _MOMENT),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("beat", sa.Integer, nullable=False),
        sa.Column("is_to_stop", sa.Boolean, nullable=False),
        sa.Column("step", sa.String(200), nullable=False),
        sa.Column("progress", sa.Float(53), nullable=False),
        sa.Column("result", sa.JSON),
    )
    op.create_index("ix_jobs_status", "jobs", ["status"])
    op.create_table(
        "job_log",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column(
            "job",
            sa.String(32),
            sa.ForeignKey("jobs.id", name="fk_job_log_job", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
    )
    op.create_index("ix_job_log_job", "job_log", ["job"])
    op.create_table(
        "audit_log",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("action", sa.String(50), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("request", sa.String(64), nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("answered_at", _MOMENT, nullable=False),
    )
    op.create_index("ix_idempotency_keys_answered_at", "idempotency_keys", ["answered_at"])
    _guard_the_log()


def downgrade() -> None:
    """Without them nothing is left of examples, versions and who did what; heartbeats stay."""
    for table in (
        "idempotency_keys",
        "audit_log",
        "job_log",
        "jobs",
        "promotions",
        "model_versions",
        "queued_articles",
        "retractions",
        "examples",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_audit_log_changes()")


def _guard_the_log() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_audit_log_changes() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_log_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
            "ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_log_changes()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_log_refuses_{change.lower()} BEFORE {change} ON audit_log "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )
