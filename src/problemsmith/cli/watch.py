"""What is known of the jobs that are followed, and how it is learned."""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from problemsmith.cli.job_view import plain_name
from problemsmith.cli.pace import pace
from problemsmith.errors import NotFoundError
from problemsmith.generation.steps import GenerationStep
from problemsmith.service.application import Application
from problemsmith.service.jobs import JobDetails, job_details
from problemsmith.store.records import Job, JobStatus
from problemsmith.workflows import StepSnapshot

LOOKED_AT_AGAIN = 50
"""Ended jobs that each look asks about too: somebody may start them again."""

ENDED = frozenset({JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.TERMINATED})
_STEPS = frozenset(GenerationStep)


@dataclass(slots=True)
class Watch:
    """What is known of the jobs that are followed.

    What ended before `since` is not told: an earlier run of the same command has told it.
    `leave` tells how to leave a job that waits for a review, which may take days.
    """

    since: datetime | None = None
    leave: str = ""
    jobs: dict[str, Job] = field(default_factory=dict[str, Job])
    details: dict[str, JobDetails] = field(default_factory=dict[str, JobDetails])
    deleted: set[str] = field(default_factory=set[str])
    told: set[str] = field(default_factory=set[str])
    started: float = field(default_factory=time.monotonic)
    looks: int = 0
    ended_before: int | None = None
    """How many had ended when the watching began."""

    @property
    def ended(self) -> int:
        """How many jobs have ended, or were deleted meanwhile."""
        return sum(job.status in ENDED for job in self.jobs.values()) + len(self.deleted)

    @property
    def pace(self) -> str:
        """How fast they come along, what they cost, how long the rest may take."""
        return pace(
            ended=self.ended,
            ended_before=self.ended_before or 0,
            total=len(self.jobs) + len(self.deleted),
            seconds=time.monotonic() - self.started,
            calls=(call for details in self.details.values() for call in details.calls),
        )

    def with_status(self, *statuses: JobStatus) -> list[Job]:
        """Those of the jobs that stand so."""
        return [job for job in self.jobs.values() if job.status in statuses]

    def is_old(self, end: datetime | None) -> bool:
        """Whether an end was told by an earlier run."""
        return self.since is not None and end is not None and end < self.since


async def look(
    app: Application, job_ids: Sequence[str], watch: Watch, *, again: int = LOOKED_AT_AGAIN
) -> None:
    """Learn how the jobs stand: those that have not ended, and in turn some that have."""
    ended = [job.id for job in watch.with_status(*ENDED)]
    turn = watch.looks * again % max(len(ended), 1)
    watch.looks += 1
    settled = set(ended) - set((ended + ended)[turn : turn + again]) | watch.deleted
    asked = [job_id for job_id in job_ids if job_id not in settled]
    async with app.store.read() as view:
        found = await view.jobs.get_many(asked)
    gone = set(asked) - set(found)
    watch.deleted |= gone
    for job_id in gone:
        watch.jobs.pop(job_id, None)
        watch.details.pop(job_id, None)
    # Of one job every attempt is shown as it comes; of many, what their own rows tell.
    if watch.ended_before is None:
        watch.ended_before = sum(job.status in ENDED for job in found.values())
    changed = [job for job in found.values() if len(job_ids) == 1 or watch.jobs.get(job.id) != job]
    watch.jobs |= found
    for job in changed:
        if job.status is not JobStatus.PENDING or job.id in watch.details:
            with suppress(NotFoundError):  # deleted since
                watch.details[job.id] = await job_details(app, job.id)


def all_steps(details: JobDetails) -> Sequence[StepSnapshot]:
    """Every step that the job's instance has had so far."""
    return details.instance.steps if details.instance else ()


def pipeline_steps(details: JobDetails) -> list[StepSnapshot]:
    """Those of them that are steps of the pipeline."""
    return [step for step in all_steps(details) if plain_name(step) in _STEPS]
