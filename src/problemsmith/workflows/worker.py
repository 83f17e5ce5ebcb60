"""The part that works: runs executions, hands instances over, wakes them when their time comes."""

import asyncio
import heapq
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from . import demand, lifecycle
from .durable import ACTIVE, DurableSettings, DurableWorker, durable_id
from .entrypoint import WorkflowEntrypoint, output_codec, params_codec
from .errors import ErrorInfo, WorkflowError
from .execution import EngineFailure, Execution, workflow_event
from .journal import Transaction, wait_briefly
from .rows import InstanceRow
from .status import EXECUTING, InstanceStatus
from .step import WorkflowStep
from .storage import Storage
from .worker_lock import worker_lock

LOOK_SECONDS = 0.25
"""How often the worker looks for what other processes asked of it. One indexed query."""

ABORT_SECONDS = 10.0
"""How long a restarted instance waits for its old execution to clean up."""

STOP_SECONDS = 10.0
"""How long a stop waits for cancelled steps to clean up."""

_log = logging.getLogger(__name__)

RETRY_SECONDS = 2.0
"""How long an instance rests after the database failed it."""

RECONCILE_AT_ONCE = 1000
"""Instances that one statement asks about."""

Definition = tuple[type[WorkflowEntrypoint[Any, Any]], Any]
"""A workflow's class and its environment."""


