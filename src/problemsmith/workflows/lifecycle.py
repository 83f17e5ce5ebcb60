"""The states of an instance as transactions: each call reads the row, decides, and writes.

The row is locked first (SQLite locks the whole file), so of two calls at once one sees what the
other did. Nothing here talks to the engine below: the worker that holds the instance sees
`attention` and acts on it, so the calls work from any process.
"""

import time

import sqlalchemy as sa

from .errors import ErrorInfo, InstanceStateError, StepNotFoundError
from .events import EventType, NewEvent, read_events
from .history import History
from .journal import Transaction
from .rows import InstanceRow, change, change_running, find, require
from .status import EXECUTING, PAUSABLE, RESUMABLE, UNDER_WAY, InstanceStatus
from .tables import messages


def next_segment(row: InstanceRow, keep: int | None = None) -> dict[str, object]:
    """The columns that queue the instance for a new execution, to be claimed by any worker once
    none holds it.

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
        "wake_at": None,
        "waiting_for": None,
    }


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
        # Whoever holds the old run ends that first.
        attention=True,
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
    transaction: Transaction,
    workflow: str,
    instance_id: str,
    event_type: str,
    payload: str,
    *,
    awaited: bool,
) -> None:
    """Keep the event for the wait that asks for it, and wake the instance if it waits already.

    An `awaited` event is refused unless the instance waits for it now.
    """
    row = require(transaction, workflow, instance_id)
    if row.status.ended:
        raise InstanceStateError(
            "send_event", row.id, row.status.value, "it has ended and waits for nothing"
        )
    waits = row.status is InstanceStatus.WAITING and row.waiting_for == event_type
    if awaited and not waits:
        raise InstanceStateError(
            "send_event", row.id, row.status.value, f"it does not wait for an event {event_type}"
        )
    transaction.connection.execute(
        messages.insert().values(
            instance_id=row.id, type=event_type, payload=payload, sent_at=time.time()
        )
    )
    if waits:
        wake(transaction, row, "event")


def wake(transaction: Transaction, row: InstanceRow, reason: str) -> None:
    """Queue an instance that nobody runs any more for a new execution."""
    change(transaction, row.id, **next_segment(row), worker=None, attention=False)
    transaction.emit(NewEvent(row.id, row.run, EventType.WORKFLOW_QUEUED, data={"reason": reason}))


def settle_pause(transaction: Transaction, row: InstanceRow) -> bool:
    """Pause an instance of which that was asked, now that no step of it runs; True if it was."""
    if row.status is not InstanceStatus.WAITING_FOR_PAUSE:
        return False
    change(transaction, row.id, status=InstanceStatus.PAUSED.value, worker=None)
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


def complete(
    transaction: Transaction, instance_id: str, run: int, segment: int, output: str
) -> None:
    """Write what the instance returned, if the segment still holds it.

    A pause that was asked for in its last step is kept: what is left is only to say the end.
    """
    now = time.time()
    ending = _ending(InstanceStatus.COMPLETE, now)
    while not change_running(transaction, instance_id, segment, **ending, output=output):
        row = held_by(transaction, instance_id, segment)
        if row is None or settle_pause(transaction, row):
            return
        # The pause was called off between the two looks; now the row is locked.
    transaction.emit(NewEvent(instance_id, run, EventType.WORKFLOW_COMPLETED, time=now))


def fail(transaction: Transaction, row: InstanceRow, error: ErrorInfo) -> None:
    """Write that the instance ended by an error."""
    now = time.time()
    kept = error.model_dump_json(exclude_none=True)
    change(transaction, row.id, **_ending(InstanceStatus.ERRORED, now), error=kept)
    data = {"error": error.model_dump(exclude_none=True)}
    transaction.emit(NewEvent(row.id, row.run, EventType.WORKFLOW_ERRORED, data=data, time=now))


def _ending(status: InstanceStatus, now: float) -> dict[str, object]:
    return {
        "status": status.value,
        "ended_at": now,
        "attention": False,
        "worker": None,
        "wake_at": None,
        "waiting_for": None,
    }
