"""Signs of life of the processes that work beside the web."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One row a process."""
    op.create_table(
        "heartbeats",
        sa.Column("component", sa.String(50), primary_key=True),
        sa.Column("host", sa.String(255), primary_key=True),
        sa.Column("pid", sa.Integer, primary_key=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_heartbeats_seen_at", "heartbeats", ["seen_at"])


def downgrade() -> None:
    """Without them nobody can tell whether a worker runs."""
    op.drop_index("ix_heartbeats_seen_at", "heartbeats")
    op.drop_table("heartbeats")
