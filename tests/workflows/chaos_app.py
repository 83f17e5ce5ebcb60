"""The program that the crash tests start and kill: `chaos_app.py <database url> <file> <count>`.

Each step appends a line to the file when it begins and one when it returns its result, with the
process's id. `CHAOS_STEP_SECONDS` is how long that takes, `CHAOS_FROZEN_SECONDS` how soon a silent
peer is taken for dead.
"""

import asyncio
import contextlib
import os
import sys
from pathlib import Path

from problemsmith.workflows import (
    InstanceAlreadyExistsError,
    StorageError,
    Workflow,
    WorkflowEngine,
    WorkflowEntrypoint,
    WorkflowEvent,
    WorkflowStep,
    shared_presence,
    step_context,
)

STEP_SECONDS = float(os.environ.get("CHAOS_STEP_SECONDS", "0.03"))


def note(path: Path, line: str) -> None:
    with path.open("a") as file:
        file.write(line + "\n")


async def work(path: Path, number: int) -> int:
    context = step_context()
    note(path, f"begin {context.instance_id} {context.step_name} {os.getpid()}")
    await asyncio.sleep(STEP_SECONDS)
    note(path, f"end {context.instance_id} {context.step_name} {os.getpid()}")
    return number + 1


class Chaos(WorkflowEntrypoint[Path, int]):
    async def run(self, event: WorkflowEvent[int], step: WorkflowStep) -> int:
        number = event.payload
        for index in range(3):
            number = await step.do(f"step{index}", work, self.env, number)
        await step.sleep("nap", 0.05)
        return await step.do("last", work, self.env, number)


async def ensure(workflow: Workflow[Path, int], job: str) -> None:
    """Make the job, or find it made; again when the database went away in the middle."""
    while True:
        with contextlib.suppress(StorageError):
            with contextlib.suppress(InstanceAlreadyExistsError):
                await workflow.create(id=job, params=0)
            return


async def main(url: str, path: Path, count: int) -> None:
    if seconds := os.environ.get("CHAOS_FROZEN_SECONDS"):
        shared_presence.FROZEN_SECONDS = float(seconds)
    workflow = Workflow("chaos", Chaos, path)
    async with WorkflowEngine(url, workflows=[workflow], concurrency=4):
        sys.stdout.write("started\n")
        sys.stdout.flush()
        for index in range(count):
            await ensure(workflow, f"job-{index}")
        for index in range(count):
            await (await workflow.get(f"job-{index}")).wait()
        sys.stdout.write("done\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
