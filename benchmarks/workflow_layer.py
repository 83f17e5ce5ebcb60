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
from collections.abc import Callable, Coroutine
from typing import Any

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
CONCURRENCY = 50
ROUNDS = 16
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
    engine = open_engine(normal_url(url), pool_size=SQLITE_WRITERS, process="raw")
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


def measured(run: Callable[[str], Coroutine[Any, Any, float]], url: str) -> tuple[float, float]:
    """Workflows a second, and milliseconds of CPU each."""
    before = time.process_time()
    rate = asyncio.run(run(url))
    return rate, (time.process_time() - before) / INSTANCES * 1000


def main() -> None:
    quiet = logging.getLogger("benchmarks")
    quiet.addHandler(logging.NullHandler())
    quiet.propagate = False
    route_logging(quiet)
    alone: list[tuple[float, float]] = []
    layer: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(ROUNDS):
            sides = [(dbos_alone, alone), (through_the_layer, layer)]
            # Each goes first as often as the other: a machine that heats up favours neither.
            for run, results in sides if turn % 2 else reversed(sides):
                results.append(measured(run, f"sqlite:///{folder}/{run.__name__}{turn}.sqlite"))
    for name, results in (("DBOS alone", alone), ("the layer", layer)):
        rate = statistics.median(rate for rate, _ in results)
        cpu = statistics.median(cpu for _, cpu in results)
        print(
            f"{name:12}{rate:6.1f} six-step workflows a second, {cpu:5.1f} ms of CPU each (median)"
        )
    # Each turn compares neighbours in time: what else the machine does weighs on both.
    pairs = list(zip(alone, layer, strict=True))
    slower = statistics.median(raw[0] / ours[0] for raw, ours in pairs)
    dearer = statistics.median(ours[1] / raw[1] for raw, ours in pairs)
    print(f"ratio       {slower:6.2f} in time, {dearer:.2f} in CPU (at most {TARGET})")


if __name__ == "__main__":
    main()
