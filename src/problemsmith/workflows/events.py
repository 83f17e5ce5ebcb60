"""What happened to an instance, in order: the types, the row, and how a row is read."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, cast

import sqlalchemy as sa
from pydantic_core import to_json

from .errors import storable
from .tables import events as events_table


class EventType(StrEnum):
    """Everything that is recorded, by its wire name."""

    WORKFLOW_QUEUED = "workflow_queued"
    WORKFLOW_STARTED = "workflow_started"
    WORKFLOW_RUNNING = "workflow_running"
    WORKFLOW_WAITING = "workflow_waiting"
    WORKFLOW_WAITING_FOR_PAUSE = "workflow_waiting_for_pause"
    WORKFLOW_PAUSED = "workflow_paused"
    WORKFLOW_COMPLETED = "workflow_completed"
    WORKFLOW_ERRORED = "workflow_errored"
    WORKFLOW_TERMINATED = "workflow_terminated"
    STEP_STARTED = "step_started"
    STEP_COMPLETED = "step_completed"
    STEP_ERRORED = "step_errored"
    ATTEMPT_STARTED = "attempt_started"
    ATTEMPT_COMPLETED = "attempt_completed"
    ATTEMPT_ERRORED = "attempt_errored"
    SLEEP_STARTED = "sleep_started"
    SLEEP_COMPLETED = "sleep_completed"
    WAIT_STARTED = "wait_started"
    WAIT_COMPLETED = "wait_completed"
    WAIT_TIMED_OUT = "wait_timed_out"
    LOG = "log"


ENDING = frozenset(
    {
        EventType.WORKFLOW_COMPLETED,
        EventType.WORKFLOW_ERRORED,
        EventType.WORKFLOW_TERMINATED,
    }
)
"""Events after which nothing follows, unless the instance is restarted."""


PROGRESS = frozenset(
    {
        EventType.STEP_COMPLETED,
        EventType.STEP_ERRORED,
        EventType.ATTEMPT_COMPLETED,
        EventType.ATTEMPT_ERRORED,
        EventType.SLEEP_COMPLETED,
        EventType.WAIT_COMPLETED,
        EventType.WAIT_TIMED_OUT,
    }
)
"""Events after which an instance that is taken up again has less to do than before."""


@dataclass(frozen=True)
class NewEvent:
    """An event on its way to the table. `time` is seconds since 1970."""

    COLUMNS: ClassVar = ("instance_id", "run", "type", "step", "attempt", "time", "data")
    """The columns of the table that `row` fills."""

    instance_id: str
    run: int
    type: EventType
    step: str | None = None
    attempt: int | None = None
    data: Mapping[str, object] = field(default_factory=dict[str, object])
    time: float = field(default_factory=time.time)

    def row(self) -> tuple[object, ...]:
        """The values for an insert, in the order of `COLUMNS`."""
        return (
            self.instance_id,
            self.run,
            self.type.value,
            self.step,
            self.attempt,
            self.time,
            _json(self.data) if self.data else "{}",
        )


def _json(data: Mapping[str, object]) -> str:
    """JSON text of what a step logged or an error said, whatever characters are in it."""
    try:
        return to_json(data, fallback=str).decode()
    except ValueError:
        # Half a surrogate pair, most likely. An escape of it would read back as one, for the next
        # writer to trip over; so it is replaced.
        return storable(json.dumps(data, default=str, skipkeys=True, ensure_ascii=False))


@dataclass(frozen=True)
class Event:
    """An event as it was recorded. `cursor` grows over all instances; `time` is since 1970."""

    cursor: int
    instance_id: str
    run: int
    type: EventType
    step: str | None
    attempt: int | None
    time: float
    data: Mapping[str, object]

    @property
    def position(self) -> int | None:
        """Where in the run the event stands, for events of steps, sleeps and waits."""
        value = self.data.get("position")
        return value if isinstance(value, int) else None


def read_events(
    connection: sa.Connection,
    instance_id: str,
    *,
    after: int = 0,
    limit: int | None = None,
    step_logs: bool = True,
) -> list[Event]:
    """The events of one instance past a cursor, oldest first; on demand without steps' logs."""
    query = (
        sa.select(events_table)
        .where(events_table.c.instance_id == instance_id, events_table.c.cursor > after)
        .order_by(events_table.c.cursor)
    )
    if not step_logs:
        of_a_step = events_table.c.step.is_not(None)
        query = query.where(~((events_table.c.type == EventType.LOG.value) & of_a_step))
    if limit is not None:
        query = query.limit(limit)
    return [read_event(row) for row in connection.execute(query)]


def read_event(row: sa.Row[Any]) -> Event:
    """The event that a row of the table holds."""
    return Event(
        cursor=row.cursor,
        instance_id=row.instance_id,
        run=row.run,
        type=EventType(row.type),
        step=row.step,
        attempt=row.attempt,
        time=row.time,
        data=cast("dict[str, object]", json.loads(row.data)),
    )
