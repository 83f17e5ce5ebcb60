"""Where a test comes from: its author, or the machine that found it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; the tests that there are come from authors."""
    op.add_column(
        "test_cases", sa.Column("origin", sa.Text(), nullable=False, server_default="author")
    )
