"""The tables this package owns. Times are seconds since 1970 in UTC, values are JSON text.

All names start with `workflow_instance`: on SQLite the tables of DBOS lie in the same file, and
one of those is called `workflow_events`.
"""

import sqlalchemy as sa

SCHEMA_VERSION = 2
"""Raised with each change of the tables; a database with a higher one is refused."""

metadata = sa.MetaData()
"""Every table of this package, for an application that draws its whole schema."""

# SQLite counts up by itself only in a column that is exactly INTEGER.
_Counter = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

schema = sa.Table(
    "workflow_instance_schema",
    metadata,
    sa.Column("version", sa.Integer, primary_key=True),
)

instances = sa.Table(
    "workflow_instances",
    metadata,
    sa.Column("id", sa.String(100), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    # Always the current wire name (status.InstanceStatus), so that others can join on it.
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("params", sa.Text, nullable=False),
    sa.Column("output", sa.Text),
    sa.Column("error", sa.Text),
    # How many times the instance was restarted.
    sa.Column("run", sa.Integer, nullable=False, default=0),
    # Each hand-over to a worker is a segment with a durable execution of its own; whoever holds
    # an older segment has lost the instance and may write nothing any more. Segments count up from
    # `created_at` in milliseconds, so that an id used again after a delete meets nothing old.
    sa.Column("segment", sa.BigInteger, nullable=False),
    # The last segment that the engine below is known to have.
    sa.Column("submitted_segment", sa.BigInteger),
    # The first position the new segment runs itself; NULL keeps every result there is.
    sa.Column("start_position", sa.Integer),
    # Set when the worker that claimed it is to look: to stop what it runs, or to let it go.
    sa.Column("attention", sa.Boolean, nullable=False, default=False),
    sa.Column("wake_at", sa.Double),
    sa.Column("waiting_for", sa.String(200)),
    # How often workers died with this instance in their hands since it was (re)started or finished
    # anything.
    sa.Column("deaths", sa.Integer, nullable=False, default=0),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("queued_at", sa.Double, nullable=False),
    sa.Column("started_at", sa.Double),
    sa.Column("ended_at", sa.Double),
    # The worker that claimed it, until it lets it go: only that one starts it and runs it.
    sa.Column("worker", sa.String(100)),
    # Of the code that it was made for: a worker claims only what is of its own version.
    sa.Column("version", sa.String(100), nullable=False, server_default="1"),
)
sa.Index("workflow_instances_queue", instances.c.status, instances.c.queued_at)
sa.Index(
    "workflow_instances_worker",
    instances.c.worker,
    sqlite_where=instances.c.worker.is_not(None),
    postgresql_where=instances.c.worker.is_not(None),
)
sa.Index("workflow_instances_status", instances.c.status, instances.c.wake_at)
sa.Index("workflow_instances_newest", instances.c.name, instances.c.created_at, instances.c.id)
sa.Index(
    "workflow_instances_attention",
    instances.c.id,
    sqlite_where=instances.c.attention.is_(True),
    postgresql_where=instances.c.attention.is_(True),
)

workers = sa.Table(
    "workflow_instance_workers",
    metadata,
    sa.Column("id", sa.String(100), primary_key=True),
    # The process's name in the engine below, and of its queue there. A process that was taken for
    # dead registers anew under another id.
    sa.Column("executor", sa.String(100), nullable=False),
    sa.Column("host", sa.String(100), nullable=False),
    sa.Column("pid", sa.Integer, nullable=False),
    sa.Column("version", sa.String(100), nullable=False),
    sa.Column("concurrency", sa.Integer, nullable=False),
    sa.Column("started_at", sa.Double, nullable=False),
    # By the clock of the database. On SQLite, whose one worker holds a lock instead, the start.
    sa.Column("beat_at", sa.Double, nullable=False),
    # Set for ever when others take over what it held.
    sa.Column("lost", sa.Boolean, nullable=False),
)

events = sa.Table(
    "workflow_instance_events",
    metadata,
    sa.Column("cursor", _Counter, primary_key=True, autoincrement=True),
    sa.Column("instance_id", sa.String(100), nullable=False),
    sa.Column("run", sa.Integer, nullable=False),
    sa.Column("type", sa.String(40), nullable=False),
    sa.Column("step", sa.String(200)),
    sa.Column("attempt", sa.Integer),
    sa.Column("time", sa.Double, nullable=False),
    sa.Column("data", sa.Text, nullable=False),
    sqlite_autoincrement=True,
)
sa.Index("workflow_instance_events_by_instance", events.c.instance_id, events.c.cursor)

messages = sa.Table(
    "workflow_instance_messages",
    metadata,
    sa.Column("id", _Counter, primary_key=True, autoincrement=True),
    sa.Column("instance_id", sa.String(100), nullable=False),
    sa.Column("type", sa.String(200), nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("sent_at", sa.Double, nullable=False),
    # The position of the wait that took it; NULL while nobody has.
    sa.Column("taken_by", sa.Integer),
    sqlite_autoincrement=True,
)
sa.Index("workflow_instance_messages_by_instance", messages.c.instance_id, messages.c.type)
