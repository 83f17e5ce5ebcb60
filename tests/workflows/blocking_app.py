"""A worker whose step blocks the event loop: `blocking_app.py <database url> <folder>`.

The first process to come to the step writes `blocked` into the folder, and blocks until somebody
writes `released`; every later one does the step at once. `BLOCKED_EXIT` is after how many seconds
the process ends itself.
"""

import asyncio
import contextlib
import logging
import os
import sys
import time
from pathlib import Path

from problemsmith.workflows import (
    InstanceAlreadyExistsError,
    Workflow,
    WorkflowEngine,
    WorkflowEntrypoint,
    WorkflowEvent,
    WorkflowStep,
    shared_presence,
)


async def a_step_that_blocks(folder: Path) -> int:
    with contextlib.suppress(FileExistsError):
        (folder / "blocked").touch(exist_ok=False)
        while not (folder / "released").exists():
            time.sleep(0.02)  # noqa: ASYNC251 - that is the fault
    return os.getpid()


class Blocking(WorkflowEntrypoint[Path, None]):
    async def run(self, event: WorkflowEvent[None], step: WorkflowStep) -> int:
        return await step.do("blocks", a_step_that_blocks, self.env)


async def main(url: str, folder: Path) -> None:
    shared_presence.FROZEN_SECONDS = 3.0
    exit_after = os.environ.get("BLOCKED_EXIT")
    engine = WorkflowEngine(
        url,
        workflows=[workflow := Workflow("blocking", Blocking, folder)],
        blocked_warn_seconds=0.5,
        blocked_exit_seconds=float(exit_after) if exit_after else None,
    )
    async with engine:
        with contextlib.suppress(InstanceAlreadyExistsError):
            await workflow.create(id="one", params=None)
        await (await workflow.get("one")).wait()


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
