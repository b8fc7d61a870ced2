"""Batches of articles to score, in parts; of each job, its last attempt that achieved something."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two tables and a column."""
    # Not by a copy of the table: to drop the old one would erase the jobs' logs, which refer to it.
    op.add_column("jobs", sa.Column("fruitful", sa.Integer, nullable=False, server_default="0"))
    op.create_table(
        "batches",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("records", sa.Integer, nullable=False),
        sa.Column("scored", sa.Integer, nullable=False),
        sa.Column("articles", sa.Integer, nullable=False),
        sa.Column("abstentions", sa.Integer, nullable=False),
        sa.Column("errors", sa.Integer, nullable=False),
    )
    op.create_table(
        "batch_parts",
        sa.Column(
            "batch",
            sa.String(32),
            sa.ForeignKey("batches.id", name="fk_batch_parts_batch", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("first", sa.Integer, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("lines", sa.LargeBinary),
        sa.Column("records", sa.LargeBinary),
    )


def downgrade() -> None:
    """Batches are gone, sent or answered, and their jobs, which nobody could do any more."""
    op.drop_table("batch_parts")
    op.drop_table("batches")
    op.execute("DELETE FROM jobs WHERE kind = 'batch'")
    op.drop_column("jobs", "fruitful")
