"""Ten thousand jobs: how fast they are made, listed and looked up, and what is left of them later.

Lists and lookups stand beside the same with a hundred jobs, in turns in the same run. Nothing works
on the jobs: all are given the history that real ones leave, and ended, before they are swept away.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks._long_ago import Rows, give_histories, rows_of
from problemsmith.generation.params import DUMMY_MODEL, GenerationRequest
from problemsmith.service.application import Application, open_application
from problemsmith.service.command import start_command
from problemsmith.service.jobs import job_details
from problemsmith.settings import Settings
from problemsmith.store.records import JobStatus

FEW, MANY = 100, 10_000
PAGE = 50
ROUNDS = 60
MOST_MILLISECONDS = 50
LEAST_RATE = 1000

Look = Callable[[], Awaitable[object]]


async def make(app: Application, count: int) -> tuple[float, float]:
    """Make jobs as `generate --batch` does; how many a second, and milliseconds of CPU each."""
    request = GenerationRequest(model=DUMMY_MODEL)
    began, worked = time.perf_counter(), time.process_time()
    await start_command(app, request, count=count, batch=f"batch of {count}")
    seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    return count / seconds, cpu / count * 1000


async def page(
    app: Application, cursor: str | None = None, statuses: tuple[JobStatus, ...] | None = None
) -> str | None:
    """One page of the jobs, as `jobs list` shows it; the cursor of the next one."""
    async with app.store.read() as view:
        found = await view.jobs.list(statuses=statuses, cursor=cursor, limit=PAGE)
        await view.jobs.subjects({job.problem_id for job in found.items})
    return found.next_cursor


async def looks(app: Application, count: int) -> Mapping[str, Look]:
    """What is measured on a database with so many jobs, by name."""
    cursor, seen = await page(app), PAGE
    while seen < count * 0.9 and cursor is not None:
        cursor, seen = await page(app, cursor), seen + PAGE
    async with app.store.read() as view:
        [job] = (await view.jobs.list(limit=1)).items
    return {
        "first page": partial(page, app),
        "deep page": partial(page, app, cursor),
        "completed ones": partial(page, app, None, (JobStatus.COMPLETED,)),
        "failed, 1 of 100": partial(page, app, None, (JobStatus.FAILED,)),
        "pending, none": partial(page, app, None, (JobStatus.PENDING,)),
        "one job": partial(job_details, app, job.id),
    }


async def measured(look: Look) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    await look()
    return (time.perf_counter() - began) * 1000


async def compare(few: Mapping[str, Look], many: Mapping[str, Look]) -> None:
    """Print each look at few jobs and at many."""
    for name in few:
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(ROUNDS):
            times[0].append(await measured(few[name]))
            times[1].append(await measured(many[name]))
        medians = [statistics.median(values) for values in times]
        last = [statistics.quantiles(values, n=20)[-1] for values in times]
        print(
            f"{name:18}{FEW:,} jobs: p50 {medians[0]:5.1f} ms  p95 {last[0]:5.1f}"
            f"   {MANY:,}: p50 {medians[1]:5.1f} ms  p95 {last[1]:5.1f}"
            f"   {medians[1] / medians[0]:4.1f} x (at most {MOST_MILLISECONDS} ms)"
        )


async def sweep(folder: Path) -> Rows:
    """Have retention delete what ended long ago; what is left."""
    async with open_application(Settings.load(data_dir=folder)) as app:
        began = time.perf_counter()
        gone = await app.engine.delete_ended_before(datetime.now(UTC))
        seconds = time.perf_counter() - began
        await app.engine.give_back_space()
    print(
        f"swept away         {gone:,} instances in {seconds:.1f} s, {gone / seconds:,.0f} a second"
    )
    return rows_of(folder)


async def run() -> None:
    async with AsyncExitStack() as stack:
        folders = [
            Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="many-jobs-")))
            for _ in range(2)
        ]
        async with AsyncExitStack() as open_ones:
            apps = [
                await open_ones.enter_async_context(
                    open_application(Settings.load(data_dir=folder))
                )
                for folder in folders
            ]
            await make(apps[0], FEW)
            rate, cpu = await make(apps[1], MANY)
            print(
                f"made               {MANY:,} jobs, {rate:,.0f} a second"
                f" (at least {LEAST_RATE:,}), {cpu:.2f} ms of CPU each"
            )
            for folder in folders:
                give_histories(folder)
            few, many = [
                await looks(app, count) for app, count in zip(apps, (FEW, MANY), strict=True)
            ]
            await compare(few, many)
        before = rows_of(folders[1])
        after = await sweep(folders[1])
        print(
            f"rows               {before.workflow:,} of the workflow layer, then {after.workflow:,}"
        )
        print(f"                   {before.kept:,} jobs and problems, then {after.kept:,}")
        print(
            f"file               {before.megabytes:.1f} MB, then {after.megabytes:.1f} MB,"
            f" of which {after.free_megabytes:.1f} MB are free to be used again"
        )


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
