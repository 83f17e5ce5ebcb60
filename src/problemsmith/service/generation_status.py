"""How far a problem is, in the words that clients of the queue-based system know."""

from enum import StrEnum
from uuid import UUID

from pydantic import Field

from problemsmith.generation.params import GenerationParams
from problemsmith.generation.steps import steps_between
from problemsmith.problem.wire import Json, WireModel
from problemsmith.service.access import Caller, readable_problem
from problemsmith.service.application import Application
from problemsmith.service.instances import InstanceError
from problemsmith.store.records import Job, JobStatus
from problemsmith.workflows import InstanceNotFoundError, InstanceStatus


def _is_none(value: object) -> bool:
    return value is None


class Progress(WireModel):
    """Steps done of those that the job has; `percent` is 0 to 100."""

    completed: int
    total: int
    percent: int


class GenerationState(StrEnum):
    """The five words of the queue-based system."""

    NONE = "none"
    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"


class GenerationStatus(WireModel):
    """The newest job of a problem; what is not known is left out."""

    job_id: str | None = Field(default=None, exclude_if=_is_none)
    status: GenerationState
    current_step: str | None = Field(default=None, exclude_if=_is_none)
    completed_steps: tuple[str, ...] | None = Field(default=None, exclude_if=_is_none)
    progress: Progress | None = Field(default=None, exclude_if=_is_none)
    error: str | None = Field(default=None, exclude_if=_is_none)
    workflow_status: InstanceStatus | None = Field(default=None, exclude_if=_is_none)


class WorkflowStatus(WireModel):
    """The newest job's workflow instance; `unknown` when there is none."""

    status: InstanceStatus
    error: InstanceError | None = Field(default=None, exclude_if=_is_none)
    output: Json = Field(default=None, exclude_if=_is_none)


_STATES = {
    JobStatus.PENDING: GenerationState.PENDING,
    JobStatus.IN_PROGRESS: GenerationState.IN_PROGRESS,
    JobStatus.PAUSED: GenerationState.IN_PROGRESS,
    JobStatus.WAITING: GenerationState.IN_PROGRESS,
    JobStatus.COMPLETED: GenerationState.COMPLETED,
    JobStatus.FAILED: GenerationState.FAILED,
    JobStatus.TERMINATED: GenerationState.FAILED,
}

_WITHOUT_INSTANCE = {
    JobStatus.PENDING: InstanceStatus.QUEUED,
    JobStatus.COMPLETED: InstanceStatus.COMPLETE,
    JobStatus.FAILED: InstanceStatus.ERRORED,
    JobStatus.TERMINATED: InstanceStatus.TERMINATED,
}


async def generation_status(app: Application, caller: Caller, problem_id: UUID) -> GenerationStatus:
    """How far the newest job is. Others than the owner are not told why one failed."""
    problem = await readable_problem(app, caller, problem_id, with_test_cases=False)
    async with app.store.read() as view:
        job = await view.jobs.latest_of_problem(problem_id)
        instance = await view.instances.find(job.id) if job else None
    if job is None:
        return GenerationStatus(status=GenerationState.NONE)
    status, error = instance or (None, None)
    params = GenerationParams.model_validate(job.params)
    steps = steps_between(params.starting_step, params.stop_after_step)
    completed = tuple(step for step in job.completed_steps if step in steps)
    state = _STATES[job.status]
    tells_why = state is GenerationState.FAILED and caller.owns(problem)
    return GenerationStatus(
        job_id=job.id,
        status=state,
        current_step=None if state is GenerationState.COMPLETED else job.current_step,
        completed_steps=completed,
        progress=Progress(
            completed=len(completed),
            total=len(steps),
            percent=100 * len(completed) // len(steps),
        ),
        error=_error(job, error) if tells_why else None,
        workflow_status=InstanceStatus(status) if status else _without_instance(job),
    )


async def workflow_status(app: Application, caller: Caller, problem_id: UUID) -> WorkflowStatus:
    """The newest job's instance. Others than the owner get its status alone."""
    problem = await readable_problem(app, caller, problem_id, with_test_cases=False)
    async with app.store.read() as view:
        job = await view.jobs.latest_of_problem(problem_id)
    if job is None:
        return WorkflowStatus(status=InstanceStatus.UNKNOWN)
    try:
        summary = await (await app.workflow.get(job.id)).summary()
    except InstanceNotFoundError:
        return WorkflowStatus(status=_without_instance(job))
    if not caller.owns(problem):
        return WorkflowStatus(status=summary.status)
    error = summary.error and InstanceError.model_validate(summary.error.model_dump())
    return WorkflowStatus(status=summary.status, error=error, output=summary.output)


def _without_instance(job: Job) -> InstanceStatus:
    return _WITHOUT_INSTANCE.get(job.status, InstanceStatus.UNKNOWN)


def _error(job: Job, told: str | None) -> str:
    step = f"{job.current_step}: " if job.current_step else ""
    if job.status is JobStatus.TERMINATED:
        return f"{step}the job was terminated"
    return step + (told or (job.failure.message if job.failure else "the job failed"))
