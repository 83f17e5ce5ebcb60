"""What was wished for a problem whose steps are started one at a time."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of wishes."""
    op.create_table(
        "problem_wishes",
        sa.Column("problem_id", sa.Uuid(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("problem_id", name="pk_problem_wishes"),
        sa.ForeignKeyConstraint(
            ["problem_id"],
            ["problems.id"],
            name="fk_problem_wishes_problem_id",
            ondelete="CASCADE",
        ),
    )
