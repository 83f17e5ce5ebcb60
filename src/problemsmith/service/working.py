"""Who runs the jobs of a database at this moment, in this process or others."""

from datetime import datetime
from typing import Self

from problemsmith.problem.wire import WireModel
from problemsmith.store.database import Database
from problemsmith.workflows import WorkerSnapshot, living_workers


class WorkingProcess(WireModel):
    """A worker that lives. `jobs` is how many it has in progress, `concurrency` how many it may.

    `last_beat` is None on SQLite, where a lock tells that the worker lives.
    """

    id: str
    host: str
    pid: int
    version: str
    concurrency: int
    jobs: int
    started: datetime
    last_beat: datetime | None

    @classmethod
    def of(cls, worker: WorkerSnapshot) -> Self:
        """A worker of the workflow layer in our words."""
        return cls(
            id=worker.id,
            host=worker.host,
            pid=worker.pid,
            version=worker.version,
            concurrency=worker.concurrency,
            jobs=worker.instances,
            started=worker.started,
            last_beat=worker.last_beat,
        )


async def working_processes(store: Database) -> tuple[WorkingProcess, ...]:
    """Every worker of the database that lives; with the store alone, to be quick."""
    return tuple(WorkingProcess.of(worker) for worker in await store.look(living_workers))


async def somebody_works(store: Database) -> bool:
    """Whether a worker lives, on any machine."""
    return bool(await store.look(living_workers))
