"""One instance, seen and steered from any process on the same database."""

import time
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

from . import lifecycle, rows
from .errors import InstanceNotFoundError
from .events import ENDING, Event, read_events
from .history import History
from .journal import Transaction, wait_briefly
from .rows import InstanceRow
from .snapshot import InstanceSnapshot, InstanceSummary, snapshot, summarize
from .status import InstanceStatus
from .values import PLAIN

if TYPE_CHECKING:
    from .engine import WorkflowEngine

POLL_SECONDS = 0.25
"""How often a client looks for what the worker's process wrote."""

WORKER_POLL_SECONDS = 1.0
"""The same in the worker's own process, which hears of nearly all that happens at once."""

LONGEST_TYPE = 200
"""Characters of an event's type."""

EVENTS_AT_ONCE = 500
"""Events read in one query."""


class WorkflowInstance:
    """A handle: it holds the id and reads the rest from the database each time."""

    def __init__(self, engine: "WorkflowEngine", workflow_name: str, instance_id: str) -> None:
        self._engine = engine
        self.workflow_name = workflow_name
        self.id = instance_id

    async def status(self) -> InstanceSnapshot:
        """The instance with its steps and their attempts. Raises InstanceNotFoundError."""
        storage = self._engine.storage
        row = await self._row()
        events = await storage.read(
            lambda connection: read_events(connection, self.id, step_logs=False)
        )
        segment = row.submitted_segment
        records: dict[int, object] = {}
        if segment is not None:
            records = await storage.call(lambda: storage.durable.records(self.id, segment))
        return snapshot(row, History(events), records)

    async def summary(self) -> InstanceSummary:
        """The instance without its steps: one row read. Raises InstanceNotFoundError."""
        return summarize(await self._row())

    async def pause(self) -> InstanceStatus:
        """Pause: at once when queued or waiting, else after the step in progress.

        Gives the new status. Raises InstanceStateError (`instance.cannot_pause`).
        """
        return await self._call(lifecycle.pause)

    async def resume(self) -> InstanceStatus:
        """Go on at the first step without a result. Raises `instance.cannot_resume`."""
        return await self._call(lifecycle.resume)

    async def terminate(self) -> InstanceStatus:
        """End it: the step in progress is cancelled. Raises `instance.cannot_terminate`."""
        return await self._call(lifecycle.terminate)

    async def restart(self, *, from_step: str | None = None) -> InstanceStatus:
        """Run again, in any state, from the first step or from a named one.

        What came before the named step is kept, the rest is dropped; attempts count anew. A
        running instance is stopped first. Raises StepNotFoundError.
        """
        return await self._call(
            lambda transaction, workflow, instance_id: lifecycle.restart(
                transaction, workflow, instance_id, from_step
            )
        )

    async def send_event(
        self,
        type: str,  # noqa: A002 - see step.py
        payload: object = None,
        *,
        awaited: bool = False,
    ) -> None:
        """Send an event, kept until a wait asks for its type.

        An `awaited` one is never kept: it is taken by the wait that is open now, and a second one
        finds none. Raises InstanceStateError (`instance.cannot_send_event`) when the instance has
        ended, or does not wait for an `awaited` event; ValueTooLargeError past 1 MiB.
        """
        if not 0 < len(type) <= LONGEST_TYPE or not type.isprintable():
            raise ValueError(f"an event's type is 1 to {LONGEST_TYPE} printable characters")
        text = PLAIN.dump(payload, f"the payload of event {type}")
        await self._call(
            lambda transaction, workflow, instance_id: lifecycle.send_event(
                transaction, workflow, instance_id, type, text, awaited=awaited
            )
        )

    async def events(self, *, after: int = 0, follow: bool = True) -> AsyncIterator[Event]:
        """Events past the cursor `after`, oldest first, then live ones as they happen.

        Ends when the instance has ended; with `follow=False` after what there is now. Raises
        InstanceNotFoundError.
        """
        storage = self._engine.storage
        cursor = after
        with storage.watch(self.id, steps=True) as news:
            while True:
                news.clear()
                # The status first: what is written after this read is seen by the next round.
                row = await self._row()
                found = await self._events_after(cursor)
                for event in found:
                    cursor = event.cursor
                    yield event
                if len(found) == EVENTS_AT_ONCE:
                    continue
                if not follow or (row.status.ended and self._is_end(found)):
                    return
                await wait_briefly(news, self._poll)

    async def _events_after(self, cursor: int) -> list[Event]:
        return await self._engine.storage.read(
            lambda connection: read_events(connection, self.id, after=cursor, limit=EVENTS_AT_ONCE)
        )

    @staticmethod
    def _is_end(found: list[Event]) -> bool:
        return not found or found[-1].type in ENDING

    async def wait(self, timeout: float | None = None) -> InstanceSummary:  # noqa: ASYNC109 - says which state it is stuck in
        """Wait until the instance has ended. Raises TimeoutError after `timeout` seconds."""
        return await self.wait_until(lambda summary: summary.status.ended, timeout)

    async def wait_until(
        self,
        reached: Callable[[InstanceSummary], bool],
        timeout: float | None = None,  # noqa: ASYNC109 - says which state it is stuck in
    ) -> InstanceSummary:
        """Wait until the instance is as asked. Raises TimeoutError after `timeout` seconds."""
        deadline = None if timeout is None else time.monotonic() + timeout
        with self._engine.storage.watch(self.id, steps=False) as news:
            while True:
                news.clear()
                summary = await self.summary()
                if reached(summary):
                    return summary
                left = self._poll if deadline is None else deadline - time.monotonic()
                if left <= 0:
                    raise TimeoutError(f"instance {self.id} is still {summary.status.value}")
                await wait_briefly(news, min(self._poll, left))

    @property
    def _poll(self) -> float:
        return WORKER_POLL_SECONDS if self._engine.works else POLL_SECONDS

    async def _row(self) -> InstanceRow:
        row = await self._engine.storage.read(lambda connection: rows.find(connection, self.id))
        if row is None or row.name != self.workflow_name:
            raise InstanceNotFoundError(
                f"no instance {self.id} of {self.workflow_name}; check the id"
            )
        return row

    async def _call(
        self, transition: "Callable[[Transaction, str, str], InstanceStatus | None]"
    ) -> InstanceStatus:
        status = await self._engine.storage.write(
            lambda transaction: transition(transaction, self.workflow_name, self.id)
        )
        self._engine.notify(self.id)
        return status or InstanceStatus.UNKNOWN
