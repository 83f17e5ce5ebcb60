"""The part that works: claims instances and runs them, wakes them when their time comes."""

import asyncio
import heapq
import logging
import time
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from . import claims, lifecycle
from .durable import DurableSettings, DurableWorker
from .entrypoint import WorkflowEntrypoint, output_codec, params_codec
from .errors import ErrorInfo, WorkflowError
from .execution import EngineFailure, Execution
from .journal import Transaction, wait_briefly
from .membership import Membership
from .presence import Registration
from .rows import InstanceRow
from .status import EXECUTING
from .step import WorkflowStep
from .storage import Storage

LOOK_SECONDS = 0.25
"""How often the worker looks for what other processes asked of it. Some indexed queries."""

GATHER_SECONDS = 0.02
"""How long the end of an instance may wait for others, while more are queued than may run."""

ABORT_SECONDS = 10.0
"""How long a restarted instance waits for its old execution to clean up."""

STOP_SECONDS = 10.0
"""How long a stop waits for cancelled steps to clean up."""

_log = logging.getLogger(__name__)

RETRY_SECONDS = 2.0
"""How long an instance rests after the database failed it."""

KEEP_ALL = 2**31 - 1
"""A position after every other."""

Definition = tuple[type[WorkflowEntrypoint[Any, Any]], Any]
"""A workflow's class and its environment."""


