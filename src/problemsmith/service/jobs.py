"""Looking at jobs, and steering them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from pydantic import Field
from pydantic import ValidationError as PydanticError

from problemsmith.errors import NotFoundError, ProblemsmithError, ValidationError
from problemsmith.generation.params import Approval, GenerationRequest, JobId
from problemsmith.generation.steps import STEP_ORDER, GenerationStep
from problemsmith.problem.json_text import JsonError, parse_json
from problemsmith.problem.plain_words import place, told, unreadable
from problemsmith.problem.wire import Json, WireModel
from problemsmith.service.application import Application
from problemsmith.service.creation import Created, check_in_flight, check_nobody_at_work, start_job
from problemsmith.store.paging import Page
from problemsmith.store.records import Job, JobStatus, JobSubject, ModelCall, Usage
from problemsmith.workflows import (
    InstanceNotFoundError,
    InstanceSnapshot,
    InstanceStateError,
    InstanceStatus,
    WorkflowError,
    WorkflowInstance,
)

APPROVAL = "approval"
"""The type of the event that ends a review."""

OPEN = (JobStatus.PENDING, JobStatus.IN_PROGRESS)
"""Jobs that a worker would go on with by itself."""


@dataclass(frozen=True, slots=True)
class JobDetails:
    """A job with what it is about, its instance (None when it has none) and its model calls."""

    job: Job
    subject: JobSubject | None
    instance: InstanceSnapshot | None
    calls: tuple[ModelCall, ...]
    usage: Usage


async def list_jobs(
    app: Application,
    *,
    statuses: Collection[JobStatus] | None = None,
    batch: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[Job]:
    """Jobs, newest first."""
    async with app.store.read() as view:
        return await view.jobs.list(statuses=statuses, batch=batch, limit=limit, cursor=cursor)


async def open_jobs(app: Application) -> list[Job]:
    """Every job that is pending or in progress, oldest first."""
    found: list[Job] = []
    cursor: str | None = None
    while True:
        page = await list_jobs(app, statuses=OPEN, limit=500, cursor=cursor)
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found[::-1]


async def job_details(app: Application, job_id: str) -> JobDetails:
    """Everything about a job; raises NotFoundError."""
    async with app.store.read() as view:
        job = await view.jobs.get(job_id)
        subjects = await view.jobs.subjects([job.problem_id])
        calls = await view.model_calls.of_job(job_id)
        usage = await view.model_calls.usage(job_id)
    try:
        instance = await (await app.workflow.get(job_id)).status()
    except InstanceNotFoundError:
        instance = None
    return JobDetails(job, subjects.get(job.problem_id), instance, calls, usage)


async def pause(app: Application, job_id: str) -> None:
    """Let the step in progress finish, keep its result, and stop there."""
    await (await _instance(app, job_id)).pause()


async def resume(app: Application, job_id: str) -> None:
    """Go on at the first step that has no result."""
    await (await _instance(app, job_id)).resume()


async def terminate(app: Application, job_id: str) -> None:
    """Stop for good; the step in progress is cancelled."""
    instance = await _instance(app, job_id)
    if (await instance.summary()).status is InstanceStatus.TERMINATED:
        # To the instance this is no error; a person may have named the wrong job.
        raise InstanceStateError("terminate", job_id, "terminated", "nothing is left to stop")
    await instance.terminate()


async def restart(
    app: Application, job_id: str, from_step: str | None = None, *, by: str | None = None
) -> None:
    """Run again, from the first step or from a named one; earlier results are kept.

    A job that has ended counts anew among the unfinished ones of the user `by`.

    Raises:
        IdempotentError: Another job is at the problem.
        RateLimitedError: Too many unfinished jobs.
    """
    if from_step is not None:
        _known_step(from_step)
    instance = await _instance(app, job_id)
    ended = (await instance.summary()).status.ended
    async with app.store.transaction() as transaction:
        job = await transaction.jobs.get(job_id)
        await check_nobody_at_work(transaction, job.problem_id, but=job_id)
        if ended:
            await check_in_flight(transaction, by, app.settings.jobs_in_flight)
    await instance.restart(from_step=from_step)
    async with app.store.transaction() as transaction:
        await transaction.jobs.set_back(job, from_step)


async def approve(
    app: Application, job_id: str, *, send_back: str | None = None, remarks: str | None = None
) -> None:
    """End a review: approved, or sent back to a step with remarks.

    From the step on that it is sent back to, models are asked anew, also when there are no remarks.

    Raises:
        ValidationError: An unknown step, remarks that are too long, or remarks without a step.
        InstanceStateError: The job does not wait for a review.
    """
    try:
        approval = Approval(
            approved=send_back is None,
            step=_known_step(send_back) if send_back else None,
            remarks=remarks,
        )
    except PydanticError as error:
        raise ValidationError(f"{place(error)}: {told(error)}") from error
    if remarks is not None and send_back is None:
        raise ValidationError(
            "remarks are for a step that is done again: name it (--send-back STEP), or approve"
            " without remarks"
        )
    await review(await _instance(app, job_id), approval)


async def review(instance: WorkflowInstance, approval: Approval) -> None:
    """Hand a reviewer's word to the job that waits for it; a second word finds it waiting no more.

    Raises:
        ValidationError: Approved, and yet with a step or remarks, which nobody would read.
        InstanceStateError: The job does not wait for a review.
    """
    for name, given in (("step", approval.step), ("remarks", approval.remarks)):
        if approval.approved and given is not None:
            raise ValidationError(
                f"{name}: it is for a problem that is sent back: leave it out, or send"
                " approved: false"
            )
    try:
        await instance.send_event(APPROVAL, approval.to_wire(), awaited=True)
    except InstanceStateError as error:
        advice = "only a job that waits for a review can be"
        raise InstanceStateError("approve", instance.id, error.status, advice) from None


class QueueMessage(WireModel):
    """A message that the queue-based system left: go on with this job from this step."""

    job_id: JobId
    problem_id: UUID
    step: GenerationStep
    model: str = Field(min_length=1, max_length=200)


@dataclass(frozen=True, slots=True)
class ImportedMessage:
    """What became of one message: the job that goes on, or why there is none."""

    line: int
    job_id: str
    error: str | None = None


async def import_queue(app: Application, path: Path) -> list[ImportedMessage]:
    """Start an instance for each message of a file, a JSON array or one object a line.

    Every message is read before the first job is started; one that can't be read stops the import.
    Messages whose job exists already are reported and left alone, so an import can be run again.

    Raises:
        ValidationError: The file is not of that form; the message names the line.
    """
    messages = _read_messages(path)
    imported: list[ImportedMessage] = []
    for line, message in messages:
        request = GenerationRequest(model=message.model, starting_step=message.step)
        try:
            await start_job(app, message.problem_id, request, job_id=message.job_id)
        except (ProblemsmithError, WorkflowError) as error:
            imported.append(ImportedMessage(line, message.job_id, error.message))
        else:
            imported.append(ImportedMessage(line, message.job_id))
    return imported


def _read_messages(path: Path) -> Sequence[tuple[int, QueueMessage]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ValidationError(f"can't read {path}: {unreadable(error)}") from error
    try:
        items = list(enumerate(_split(text), 1))
    except JsonError as error:
        raise ValidationError(
            f"{path} holds no queue messages: expected a JSON array or one JSON object a line"
            f" ({error})"
        ) from error
    messages: list[tuple[int, QueueMessage]] = []
    for number, item in items:
        try:
            messages.append((number, QueueMessage.model_validate(item)))
        except PydanticError as error:
            raise ValidationError(
                f"{path}, message {number}, {place(error)}: {told(error)};"
                " expected {jobId, problemId, step, model}"
            ) from error
    return messages


def _split(text: str) -> list[Json]:
    """The messages of a JSON array, or of one JSON value a line; raises JsonError."""
    if text.lstrip().startswith("["):
        items = parse_json(text)
        return items if isinstance(items, list) else []
    return [parse_json(line) for line in text.splitlines() if line.strip()]


def _known_step(name: str) -> GenerationStep:
    try:
        return GenerationStep(name)
    except ValueError:
        raise ValidationError(
            f"unknown step {name!r}; the steps are {', '.join(STEP_ORDER)}"
        ) from None


async def _instance(app: Application, job_id: str) -> WorkflowInstance:
    try:
        return await app.workflow.get(job_id)
    except InstanceNotFoundError:
        async with app.store.read() as view:
            await view.jobs.get(job_id)
        raise NotFoundError(
            f"job {job_id} has not been handed to a worker yet: run `problemsmith generate`"
        ) from None


async def start_from(
    app: Application, problem_id: UUID, step: str, model: str | None = None
) -> Created:
    """A new job on a problem from a named step, with its own model unless another is named.

    Raises:
        ValidationError: An unknown step, or no model to take.
        PrerequisiteError: What the earlier steps leave is not there.
    """
    first = _known_step(step)
    async with app.store.read() as view:
        problem = await view.problems.get(problem_id)
    chosen = model or problem.model or app.settings.default_model
    if chosen is None:
        raise ValidationError(f"problem {problem_id} has no model of its own: name one")
    return await start_job(app, problem_id, GenerationRequest(model=chosen, starting_step=first))
