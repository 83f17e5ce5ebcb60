"""Waiting is nearly free, at the workflow layer alone: instances of five steps that only sleep.

T is what one process ends a second when they sleep not at all; then with N in flight and S seconds
of sleep each, as a share of min(T, N / S). See `waiting` for the same with real jobs. Where T and
N / S are near each other, no queue reaches both: 88 to 92 % is what arithmetic leaves there.
"""

import asyncio
import random
import sys
import tempfile
from pathlib import Path

from benchmarks._closed_loop import Load, Measured, measure
from benchmarks._databases import PostgresqlDatabases, SqliteFiles, postgresql
from benchmarks._waiting_report import print_fastest, print_load
from problemsmith.service.application import SWITCH_SECONDS
from problemsmith.workflows import (
    NewInstance,
    Workflow,
    WorkflowEngine,
    WorkflowEntrypoint,
    WorkflowEvent,
    WorkflowStep,
)

STEPS = 5
EXPECTED = 40.0
"""Instances a second, roughly: so many are made that the backlog lasts."""

LOADS = ((50, 2.0), (500, 2.0), (50, 20.0), (500, 20.0))
"""Instances in flight, and seconds of sleep of each."""

BATCH = 500


async def sleep(seconds: float) -> None:
    """So long on average: equal times would keep the instances in a herd (see `_model_server`)."""
    await asyncio.sleep(seconds * random.uniform(0.5, 1.5))


class Sleeper(WorkflowEntrypoint[None, float]):
    """Five steps that share so many seconds of sleep."""

    async def run(self, event: WorkflowEvent[float], step: WorkflowStep) -> None:
        for index in range(STEPS):
            await step.do(f"step{index}", sleep, event.payload / STEPS)


def fill(url: str, count: int, seconds: float) -> None:
    """Make so many instances that wait for a worker."""

    async def create() -> None:
        workflow = Workflow("sleeper", Sleeper, None)
        async with WorkflowEngine(url, workflows=[workflow], worker=False):
            for first in range(0, count, BATCH):
                await workflow.create_batch([NewInstance(seconds)] * min(BATCH, count - first))

    asyncio.run(create())


async def work(url: str, concurrency: int) -> None:
    """Run instances until killed."""
    sys.setswitchinterval(SWITCH_SECONDS)  # as a worker of the product does
    workflow = Workflow("sleeper", Sleeper, None)
    async with WorkflowEngine(url, workflows=[workflow], concurrency=concurrency):
        await asyncio.Event().wait()


def run(load: Load, databases: SqliteFiles | PostgresqlDatabases) -> Measured:
    """One load on a database of its own."""
    url = databases.template(lambda empty: fill(empty, load.backlog(EXPECTED), load.seconds))
    here = (sys.executable, "-m", "benchmarks.waiting_layer", "--work", url)
    return measure(
        load,
        url.replace("postgresql://", "postgresql+psycopg://"),
        lambda taken: (*here, str(taken)),
        {},
        load.generations(EXPECTED),
    )


def series(workers: int, databases: SqliteFiles | PostgresqlDatabases) -> None:
    """T, then each load."""
    print(f"{workers} worker{'s' * (workers > 1)}")
    fastest = run(Load(workers, 50, 0.0), databases)
    print_fastest(fastest)
    for count, seconds in LOADS:
        load = Load(workers, count, seconds)
        print_load(load, fastest.rate, lambda load=load: run(load, databases))


def main() -> None:
    """Print each load; one process on SQLite, then two on PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        print("SQLite")
        series(1, SqliteFiles(Path(folder)))
    try:
        with postgresql() as databases:
            print("PostgreSQL")
            series(2, databases)
    except ImportError as error:
        print(f"PostgreSQL cannot be started here: {error}")


if __name__ == "__main__":
    if "--work" in sys.argv:
        _, url, concurrency = sys.argv[1:]
        asyncio.run(work(url, int(concurrency)))
    else:
        main()
