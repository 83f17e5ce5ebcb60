"""What the workflow layer costs: a six-step workflow through it, against DBOS alone.

Both run in one process after each other, in turns, on the same kind of database: SQLite in WAL
with the same settings and pool, the same queue, concurrency and threads. The steps do nothing, so
all the time is the machinery's. Higher is better; the ratio is DBOS alone over the layer.
"""

import asyncio
import contextlib
import logging
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path

from dbos import DBOS, SetWorkflowID

from problemsmith.workflows import (
    NewInstance,
    Workflow,
    WorkflowEngine,
    WorkflowEntrypoint,
    WorkflowEvent,
    WorkflowStep,
)
from problemsmith.workflows.database import normal_url, open_engine
from problemsmith.workflows.durable import EXECUTOR_THREADS, POLLING_SECONDS, route_logging
from problemsmith.workflows.serializer import JsonSerializer
from problemsmith.workflows.storage import SQLITE_WRITERS

STEPS = 6
INSTANCES = 150
CONCURRENCY = 20
ROUNDS = 5
TARGET = 1.2


async def add_one(number: int) -> int:
    return number + 1


class SixSteps(WorkflowEntrypoint[None, int]):
    async def run(self, event: WorkflowEvent[int], step: WorkflowStep) -> int:
        number = event.payload
        for index in range(STEPS):
            number = await step.do(f"step{index}", add_one, number)
        return number


async def all_done(url: str, count: str) -> None:
    """Ask now and then, the same way for both, until all instances are recorded as done."""
    with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
        # The database is what is measured, so it is what is asked.
        while database.execute(count).fetchone()[0] < INSTANCES:  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.05)


async def through_the_layer(url: str) -> float:
    workflow = Workflow("six-steps", SixSteps, None)
    engine = WorkflowEngine(url, workflows=[workflow], concurrency=CONCURRENCY)
    async with engine:
        start = time.perf_counter()
        batch = [NewInstance(0, f"job-{index}") for index in range(INSTANCES)]
        await asyncio.gather(*(workflow.create(id=new.id, params=new.params) for new in batch))
        await all_done(url, "SELECT count(*) FROM workflow_instances WHERE status = 'complete'")
        elapsed = time.perf_counter() - start
    return INSTANCES / elapsed


async def dbos_alone(url: str) -> float:
    engine = open_engine(normal_url(url), pool_size=SQLITE_WRITERS)
    DBOS(
        config={
            "name": "raw",
            "system_database_url": url,
            "system_database_engine": engine,
            "application_version": "1",
            "executor_id": "local",
            "serializer": JsonSerializer(),
            "max_executor_threads": EXECUTOR_THREADS,
            "log_level": "WARNING",
            "use_listen_notify": False,
        }
    )

    @DBOS.workflow()
    async def six_steps(number: int) -> int:
        for index in range(STEPS):
            number = await DBOS.run_step_async({"name": f"step{index}"}, add_one, number)
        return number

    DBOS.launch()
    await DBOS.register_queue_async(
        "queue", worker_concurrency=CONCURRENCY, polling_interval_sec=POLLING_SECONDS
    )
    await asyncio.sleep(1.5)  # DBOS looks for new queues once a second

    async def enqueue(index: int) -> None:
        with SetWorkflowID(f"job-{index}"):
            await DBOS.enqueue_workflow_async("queue", six_steps, 0)

    start = time.perf_counter()
    await asyncio.gather(*(enqueue(index) for index in range(INSTANCES)))
    await all_done(url, "SELECT count(*) FROM workflow_status WHERE status = 'SUCCESS'")
    elapsed = time.perf_counter() - start
    await asyncio.to_thread(lambda: DBOS.destroy(destroy_registry=True))
    engine.dispose()
    return INSTANCES / elapsed


def main() -> None:
    route_logging(logging.getLogger("benchmarks"))
    layer: list[float] = []
    alone: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(ROUNDS):
            alone.append(asyncio.run(dbos_alone(f"sqlite:///{Path(folder)}/alone{turn}.sqlite")))
            layer.append(
                asyncio.run(through_the_layer(f"sqlite:///{Path(folder)}/layer{turn}.sqlite"))
            )
            print(f"round {turn + 1}: DBOS {alone[-1]:.1f}/s, layer {layer[-1]:.1f}/s")
    ratio = statistics.median(alone) / statistics.median(layer)
    print(f"DBOS alone   {statistics.median(alone):.1f} six-step workflows a second (median)")
    print(f"the layer    {statistics.median(layer):.1f} six-step workflows a second (median)")
    print(f"ratio        {ratio:.2f} (at most {TARGET})")


if __name__ == "__main__":
    main()
