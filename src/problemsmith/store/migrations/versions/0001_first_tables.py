"""The first tables, the model `dummy` and the usual focus areas."""

from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

FOCUS_AREAS = (
    ("arrays", "Arrays", "Scanning, in-place changes, partitioning and rotation of lists"),
    ("strings", "Strings", "Searching, comparing, building and parsing text"),
    ("hash-maps", "Hash Maps and Sets", "Counting, grouping and looking up in constant time"),
    ("two-pointers", "Two Pointers", "Two positions that move over ordered data"),
    ("sliding-window", "Sliding Window", "A moving range whose summary is kept up to date"),
    ("prefix-sums", "Prefix Sums", "Answers about ranges from sums made once"),
    ("sorting", "Sorting", "Ordering by a key, stable ties, and what order makes easy"),
    ("binary-search", "Binary Search", "Halving a sorted range, or the range of possible answers"),
    (
        "stacks-and-queues",
        "Stacks and Queues",
        "Nesting, undo, monotonic stacks, first in first out",
    ),
    ("linked-lists", "Linked Lists", "Reversing, merging and finding cycles by changing links"),
    ("recursion", "Recursion", "Problems made of smaller ones of the same kind"),
    ("trees", "Trees", "Traversals, depths, paths and properties of subtrees"),
    ("binary-search-trees", "Binary Search Trees", "Ordered trees: search, insertion, validity"),
    ("heaps", "Heaps", "The smallest or largest at hand while data come and go"),
    ("tries", "Tries", "Trees of prefixes for words and bits"),
    ("graphs", "Graphs", "Breadth-first and depth-first search, components, orderings"),
    ("shortest-paths", "Shortest Paths", "Cheapest ways through weighted graphs and grids"),
    ("union-find", "Union Find", "Merging groups and asking whether two things are connected"),
    ("dynamic-programming", "Dynamic Programming", "Overlapping subproblems, each solved once"),
    ("greedy", "Greedy", "Local choices that can be proved to be best overall"),
    ("backtracking", "Backtracking", "Trying choices, undoing them, and cutting hopeless ones"),
    ("divide-and-conquer", "Divide and Conquer", "Splitting, solving the parts, combining"),
    ("intervals", "Intervals", "Merging, inserting and counting overlapping ranges"),
    ("matrices", "Matrices", "Grids: rotation, spirals, regions and neighbours"),
    ("bit-manipulation", "Bit Manipulation", "Masks, parity, and sets held in a number"),
    ("math", "Math and Number Theory", "Divisors, primes, modular arithmetic, digits"),
    ("combinatorics", "Combinatorics", "Counting arrangements and choices"),
    ("geometry", "Geometry", "Points, lines, areas and distances"),
    ("simulation", "Simulation", "Carrying out stated rules faithfully, step by step"),
    ("design", "Data Structure Design", "Structures whose operations meet stated costs"),
)


