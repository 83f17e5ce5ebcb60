"""The object an application makes once: the database, and the worker when this process works."""

import logging
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self

from . import retention
from .database import normal_url
from .durable import DurableSettings, route_logging
from .presence import Registration, process_name
from .storage import Storage
from .worker import Worker
from .workflow import Workflow

DEFAULT_CONCURRENCY = 50
"""Instances that run at once; waiting and paused ones do not count."""

_APPLICATION = re.compile(r"[a-z0-9_-]{3,100}")
_log = logging.getLogger(__package__)
# Without a handler of the application's choosing, nothing reaches the terminal.
_log.addHandler(logging.NullHandler())


class WorkflowEngine:
    """Durable workflows on one database, as a worker or as a client.

    With `worker=True` this process runs instances, at most `concurrency` at once. With
    `worker=False` it only creates, watches and controls them; another process does the work. Both
    may point at the same database at the same time. One process can run one worker at a time.

    A SQLite file has one worker at a time, a PostgreSQL database any number. What a worker held
    when it died is gone on with by another one, or by the next. `application_version` is pinned: a
    worker runs the instances of its own version, so change it only when running instances should
    wait for the old code. `application` separates several applications in one database. `process`
    is for an application with connections of its own to the same PostgreSQL: a `process_name()`,
    from which it makes their `session_arguments`, so that they are cut off, too, when this process
    is taken for dead.
    """

    def __init__(
        self,
        database_url: str,
        *,
        workflows: Sequence[Workflow[Any, Any]] = (),
        worker: bool = True,
        concurrency: int = DEFAULT_CONCURRENCY,
        application_version: str = "1",
        application: str = "workflows",
        process: str | None = None,
    ) -> None:
        if concurrency < 1:
            raise ValueError(f"concurrency is {concurrency}; it must be at least 1")
        if not _APPLICATION.fullmatch(application):
            raise ValueError("application takes 3 to 100 of a-z, 0-9, - and _")
        self._url = normal_url(database_url)
        self._registration = Registration.of_this_process(
            process or process_name(), application_version, concurrency
        )
        self._settings = DurableSettings(
            application, application_version, concurrency, self._registration.executor
        )
        self.works = worker
        """True when this process runs instances."""
        self._workflows: dict[str, Workflow[Any, Any]] = {}
        self._storage: Storage | None = None
        self._worker: Worker | None = None
        for workflow in workflows:
            self.add(workflow)

    def add(self, workflow: Workflow[Any, Any]) -> None:
        """Bind a workflow to this engine. Before `start` for a worker."""
        if workflow.name in self._workflows:
            raise ValueError(f"a workflow named {workflow.name} is bound already")
        self._workflows[workflow.name] = workflow
        workflow.bind(self)

    @property
    def version(self) -> str:
        """The pinned version of the code, which new instances are made for."""
        return self._settings.application_version

    @property
    def storage(self) -> Storage:
        """The open database. Raises RuntimeError before `start` and after `stop`."""
        if self._storage is None:
            raise RuntimeError("the workflow engine is not started: await engine.start() first")
        return self._storage

    async def start(self) -> None:
        """Open the database, make its tables, and work if this is a worker.

        Raises WorkerAlreadyRunningError, SchemaTooNewError, StorageError.
        """
        if self._storage is not None:
            raise RuntimeError("the workflow engine is started already")
        route_logging(_log)
        storage = Storage(self._url, self._settings)
        try:
            await storage.open()
            if self.works:
                definitions = {
                    name: (workflow.entrypoint, workflow.env)
                    for name, workflow in self._workflows.items()
                }
                worker = Worker(storage, self._settings, self._registration, definitions)
                await worker.start()
                self._worker = worker
        except BaseException:
            await storage.close()
            raise
        self._storage = storage

    async def stop(self) -> None:
        """Stop working and close the database.

        Steps in progress are cancelled and run again at the next start: nothing is marked as
        ended. Does nothing when the engine is not started.
        """
        storage, worker = self._storage, self._worker
        self._storage = self._worker = None
        if worker is not None:
            await worker.stop()
        if storage is not None:
            await storage.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def works_alone(self) -> bool:
        """Whether this process works, and no other does. Raises StorageError."""
        return self._worker is not None and await self._worker.is_alone()

    def notify(self, instance_id: str | None = None) -> None:
        """Let the worker of this process, if there is one, look at once."""
        if self._worker is not None:
            self._worker.notify(instance_id)

    async def delete_ended_before(self, moment: datetime) -> int:
        """Delete instances that ended before `moment`, with events and records; how many."""
        return await retention.delete_ended_before(self.storage, moment)
