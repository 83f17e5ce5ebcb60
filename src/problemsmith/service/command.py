"""The main job: make so many problems, first finishing what an earlier run left open."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from problemsmith.errors import DuplicateError, NotFoundError, ValidationError
from problemsmith.generation.params import GenerationParams, GenerationRequest
from problemsmith.service.application import Application
from problemsmith.service.creation import (
    BatchPlace,
    check_request,
    submit,
    submit_left_over,
)
from problemsmith.service.jobs import open_jobs, restart
from problemsmith.service.many_jobs import AT_ONCE, Slot, create_many
from problemsmith.service.spread import is_spread
from problemsmith.store.records import Job, JobStatus
from problemsmith.workflows import InstanceAlreadyExistsError, StepNotFoundError

_ENDED = (JobStatus.COMPLETED, JobStatus.TERMINATED)
"""Jobs of a batch that nothing is left to do for; failed ones are tried again."""


@dataclass(frozen=True, slots=True)
class Started:
    """The jobs of one command: its own, and others that an earlier run had left open."""

    own: tuple[str, ...]
    left_open: tuple[str, ...]
    resumed: int
    """How many of its own an earlier run had started, and not ended."""
    done: int = 0
    """How many of its own had ended before."""


async def start_command(
    app: Application,
    request: GenerationRequest,
    *,
    count: int,
    batch: str | None = None,
    budget_usd: float | None = None,
) -> Started:
    """Start `count` jobs, counting those that an earlier run of the same command left open.

    `budget_usd` is what the jobs of the batch may cost together, from now on.

    Only a process that works alone can tell a job left open from one that another process is at;
    beside others none is counted, except in a named batch.
    """
    request = await check_request(app, request)
    if not request.uses_catalogue:
        app.models.check(request.model, budget_usd=budget_usd)
    if app.working:
        await submit_left_over(app)
    left = await open_jobs(app) if await app.engine.works_alone() else []
    done = 0
    topics = await _topics(app) if is_spread(request, count) else ()
    if batch is None:
        own = [job.id for job in left if job.batch is None and _asks_the_same(job, request)][:count]
        resumed = len(own)
        async with app.store.read() as view:
            earlier = sum((await view.jobs.counts_by_status()).values())
        slots = [Slot(earlier + number) for number in range(count - resumed)]
        for start in range(0, len(slots), AT_ONCE):
            own += await create_many(app, request, slots[start : start + AT_ONCE], topics=topics)
    else:
        own, resumed, done = await _complete_batch(app, request, batch, count, budget_usd, topics)
    others = tuple(job.id for job in left if job.id not in set(own))
    return Started(tuple(own), others, resumed, done)


async def _complete_batch(
    app: Application,
    request: GenerationRequest,
    batch: str,
    count: int,
    budget_usd: float | None,
    topics: Sequence[str],
) -> tuple[list[str], int, int]:
    """Every job of the batch: those there are, the failed ones started again, the missing made.

    With them how many were at work, and how many had ended.
    """
    async with app.store.transaction() as transaction:
        kept = await transaction.batches.ensure(
            batch, size=count, params=request.to_wire(), budget_usd=budget_usd
        )
        if not _same_but_for_money(GenerationRequest.model_validate(kept.params), request):
            raise ValidationError(
                f"batch {batch} was started with other options: use the same ones, or another name"
            )
        jobs = await transaction.jobs.of_batch(batch)
    by_position = {job.position: job for job in jobs}
    await submit(app, [job for job in jobs if job.submitted_at is None])
    for job in jobs:
        if job.status is JobStatus.FAILED:
            await _try_again(app, job)
    found = {position: job.id for position, job in by_position.items()}
    empty = [position for position in range(kept.size) if position not in found]
    for start in range(0, len(empty), AT_ONCE):
        places = [BatchPlace(batch, position) for position in empty[start : start + AT_ONCE]]
        found |= await _fill_all(app, request, places, topics)
    own = [found[position] for position in range(kept.size)]
    ended = sum(job.status in _ENDED for job in jobs)
    return own, len(jobs) - ended, ended


async def _fill_all(
    app: Application,
    request: GenerationRequest,
    places: Sequence[BatchPlace],
    topics: Sequence[str],
) -> dict[int | None, str]:
    """The jobs at places of the batch that were empty, by position."""
    found: dict[int | None, str] = {}
    while empty := [place for place in places if place.position not in found]:
        slots = [Slot(place.position, place) for place in empty]
        try:
            made = await create_many(app, request, slots, topics=topics)
        except DuplicateError:
            # Another run of the command was quicker at some of them.
            async with app.store.read() as view:
                jobs = await view.jobs.of_batch(empty[0].batch)
            there = {job.position: job.id for job in jobs}
            taken = {
                place.position: there[place.position] for place in empty if place.position in there
            }
            if not taken:
                raise
            found |= taken
        else:
            found |= {place.position: job_id for place, job_id in zip(empty, made, strict=True)}
    return found


async def _try_again(app: Application, job: Job) -> None:
    """Restart a failed job at the step that failed, also when its old instance is swept away.

    Another run of the command may have done it a moment ago, and is then not disturbed.
    """
    async with app.store.read() as view:
        if (await view.jobs.get(job.id)).status is not JobStatus.FAILED:
            return
    try:
        await restart(app, job.id, job.current_step)
    except StepNotFoundError:  # it failed before its first step was noted
        await restart(app, job.id)
    except NotFoundError:
        step = job.failure.step if job.failure else None
        params = GenerationParams.model_validate(job.params | {"startingStep": step})
        with suppress(InstanceAlreadyExistsError):
            await app.workflow.create(id=job.id, params=params)


def _same_but_for_money(one: GenerationRequest, other: GenerationRequest) -> bool:
    """A batch may go on with more money; its jobs keep the budget that they were made with."""
    return one.model_copy(update={"budget_usd": None}) == other.model_copy(
        update={"budget_usd": None}
    )


async def _topics(app: Application) -> tuple[str, ...]:
    async with app.store.read() as view:
        return tuple(area.slug for area in await view.focus_areas.list())


def _asks_the_same(job: Job, request: GenerationRequest) -> bool:
    params = GenerationParams.model_validate(job.params)
    asked = params.as_request()
    if params.input_kind is not None:  # one of many: what was left open, it has of its own
        open_parts = {"focus_areas": request.focus_areas, "difficulty": request.difficulty}
        asked = asked.model_copy(update=open_parts)
    return asked == request
