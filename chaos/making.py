"""Making the jobs of a run: one batch, so that each has its place in it."""

import asyncio

from chaos.place import Place
from chaos.plan import Plan
from problemsmith.generation.params import DUMMY_MODEL, GenerationRequest
from problemsmith.service.application import open_application
from problemsmith.service.command import start_command
from problemsmith.settings import Settings

BATCH = "chaos"


def make_jobs(plan: Plan, place: Place) -> None:
    """Create the jobs and start none: the workers do them."""
    if plan.last_step is None:
        place.run("generate", "--dummy", "--batch", BATCH, "--count", str(plan.jobs), "--detach")
    else:
        asyncio.run(_make_shorter_ones(plan, place))


async def _make_shorter_ones(plan: Plan, place: Place) -> None:
    """What `generate --batch --detach` does, with jobs that end early, as the API's may."""
    settings = Settings.load(data_dir=place.folder, database_url=place.url)
    request = GenerationRequest(model=DUMMY_MODEL, stop_after_step=plan.last_step)
    async with open_application(settings) as app:
        await start_command(app, request, count=plan.jobs, batch=BATCH)
