"""Ten thousand jobs: how fast they are made, listed and looked up, and what is left of them later.

Lists and lookups stand beside the same with a hundred jobs, in the same run. Nothing works on the
jobs: they are ended as a whole, and given a history as long as that of real ones, before retention
sweeps them away.
"""

import asyncio
import tempfile
import time
from pathlib import Path

from problemsmith.generation.params import DUMMY_MODEL, GenerationRequest
from problemsmith.service.application import Application, open_application
from problemsmith.service.command import start_command
from problemsmith.settings import Settings

FEW, MANY = 100, 10_000
PAGE = 50
ROUNDS = 60
EVENTS = 30
"""What a job of seven steps leaves: four events a step, and those of its beginning and end."""

MOST_MILLISECONDS = 50.0
LEAST_RATE = 1000.0


async def made(app: Application, count: int) -> float:
    """Make jobs as `generate --batch` does; how many a second."""
    request = GenerationRequest(model=DUMMY_MODEL)
    began = time.perf_counter()
    await start_command(app, request, count=count, batch=f"batch of {count}")
    return count / (time.perf_counter() - began)


async def main_async() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with open_application(Settings.load(data_dir=Path(folder))) as app:
            print(f"{await made(app, FEW):.0f}")
            print(f"{await made(app, 2000):.0f}")


def main() -> None:
    asyncio.run(main_async())


if __name__ == "__main__":
    main()
