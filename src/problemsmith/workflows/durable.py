"""The engine below: the only file that knows DBOS.

DBOS gives two things: a durable record of each step (nothing recorded runs again), and the start of
what this process claimed. Claims, states, waits, lifecycle and recovery are ours: DBOS is never
asked to cancel, pause, resume or recover. Each hand-over of an instance is a DBOS workflow of its
own (a segment), made from the one before by a fork that copies the records to be kept. Its id is a
function of instance and segment, so submitting twice is submitting once.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, DBOSConfig, SetWorkflowID
from dbos import error as dbos_error
from sqlalchemy.exc import IntegrityError

from .errors import WorkflowChangedError
from .serializer import JsonSerializer, Recorded

EXECUTION_NAME = "execute_instance"
POLLING_SECONDS = 0.1
"""How often the queue looks for what was handed over with the records of an earlier execution."""

EXECUTOR_THREADS = 16
"""Threads for DBOS's own statements (measured well in the design); steps need none."""

DELETE_AT_ONCE = 500
"""Segments that go in one statement."""


@dataclass(frozen=True)
class DurableSettings:
    """What DBOS needs to know; see WorkflowEngine for the meaning."""

    application: str
    application_version: str
    concurrency: int
    executor_id: str
    """This process, as no other is named: nothing is recovered by DBOS itself."""

    @property
    def queue(self) -> str:
        """The name of this process's queue: what it claimed, no other process starts."""
        return self.queue_of(self.executor_id)

    def queue_of(self, executor_id: str) -> str:
        """The name of a process's queue."""
        return f"{self.application}-{executor_id}"


def durable_id(instance_id: str, segment: int) -> str:
    """DBOS's id for a segment. Instance ids have no colon, so this cannot clash."""
    return f"{instance_id}:{segment}"


def parse_durable_id(workflow_id: str) -> tuple[str, int]:
    """The instance and the segment behind DBOS's id."""
    instance_id, _, segment = workflow_id.rpartition(":")
    return instance_id, int(segment)


def route_logging(target: logging.Logger) -> None:
    """Send DBOS's log lines to our logger in place of the terminal."""
    source = logging.getLogger("dbos")
    if not any(isinstance(handler, _Forward) for handler in source.handlers):
        # DBOS adds its console handler only where there is no other one.
        source.handlers[:] = [_Forward(target)]
        source.propagate = False
    # From the first line on; DBOS sets the same level only later.
    source.setLevel(logging.WARNING)


class _Forward(logging.Handler):
    def __init__(self, target: logging.Logger) -> None:
        super().__init__()
        self._target = target

    def emit(self, record: logging.LogRecord) -> None:
        if self._target.isEnabledFor(record.levelno):
            self._target.handle(record)


class DurableClient:
    """What any process may do: submit, read the records of steps, delete."""

    def __init__(self, engine: sa.Engine, settings: DurableSettings) -> None:
        self._settings = settings
        self._client = DBOSClient(
            system_database_engine=engine,
            serializer=JsonSerializer(),
            application_name=settings.application,
            lazy=True,
            retry_connection_errors=False,
        )

    def fork(self, instance_id: str, source: int, segment: int, start: int) -> None:
        """Queue an execution that keeps the records of segment `source` before `start`.

        Does nothing when it was done already.
        """
        target = durable_id(instance_id, segment)
        try:
            with SetWorkflowID(target):
                self._client.fork_workflow(
                    durable_id(instance_id, source),
                    start,
                    application_version=self._settings.application_version,
                    queue_name=self._settings.queue,
                )
        except IntegrityError:
            if not self._client.list_workflows(
                workflow_ids=[target], load_input=False, load_output=False
            ):
                raise

    def records(self, instance_id: str, segment: int) -> dict[int, object]:
        """The recorded outcome of each position of a segment."""
        steps = self._client.list_workflow_steps(durable_id(instance_id, segment))
        return {step["function_id"]: cast("object", step["output"]) for step in steps}

    def delete(self, executions: Sequence[str]) -> None:
        """Remove these segments, by DBOS's ids, with their records."""
        for first in range(0, len(executions), DELETE_AT_ONCE):
            self._client.delete_workflows(list(executions[first : first + DELETE_AT_ONCE]))

    def add_queue(self) -> None:
        """Make this process's queue. It is there to start what was handed over: it sets no bound on
        what runs at once, since only as much is claimed as may run."""
        self._client.register_queue(
            self._settings.queue,
            polling_interval_sec=POLLING_SECONDS,
            on_conflict="always_update",
            application_name=self._settings.application,
        )

    def forget(self, executor_id: str) -> None:
        """Remove the queue of a process that is no more."""
        self._client.delete_queue(self._settings.queue_of(executor_id))

    def close(self) -> None:
        """Let go of the client; the engine it was given stays open."""
        self._client.destroy()


