"""Making problems and jobs: the one way in, for every client."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from pydantic import ValidationError as PydanticError
from uuid_utils.compat import uuid7

from problemsmith.errors import (
    DuplicateError,
    IdempotentError,
    NotFoundError,
    RateLimitedError,
    ValidationError,
)
from problemsmith.generation.dummy.catalogue import choose, find_problem
from problemsmith.generation.params import GenerationParams, GenerationRequest
from problemsmith.generation.prerequisites import check_prerequisites
from problemsmith.generation.steps import GenerationStep
from problemsmith.problem.problem import Problem
from problemsmith.problem.wire import WireModel
from problemsmith.service.application import Application
from problemsmith.store.database import Transaction
from problemsmith.store.records import Job, JobFailure, NewJob
from problemsmith.traces import current_parent
from problemsmith.workflows import InstanceAlreadyExistsError, WorkflowError

IN_FLIGHT_RETRY_SECONDS = 30
"""What a client is told to wait for one of its jobs to end."""


class Created(WireModel):
    """A problem, and the job that makes it (None when nothing was started)."""

    problem_id: UUID
    job_id: str | None


@dataclass(frozen=True, slots=True)
class BatchPlace:
    """A job's place in a named batch."""

    batch: str
    position: int


@dataclass(frozen=True, slots=True)
class Once:
    """Makes a repeated request harmless: the same `key` of the same `owner` is answered once."""

    owner: str
    key: str
    request: bytes
    """What was asked for: another request under the same key is an error."""


async def create_problem(
    app: Application,
    request: GenerationRequest,
    *,
    created_by: str | None = None,
    place: BatchPlace | None = None,
    number: int | None = None,
    job_id: str | None = None,
    start: bool = True,
    once: Once | None = None,
    jobs_in_flight: int | None = None,
    checked: bool = False,
) -> Created:
    """Write the problem and its job, and start the job's workflow instance.

    `number` chooses among the catalogue's problems; by default each job takes the next one.
    Without `start` there is no job: the wish is kept for steps that are started one at a time.
    `checked` tells that `request` is what `check_request` gave back.
    `jobs_in_flight` bounds how many unfinished jobs `created_by` may have.

    Raises:
        ValidationError: An unknown model or focus area, a missing key.
        NotFoundError: The problem to start from is gone.
        DuplicateError: The job's id is taken, or the key of `once` came with another request,
            or what it made was deleted since.
        RateLimitedError: Too many unfinished jobs.
    """
    if not checked:
        request = await check_request(app, request)
    now = datetime.now(UTC)
    problem = Problem(
        id=uuid7(),
        model=request.model,
        focus_areas=request.focus_areas,
        created_by=created_by,
        created_at=now,
        updated_at=now,
    )
    job: Job | None = None
    async with app.store.transaction() as transaction:
        created = await _answered_before(transaction, once)
        if created is None:
            await check_material(transaction, problem, request, start=start)
            params: GenerationParams | None = None
            if start:
                await check_in_flight(transaction, created_by, jobs_in_flight)
                if number is None and request.uses_catalogue:
                    number = await transaction.instances.count_jobs()
                params = to_params(request, problem.id, number=number or 0, job_id=job_id)
                problem = about(problem, params)
            await transaction.problems.create(problem)
            await transaction.wishes.keep(problem.id, request.to_wire())
            if params:
                job = await transaction.jobs.create(new_job(params, place, created_by))
            created = Created(problem_id=problem.id, job_id=job.id if job else None)
            if once:
                await transaction.idempotency.keep(
                    once.owner, once.key, request=once.request, response=created.to_wire()
                )
        elif created.job_id:
            with suppress(NotFoundError):  # deleted since
                job = await transaction.jobs.get(created.job_id)
    if job and job.submitted_at is None:
        await submit(app, [job])
    return created


def about(problem: Problem, params: GenerationParams) -> Problem:
    """The problem with the focus areas of the catalogue's, where that writes it."""
    if params.catalogue_problem is None:
        return problem
    areas = find_problem(params.catalogue_problem).focus_areas
    return problem.model_copy(update={"focus_areas": areas})


async def _answered_before(transaction: Transaction, once: Once | None) -> Created | None:
    if once is None:
        return None
    answer = await transaction.idempotency.find(once.owner, once.key, request=once.request)
    if answer is None:
        return None
    created = Created.model_validate(answer)
    try:
        await transaction.problems.get(created.problem_id, with_test_cases=False)
    except NotFoundError:
        raise DuplicateError(
            f"the Idempotency-Key {once.key!r} made problem {created.problem_id}, which was deleted"
            " since: use a new key"
        ) from None
    return created


