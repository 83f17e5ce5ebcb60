"""Workflow instances for clients: listed, made, shown, steered, followed."""

from collections.abc import AsyncGenerator, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field
from pydantic import ValidationError as PydanticError

from problemsmith.errors import NotFoundError, ProblemsmithError, ValidationError
from problemsmith.generation.params import Approval, GenerationRequest
from problemsmith.generation.prerequisites import check_prerequisites
from problemsmith.problem.problem import Problem
from problemsmith.problem.wire import Json, WireModel
from problemsmith.service import jobs
from problemsmith.service.access import Caller, own_problem, readable_problem
from problemsmith.service.application import Application
from problemsmith.service.catalogue import check_model_known
from problemsmith.service.creation import (
    Created,
    check_in_flight,
    check_nobody_at_work,
    check_request,
    create_problem,
    new_job,
    submit,
    to_params,
)
from problemsmith.store.instances import ListedInstance
from problemsmith.store.paging import Page
from problemsmith.store.records import Job, JobFailure, Usage
from problemsmith.workflows import (
    ErrorInfo,
    Event,
    EventFeed,
    InstanceNotFoundError,
    InstanceStatus,
    WorkflowError,
    WorkflowInstance,
)

Action = Literal["pause", "resume", "terminate", "restart"]


class NewInstance(WireModel):
    """An instance to make: on a problem that exists, or with a problem of its own."""

    id: str | None = Field(default=None, pattern=r"^[a-zA-Z0-9_][a-zA-Z0-9_-]{0,99}$")
    problem_id: UUID | None = None
    request: GenerationRequest


@dataclass(frozen=True, slots=True)
class NotMade:
    """Why one of a batch was not made; `index` counts from 0."""

    index: int
    code: str
    message: str


class InstanceError(WireModel):
    """Why an instance, a step or an attempt failed: never a trace."""

    name: str
    message: str
    code: str | None = None


class AttemptView(WireModel):
    """One attempt at a step."""

    start: AwareDatetime
    end: AwareDatetime | None
    success: bool | None
    error: InstanceError | None


class StepView(WireModel):
    """A step, sleep or wait, in the order of the run. `success` is null while it runs."""

    name: str
    type: str
    start: AwareDatetime
    end: AwareDatetime | None
    success: bool | None
    output: Json
    error: InstanceError | None
    config: dict[str, Json]
    attempts: tuple[AttemptView, ...]


class InstanceView(WireModel):
    """A workflow instance with its steps and what its model calls came to."""

    id: str
    problem_id: UUID
    status: InstanceStatus
    params: dict[str, Json]
    output: Json
    error: InstanceError | None
    run: int
    created: AwareDatetime
    queued: AwareDatetime
    start: AwareDatetime | None
    end: AwareDatetime | None
    success: bool | None
    step_count: int
    usage: Usage
    steps: tuple[StepView, ...]


class InstanceStanding(WireModel):
    """An instance and where it stands."""

    id: str
    status: InstanceStatus


async def list_instances(
    app: Application,
    caller: Caller,
    *,
    statuses: Collection[InstanceStatus] | None,
    problem_id: UUID | None,
    created_after: datetime | None,
    created_before: datetime | None,
    cursor: str | None,
    limit: int,
) -> Page[ListedInstance]:
    """Instances of one's own problems, newest first; admins see everybody's."""
    async with app.store.read() as view:
        return await view.instances.list(
            statuses=[status.value for status in statuses] if statuses else None,
            problem_id=problem_id,
            owner=None if caller.is_admin else caller.owner,
            created_after=created_after,
            created_before=created_before,
            cursor=cursor,
            limit=limit,
        )


async def create_instance(app: Application, caller: Caller, new: NewInstance) -> Created:
    """Make an instance, with one's own id if one is given.

    Raises:
        DuplicateError: The id is taken.
        IdempotentError: A job is at work on the problem.
        NotFoundError: The problem to start from is not there, or not for this caller.
        and what `create_problem` raises.
    """
    request = new.request
    await check_model_known(app, request.model, return_dummy=request.return_dummy)
    if request.start_from:
        await readable_problem(app, caller, request.start_from.problem_id, with_test_cases=False)
    if new.problem_id is None:
        return await create_problem(
            app,
            request,
            created_by=caller.user,
            job_id=new.id,
            jobs_in_flight=app.settings.jobs_in_flight,
        )
    await own_problem(app, caller, new.problem_id)
    request = await check_request(app, request)
    async with app.store.transaction() as transaction:
        await check_nobody_at_work(transaction, new.problem_id)
        problem = await transaction.problems.get(new.problem_id)
        if request.starting_step:
            check_prerequisites(problem, request.starting_step)
        await check_in_flight(transaction, caller.user, app.settings.jobs_in_flight)
        number = await transaction.instances.count_jobs() if request.uses_catalogue else 0
        params = to_params(request, problem.id, number=number, job_id=new.id)
        job = await transaction.jobs.create(new_job(params, None, caller.user))
    await submit(app, [job])
    return Created(problem_id=problem.id, job_id=job.id)


