"""Around every step: the job's place, and errors as the workflow layer knows them."""

from collections.abc import Awaitable, Callable

from problemsmith.errors import ProblemsmithError
from problemsmith.generation.env import Env
from problemsmith.generation.faults import UnusableProgramError
from problemsmith.generation.observing import observed
from problemsmith.generation.params import GenerationParams
from problemsmith.generation.steps import STEP_ORDER, GenerationStep
from problemsmith.generation.workbench import Workbench
from problemsmith.llm.errors import ModelAnswerError, RefusalError
from problemsmith.problem.wire import Json
from problemsmith.store.records import JobFailure
from problemsmith.workflows import ErrorInfo, NonRetryableError, step_context


class ForcedError(ProblemsmithError):
    """What `forceError` makes of a step, for testing a client."""

    code = "FORCED_ERROR"
    retryable = False


FRESH_STARTS = 2
"""Attempts that end in unusable answers, each with its own repair rounds, before a step fails."""


async def tracked(
    step: GenerationStep,
    work: Callable[[Workbench], Awaitable[dict[str, Json]]],
    env: Env,
    params: GenerationParams,
) -> dict[str, Json]:
    """Mark the job in progress at this step, and do the step's work.

    The work itself marks the step complete, in the transaction that keeps what it made.

    Raises:
        NonRetryableError: Trying again can't help.
        Exception: Anything else; the workflow layer tries again.
    """
    with observed(params, step, step_context().attempt):
        return await _performed(step, work, env, params)


async def _performed(
    step: GenerationStep,
    work: Callable[[Workbench], Awaitable[dict[str, Json]]],
    env: Env,
    params: GenerationParams,
) -> dict[str, Json]:
    context = step_context()
    try:
        async with env.store.transaction(claim=context.claim) as transaction:
            await transaction.jobs.begin_step(params.job_id, step)
        if params.force_error and step is (params.starting_step or STEP_ORDER[0]):
            raise ForcedError("the error that forceError asked for")
        return await work(Workbench(env, params, step))
    except (UnusableProgramError, ModelAnswerError, RefusalError) as error:
        if isinstance(error, UnusableProgramError):
            # Answers of the right form: without this, the next attempt would be given them again.
            await env.store.ledger.reject(params.job_id, step, context.run)
        async with env.store.read() as view:
            wasted = await view.model_calls.attempts_wasted(params.job_id, step, context.run)
        if wasted >= FRESH_STARTS or context.tries > env.policy.retries:
            raise await _given_up(env, params, step, error) from error
        raise
    except ProblemsmithError as error:
        if error.postponed or (error.retryable and context.tries <= env.policy.retries):
            raise
        raise await _given_up(env, params, step, error) from error


async def note_failure(
    env: Env, params: GenerationParams, step: GenerationStep, error: ErrorInfo
) -> None:
    """Note with the job why its step failed, unless the step itself did: it may have run too long.

    The job's row outlives its workflow instance. Run again after a crash, this changes nothing.
    """
    async with env.store.transaction() as transaction:
        if (await transaction.jobs.get(params.job_id)).failure is None:
            failure = JobFailure(
                step=step, code=error.code or "STEP_FAILED", message=error.message or error.name
            )
            await transaction.jobs.fail(params.job_id, failure)


async def _given_up(
    env: Env, params: GenerationParams, step: GenerationStep, error: ProblemsmithError
) -> NonRetryableError:
    """Note the failure with the job, whose row outlives its workflow instance."""
    async with env.store.transaction(claim=step_context().claim) as transaction:
        await transaction.jobs.fail(
            params.job_id, JobFailure(step=step, code=error.code, message=error.message)
        )
    return NonRetryableError(error.message, name=type(error).__name__, code=error.code)
