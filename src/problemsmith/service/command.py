"""The main job: make so many problems, first finishing what an earlier run left open."""

from dataclasses import dataclass

from problemsmith.errors import ValidationError
from problemsmith.generation.params import GenerationParams, GenerationRequest
from problemsmith.service.application import Application
from problemsmith.service.creation import BatchPlace, create_problem, submit
from problemsmith.service.jobs import open_jobs, restart
from problemsmith.store.records import Job, JobStatus


@dataclass(frozen=True, slots=True)
class Started:
    """The jobs of one command: its own, and others that an earlier run had left open."""

    own: tuple[str, ...]
    left_open: tuple[str, ...]
    resumed: int
    """How many of its own an earlier run had started."""


async def start_command(
    app: Application, request: GenerationRequest, *, count: int, batch: str | None = None
) -> Started:
    """Start `count` jobs, counting those that an earlier run of the same command left open.

    Only a process that works itself can tell a job left open from one that another process is at;
    a client therefore counts none, except in a named batch.
    """
    left = await open_jobs(app) if app.working else []
    await submit(app, [job for job in left if job.submitted_at is None])
    if batch is None:
        own = [job.id for job in left if job.batch is None and _asks_the_same(job, request)][:count]
        resumed = len(own)
        async with app.store.read() as view:
            earlier = sum((await view.jobs.counts_by_status()).values())
        own += [
            (await create_problem(app, request, number=earlier + number)).job_id or ""
            for number in range(count - resumed)
        ]
    else:
        own, resumed = await _complete_batch(app, request, batch, count)
    return Started(tuple(own), tuple(job.id for job in left if job.id not in set(own)), resumed)


async def _complete_batch(
    app: Application, request: GenerationRequest, batch: str, count: int
) -> tuple[list[str], int]:
    """Every job of the batch: those there are, the failed ones started again, the missing made."""
    async with app.store.transaction() as transaction:
        kept = await transaction.batches.ensure(batch, size=count, params=request.to_wire())
        jobs = await transaction.jobs.of_batch(batch)
    if GenerationRequest.model_validate(kept.params) != request:
        raise ValidationError(
            f"batch {batch} was started with other options: use the same ones, or another name"
        )
    by_position = {job.position: job for job in jobs}
    await submit(app, [job for job in jobs if job.submitted_at is None])
    for job in jobs:
        if job.status is JobStatus.FAILED:
            await restart(app, job.id, job.current_step)
    own = [
        by_position[position].id
        if position in by_position
        else (
            await create_problem(app, request, place=BatchPlace(batch, position), number=position)
        ).job_id
        or ""
        for position in range(kept.size)
    ]
    return own, len(jobs)


def _asks_the_same(job: Job, request: GenerationRequest) -> bool:
    return GenerationParams.model_validate(job.params).as_request() == request
