"""One execution of an instance by this process: what stands between `run` and the tables."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from . import lifecycle, rows
from .entrypoint import WorkflowEvent
from .errors import ErrorInfo
from .events import EventType, NewEvent, read_events
from .history import History
from .journal import Transaction
from .rows import InstanceRow
from .status import InstanceStatus
from .storage import Storage
from .values import Codec

_log = logging.getLogger(__name__)


class Parked(BaseException):
    """Leaves `run` because this execution is over: paused, waiting, terminated, handed on.

    Not an Exception: neither a workflow's `except Exception` nor DBOS may take it for a failure.
    """


class EngineFailure(BaseException):
    """The layer itself failed (the database, most likely), not the workflow's code."""


class Execution:
    """Holds one segment of one instance. Its methods write only while it still does."""

    def __init__(
        self,
        storage: Storage,
        worker: str,
        row: InstanceRow,
        submit_due: Callable[[float], None],
    ) -> None:
        self._storage = storage
        self._row = row
        self._journal = storage.journal
        self._submit_due = submit_due
        self._task: asyncio.Task[object] | None = None
        self._aborted = False
        self._interrupted = False
        self.nudged = asyncio.Event()
        """Set when the instance's state changed and a delay between attempts should look."""
        self.ended = asyncio.Event()
        """Set when the execution is over, however it went."""
        self.worker = worker
        self.instance_id = row.id
        self.segment = row.segment
        self.run = row.run
        self.workflow_name = row.name
        self.history = History()

    def abort(self) -> None:
        """Cancel what runs: the instance was terminated or restarted."""
        self._aborted = True
        if self._task is not None:
            self._task.cancel()

    async def begin(self) -> bool:
        """Take the instance. False when it is not to be run any more."""
        history = await self._journal.run(self._begin)
        if history is None:
            return False
        self.history = history
        return True

    def _begin(self, transaction: Transaction) -> History | None:
        row, now = self._row, time.time()
        if not rows.take(transaction, row, self.worker, now):
            return None
        if row.started_at is None:
            transaction.emit(NewEvent(row.id, row.run, EventType.WORKFLOW_STARTED, time=now))
        transaction.emit(NewEvent(row.id, row.run, EventType.WORKFLOW_RUNNING, time=now))
        if self.segment == row.first_segment and row.started_at is None:
            return History()
        transaction.write_events()
        return History(read_events(transaction.connection, row.id, step_logs=False))

    def interrupt(self) -> None:
        """Cancel what runs because the process stops; another execution takes over later."""
        self._interrupted = True
        if self._task is not None:
            self._task.cancel()

    async def work(self, body: Callable[[], Coroutine[Any, Any, object]], output: Codec) -> None:
        """Run the workflow's code to its end and write how it ended.

        Comes back normally when the execution is over for good; raises CancelledError when the
        process stops.
        """
        task = self._task = asyncio.ensure_future(body())
        if self._aborted or self._interrupted:
            task.cancel()
        try:
            value = await task
            text = output.dump(value, f"the output of {self.workflow_name}")
        except Parked:
            return
        except asyncio.CancelledError:
            if self._aborted:
                return
            if not task.done():
                task.cancel()
                await asyncio.wait({task})
            await self._journal.run(self._hand_back)
            raise
        except Exception as error:  # noqa: BLE001 - whatever the workflow raises is its result
            _log.info("instance %s errored", self.instance_id, exc_info=error)
            await self.fail(ErrorInfo.of(error))
        else:
            await self._journal.run(
                lambda transaction: lifecycle.complete(
                    transaction, self.instance_id, self.run, self.segment, text
                )
            )

    def _hand_back(self, transaction: Transaction) -> None:
        """The process stops in good order: say so, since nobody runs the instance any more."""
        row = lifecycle.held_by(transaction, self.instance_id, self.segment)
        if row is None or lifecycle.settle_pause(transaction, row):
            return
        lifecycle.wake(transaction, row, "worker stopped")

    async def fail(self, error: ErrorInfo) -> None:
        """End the instance as errored."""

        def operation(transaction: Transaction) -> None:
            row = lifecycle.held_by(transaction, self.instance_id, self.segment)
            if row is not None:
                lifecycle.fail(transaction, row, error)

        await self._journal.run(operation)

    # What the workflow and its steps need.

    def workflow_event(self, params: Codec) -> WorkflowEvent[Any]:
        """What `run` is given."""
        return WorkflowEvent(
            payload=params.load(self._row.params),
            timestamp=datetime.fromtimestamp(self._row.created_at, UTC),
            instance_id=self.instance_id,
            workflow_name=self.workflow_name,
        )

    def claim(self) -> sa.Select[str]:
        """See `StepContext.claim`."""
        return rows.claim(self.instance_id, self.segment)

    def event(
        self,
        event_type: EventType,
        step: str | None = None,
        attempt: int | None = None,
        *,
        at: float | None = None,
        **data: object,
    ) -> NewEvent:
        """An event of this run; None values are left out of its data."""
        return NewEvent(
            self.instance_id,
            self.run,
            event_type,
            step,
            attempt,
            {key: value for key, value in data.items() if value is not None},
            time.time() if at is None else at,
        )

    def tell(self, *events: NewEvent) -> None:
        """Record events without waiting, if this execution still holds the instance by then."""
        self._journal.append(lambda transaction: self._emit(transaction, events))

    def _emit(self, transaction: Transaction, events: tuple[NewEvent, ...]) -> None:
        # Another worker may have taken over from a process that was frozen: the story is its own.
        if self._storage.shared:
            holder = rows.holder(transaction.connection, self.instance_id)
            if holder is None or holder[1] != self.segment:
                return
        transaction.emit(*events)

    def tell_missing(self, *events: NewEvent) -> None:
        """Record those events of a replayed step that a crash kept from being written."""
        missing = [event for event in events if not self._has(event)]
        if missing:
            self.tell(*missing)

    def _has(self, event: NewEvent) -> bool:
        position = event.data.get("position")
        return isinstance(position, int) and self.history.has(event.type, position)

    async def gate(self, *events: NewEvent) -> None:
        """Pass only if the instance is still to go on; records `events` when it does.

        Stands before everything that is about to happen. Raises Parked when the instance was
        paused, ended or handed on.
        """

        def operation(transaction: Transaction) -> bool:
            row = lifecycle.held_by(transaction, self.instance_id, self.segment)
            return row is not None and not lifecycle.settle_pause(transaction, row)

        # Nearly always there is nothing to decide, and a read costs far less than a commit.
        is_running = await self._storage.is_running(self.instance_id, self.segment)
        if not is_running and not await self._journal.run(operation):
            raise Parked
        # Durable some milliseconds after the step began, before it can have paid for anything.
        self.tell(*events)

    async def park(
        self,
        wake_at: float | None,
        waiting_for: str | None,
        ready: Callable[[Transaction], str | None],
    ) -> str:
        """Give up the worker's slot until the time or the event comes.

        `ready` looks, in the same transaction, whether there is anything to wait for at all: what
        it finds is given back and nothing is parked. Otherwise raises Parked.
        """

        def operation(transaction: Transaction) -> str | None:
            row = lifecycle.held_by(transaction, self.instance_id, self.segment)
            if row is None or lifecycle.settle_pause(transaction, row):
                return None
            found = ready(transaction)
            if found is None:
                rows.change(
                    transaction,
                    row.id,
                    status=InstanceStatus.WAITING.value,
                    wake_at=wake_at,
                    waiting_for=waiting_for,
                    worker=None,
                )
                transaction.emit(
                    self.event(EventType.WORKFLOW_WAITING, wake_at=wake_at, waiting_for=waiting_for)
                )
            return found

        found = await self._journal.run(operation)
        if found is None:
            if wake_at is not None:
                self._submit_due(wake_at)
            raise Parked
        return found
