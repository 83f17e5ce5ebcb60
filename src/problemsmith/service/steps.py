"""One step at a time: start a job at a step, wait until the step is done, say what it made."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from problemsmith.errors import IdempotentError, JobEndedError, ProblemsmithError, UpstreamError
from problemsmith.generation.params import GenerationRequest
from problemsmith.generation.prerequisites import check_prerequisites
from problemsmith.generation.steps import GenerationStep
from problemsmith.problem.problem import Problem
from problemsmith.problem.wire import Json
from problemsmith.service.access import Caller, own_problem
from problemsmith.service.application import Application
from problemsmith.service.catalogue import check_model_known
from problemsmith.service.creation import (
    check_in_flight,
    check_nobody_at_work,
    check_request,
    new_job,
    submit,
    to_params,
)
from problemsmith.workflows import (
    ENDING,
    EventFeed,
    EventType,
    InstanceNotFoundError,
    InstanceStatus,
)


@dataclass(frozen=True, slots=True)
class StepRequest:
    """How a step is to be done. `go_on` lets the job go on with the steps after it."""

    model: str
    go_on: bool = True
    force_error: bool = False
    return_dummy: bool = False
    update_problem: bool = True


@dataclass(frozen=True, slots=True)
class StepDone:
    """A step that is done: its job, the problem after it, and what the step itself reported."""

    job_id: str
    problem: Problem
    output: dict[str, Json]


async def start_step(
    app: Application, caller: Caller, problem_id: UUID, step: GenerationStep, asked: StepRequest
) -> str:
    """Start a job at the step; its id.

    Raises:
        NotFoundError, ForbiddenError: It is not the caller's problem.
        ValidationError: A model that is not known.
        PrerequisiteError: What the steps before leave is not there.
        IdempotentError: The step is done, or a job is at work on the problem.
        RateLimitedError: Too many unfinished jobs.
    """
    await own_problem(app, caller, problem_id)
    await check_model_known(app, asked.model, return_dummy=asked.return_dummy)
    async with app.store.read() as view:
        wish = await view.wishes.find(problem_id)
    request = await check_request(app, _request(wish, step, asked))
    async with app.store.transaction() as transaction:
        problem = await transaction.problems.get(problem_id)
        await check_nobody_at_work(transaction, problem_id)
        if asked.update_problem and is_done(problem, step):
            raise IdempotentError(
                f"step {step} of problem {problem_id} is done: to do it again, restart its job"
                " from there"
            )
        check_prerequisites(problem, step)
        await check_in_flight(transaction, caller.user, app.settings.jobs_in_flight)
        number = await transaction.instances.count_jobs() if request.uses_catalogue else 0
        params = to_params(request, problem_id, number=number)
        job = await transaction.jobs.create(new_job(params, None, caller.user))
    await submit(app, [job])
    return job.id


async def wait_for_step(
    app: Application, feed: EventFeed, job_id: str, problem_id: UUID, step: GenerationStep
) -> StepDone | None:
    """Wait until the job has done the step.

    None when it is still going on after `step_wait_seconds`, or when the server stops; the job is
    not touched by that.

    Raises:
        UpstreamError: The model provider failed, with its reason.
        JobEndedError: The step failed otherwise, or the job was paused or terminated.
    """
    try:
        async with asyncio.timeout(app.settings.step_wait_seconds):
            done = await _is_done(app, feed, job_id, step)
    except TimeoutError:
        return None
    if not done:
        return None
    async with app.store.read() as view:
        problem = await view.problems.get(problem_id)
    snapshot = await (await app.workflow.get(job_id)).status()
    output = next((one.output for one in snapshot.steps if one.name == step), None)
    return StepDone(job_id, problem, cast("dict[str, Json]", output or {}))


async def parse_signature(
    app: Application, caller: Caller, problem_id: UUID, asked: StepRequest
) -> tuple[Problem, str | None]:
    """The problem, whose text has its signature, and the job that goes on from there.

    The signature is read when the text is written, so nothing is left to do but to go on: with
    the step after the text, unless it is done or a job is at work already.
    """
    problem = await own_problem(app, caller, problem_id)
    check_prerequisites(problem, GenerationStep.GENERATE_TEST_CASES)
    await check_model_known(app, asked.model, return_dummy=asked.return_dummy)
    if asked.force_error:
        raise JobEndedError("parsing the signature failed: the error that forceError asked for")
    if asked.go_on:
        try:
            first = GenerationStep.GENERATE_TEST_CASES
            return problem, await start_step(app, caller, problem_id, first, asked)
        except IdempotentError:
            pass  # what would go on, goes on or is done
    async with app.store.read() as view:
        latest = await view.jobs.latest_of_problem(problem_id)
    return problem, latest.id if latest else None


def is_done(problem: Problem, step: GenerationStep) -> bool:
    """Whether the problem has what the step makes."""
    return _DONE[step](problem)


_DONE: dict[GenerationStep, Callable[[Problem], bool]] = {
    GenerationStep.GENERATE_PROBLEM_TEXT: lambda problem: problem.text is not None,
    GenerationStep.GENERATE_TEST_CASES: lambda problem: bool(problem.test_cases),
    GenerationStep.GENERATE_TEST_CASE_INPUT_CODE: lambda problem: (
        problem.input_programs is not None
    ),
    GenerationStep.GENERATE_TEST_CASE_INPUTS: lambda problem: (
        bool(problem.test_cases) and all(case.input is not None for case in problem.test_cases)
    ),
    GenerationStep.GENERATE_SOLUTION: lambda problem: problem.solutions is not None,
    GenerationStep.GENERATE_TEST_CASE_OUTPUTS: lambda problem: (
        bool(problem.test_cases) and all(case.has_expected for case in problem.test_cases)
    ),
    GenerationStep.VERIFY_PROBLEM: lambda problem: problem.verification is not None,
}


def _request(
    wish: dict[str, Json] | None, step: GenerationStep, asked: StepRequest
) -> GenerationRequest:
    """What was wished for the problem once, with this step and its options."""
    kept = GenerationRequest.model_validate(wish) if wish else GenerationRequest(model=asked.model)
    return kept.model_copy(
        update={
            "model": asked.model,
            "return_dummy": asked.return_dummy,
            "starting_step": step,
            "stop_after_step": None if asked.go_on and asked.update_problem else step,
            "force_error": asked.force_error,
            "update_problem": asked.update_problem,
        }
    )


async def _is_done(app: Application, feed: EventFeed, job_id: str, step: GenerationStep) -> bool:
    """True when the step is done, False when the feed was closed; raises why it never will be."""
    async with aclosing(feed.follow(job_id)) as events:
        async for event in events:
            if event.type is EventType.STEP_COMPLETED and event.step == step:
                return True
            if event.type is EventType.WORKFLOW_PAUSED or event.type in ENDING:
                raise await _why(app, job_id, step)
    return False


async def _why(app: Application, job_id: str, step: GenerationStep) -> ProblemsmithError:
    try:
        summary = await (await app.workflow.get(job_id)).summary()
    except InstanceNotFoundError:
        return JobEndedError(f"job {job_id} was deleted before step {step} was done")
    if summary.error is None or summary.status is not InstanceStatus.ERRORED:
        return JobEndedError(f"job {job_id} is {summary.status.value}: step {step} is not done")
    told = (summary.error.code, summary.error.name)
    status = next((kind.status for kind in _kinds(ProblemsmithError) if kind.code in told), None)
    message = f"step {step} failed: {summary.error.message} (job {job_id})"
    return UpstreamError(message) if status == UpstreamError.status else JobEndedError(message)


def _kinds(root: type[ProblemsmithError]) -> Iterator[type[ProblemsmithError]]:
    for kind in root.__subclasses__():
        yield kind
        yield from _kinds(kind)