class Worker:
    """One of the processes that run instances."""

    def __init__(
        self,
        storage: Storage,
        settings: DurableSettings,
        registration: Registration,
        definitions: Mapping[str, Definition],
    ) -> None:
        self._storage = storage
        self._settings = settings
        self._definitions = definitions
        self._executions: dict[str, Execution] = {}
        self._claimed: dict[tuple[str, int], InstanceRow] = {}
        self._backlog = False
        self._handling: dict[str, asyncio.Task[None]] = {}
        self._running: set[asyncio.Task[Any]] = set()
        self._due: list[float] = []
        self._news = asyncio.Event()
        self._loops: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._membership = Membership(
            storage, registration, on_lost=self._give_up_all, on_freed=self._news.set
        )
        self._durable = DurableWorker(
            storage.writing,
            storage.url.render_as_string(hide_password=False),
            settings,
            self._execute,
        )

    @property
    def id(self) -> str:
        """This worker among those of the database."""
        return self._membership.id

    async def is_alone(self) -> bool:
        """Whether no other worker lives at this moment. Raises StorageError."""
        return await self._membership.is_alone()

    async def start(self) -> None:
        """Take a place among the workers, put right what a crash left half done, begin to work."""
        await self._membership.enter()
        try:
            # Before the launch: DBOS looks for new queues only once a second.
            await self._storage.call(self._storage.durable.add_queue)
            await self._membership.take_over()
            self._durable.launch()
        except BaseException:
            await self._membership.leave()
            raise
        self._loops.add(asyncio.create_task(self._look()))
        if self._membership.has_peers:
            self._loops.add(asyncio.create_task(self._membership.stay()))

    async def stop(self) -> None:
        """Stop at once; what runs is interrupted, and gone on with by whoever works next."""
        self._stopping = True
        for task in self._loops:
            task.cancel()
        await asyncio.wait(self._loops)
        for task in self._handling.values():
            task.cancel()
        for execution in list(self._executions.values()):
            execution.interrupt()
        if self._running:
            # Those that were just done get their outcome recorded; a step that ignores its
            # cancellation is left behind.
            await asyncio.wait(self._running, timeout=STOP_SECONDS)
        await self._durable.destroy()
        await self._membership.leave()

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
        row = self._claimed.get((instance_id, segment))
        if row is None:
            return  # given up meanwhile
        execution = Execution(self._storage, self.id, row, self._remember_due)
        previous = self._executions.get(instance_id)
        self._executions[instance_id] = execution
        try:
            if previous is not None:
                await previous.ended.wait()
            await self._run(execution)
        except (EngineFailure, Exception):  # noqa: BLE001 - nothing may leave it hanging
            _log.exception("instance %s could not go on; it is tried again", instance_id)
            self._try_again_later(instance_id, segment)
        finally:
            execution.ended.set()
            if self._executions.get(instance_id) is execution:
                del self._executions[instance_id]
            self._claimed.pop((instance_id, segment), None)
            if self._backlog:
                self._news.set()

    async def _run(self, execution: Execution) -> None:
        if not await execution.begin():
            return
        definition = self._definitions.get(execution.workflow_name)
        if definition is None:
            await execution.fail(_unknown_workflow(execution.workflow_name))
            return
        entrypoint, env = definition

        async def body() -> object:
            event = execution.workflow_event(params_codec(entrypoint))
            return await entrypoint(env).run(event, WorkflowStep(execution))

        await execution.work(body, output_codec(entrypoint))

    def _try_again_later(self, instance_id: str, segment: int) -> None:
        asyncio.get_running_loop().call_later(RETRY_SECONDS, self._try_again, instance_id, segment)

    def _try_again(self, instance_id: str, segment: int) -> None:
        if not self._stopping:
            self._handle(f"again:{instance_id}", self._requeue(instance_id, segment))

    async def _requeue(self, instance_id: str, segment: int) -> None:
        def operation(transaction: Transaction) -> None:
            lifecycle.take_back(transaction, instance_id, segment, "retried")

        try:
            await self._storage.write(operation)
        except WorkflowError:
            self._try_again_later(instance_id, segment)
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
            if self._backlog:
                # Several that end together free several places for one claim.
                await asyncio.sleep(GATHER_SECONDS)
            self._news.clear()

    async def _look_once(self) -> None:
        now = time.time()
        version = self._settings.application_version
        found = await self._storage.read(
            lambda connection: claims.look(connection, self.id, version, now)
        )
        for row in found.asked:
            if row.id not in self._handling:
                self._handle(row.id, self._attend(row))
        if found.due:
            await self._storage.write(lambda transaction: claims.wake_due(transaction, now))
        while self._due and self._due[0] <= now:
            heapq.heappop(self._due)
        free = min(self._settings.concurrency - len(self._claimed), claims.AT_ONCE)
        if free > 0 and (found.queued or found.due):
            await self._claim(free)

    def _handle(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._handling[name] = task
        task.add_done_callback(_drop(self._handling, name))

    async def _claim(self, most: int) -> None:
        worker, version = self.id, self._settings.application_version
        claimed = await self._storage.write(
            lambda transaction: claims.claim(transaction, worker, version, most)
        )
        self._backlog = len(claimed) == most
        for row in claimed:
            self._claimed[row.id, row.segment] = row
            self._handle(f"begin:{row.id}", self._begin(row))

    async def _begin(self, row: InstanceRow) -> None:
        """Have a claimed instance executed, with the records that it keeps."""
        durable, source = self._storage.durable, row.submitted_segment
        keep_before = row.start_position or KEEP_ALL
        try:
            if source is None or keep_before == 1:
                await self._durable.begin(row.id, row.segment)
            else:
                await self._storage.call(
                    lambda: durable.fork(row.id, source, row.segment, keep_before)
                )
        except Exception as error:  # noqa: BLE001 - the database's, by way of the engine below
            _log.warning("instance %s cannot be begun yet: %s", row.id, error)
            self._claimed.pop((row.id, row.segment), None)
            self._try_again_later(row.id, row.segment)

    async def _attend(self, row: InstanceRow) -> None:
        try:
            execution = self._executions.get(row.id)
            if execution is not None:
                execution.nudged.set()
                if execution.segment != row.segment or row.status not in EXECUTING:
                    await self._abort(execution)
            await self._storage.write(lambda transaction: claims.attended(transaction, row))
            self._news.set()
        except WorkflowError as error:
            _log.warning("instance %s cannot be attended to yet: %s", row.id, error)

    async def _abort(self, execution: Execution) -> None:
        execution.abort()
        if not await wait_briefly(execution.ended, ABORT_SECONDS):
            _log.warning(
                "instance %s: its step does not stop when cancelled", execution.instance_id
            )

    def _remember_due(self, wake_at: float) -> None:
        heapq.heappush(self._due, wake_at)
        self._news.set()

    async def _give_up_all(self) -> None:
        """Stop what others have taken over."""
        await asyncio.gather(*(self._abort(one) for one in list(self._executions.values())))
        self._claimed.clear()
        self._news.set()


def _drop(tasks: dict[str, asyncio.Task[None]], key: str) -> Callable[[asyncio.Task[None]], None]:
    def drop(task: asyncio.Task[None]) -> None:
        if tasks.get(key) is task:
            del tasks[key]

    return drop


def _unknown_workflow(name: str) -> ErrorInfo:
    return ErrorInfo(
        name="UnknownWorkflow",
        message=f"this worker does not know a workflow named {name}; start one that does and "
        "restart the instance",
        code="workflow.unknown",
    )
