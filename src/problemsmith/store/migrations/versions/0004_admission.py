"""What calls are in flight, how providers are, and what a batch may cost."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; batches that there are have no budget of their own."""
    op.create_table(
        "providers",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("allowed", sa.Float()),
        sa.Column("paused_until", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.Text()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_providers"),
    )
    op.create_table(
        "call_tickets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("batch", sa.Text()),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.Column("worst_usd", sa.Float(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_call_tickets"),
    )
    op.create_index("ix_call_tickets_provider", "call_tickets", ["provider"])
    op.create_index("ix_call_tickets_job_id", "call_tickets", ["job_id"])
    op.create_index("ix_call_tickets_batch", "call_tickets", ["batch"])
    op.add_column("batches", sa.Column("budget_usd", sa.Float()))
    op.add_column("batches", sa.Column("spent_usd", sa.Float(), nullable=False, server_default="0"))
    op.execute(
        """
        UPDATE batches SET spent_usd = (
            SELECT coalesce(sum(model_calls.cost_usd), 0)
            FROM model_calls JOIN jobs ON jobs.id = model_calls.job_id
            WHERE jobs.batch = batches.name
        )
        """
    )
