"""Which processes this one has started, directly or not, and waiting for them to go."""

import asyncio
from collections.abc import Callable

import psutil


def children_of_this_process() -> list[int]:
    """The process ids below this one, zombies left out."""
    return [
        child.pid
        for child in psutil.Process().children(recursive=True)
        if _status(child) not in (psutil.STATUS_ZOMBIE, None)
    ]


async def eventually(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until a condition holds; fails when it does not in time."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  # other processes set no event
            await asyncio.sleep(0.005)


def _status(process: psutil.Process) -> str | None:
    try:
        return process.status()
    except psutil.NoSuchProcess:
        return None