class Worker:
    """Runs in the process that holds the worker's lock."""

    def __init__(
        self, storage: Storage, settings: DurableSettings, definitions: Mapping[str, Definition]
    ) -> None:
        self._storage = storage
        self._definitions = definitions
        self._executions: dict[str, Execution] = {}
        self._handling: dict[str, asyncio.Task[None]] = {}
        self._running: set[asyncio.Task[Any]] = set()
        self._due: list[float] = []
        self._news = asyncio.Event()
        self._loop_task: asyncio.Task[None] | None = None
        self._stopping = False
        self._lock = worker_lock(storage.url)
        self._durable = DurableWorker(
            storage.writing,
            storage.url.render_as_string(hide_password=False),
            settings,
            self._execute,
        )

    async def start(self) -> None:
        """Take the lock, put right what a crash left half done, and begin to work."""
        await self._storage.call(self._lock.acquire)
        try:
            await self._storage.call(self._durable.prepare)
            await self._reconcile()
            self._durable.launch()
        except BaseException:
            self._lock.release()
            raise
        self._loop_task = asyncio.create_task(self._look())

    async def stop(self) -> None:
        """Stop at once; what runs is interrupted and goes on at the next start."""
        self._stopping = True
        if self._loop_task is not None:
            self._loop_task.cancel()
            await asyncio.wait({self._loop_task})
        for task in self._handling.values():
            task.cancel()
        for execution in list(self._executions.values()):
            execution.interrupt()
        if self._running:
            # Those that were just done get their outcome recorded; a step that ignores its
            # cancellation is left behind.
            await asyncio.wait(self._running, timeout=STOP_SECONDS)
        await self._durable.destroy()
        self._lock.release()

    def notify(self, instance_id: str | None = None) -> None:
        """Something was asked of the worker by this very process: look now."""
        execution = None if instance_id is None else self._executions.get(instance_id)
        if execution is not None:
            execution.nudged.set()
        self._news.set()

    # running one instance

    async def _execute(self, instance_id: str, segment: int) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        execution = Execution(self._storage, instance_id, segment, self._remember_due)
        previous = self._executions.get(instance_id)
        self._executions[instance_id] = execution
        try:
            if previous is not None:
                await previous.ended.wait()
            await self._run(execution)
        except (EngineFailure, Exception):  # noqa: BLE001 - nothing may leave it hanging
            _log.exception("instance %s could not go on; it is tried again", instance_id)
            asyncio.get_running_loop().call_later(
                RETRY_SECONDS, self._try_again, instance_id, segment
            )
        finally:
            execution.ended.set()
            if self._executions.get(instance_id) is execution:
                del self._executions[instance_id]

    async def _run(self, execution: Execution) -> None:
        row = await execution.begin()
        if row is None:
            return
        definition = self._definitions.get(row.name)
        if definition is None:
            await execution.fail(_unknown_workflow(row.name))
            return
        entrypoint, env = definition

        async def body() -> object:
            event = workflow_event(row, params_codec(entrypoint))
            return await entrypoint(env).run(event, WorkflowStep(execution))

        await execution.work(row, body, output_codec(entrypoint))

    def _try_again(self, instance_id: str, segment: int) -> None:
        if not self._stopping:
            task = asyncio.ensure_future(self._requeue(instance_id, segment))
            self._handling[f"again:{instance_id}"] = task
            task.add_done_callback(lambda _: self._handling.pop(f"again:{instance_id}", None))

    async def _requeue(self, instance_id: str, segment: int) -> None:
        def operation(transaction: Transaction) -> None:
            lifecycle.take_back(transaction, instance_id, segment, "retried")

        try:
            await self._storage.write(operation)
        except WorkflowError:
            asyncio.get_running_loop().call_later(
                RETRY_SECONDS, self._try_again, instance_id, segment
            )
        self._news.set()

    # looking for what is to be done

    async def _look(self) -> None:
        while True:
            try:
                await self._look_once()
            except WorkflowError as error:
                _log.warning("the worker cannot look for work: %s", error)
            timeout = LOOK_SECONDS
            if self._due:
                timeout = min(timeout, max(0.0, self._due[0] - time.time()))
            await wait_briefly(self._news, timeout)
            self._news.clear()

    async def _look_once(self) -> None:
        now = time.time()
        for row in await self._storage.read(lambda connection: demand.wanting(connection, now)):
            if row.id not in self._handling:
                task = asyncio.create_task(self._handle(row))
                self._handling[row.id] = task
                task.add_done_callback(_drop(self._handling, row.id))
        while self._due and self._due[0] <= now:
            heapq.heappop(self._due)

    async def _handle(self, row: InstanceRow) -> None:
        try:
            if row.status is InstanceStatus.WAITING:
                await self._storage.write(lambda transaction: demand.wake_due(transaction, row))
                self._news.set()
                return
            await self._attend(row)
        except WorkflowError as error:
            _log.warning("instance %s cannot be handed over yet: %s", row.id, error)

    async def _attend(self, row: InstanceRow) -> None:
        execution = self._executions.get(row.id)
        if execution is not None:
            execution.nudged.set()
            if execution.segment != row.segment or row.status not in EXECUTING:
                execution.abort()
                if not await wait_briefly(execution.ended, ABORT_SECONDS):
                    _log.warning("instance %s: its step does not stop when cancelled", row.id)
        if row.status is InstanceStatus.QUEUED:
            await self._submit(row)
        await self._storage.write(lambda transaction: demand.attended(transaction, row))

    async def _submit(self, row: InstanceRow) -> None:
        start, source = row.start_position, row.submitted_segment
        if source is None or start == 1:
            await self._storage.write(
                lambda transaction: self._storage.durable.enqueue(
                    transaction.connection, row.id, row.segment
                )
            )
            return
        # Larger than any position: keep all there is.
        keep_all = 2**31 - 1
        await self._storage.call(
            lambda: self._storage.durable.fork(row.id, source, row.segment, start or keep_all)
        )

    def _remember_due(self, wake_at: float) -> None:
        heapq.heappush(self._due, wake_at)
        self._news.set()

    # after a crash

    async def _reconcile(self) -> None:
        """Queue anew what is under way by our table but not by the engine's."""
        under_way = await self._storage.read(demand.under_way)
        for first in range(0, len(under_way), RECONCILE_AT_ONCE):
            await self._reconcile_some(under_way[first : first + RECONCILE_AT_ONCE])

    async def _reconcile_some(self, under_way: list[tuple[str, int]]) -> None:
        wanted = {durable_id(*held): held for held in under_way}
        statuses = await self._storage.call(lambda: self._storage.durable.statuses(wanted))
        lost = [held for key, held in wanted.items() if statuses.get(key) not in ACTIVE]

        def operation(transaction: Transaction) -> None:
            for instance_id, segment in lost:
                lifecycle.take_back(transaction, instance_id, segment, "recovered")

        if lost:
            await self._storage.write(operation)


def _drop(tasks: dict[str, asyncio.Task[None]], key: str) -> Callable[[asyncio.Task[None]], None]:
    def drop(_task: asyncio.Task[None]) -> None:
        tasks.pop(key, None)

    return drop


def _unknown_workflow(name: str) -> ErrorInfo:
    return ErrorInfo(
        name="UnknownWorkflow",
        message=f"this worker does not know a workflow named {name}; start one that does and "
        "restart the instance",
        code="workflow.unknown",
    )
