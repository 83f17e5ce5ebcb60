"""Following jobs until they end: live on a terminal, a line for each event when piped."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Sequence

from rich.console import Console

from problemsmith.cli.absence import Absence
from problemsmith.cli.progress_lines import Lines
from problemsmith.cli.progress_screen import Screen
from problemsmith.cli.waiting import STATES
from problemsmith.cli.watch import Watch, look
from problemsmith.service.application import Application

LOOK_SECONDS = 0.25
TAKE_OVER_SECONDS = 2.0


async def follow(
    app: Application,
    job_ids: Sequence[str],
    *,
    take_over: bool = False,
    watch: Watch | None = None,
    on_stand_still: Callable[[Console], Awaitable[None]] | None = None,
) -> None:
    """Show the jobs until all have ended, keeping in `watch` how they stand.

    With `take_over`, when another process ran the jobs and went away, this one does them.
    `on_stand_still` is called, with what it may print on, when of many jobs some have ended and
    all others wait for a person; again when that changed since.
    """
    watch = watch or Watch()
    show = Lines(watch) if not sys.stderr.isatty() else Screen(watch, single=len(job_ids) == 1)
    next_take_over = time.monotonic() + TAKE_OVER_SECONDS
    told: set[str] = set()
    absence = Absence()
    with show:
        while job_ids:
            with absence.borne():
                await look(app, job_ids, watch)
                if watch.ended == len(job_ids):
                    await look(app, job_ids, watch, again=len(job_ids))
            show.update()
            if watch.ended == len(job_ids):
                break
            standing = {job.id for job in watch.with_status(*STATES)}
            stands_still = watch.ended and len(standing) + watch.ended == len(job_ids)
            if on_stand_still and stands_still and standing != told:
                await on_stand_still(show.console)
                told = standing
            if take_over and not app.working and time.monotonic() > next_take_over:
                await app.try_to_work()
                next_take_over = time.monotonic() + TAKE_OVER_SECONDS
            await asyncio.sleep(LOOK_SECONDS)