def upgrade() -> None:
    """Make the tables and put in what ships with the program."""
    _make_problem_tables()
    _make_job_tables()
    _make_access_tables()
    _seed()


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _make_problem_tables() -> None:
    op.create_table(
        "problems",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("model", sa.Text()),
        sa.Column("text", sa.Text()),
        sa.Column("difficulty", sa.Text()),
        sa.Column("search_text", sa.Text()),
        sa.Column("fingerprint", sa.LargeBinary()),
        sa.Column("input_programs", sa.Text()),
        sa.Column("solutions", sa.Text()),
        sa.Column("limits", sa.Text(), nullable=False),
        sa.Column("verification", sa.Text()),
        sa.Column("created_by", sa.Text()),
        _moment("created_at"),
        _moment("updated_at"),
        sa.PrimaryKeyConstraint("id", name="pk_problems"),
    )
    op.create_index("ix_problems_created_at_id", "problems", ["created_at", "id"])
    op.create_table(
        "test_cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("problem_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("is_edge_case", sa.Boolean(), nullable=False),
        sa.Column("is_sample_case", sa.Boolean(), nullable=False),
        sa.Column("input_code", sa.Text()),
        sa.Column("input", sa.Text()),
        sa.Column("expected", sa.Text()),
        sa.Column("has_expected", sa.Boolean(), nullable=False),
        _moment("created_at"),
        _moment("updated_at"),
        sa.PrimaryKeyConstraint("id", name="pk_test_cases"),
        _belongs_to_problem("test_cases"),
        sa.UniqueConstraint("problem_id", "position", name="uq_test_cases_problem_id_position"),
    )
    op.create_table(
        "focus_areas",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("display_order", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_focus_areas"),
        sa.UniqueConstraint("slug", name="uq_focus_areas_slug"),
    )
    op.create_table(
        "problem_focus_areas",
        sa.Column("problem_id", sa.Uuid(), nullable=False),
        sa.Column("focus_area_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("problem_id", "focus_area_id", name="pk_problem_focus_areas"),
        _belongs_to_problem("problem_focus_areas"),
        sa.ForeignKeyConstraint(
            ["focus_area_id"], ["focus_areas.id"], name="fk_problem_focus_areas_focus_area_id"
        ),
    )
    op.create_index(
        "ix_problem_focus_areas_focus_area_id", "problem_focus_areas", ["focus_area_id"]
    )
    op.create_table(
        "submissions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("problem_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("results", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text()),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_submissions"),
        _belongs_to_problem("submissions"),
    )
    op.create_index(
        "ix_submissions_problem_id_created_at", "submissions", ["problem_id", "created_at"]
    )
    op.create_index(
        "ix_submissions_created_by_created_at", "submissions", ["created_by", "created_at"]
    )


def _belongs_to_problem(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["problem_id"], ["problems.id"], name=f"fk_{table}_problem_id", ondelete="CASCADE"
    )


def _make_job_tables() -> None:
    op.create_table(
        "batches",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text()),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("name", name="pk_batches"),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("problem_id", sa.Uuid(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("batch", sa.Text()),
        sa.Column("position", sa.Integer()),
        sa.Column("current_step", sa.Text()),
        sa.Column("completed_steps", sa.Text(), nullable=False),
        sa.Column("failure", sa.Text()),
        _moment("submitted_at", nullable=True),
        _moment("completed_at", nullable=True),
        sa.Column("created_by", sa.Text()),
        _moment("created_at"),
        _moment("updated_at"),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        _belongs_to_problem("jobs"),
        sa.ForeignKeyConstraint(["batch"], ["batches.name"], name="fk_jobs_batch"),
        sa.UniqueConstraint("batch", "position", name="uq_jobs_batch_position"),
    )
    op.create_index("ix_jobs_problem_id", "jobs", ["problem_id"])
    op.create_index("ix_jobs_created_at_id", "jobs", ["created_at", "id"])
    op.create_table(
        "models",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_models"),
        sa.UniqueConstraint("name", name="uq_models_name"),
    )
    op.create_table(
        "model_calls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("response", sa.Text()),
        sa.Column("input_tokens", sa.Integer()),
        sa.Column("output_tokens", sa.Integer()),
        sa.Column("cost_usd", sa.Float()),
        _moment("started_at"),
        sa.Column("duration_seconds", sa.Float(), nullable=False),
        sa.Column("error", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_model_calls"),
    )
    op.create_index("ix_model_calls_key", "model_calls", ["key"])
    op.create_index("ix_model_calls_job_id", "model_calls", ["job_id"])


def _make_access_tables() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        _moment("created_at"),
        _moment("last_used_at", nullable=True),
        _moment("revoked_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.UniqueConstraint("hash", name="uq_api_keys_hash"),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.Column("response", sa.Text(), nullable=False),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("owner", "key", name="pk_idempotency_keys"),
    )
    op.create_index("ix_idempotency_keys_created_at", "idempotency_keys", ["created_at"])


def _seed() -> None:
    # Ids are made from names, so that a focus area has the same id on every machine.
    op.bulk_insert(
        sa.table(
            "models",
            sa.column("id", sa.Uuid()),
            sa.column("name", sa.Text()),
            sa.column("created_at", sa.DateTime(timezone=True)),
        ),
        [
            {
                "id": uuid5(NAMESPACE_URL, "problemsmith:model:dummy"),
                "name": "dummy",
                "created_at": datetime(2026, 1, 1, tzinfo=UTC),
            }
        ],
    )
    op.bulk_insert(
        sa.table(
            "focus_areas",
            sa.column("id", sa.Uuid()),
            sa.column("slug", sa.Text()),
            sa.column("name", sa.Text()),
            sa.column("description", sa.Text()),
            sa.column("display_order", sa.Integer()),
            sa.column("is_active", sa.Boolean()),
        ),
        [
            {
                "id": uuid5(NAMESPACE_URL, f"problemsmith:focus-area:{slug}"),
                "slug": slug,
                "name": name,
                "description": description,
                "display_order": order,
                "is_active": True,
            }
            for order, (slug, name, description) in enumerate(FOCUS_AREAS, start=1)
        ],
    )
