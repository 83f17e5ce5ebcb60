"""Who works on a database at this moment, as any process can see it that only looks."""

from datetime import UTC, datetime

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict

from . import shared_presence
from .database import sqlite_file
from .status import InstanceStatus
from .tables import instances, workers
from .worker_lock import is_held


class WorkerSnapshot(BaseModel):
    """A worker that lives. `instances` is how many it holds now.

    `last_beat` and `silent_seconds`, how long ago that was by the database's clock, are None on
    SQLite: there a lock on the file tells that the worker lives, and it need not beat.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    host: str
    pid: int
    version: str
    concurrency: int
    started: datetime
    last_beat: datetime | None = None
    silent_seconds: float | None = None
    instances: int


def living_workers(connection: sa.Connection) -> list[WorkerSnapshot]:
    """The workers of the database, those longest at it first; nothing is written or locked.

    A worker that was killed is no longer among them as soon as the kernel, or the server, has
    let go of its lock; one that is frozen once its peers would take it for dead.
    """
    if not sa.inspect(connection).has_table(workers.name):
        return []
    file = sqlite_file(connection.engine.url)
    return _on_server(connection) if file is None else _on_file(connection, is_held(file))


def queue_depth(connection: sa.Connection) -> int:
    """How many instances wait for a worker to claim them."""
    queued = instances.c.status == InstanceStatus.QUEUED.value
    query = sa.select(sa.func.count()).where(queued, instances.c.worker.is_(None))
    return connection.execute(query).scalar_one()


def _on_file(connection: sa.Connection, held: bool | None) -> list[WorkerSnapshot]:
    # Where the lock can't be looked at, the row is all there is to go by.
    if held is False:
        return []
    return [_snapshot(row) for row in connection.execute(_with_instances())]


def _on_server(connection: sa.Connection) -> list[WorkerSnapshot]:
    now = shared_presence.server_now()
    query = _with_instances().add_columns(
        (now - workers.c.beat_at).label("silent_seconds"),
        # While the server was away nobody could beat.
        (now - sa.func.greatest(workers.c.beat_at, shared_presence.server_start())).label("frozen"),
    )
    locks = shared_presence.held_locks(connection)
    return [
        _snapshot(row, silent_seconds=max(0.0, float(row.silent_seconds)))
        for row in connection.execute(query.where(workers.c.lost.is_(False)))
        if row.frozen <= shared_presence.FROZEN_SECONDS
        and shared_presence.lock_key(row.id) in locks
    ]


def _with_instances() -> sa.Select[*tuple[object, ...]]:
    held = (
        sa.select(sa.func.count())
        .where(instances.c.worker == workers.c.id)
        .scalar_subquery()
        .label("instances")
    )
    return sa.select(workers, held).order_by(workers.c.started_at, workers.c.id)


def _snapshot(
    row: sa.Row[*tuple[object, ...]], silent_seconds: float | None = None
) -> WorkerSnapshot:
    beats = silent_seconds is not None
    return WorkerSnapshot(
        id=row.id,
        host=row.host,
        pid=row.pid,
        version=row.version,
        concurrency=row.concurrency,
        started=datetime.fromtimestamp(row.started_at, UTC),
        last_beat=datetime.fromtimestamp(row.beat_at, UTC) if beats else None,
        silent_seconds=silent_seconds,
        instances=row.instances,
    )
