"""Making problems and jobs: the one way in, for every client."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from problemsmith.errors import ValidationError
from problemsmith.generation.dummy.catalogue import choose
from problemsmith.generation.params import GenerationParams, GenerationRequest
from problemsmith.generation.prerequisites import check_prerequisites
from problemsmith.generation.steps import GenerationStep
from problemsmith.problem.problem import Problem
from problemsmith.problem.wire import WireModel
from problemsmith.service.application import Application
from problemsmith.store.records import Job, NewJob
from problemsmith.workflows import InstanceAlreadyExistsError


class Created(WireModel):
    """A problem, and the job that makes it (None when nothing was started)."""

    problem_id: UUID
    job_id: str | None


@dataclass(frozen=True, slots=True)
class BatchPlace:
    """A job's place in a named batch."""

    batch: str
    position: int


async def create_problem(
    app: Application,
    request: GenerationRequest,
    *,
    created_by: str | None = None,
    place: BatchPlace | None = None,
    number: int = 0,
) -> Created:
    """Write the problem and its job, and start the job's workflow instance.

    `number` chooses among the catalogue's problems when several are asked for at once.

    Raises:
        ValidationError: An unknown model or focus area, a missing key.
        NotFoundError: The problem to start from is gone.
    """
    await check_request(app, request)
    now = datetime.now(UTC)
    problem = Problem(
        id=uuid7(),
        model=request.model,
        focus_areas=request.focus_areas,
        created_by=created_by,
        created_at=now,
        updated_at=now,
    )
    params = _params(request, problem.id, number)
    async with app.store.transaction() as transaction:
        if request.start_from:
            base = await transaction.problems.get(request.start_from.problem_id)
            check_prerequisites(base, GenerationStep.GENERATE_TEST_CASES)
        await transaction.problems.create(problem)
        job = await transaction.jobs.create(_new_job(params, place, created_by))
    await submit(app, [job])
    return Created(problem_id=problem.id, job_id=job.id)


async def start_job(
    app: Application,
    problem_id: UUID,
    request: GenerationRequest,
    *,
    job_id: str | None = None,
    created_by: str | None = None,
) -> Created:
    """A new job on a problem that exists, from `startingStep`.

    Raises:
        NotFoundError: No such problem.
        PrerequisiteError: What the earlier steps leave is not there.
        DuplicateError: The job's id is taken.
    """
    await check_request(app, request)
    params = _params(request, problem_id, 0)
    if job_id:
        params = params.model_copy(update={"job_id": job_id})
    async with app.store.transaction() as transaction:
        problem = await transaction.problems.get(problem_id)
        if request.starting_step:
            check_prerequisites(problem, request.starting_step)
        job = await transaction.jobs.create(_new_job(params, None, created_by))
    await submit(app, [job])
    return Created(problem_id=problem_id, job_id=job.id)


async def submit(app: Application, jobs: Sequence[Job]) -> None:
    """Start the workflow instances of jobs that have none; one that has it is left as it is."""
    for job in jobs:
        # Taken: a crash came between the instance and the mark below.
        with suppress(InstanceAlreadyExistsError):
            await app.workflow.create(id=job.id, params=GenerationParams.model_validate(job.params))
        async with app.store.transaction() as transaction:
            await transaction.jobs.mark_submitted(job.id)


async def check_request(app: Application, request: GenerationRequest) -> None:
    """Raise ValidationError for a model or a focus area that can't be used."""
    if not request.uses_catalogue:
        app.models.check(request.model, budget_usd=request.budget_usd)
    async with app.store.read() as view:
        known = {area.slug for area in await view.focus_areas.list()}
    unknown = [slug for slug in request.focus_areas if slug not in known]
    if unknown:
        raise ValidationError(
            f"unknown focus area {', '.join(unknown)}; the known ones: {', '.join(sorted(known))}"
        )


def _params(request: GenerationRequest, problem_id: UUID, number: int) -> GenerationParams:
    chosen = (
        choose(number, difficulty=request.difficulty, focus_areas=request.focus_areas)
        if request.uses_catalogue
        else None
    )
    return GenerationParams(
        **{name: getattr(request, name) for name in GenerationRequest.model_fields},
        job_id=str(uuid7()),
        problem_id=problem_id,
        catalogue_problem=chosen.slug if chosen else None,
    )


def _new_job(params: GenerationParams, place: BatchPlace | None, created_by: str | None) -> NewJob:
    return NewJob(
        id=params.job_id,
        problem_id=params.problem_id,
        params=params.to_wire(),
        model=params.model,
        batch=place.batch if place else None,
        position=place.position if place else None,
        created_by=created_by,
    )
