"""The tables. `migrations/versions/` makes them; a test holds the two together."""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    column,
    table,
)

from problemsmith.store.columns import JsonText, PlainText, UtcTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

problems = Table(
    "problems",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("status", Text, nullable=False),
    Column("model", PlainText(200)),
    Column("text", JsonText),  # ProblemText
    Column("difficulty", Text),  # of the text, for filters
    Column("search_text", Text),  # title and statement as they are searched
    Column("fingerprint", LargeBinary),  # of the text, for near duplicates
    Column("input_programs", JsonText),  # InputPrograms
    Column("solutions", JsonText),  # Solutions
    Column("limits", JsonText, nullable=False),  # Limits
    Column("verification", JsonText),  # the verification report
    Column("created_by", PlainText(200)),
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    Index(None, "created_at", "id"),
)

test_cases = Table(
    "test_cases",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("problem_id", Uuid, ForeignKey("problems.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("description", PlainText, nullable=False),
    Column("is_edge_case", Boolean, nullable=False),
    Column("is_sample_case", Boolean, nullable=False),
    Column("input_code", PlainText),
    Column("input", JsonText),  # the array of arguments
    Column("expected", JsonText),
    Column("has_expected", Boolean, nullable=False),
    Column("origin", Text, nullable=False, server_default="author"),
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    UniqueConstraint("problem_id", "position"),
)

focus_areas = Table(
    "focus_areas",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", PlainText(200), nullable=False),
    Column("slug", PlainText(100), nullable=False, unique=True),
    Column("description", PlainText, nullable=False),
    Column("display_order", Integer, nullable=False),
    Column("is_active", Boolean, nullable=False),
)

problem_focus_areas = Table(
    "problem_focus_areas",
    metadata,
    Column("problem_id", Uuid, ForeignKey("problems.id", ondelete="CASCADE"), primary_key=True),
    Column("focus_area_id", Uuid, ForeignKey("focus_areas.id"), primary_key=True),
    Index(None, "focus_area_id"),
)

# What was asked of a problem, for steps that are started one at a time.
problem_wishes = Table(
    "problem_wishes",
    metadata,
    Column("problem_id", Uuid, ForeignKey("problems.id", ondelete="CASCADE"), primary_key=True),
    Column("request", JsonText, nullable=False),  # GenerationRequest
)

batches = Table(
    "batches",
    metadata,
    Column("name", PlainText(200), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("params", JsonText, nullable=False),  # what every job of the batch was asked
    Column("budget_usd", Float),  # of all its jobs together
    Column("spent_usd", Float, nullable=False, server_default="0"),  # over all runs of its jobs
    Column("created_by", PlainText(200)),
    Column("created_at", UtcTime, nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", PlainText(100), primary_key=True),  # also the workflow instance's
    Column("problem_id", Uuid, ForeignKey("problems.id", ondelete="CASCADE"), nullable=False),
    Column("params", JsonText, nullable=False),
    Column("model", PlainText(200), nullable=False),
    Column("batch", PlainText(200), ForeignKey("batches.name")),
    Column("position", Integer),  # in the batch, from 0
    Column("current_step", Text),
    Column("completed_steps", JsonText, nullable=False),
    Column("failure", JsonText),  # JobFailure
    Column("submitted_at", UtcTime),  # when its instance was known to be there
    Column("completed_at", UtcTime),
    Column("created_by", PlainText(200)),
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    UniqueConstraint("batch", "position"),
    Index(None, "problem_id"),
    Index(None, "created_at", "id"),
)

models = Table(
    "models",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", PlainText(200), nullable=False, unique=True),
    Column("created_at", UtcTime, nullable=False),
)

# No foreign key to jobs: what was paid stays in the sums when a problem is deleted.
model_calls = Table(
    "model_calls",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", Text, nullable=False),
    Column("job_id", PlainText(100), nullable=False),
    Column("step", PlainText, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("run", Integer, nullable=False),
    Column("prompt", PlainText, nullable=False),
    Column("model", PlainText(200), nullable=False),
    Column("status", Text, nullable=False),
    Column("response", PlainText),
    Column("input_tokens", Integer),
    Column("output_tokens", Integer),
    Column("cost_usd", Float),
    Column("started_at", UtcTime, nullable=False),
    Column("duration_seconds", Float, nullable=False),
    Column("error", PlainText),
    Index(None, "key"),
    Index(None, "job_id"),
)

# How each provider is, as all workers together have learned.
providers = Table(
    "providers",
    metadata,
    Column("name", PlainText(200), primary_key=True),
    Column("failures", Integer, nullable=False),  # in a row
    Column("allowed", Float),  # calls at once, learned; NULL: as many as are set
    Column("paused_until", UtcTime),
    Column("reason", PlainText),  # what it said last when it refused or failed
    Column("changed_at", UtcTime, nullable=False),
)

# Each call of the last minute, and each that may be in flight still.
call_tickets = Table(
    "call_tickets",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("provider", PlainText(200), nullable=False),
    Column("job_id", PlainText(100), nullable=False),
    Column("batch", PlainText(200)),
    Column("tokens", Integer, nullable=False),  # at most; in fact, once it ended
    Column("worst_usd", Float, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),  # then whoever made it is no more
    Column("ended_at", UtcTime),
    Index(None, "provider"),
    Index(None, "job_id"),
    Index(None, "batch"),
)

submissions = Table(
    "submissions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("problem_id", Uuid, ForeignKey("problems.id", ondelete="CASCADE"), nullable=False),
    Column("language", Text, nullable=False),
    Column("code", PlainText, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("results", JsonText, nullable=False),  # one object a test
    Column("created_by", PlainText(200)),
    Column("created_at", UtcTime, nullable=False),
    Index(None, "problem_id", "created_at"),
    Index(None, "created_by", "created_at"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user", PlainText(200), nullable=False),
    Column("role", Text, nullable=False),
    Column("hint", Text, nullable=False),  # the secret's first characters
    Column("hash", Text, nullable=False, unique=True),  # SHA-256 of the secret, hex
    Column("created_at", UtcTime, nullable=False),
    Column("last_used_at", UtcTime),
    Column("revoked_at", UtcTime),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("owner", PlainText(200), primary_key=True),
    Column("key", PlainText(200), primary_key=True),
    Column("request_hash", Text, nullable=False),
    Column("response", JsonText, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Index(None, "created_at"),
)

workflow_instances = table(
    "workflow_instances", column("id"), column("status"), column("error"), column("ended_at")
)
"""The workflow layer's own table, read for a job's status and end. It may not be there yet."""
