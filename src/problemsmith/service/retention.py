"""What goes after a while: workflow instances that ended long ago, by themselves and on demand."""

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from problemsmith.errors import StorageError
from problemsmith.store.old_jobs import ENDED
from problemsmith.store.records import JobStatus
from problemsmith.workflows import WorkflowError

if TYPE_CHECKING:
    from problemsmith.service.application import Application

SWEEP_SECONDS = 3_600.0
"""How often a worker that stays up looks for what is too old."""

AT_ONCE = 50
"""Jobs that go in one small transaction, so that nobody waits long."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pruned:
    """What went, or would go. `kept_rows` are jobs of batches, of which only the timeline goes."""

    job_ids: tuple[str, ...]
    by_status: dict[JobStatus, int]
    kept_rows: int


async def sweep(app: "Application") -> int:
    """Delete the instances that the settings keep no longer; how many. Their jobs stay."""
    async with app.store.transaction() as transaction:
        await transaction.jobs.keep_errors()
    kept = timedelta(days=app.settings.retention_days)
    deleted = await app.engine.delete_ended_before(datetime.now(UTC) - kept)
    await app.engine.give_back_space()
    return deleted


async def sweep_for_ever(app: "Application") -> None:
    """Sweep now and every hour. Several workers may: each takes what no other has locked."""
    while True:
        try:
            if deleted := await sweep(app):
                _log.info("deleted %d workflow instances that ended long ago", deleted)
        except (StorageError, WorkflowError) as error:
            _log.warning("what is too old could not be deleted; tried again later: %s", error)
        except Exception:  # noqa: BLE001 - whatever it is, the next sweep may do better
            _log.exception("what is too old could not be deleted; tried again later")
        # Not all at the same moment, when many workers were started together.
        await asyncio.sleep(SWEEP_SECONDS * random.uniform(0.8, 1.2))  # noqa: S311 - no secret


async def prune(
    app: "Application",
    before: datetime,
    statuses: Collection[JobStatus] = ENDED,
    *,
    dry_run: bool = False,
    on_progress: Callable[[int], None] = lambda _done: None,
) -> Pruned:
    """Delete the jobs that ended before a moment, with their timelines. Problems stay, and so does
    the ledger of what was paid.

    `on_progress` is told how many are done so far.
    """
    if not dry_run:
        async with app.store.transaction() as transaction:
            await transaction.jobs.keep_errors()
    pruned: list[str] = []
    by_status: Counter[JobStatus] = Counter()
    of_batches, last = 0, ""
    while True:
        async with app.store.read() as view:
            found = await view.old_jobs.ended_before(before, statuses, after=last, limit=AT_ONCE)
        if not found:
            break
        last = found[-1].id
        if not dry_run:
            ids = [job.id for job in found]
            await app.engine.delete_ended(ids)
            async with app.store.transaction() as transaction:
                await transaction.old_jobs.delete(ids)
        pruned += [job.id for job in found]
        by_status.update(job.status for job in found)
        of_batches += sum(job.batch is not None for job in found)
        on_progress(len(pruned))
    if not dry_run:
        await app.engine.give_back_space()
    return Pruned(tuple(pruned), dict(by_status), of_batches)