async def create_instances(
    app: Application, caller: Caller, batch: Sequence[NewInstance]
) -> tuple[tuple[Created, ...], tuple[NotMade, ...]]:
    """Make many; each that can't be made is told, and hinders no other."""
    created: list[Created] = []
    errors: list[NotMade] = []
    for index, new in enumerate(batch):
        try:
            created.append(await create_instance(app, caller, new))
        except (ProblemsmithError, WorkflowError) as error:
            errors.append(NotMade(index, error.code, error.message))
    return tuple(created), tuple(errors)


async def get_instance(app: Application, caller: Caller, instance_id: str) -> InstanceView:
    """The instance with its steps, for the owner of its problem and admins."""
    job, instance = await _own(app, caller, instance_id)
    snapshot = await instance.status()
    async with app.store.read() as view:
        usage = await view.model_calls.usage(instance_id)
    return InstanceView.model_validate(
        snapshot.model_dump(exclude={"name", "steps"})
        | {
            "problem_id": job.problem_id,
            "step_count": len(snapshot.steps),
            "usage": usage,
            "steps": [
                step.model_dump(exclude={"attempts"})
                | {"attempts": [one.model_dump(exclude={"delay"}) for one in step.attempts]}
                for step in snapshot.steps
            ],
        }
    )


async def steer(
    app: Application, caller: Caller, instance_id: str, action: Action, from_step: str | None
) -> InstanceStanding:
    """Pause, resume, terminate or restart; `from_step` goes with a restart.

    Raises:
        InstanceStateError: Not in the state that it is in.
        StepNotFoundError: A restart from a step that has not run.
        RateLimitedError: A restart beside too many unfinished jobs of the caller.
        ValidationError: A step that there is not, or one without a restart.
    """
    if from_step is not None and action != "restart":
        raise ValidationError(f"from: it goes with restart, not with {action}")
    job, _ = await _own(app, caller, instance_id)
    if action == "restart":
        await _require_alone(app, job)
    match action:
        case "pause":
            await jobs.pause(app, instance_id)
        case "resume":
            await jobs.resume(app, instance_id)
        case "terminate":
            await jobs.terminate(app, instance_id)
        case "restart":
            await jobs.restart(app, instance_id, from_step, by=caller.user)
    summary = await (await app.workflow.get(instance_id)).summary()
    return InstanceStanding(id=instance_id, status=summary.status)


async def send_event(
    app: Application, caller: Caller, instance_id: str, event_type: str, payload: Json
) -> None:
    """Send an event; `approval` ends a review.

    Raises:
        ValidationError: A type that is no name, or an approval that is none (names the field).
        InstanceStateError: The instance has ended, or does not wait for an approval.
    """
    _, instance = await _own(app, caller, instance_id)
    if event_type == jobs.APPROVAL:
        try:
            approval = Approval.model_validate(payload)
        except PydanticError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(map(str, first["loc"])) or "the payload"
            raise ValidationError(f"{place}: {first['msg']}") from error
        await jobs.review(instance, approval)
        return
    try:
        await instance.send_event(event_type, payload)
    except ValueError as error:
        raise ValidationError(f"type: {error}") from error


async def delete_instance(app: Application, caller: Caller, instance_id: str) -> None:
    """Delete an ended instance; its job keeps how it ended.

    Raises InstanceStateError for one that has not ended.
    """
    _, instance = await _own(app, caller, instance_id)
    summary = await instance.summary()
    if summary.status is InstanceStatus.COMPLETE:
        async with app.store.transaction() as transaction:
            await transaction.jobs.complete(instance_id)
    elif summary.status is InstanceStatus.ERRORED and summary.error:
        async with app.store.transaction() as transaction:
            await transaction.jobs.fail(
                instance_id, await _failure(app, instance_id, summary.error)
            )
    await app.workflow.delete(instance_id)


async def follow(
    app: Application, feed: EventFeed, caller: Caller, instance_id: str, after: int
) -> AsyncGenerator[Event]:
    """The events past a cursor, then live ones until the instance ends. Checked before it runs."""
    await _own(app, caller, instance_id)
    return feed.follow(instance_id, after=after)


async def _own(app: Application, caller: Caller, instance_id: str) -> tuple[Job, WorkflowInstance]:
    """The job and its instance, for the problem's owner and admins; for others there is none."""
    gone = NotFoundError(f"no instance {instance_id}: see the list of instances")
    try:
        async with app.store.read() as view:
            job = await view.jobs.get(instance_id)
            problem: Problem = await view.problems.get(job.problem_id)
        instance = await app.workflow.get(instance_id)
    except (NotFoundError, InstanceNotFoundError):
        raise gone from None
    if not caller.owns(problem):
        raise gone
    return job, instance


async def _require_alone(app: Application, job: Job) -> None:
    """Raise IdempotentError while another job is at the problem."""
    async with app.store.read() as view:
        await check_nobody_at_work(view, job.problem_id, but=job.id)


async def _failure(app: Application, job_id: str, error: ErrorInfo) -> JobFailure:
    async with app.store.read() as view:
        job = await view.jobs.get(job_id)
    return JobFailure(step=job.current_step, code=error.code or error.name, message=error.message)


async def has_nothing_after(app: Application, instance_id: str, cursor: int) -> bool:
    """Whether the instance has ended and has no event past the cursor."""
    instance = await app.workflow.get(instance_id)
    if not (await instance.summary()).status.ended:
        return False
    async for _ in instance.events(after=cursor, follow=False):
        return False
    return True
