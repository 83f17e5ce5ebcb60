"""The states of an instance as transactions: each call reads the row, decides, and writes.

The row is locked first (SQLite locks the whole file), so of two calls at once one sees what the
other did. Nothing here talks to the engine below: a worker sees `attention` and acts on it, so
the calls work from any process.
"""

import functools
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from .errors import InstanceNotFoundError, InstanceStateError, StepNotFoundError
from .events import EventType, NewEvent, read_events
from .history import History
from .journal import Transaction
from .statements import Prepared
from .status import EXECUTING, PAUSABLE, RESUMABLE, UNDER_WAY, InstanceStatus
from .tables import events, instances, messages


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
_NEW_COLUMNS = (
    "id",
    "name",
    "status",
    "params",
    "run",
    "segment",
    "submitted_segment",
    "attention",
    "deaths",
    "created_at",
    "queued_at",
)
_inserts = {
    name: Prepared(
        insert_into(instances).on_conflict_do_nothing(index_elements=["id"]), *_NEW_COLUMNS
    )
    for name, insert_into in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


@functools.cache
def _update(*columns: str) -> Prepared:
    values: dict[str, sa.BindParameter[Any]] = {
        column: sa.bindparam(f"new_{column}") for column in columns
    }
    return Prepared(
        sa.update(instances).where(instances.c.id == sa.bindparam("this_id")).values(**values)
    )


def find(connection: sa.Connection, instance_id: str, *, lock: bool = False) -> InstanceRow | None:
    """The instance's row, locked against other writers when asked."""
    row = (_lock if lock else _find).run(connection, id=instance_id).first()
    return None if row is None else InstanceRow.of(row)


def holder(connection: sa.Connection, instance_id: str) -> tuple[str, int] | None:
    """Status and segment of the instance: the question asked before each step."""
    row = _holder.run(connection, id=instance_id).first()
    if row is None:
        return None
    status, segment = cast("tuple[str, int]", tuple(row))
    return status, segment


def require(transaction: Transaction, workflow: str, instance_id: str) -> InstanceRow:
    """The locked row. Raises InstanceNotFoundError."""
    row = find(transaction.connection, instance_id, lock=True)
    if row is None or row.name != workflow:
        raise InstanceNotFoundError(f"no instance {instance_id} of {workflow}; check the id")
    return row


def change(transaction: Transaction, instance_id: str, **values: object) -> None:
    """Write columns of a row that this transaction has locked."""
    _update(*values).run(
        transaction.connection,
        this_id=instance_id,
        **{f"new_{column}": value for column, value in values.items()},
    )


def next_segment(row: InstanceRow, keep: int | None = None) -> dict[str, object]:
    """The columns that queue the instance for a new execution.

    `keep` is the last position whose result stays; None keeps all there is.
    """
    start = None if keep is None else keep + 1
    if row.submitted_segment != row.segment and row.start_position is not None:
        # The segment before never reached the engine: what it would have dropped is dropped now.
        start = row.start_position if start is None else min(start, row.start_position)
    return {
        "status": InstanceStatus.QUEUED.value,
        "segment": row.segment + 1,
        "start_position": start,
        "attention": True,
        "wake_at": None,
        "waiting_for": None,
    }


def insert(transaction: Transaction, workflow: str, instance_id: str, params: str) -> int | None:
    """Make a queued instance. Gives its first segment; None when the id is taken."""
    now = time.time()
    segment = int(now * 1000)
    done = _inserts[transaction.connection.dialect.name].run(
        transaction.connection,
        id=instance_id,
        name=workflow,
        status=InstanceStatus.QUEUED.value,
        params=params,
        run=0,
        segment=segment,
        submitted_segment=segment,
        attention=False,
        deaths=0,
        created_at=now,
        queued_at=now,
    )
    if done.rowcount == 0:
        return None
    transaction.emit(
        NewEvent(instance_id, 0, EventType.WORKFLOW_QUEUED, data={"reason": "created"}, time=now)
    )
    return segment


def delete(transaction: Transaction, row: InstanceRow) -> None:
    """Remove the locked row with its events and messages."""
    for table in (messages, events):
        transaction.connection.execute(sa.delete(table).where(table.c.instance_id == row.id))
    transaction.connection.execute(sa.delete(instances).where(instances.c.id == row.id))


def pause(transaction: Transaction, workflow: str, instance_id: str) -> InstanceStatus:
    """Pause now, or after the step in progress. Gives the new status."""
    row = require(transaction, workflow, instance_id)
    if row.status in RESUMABLE:
        return row.status
    if row.status not in PAUSABLE:
        raise InstanceStateError(
            "pause", row.id, row.status.value, "only a queued, running or waiting one can be paused"
        )
    running = row.status is InstanceStatus.RUNNING
    status = InstanceStatus.WAITING_FOR_PAUSE if running else InstanceStatus.PAUSED
    event = EventType.WORKFLOW_WAITING_FOR_PAUSE if running else EventType.WORKFLOW_PAUSED
    change(
        transaction,
        row.id,
        status=status.value,
        attention=True,
        wake_at=None,
        waiting_for=None,
    )
    transaction.emit(NewEvent(row.id, row.run, event))
    return status


def resume(transaction: Transaction, workflow: str, instance_id: str) -> InstanceStatus:
    """Go on at the first step without a result. Gives the new status."""
    row = require(transaction, workflow, instance_id)
    if row.status is InstanceStatus.WAITING_FOR_PAUSE:
        # Still in its step: the pause is simply called off.
        change(transaction, row.id, status=InstanceStatus.RUNNING.value)
        transaction.emit(
            NewEvent(row.id, row.run, EventType.WORKFLOW_RUNNING, data={"reason": "resumed"})
        )
        return InstanceStatus.RUNNING
    if row.status is not InstanceStatus.PAUSED:
        raise InstanceStateError(
            "resume", row.id, row.status.value, "only a paused one can be resumed"
        )
    change(transaction, row.id, **next_segment(row))
    transaction.emit(
        NewEvent(row.id, row.run, EventType.WORKFLOW_QUEUED, data={"reason": "resumed"})
    )
    return InstanceStatus.QUEUED


def terminate(transaction: Transaction, workflow: str, instance_id: str) -> InstanceStatus:
    """End it now. The worker that holds it cancels the step in progress."""
    row = require(transaction, workflow, instance_id)
    if row.status is InstanceStatus.TERMINATED:
        return row.status
    if row.status.ended:
        raise InstanceStateError(
            "terminate", row.id, row.status.value, "it has ended; nothing is left to stop"
        )
    now = time.time()
    change(
        transaction,
        row.id,
        status=InstanceStatus.TERMINATED.value,
        ended_at=now,
        wake_at=None,
        waiting_for=None,
        attention=True,
    )
    transaction.emit(NewEvent(row.id, row.run, EventType.WORKFLOW_TERMINATED, time=now))
    return InstanceStatus.TERMINATED


def restart(
    transaction: Transaction, workflow: str, instance_id: str, from_step: str | None
) -> InstanceStatus:
    """Run again from the first step or a named one; what came before it is kept."""
    row = require(transaction, workflow, instance_id)
    if row.status is InstanceStatus.UNKNOWN:
        raise InstanceStateError("restart", row.id, row.status.value, "use the newer program")
    keep = 0
    if from_step is not None:
        transaction.write_events()
        steps = History(read_events(transaction.connection, row.id, step_logs=False)).steps
        if from_step not in steps:
            ran = ", ".join(steps) or "none"
            raise StepNotFoundError(
                f"cannot restart instance {row.id} from {from_step}: that step has not run; "
                f"those that have: {ran}"
            )
        keep = steps[from_step].position - 1
    now = time.time()
    # What was sent to the old run is not an answer to the new one.
    transaction.connection.execute(sa.delete(messages).where(messages.c.instance_id == row.id))
    change(
        transaction,
        row.id,
        **next_segment(row, keep),
        run=row.run + 1,
        output=None,
        error=None,
        queued_at=now,
        started_at=None,
        ended_at=None,
        deaths=0,
    )
    transaction.emit(
        NewEvent(
            row.id,
            row.run + 1,
            EventType.WORKFLOW_QUEUED,
            data={"reason": "restarted", "from": from_step, "keep": keep},
            time=now,
        )
    )
    return InstanceStatus.QUEUED


def send_event(
    transaction: Transaction, workflow: str, instance_id: str, event_type: str, payload: str
) -> None:
    """Keep the event for the wait that asks for it, and wake the instance if it waits already."""
    row = require(transaction, workflow, instance_id)
    if row.status.ended:
        raise InstanceStateError(
            "send_event", row.id, row.status.value, "it has ended and waits for nothing"
        )
    transaction.connection.execute(
        messages.insert().values(
            instance_id=row.id, type=event_type, payload=payload, sent_at=time.time()
        )
    )
    if row.status is InstanceStatus.WAITING and row.waiting_for == event_type:
        wake(transaction, row, "event")


def wake(transaction: Transaction, row: InstanceRow, reason: str) -> None:
    """Queue a waiting instance for a new execution."""
    change(transaction, row.id, **next_segment(row))
    transaction.emit(NewEvent(row.id, row.run, EventType.WORKFLOW_QUEUED, data={"reason": reason}))


def settle_pause(transaction: Transaction, row: InstanceRow) -> bool:
    """Pause an instance of which that was asked, now that no step of it runs; True if it was."""
    if row.status is not InstanceStatus.WAITING_FOR_PAUSE:
        return False
    change(transaction, row.id, status=InstanceStatus.PAUSED.value)
    transaction.emit(NewEvent(row.id, row.run, EventType.WORKFLOW_PAUSED))
    return True


def take_back(transaction: Transaction, instance_id: str, segment: int, reason: str) -> None:
    """Queue an instance anew whose execution is no more, unless it is to be paused or has moved on.

    The execution may have been lost before it took the instance, which is then still queued.
    """
    row = find(transaction.connection, instance_id, lock=True)
    if row is None or row.segment != segment or row.status not in UNDER_WAY:
        return
    if not settle_pause(transaction, row):
        wake(transaction, row, reason)


def held_by(transaction: Transaction, instance_id: str, segment: int) -> InstanceRow | None:
    """The locked row if this segment still holds the instance and it is executing, else None."""
    row = find(transaction.connection, instance_id, lock=True)
    if row is None or row.segment != segment or row.status not in EXECUTING:
        return None
    return row
