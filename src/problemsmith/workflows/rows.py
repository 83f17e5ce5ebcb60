"""The rows of `workflow_instances`: found, locked, made, changed, deleted."""

import functools
import sqlite3
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from .errors import InstanceNotFoundError
from .events import EventType, NewEvent
from .journal import Transaction
from .statements import Prepared
from .status import EXECUTING, InstanceStatus
from .tables import instances


@dataclass(frozen=True)
class InstanceRow:
    """A row of `workflow_instances`."""

    id: str
    name: str
    status: InstanceStatus
    params: str
    output: str | None
    error: str | None
    run: int
    segment: int
    submitted_segment: int | None
    start_position: int | None
    attention: bool
    wake_at: float | None
    waiting_for: str | None
    deaths: int
    created_at: float
    queued_at: float
    started_at: float | None
    ended_at: float | None
    worker: str | None
    version: str

    @property
    def first_segment(self) -> int:
        """The number of the first segment there was."""
        return int(self.created_at * 1000)

    @classmethod
    def of(cls, row: Sequence[Any]) -> "InstanceRow":
        """The typed row; a status this version does not know becomes `unknown`."""
        # One boundary: the columns stand in the order of the fields.
        instance_id, name, status, *rest = row
        return cls(instance_id, name, _STATUSES.get(status, InstanceStatus.UNKNOWN), *rest)


_STATUSES = {status.value: status for status in InstanceStatus}
_FIND = sa.select(instances).where(instances.c.id == sa.bindparam("id"))
_find = Prepared(_FIND)
_lock = Prepared(_FIND.with_for_update())
_holder = Prepared(
    sa.select(instances.c.status, instances.c.segment).where(instances.c.id == sa.bindparam("id"))
)
_NOT_RUNNING = """
    SELECT 1 WHERE NOT EXISTS (
        SELECT 1 FROM workflow_instances WHERE id = ? AND segment = ? AND status = 'running'
    )
"""
_NEW_COLUMNS = (
    "id",
    "name",
    "status",
    "params",
    "run",
    "segment",
    "attention",
    "deaths",
    "created_at",
    "queued_at",
    "version",
)
_inserts = {
    name: Prepared(
        insert_into(instances).on_conflict_do_nothing(index_elements=["id"]), *_NEW_COLUMNS
    )
    for name, insert_into in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


_THIS = instances.c.id == sa.bindparam("this_id")
_THIS_SEGMENT = instances.c.segment == sa.bindparam("this_segment")
_take = Prepared(
    sa.update(instances)
    .where(
        _THIS,
        _THIS_SEGMENT,
        instances.c.worker == sa.bindparam("this_worker"),
        instances.c.status == InstanceStatus.QUEUED.value,
    )
    .values(
        status=InstanceStatus.RUNNING.value,
        attention=False,
        submitted_segment=instances.c.segment,
        started_at=sa.func.coalesce(instances.c.started_at, sa.bindparam("now", type_=sa.Double)),
    )
)


def _values(columns: Sequence[str]) -> dict[str, sa.BindParameter[Any]]:
    return {column: sa.bindparam(f"new_{column}") for column in columns}


@functools.cache
def _update(*columns: str) -> Prepared:
    return Prepared(sa.update(instances).where(_THIS).values(**_values(columns)))


@functools.cache
def _update_running(*columns: str) -> Prepared:
    is_running = instances.c.status == InstanceStatus.RUNNING.value
    return Prepared(
        sa.update(instances).where(_THIS, _THIS_SEGMENT, is_running).values(**_values(columns))
    )


def find(connection: sa.Connection, instance_id: str, *, lock: bool = False) -> InstanceRow | None:
    """The instance's row, locked against other writers when asked."""
    row = (_lock if lock else _find).run(connection, id=instance_id).first()
    return None if row is None else InstanceRow.of(row)


def holder(connection: sa.Connection, instance_id: str) -> tuple[str, int] | None:
    """Status and segment of the instance."""
    row = _holder.run(connection, id=instance_id).first()
    if row is None:
        return None
    status, segment = cast("tuple[str, int]", tuple(row))
    return status, segment


def is_running(connection: sa.Connection, instance_id: str, segment: int) -> bool:
    """Whether this segment runs the instance: the question asked before each step."""
    return holder(connection, instance_id) == (InstanceStatus.RUNNING.value, segment)


def is_running_at_a_glance(connection: sqlite3.Connection, instance_id: str, segment: int) -> bool:
    """The same on SQLite by the driver alone, in a tenth of the time.

    Asked so that the usual answer has no row: the driver lets go of the interpreter's lock at each
    row and at the end, and on a busy process waits long to have it back.
    """
    return connection.execute(_NOT_RUNNING, (instance_id, segment)).fetchone() is None


def claim(instance_id: str, segment: int) -> sa.Select[str]:
    """A query that gives a row while this segment holds the instance and executes it, and keeps
    it so until the transaction it runs in has ended."""
    executing = instances.c.status.in_([status.value for status in EXECUTING])
    return (
        sa.select(instances.c.id)
        .where(instances.c.id == instance_id, instances.c.segment == segment, executing)
        .with_for_update(read=True)
    )


def require(transaction: Transaction, workflow: str, instance_id: str) -> InstanceRow:
    """The locked row. Raises InstanceNotFoundError."""
    row = find(transaction.connection, instance_id, lock=True)
    if row is None or row.name != workflow:
        raise InstanceNotFoundError(f"no instance {instance_id} of {workflow}; check the id")
    return row


def take(transaction: Transaction, row: InstanceRow, worker: str, now: float) -> bool:
    """Have a claimed instance running, if it still is as this worker claimed it."""
    taken = _take.run(
        transaction.connection,
        this_id=row.id,
        this_segment=row.segment,
        this_worker=worker,
        now=now,
    )
    return taken.rowcount == 1


def change(transaction: Transaction, instance_id: str, **values: object) -> None:
    """Write columns of a row that this transaction has locked."""
    _update(*values).run(transaction.connection, this_id=instance_id, **_new(values))


def change_running(
    transaction: Transaction, instance_id: str, segment: int, **values: object
) -> bool:
    """Write columns of the row if this segment runs the instance; whether it does."""
    changed = _update_running(*values).run(
        transaction.connection, this_id=instance_id, this_segment=segment, **_new(values)
    )
    return changed.rowcount == 1


def _new(values: Mapping[str, object]) -> dict[str, object]:
    return {f"new_{column}": value for column, value in values.items()}


def insert(
    transaction: Transaction, workflow: str, instance_id: str, params: str, version: str
) -> bool:
    """Make a queued instance; False when the id is taken."""
    now = time.time()
    done = _inserts[transaction.connection.dialect.name].run(
        transaction.connection,
        id=instance_id,
        name=workflow,
        status=InstanceStatus.QUEUED.value,
        params=params,
        run=0,
        segment=int(now * 1000),
        attention=False,
        deaths=0,
        created_at=now,
        queued_at=now,
        version=version,
    )
    if done.rowcount == 0:
        return False
    transaction.emit(
        NewEvent(instance_id, 0, EventType.WORKFLOW_QUEUED, data={"reason": "created"}, time=now)
    )
    return True