class DurableWorker:
    """DBOS itself, running in this process. One at a time: DBOS is a singleton."""

    def __init__(
        self,
        engine: sa.Engine,
        url: str,
        settings: DurableSettings,
        execute: Callable[[str, int], Awaitable[None]],
    ) -> None:
        self._engine = engine
        self._url = url
        self._settings = settings
        self._execute = execute
        self._started: Callable[[], Coroutine[Any, Any, None]] | None = None

    def launch(self) -> None:
        """Start working. Must be called on the event loop: executions run on it.

        Raises RuntimeError when the process has a worker already.
        """
        if _worker_here:
            raise RuntimeError("this process runs a workflow worker already: stop that one first")
        _worker_here.append(self)
        config: DBOSConfig = {
            "name": self._settings.application,
            "system_database_url": self._url,
            "system_database_engine": self._engine,
            "application_version": self._settings.application_version,
            "executor_id": self._settings.executor_id,
            "serializer": JsonSerializer(),
            "max_executor_threads": EXECUTOR_THREADS,
            "log_level": "WARNING",
            # Nothing here uses DBOS's own notifications.
            "use_listen_notify": False,
            # An idle loop, whose sleep a stop has to wait for.
            "notification_listener_polling_interval_sec": 0.1,
        }
        DBOS(config=config)

        async def execute_instance() -> None:
            await self._execute(*parse_durable_id(cast("str", DBOS.workflow_id)))

        # How often an instance may bring its worker down is counted by us: see `deaths`.
        register = DBOS.workflow(name=EXECUTION_NAME, max_recovery_attempts=None)
        self._started = register(execute_instance)
        DBOS.listen_queues([self._settings.queue])
        DBOS.launch()

    async def begin(self, instance_id: str, segment: int) -> None:
        """Start a first execution, by no queue: it need not wait for the next look at one."""
        assert self._started is not None  # noqa: S101 - nothing is claimed before the launch
        with SetWorkflowID(durable_id(instance_id, segment)):
            await DBOS.start_workflow_async(self._started)

    async def destroy(self) -> None:
        """Stop working. What runs must have been cancelled before; it stays recoverable."""
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="workflow-stop") as thread:
            # In a thread: DBOS joins threads of its own that may be waiting for this loop.
            await loop.run_in_executor(thread, _destroy)
        _worker_here.clear()
        # DBOS had lent the loop its own threads for asyncio.to_thread, and they are gone now.
        loop.set_default_executor(ThreadPoolExecutor(thread_name_prefix="asyncio"))


_worker_here: list[DurableWorker] = []
"""The worker of this process, if any: DBOS keeps its state in globals."""


def _destroy() -> None:
    DBOS.destroy(destroy_registry=True)


def migrate(url: str) -> None:
    """Make or upgrade DBOS's own tables."""
    DBOS.migrate(url)


async def record(name: str, produce: Callable[[], Coroutine[Any, Any, Recorded]]) -> dict[str, Any]:
    """The recorded outcome at the next position of the execution, produced if there is none.

    The outcome is a JSON object: a boundary, checked where it is used.
    """
    try:
        result = cast("object", await DBOS.run_step_async({"name": name}, produce))
    except dbos_error.DBOSUnexpectedStepError as error:
        raise WorkflowChangedError(
            f"step {name} stands where this instance once ran another step: the workflow's code "
            "changed under it, or it does not do the same each time; restart the instance"
        ) from error
    if isinstance(result, Recorded):
        return json.loads(result.text) if result.data is None else result.data
    return cast("dict[str, Any]", result)