async def check_material(
    transaction: Transaction, problem: Problem, request: GenerationRequest, *, start: bool
) -> None:
    """Raise NotFoundError or PrerequisiteError where what a job starts from is not there."""
    if request.start_from:
        base = await transaction.problems.get(request.start_from.problem_id)
        check_prerequisites(base, GenerationStep.GENERATE_TEST_CASES)
    if start and request.starting_step:
        check_prerequisites(problem, request.starting_step)


async def check_in_flight(
    transaction: Transaction, created_by: str | None, at_most: int | None
) -> None:
    """Raise RateLimitedError when the user has that many unfinished jobs already."""
    if created_by is None or at_most is None:
        return
    count = await transaction.instances.count_in_flight(created_by)
    if count >= at_most:
        raise RateLimitedError(
            f"you have {count} unfinished jobs; at most {at_most} are allowed: wait for some to"
            " end, or terminate them",
            retry_after=IN_FLIGHT_RETRY_SECONDS,
        )


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
        IdempotentError: Another job is at the problem.
        PrerequisiteError: What the earlier steps leave is not there.
        DuplicateError: The job's id is taken.
    """
    request = await check_request(app, request)
    params = to_params(request, problem_id, job_id=job_id)
    async with app.store.transaction() as transaction:
        problem = await transaction.problems.get(problem_id)
        await check_nobody_at_work(transaction, problem_id)
        if request.starting_step:
            check_prerequisites(problem, request.starting_step)
        job = await transaction.jobs.create(new_job(params, None, created_by))
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


async def submit_left_over(app: Application) -> None:
    """Start the instances of jobs that a crash left without one.

    One that can't be started is marked as failed, with the reason, and hinders no other.
    """
    async with app.store.read() as view:
        left = await view.jobs.without_instance()
    for job in left:
        try:
            await submit(app, [job])
        except (WorkflowError, PydanticError) as error:
            failure = JobFailure(step=None, code="NOT_STARTED", message=str(error))
            async with app.store.transaction() as transaction:
                await transaction.jobs.fail(job.id, failure)


async def check_nobody_at_work(
    transaction: Transaction, problem_id: UUID, *, but: str | None = None
) -> None:
    """Raise IdempotentError when a job other than `but` is at the problem and has not ended.

    Two jobs on one problem would mix their parts, and prove what neither of them made.
    """
    at_work = await transaction.instances.open_job(problem_id)
    if at_work is not None and at_work[0] != but:
        job_id, step = at_work
        raise IdempotentError(
            f"job {job_id} is at this problem{f', in {step}' if step else ''}: wait for it to"
            " end, or terminate it"
        )


async def check_request(app: Application, request: GenerationRequest) -> GenerationRequest:
    """The request, with the budget of the settings where it names none.

    Raises ValidationError for a model or a focus area that can't be used.
    """
    if request.budget_usd is None:
        request = request.model_copy(update={"budget_usd": app.settings.budget_usd})
    if not request.uses_catalogue:
        app.models.check(request.model, budget_usd=request.budget_usd)
    async with app.store.read() as view:
        known = {area.slug for area in await view.focus_areas.list()}
    unknown = [slug for slug in request.focus_areas if slug not in known]
    if unknown:
        raise ValidationError(
            f"unknown focus area {', '.join(unknown)}; the known ones: {', '.join(sorted(known))}"
        )
    return request


def to_params(
    request: GenerationRequest,
    problem_id: UUID,
    *,
    number: int = 0,
    job_id: str | None = None,
    input_kind: str | None = None,
) -> GenerationParams:
    """The wish as a job's params. `number` chooses among the catalogue's problems."""
    chosen = (
        choose(number, difficulty=request.difficulty, focus_areas=request.focus_areas)
        if request.uses_catalogue
        else None
    )
    return GenerationParams(
        **{name: getattr(request, name) for name in GenerationRequest.model_fields},
        job_id=job_id or str(uuid7()),
        problem_id=problem_id,
        catalogue_problem=chosen.slug if chosen else None,
        input_kind=input_kind,
        trace_parent=current_parent(),
    )


def new_job(params: GenerationParams, place: BatchPlace | None, created_by: str | None) -> NewJob:
    """The job's row."""
    return NewJob(
        id=params.job_id,
        problem_id=params.problem_id,
        params=params.to_wire(),
        model=params.model,
        batch=place.batch if place else None,
        position=place.position if place else None,
        created_by=created_by,
    )
